"""Measure countries, about and places on the project's corpus.

    python -m tests.quality.countries [--part test|dev|all]

With gold mentions and with the recogniser's, so that one sees which part errs.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Sequence

from spacy.tokens import Doc

from indexer.enrich.countries import guess_about, read_places, resolve_countries
from indexer.enrich.found import FoundCountry, FoundPlace
from indexer.enrich.gazetteer import Geography, key, load_geography
from indexer.enrich.knowledge import Knowledge, load_knowledge
from indexer.enrich.names import resolve_names
from indexer.model.corpus import GoldArticle
from tests.quality.gold import (
    MODES,
    Counts,
    articles,
    in_context,
    joined,
    offset,
    watched,
    write_errors,
)

KINDS = ("country", "about", "place")


def measure(
    texts: Sequence[GoldArticle],
    make_doc: Callable[[GoldArticle], Doc],
    knowledge: Knowledge,
    geography: Geography,
) -> dict[str, Counts]:
    """Counts of each facet over (article, value) pairs; ``make_doc`` gives the mentions."""
    counts = {kind: Counts() for kind in KINDS}
    for article in watched(texts, "countries"):
        doc = make_doc(article)
        readings = read_places(doc, len(article.title), geography)
        names = resolve_names(doc, knowledge, about=guess_about(readings))
        countries, places = resolve_countries(readings, names, geography)
        text = joined(article)
        about = [c for c in countries if c.about]
        counts["country"].add(article.id, _shown(text, countries), gold_countries(article))
        counts["about"].add(
            article.id, _shown(text, about), dict.fromkeys(article.about, article.title)
        )
        counts["place"].add(article.id, _shown_places(text, places), gold_places(article))
    return counts


def _shown(text: str, countries: Iterable[FoundCountry]) -> dict[str, str]:
    return {c.code: in_context(text, c.spans[0].start, c.spans[0].end) for c in countries}


def _shown_places(text: str, places: Iterable[FoundPlace]) -> dict[str, str]:
    return {
        folded_place(p.name): in_context(text, p.spans[0].start, p.spans[0].end) for p in places
    }


_QUALIFIER = re.compile(r"\s*\([^)]*\)|,\s.*$")
_UNIT = re.compile(
    r"(?i)^county (?=\w)| (?:province|state|region|oblast|county|district|governorate|prefecture|regency|"
    r"department|parish|canton|krai|island|city)$"
)


def folded_place(value: str) -> str:
    """A place for comparison: without what only tells namesakes apart, ``Ilam Province``, ``Brest, Belarus``."""
    plain = _QUALIFIER.sub("", value) if not value.startswith("Washington") else value
    return key(_UNIT.sub("", plain))


def gold_countries(article: GoldArticle) -> dict[str, str]:
    """The countries that the article speaks of, with the first words that show each."""
    shown = {
        code: in_context(joined(article), start, start + len(mark.text))
        for mark in reversed(article.marks)
        for code in mark.countries
        if (start := offset(article, mark)) is not None
    }
    return {code: shown.get(code, article.title) for code in article.countries}


def gold_places(article: GoldArticle) -> dict[str, str]:
    """Canonical names of cities and regions, folded, with the first words that show each."""
    return {
        folded_place(mark.value): in_context(
            joined(article), offset(article, mark), offset(article, mark) + len(mark.text)
        )
        for mark in reversed(article.marks)
        if mark.label == "LOC" and mark.value and mark.value != ",".join(mark.countries)
    }


def main() -> None:
    """Print the table and write the errors."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", choices=["test", "dev", "all"], default="test")
    options = parser.parse_args()
    knowledge, geography = load_knowledge(), load_geography()
    for mode, make_doc in MODES.items():
        found = measure(articles(part=options.part), make_doc, knowledge, geography)
        for kind, counts in found.items():
            print(f"{mode:14}{kind:9}", counts.figures())
            write_errors(f"{kind}-{options.part}-{mode.replace(' ', '-')}", counts.errors)


if __name__ == "__main__":
    main()
