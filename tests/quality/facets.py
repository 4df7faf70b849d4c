"""Measure every facet: on the project's corpus, and on the sets of a data folder that are there.

:func:`own` and :func:`data_folder` give figures by set, mentions ("gold mentions", "recogniser")
and facet, and write each error with its sentence to ``tests/quality/errors/``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from indexer.enrich.enricher import open_enricher
from indexer.enrich.gazetteer import load_geography
from indexer.enrich.knowledge import load_knowledge
from indexer.model.corpus import GoldArticle
from tests.quality import countries, dates, names, reuters
from tests.quality.gold import MODES, Row, articles, plain_doc, recognised, row, write_errors

FACETS = ("person", "institution", "country", "about", "place", "date")
"""Pairs of article and value are counted for each of them."""
Figures = dict[str, dict[str, Row]]
"""By mentions, then by facet or other measure."""


def own(part: str = "test") -> Figures:
    """Figures of the project's corpus: facets, B-cubed of names, days of date mentions."""
    texts = articles(part=part)
    return {mode: _own(texts, mode, f"own_{part}") for mode in MODES}


def _own(texts: Sequence[GoldArticle], mode: str, name: str) -> dict[str, Row]:
    knowledge, geography = load_knowledge(), load_geography()
    docs = {article.id: MODES[mode](article) for article in texts}
    found_names = names.measure(
        names.corpus_texts(texts), knowledge, geography, lambda text: docs[text.id]
    )
    found = countries.measure(texts, lambda article: docs[article.id], knowledge, geography)
    found_dates = dates.measure(list(dates.corpus_texts(texts)), lambda text: docs[text.id])
    _write("name", name, mode, found_names.errors)
    for facet, counts in found.items():
        _write(facet, name, mode, counts.errors)
    _write("date", name, mode, found_dates.errors)
    figures = {
        **_name_rows(found_names),
        **{facet: counts.figures() for facet, counts in found.items()},
        **{facet: score.figures() for facet, score in found_dates.scores.items()},
    }
    order = [
        *FACETS,
        "person named",
        "institution named",
        "person B-cubed",
        "institution B-cubed",
        "date value",
    ]
    return {facet: figures[facet] for facet in order}


def _name_rows(result: names.Result) -> dict[str, Row]:
    return {
        label.removesuffix(" value"): row(score.right, score.found, score.gold, score.right_gold)
        for label, score in result.scores.items()
    }


def _write(facet: str, name: str, mode: str, errors: list[str]) -> None:
    write_errors(f"{facet}-{name}-{mode.replace(' ', '-')}", errors)


def data_folder(data: Path, *, every_article: bool = False) -> dict[str, Figures]:
    """Figures a set of the folder; a set that is missing is told on the screen."""
    found: dict[str, Figures] = {}
    for name, texts in dates.data_sets(data):
        result = dates.measure(texts, dates.with_recognised_names)
        _write("date", name, "recogniser", result.errors)
        rows = {label: score.figures() for label, score in result.scores.items()}
        found[name] = {"recogniser": {label: rows[label] for label in ("date", "date value")}}
    if figures := _gum(data):
        found["gum_news"] = figures
    if figures := _reuters(data, every_article=every_article):
        found["reuters"] = figures
    return found


def _gum(data: Path) -> Figures:
    archive = data / "names" / "gum_news.tar.xz"
    if not archive.is_file():
        print(f"SKIPPED gum_news: {archive} is missing")
        return {}
    texts = list(names.gum_texts(archive))
    makers = {
        "gold mentions": lambda text: plain_doc(
            text.text, sorted((n.start, n.end, n.label) for n in text.names)
        ),
        "recogniser": lambda text: recognised(text.text),
    }
    figures: Figures = {}
    for mode, make_doc in makers.items():
        result = names.measure(texts, load_knowledge(), load_geography(), make_doc)
        _write("name", "gum_news", mode, result.errors)
        # The values of this set are its own numbers of coreference chains, not names.
        figures[mode] = {k: v for k, v in _name_rows(result).items() if "B-cubed" in k}
    return figures


def _reuters(data: Path, *, every_article: bool) -> Figures:
    enricher = open_enricher()
    found = reuters.read_reuters(data, enricher.geography)
    if not found:
        return {}
    counts = reuters.measure(
        found if every_article else reuters.sample(found, reuters.SAMPLE), enricher
    )
    _write("about", "reuters", "recogniser", counts.errors)
    return {"recogniser": {"about": counts.figures()}}
