"""The countries and places that an article speaks of, and those that it is mainly about."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pycountry

from indexer.enrich.found import FoundCountry, FoundPlace, Names, TextSpan

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True)
class Geography:
    """Names of countries, demonyms, cities and regions."""

    fingerprint: str


def load_geography(folder: Path | None = None) -> Geography:
    """Load the shipped tables, then the user's. Raises KnowledgeError with file and line."""
    return Geography("none")


def guess_about(doc: Doc, title_length: int, geography: Geography) -> tuple[str, ...]:
    """A first guess, before institutions are resolved, of the countries that the text is about."""
    return ()


def resolve_countries(
    doc: Doc, title_length: int, names: Names, geography: Geography
) -> tuple[tuple[FoundCountry, ...], tuple[FoundPlace, ...]]:
    """Countries (by first mention) and places; the countries of institutions are among them."""
    found: dict[str, list[TextSpan]] = {}
    known = {c.name: c.alpha_2 for c in pycountry.countries}
    for ent in doc.ents:
        if ent.label_ == "LOC" and ent.text in known:
            span = TextSpan(ent.start_char, ent.end_char, ent.text)
            found.setdefault(known[ent.text], []).append(span)
    return tuple(FoundCountry(c, tuple(s)) for c, s in found.items()), ()
