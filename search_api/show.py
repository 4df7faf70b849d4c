"""Search results, articles and states as tables on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mappings.article import EnrichedArticle
from mappings.fields import FACET_BY_NAME
from mappings.labels import date_label
from search_api.evidence import Evidence
from search_api.models import (
    EngineStatus,
    FacetResult,
    FoundValue,
    HistogramResult,
    Hit,
    SearchResult,
    Snippet,
    TermsResult,
)

_MARK = "bold black on yellow"
_WIDE = 100
_BAR = 16


def print_result(result: SearchResult, console: Console | None = None) -> None:
    """Hits with marked words, facets beside them on a wide terminal and below on a narrow one."""
    console = console or Console()
    noun = "article" if result.total == 1 else "articles"
    heading = Text(f"{result.total:,} {noun}", style="bold")
    heading.append(f"  {result.took_ms:.0f} ms · {result.generation}", style="dim")
    console.print(heading)
    hits = Group(*(_hit(hit) for hit in result.hits))
    facets = Group(*(_facet(name, facet) for name, facet in result.facets.items()))
    if console.width >= _WIDE and result.facets:
        grid = Table.grid(padding=(0, 3), expand=True)
        grid.add_column(ratio=2)
        grid.add_column(ratio=1)
        grid.add_row(hits, facets)
        console.print(grid)
    else:
        console.print(hits, facets)
    if result.cursor:
        console.print(Text(f"more: --cursor {result.cursor}", style="dim"), soft_wrap=True)


def print_values(values: Iterable[FoundValue], console: Console | None = None) -> None:
    """Facet values found, with counts and the alias that fits."""
    table = Table(box=None, show_header=False, pad_edge=False)
    for value in values:
        alias = f"({value.matched})" if value.matched not in (value.value, value.label) else ""
        table.add_row(
            Text(_named(value.value, value.label)), f"{value.count:,}", Text(alias, style="dim")
        )
    (console or Console()).print(table)


def print_article(article: EnrichedArticle, console: Console | None = None) -> None:
    """The text of an article and its facet values."""
    console = console or Console()
    console.print(Text(article.title or article.id, style="bold"))
    parts = [
        f"{article.published:%Y-%m-%d}" if article.published else "",
        article.source or "",
        article.url or "",
    ]
    console.print(Text(" · ".join(part for part in parts if part), style="dim"))
    console.print(Text(article.body), "", sep="\n")
    dates = dict.fromkeys(date_label(d.first, d.last, d.precision) for d in article.dates)
    rows = (
        ("People", [p.name for p in article.persons]),
        ("Institutions", [i.name for i in article.institutions]),
        ("Countries", [c.name + (" (about)" if c.about else "") for c in article.countries]),
        ("Places", [p.name for p in article.places]),
        ("Dates", list(dates)),
    )
    for label, values in rows:
        if values:
            console.print(
                Text(f"{label}: ", style="bold").append(Text(", ".join(values), style=""))
            )
    if article.enrichment.status == "skipped":
        console.print(Text(f"not enriched: {article.enrichment.reason}", style="dim"))


def print_evidence(evidence: Sequence[Evidence], console: Console | None = None) -> None:
    """Each value with the sentences of its mentions, the words marked."""
    console = console or Console()
    last = None
    for item in evidence:
        if (item.facet, item.value) != last:
            console.print(Text(f"{item.facet}: {_named(item.value, item.label)}", style="bold"))
            last = (item.facet, item.value)
        text = Text(item.sentence.text.replace("\n", " "))
        text.stylize(_MARK, item.start - item.sentence.start, item.end - item.sentence.start)
        console.print(Padding(text, (0, 0, 0, 2)))


def print_status(status: EngineStatus, console: Console | None = None) -> None:
    """The state of the engine and its index."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_row("engine", status.engine)
    table.add_row("generation", status.generation or "none yet: run `dramatis index SOURCE`")
    table.add_row("articles", f"{status.articles:,} ({status.enriched:,} enriched)")
    for fingerprint, count in status.enrichment_fingerprints.items():
        table.add_row("enrichment", f"{fingerprint}: {count:,} articles")
    table.add_row("schema", status.schema_fingerprint)
    for name, value in status.details.items():
        table.add_row(name.replace("_", " "), str(value))
    (console or Console()).print(table)


def _hit(hit: Hit) -> Padding:
    title = (
        _marked(hit.highlights["title"][0])
        if hit.highlights.get("title")
        else Text(hit.title or hit.id)
    )
    title.stylize("bold")
    parts = [f"{hit.published:%Y-%m-%d}" if hit.published else "", hit.source or "", hit.id]
    lines: list[Text] = [title, Text(" · ".join(part for part in parts if part), style="dim")]
    lines += [_marked(snippet) for snippet in hit.highlights.get("body", ())]
    return Padding(Group(*lines), (1, 0, 0, 0))


def _marked(snippet: Snippet) -> Text:
    text = Text(snippet.text)
    for start, end in snippet.ranges:
        text.stylize(_MARK, start, end)
    text.plain = text.plain.replace("\n", " ")
    return text


def _facet(name: str, facet: FacetResult) -> Padding:
    label = Text(FACET_BY_NAME[name].label, style="bold")
    if isinstance(facet, TermsResult):
        return Padding(Group(label, _terms(facet)), (1, 0, 0, 0))
    return Padding(Group(label, _histogram(facet)), (1, 0, 0, 0))


def _terms(facet: TermsResult) -> Table:
    table = Table.grid(padding=(0, 1))
    for value in facet.values:
        mark = "✓" if value.selected else "✗" if value.excluded else " "
        table.add_row(mark, f"{value.count:,}", Text(_named(value.value, value.label)))
    if facet.other:
        hidden = facet.total_values - len(facet.values)
        table.add_row("", f"{facet.other:,}", Text(f"in {hidden:,} other values", style="dim"))
    if not facet.exact:
        table.add_row("", "", Text("counts are not exact", style="dim"))
    return table


def _histogram(facet: HistogramResult) -> Table:
    table = Table.grid(padding=(0, 1))
    most = max((bucket.count for bucket in facet.buckets), default=0)
    for bucket in facet.buckets:
        if bucket.count:
            width = {"year": 4, "month": 7}.get(facet.interval, 10)
            bar = "█" * max(1, round(_BAR * bucket.count / most))
            table.add_row(str(bucket.first)[:width], f"{bucket.count:,}", Text(bar, style="cyan"))
    return table


def _named(value: str, label: str) -> str:
    return value if value == label else f"{label} ({value})"
