"""Tables on the terminal for what the indexer found and holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from indexer.writers import GenerationInfo
from mappings.article import EnrichedArticle, Mention
from mappings.labels import date_label

_MOST_WORDS = 6


def print_enriched(article: EnrichedArticle, console: Console | None = None) -> None:
    """Print one enriched article: each value with the words that gave it."""
    console = console or Console()
    console.print(Text(article.title or article.id, style="bold"))
    published = (
        f"{article.published:%A %Y-%m-%d}" if article.published else "no date of publication"
    )
    console.print(
        Text(
            f"{published} · {article.source or 'no source'} · {article.language or '?'}",
            style="dim",
        )
    )
    if article.enrichment.status == "skipped":
        console.print(f"not enriched: {article.enrichment.reason}")
        return
    table = Table("kind", "value", "words", box=None, pad_edge=False, header_style="bold")
    for person in article.persons:
        table.add_row("person", person.name, _words(person.mentions))
    for body in article.institutions:
        acronym = f" ({body.acronym})" if body.acronym else ""
        table.add_row("institution", f"{body.name}{acronym} · {body.kind}", _words(body.mentions))
    for country in article.countries:
        about = " · about" if country.about else ""
        table.add_row("country", f"{country.code} {country.name}{about}", _words(country.mentions))
    for place in article.places:
        where = f", {place.country}" if place.country else ""
        table.add_row("place", f"{place.name}{where}", _words(place.mentions))
    for ref in article.dates:
        when = date_label(ref.first, ref.last, ref.precision)
        if ref.first is None:
            when += " (no date of publication: give --published)"
        table.add_row("date", when, _words(ref.mentions))
    console.print(table)
    console.print()


def print_generations(
    generations: Sequence[GenerationInfo], console: Console | None = None
) -> None:
    """Print the generations of an index, the live one marked."""
    console = console or Console()
    if not generations:
        console.print("No generation yet: run `dramatis index SOURCE`.")
        return
    table = Table("", "generation", "articles", "MiB", "schema", box=None, pad_edge=False)
    for info in generations:
        size = f"{info.bytes / 2**20:,.1f}" if info.bytes is not None else ""
        table.add_row(
            "live" if info.live else "",
            info.name,
            f"{info.articles:,}",
            size,
            info.schema_fingerprint or "?",
        )
    console.print(table)


def _words(mentions: Iterable[Mention]) -> Text:
    counts: dict[str, int] = {}
    for mention in mentions:
        counts[mention.text] = counts.get(mention.text, 0) + 1
    shown = [f"{text} x{n}" if n > 1 else text for text, n in counts.items()]
    more = f", and {len(shown) - _MOST_WORDS} more" if len(shown) > _MOST_WORDS else ""
    return Text(" | ".join(shown[:_MOST_WORDS]) + more)
