"""The countries and places that an article speaks of, and those that it is mainly about.

First every mention is read on its own (:func:`read_places`): a country's name or demonym, a seat
of government that stands for a state, a city or region by population and by what else the article
speaks of. Then the institutions add their countries (:func:`resolve_countries`). A name that is
also something else (Georgia, Jordan, Chad) needs evidence; what fits no table stays a place
without a country.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc

from indexer.enrich.about import about
from indexer.enrich.evidence import country_within
from indexer.enrich.found import FoundCountry, FoundPlace, Names, TextSpan, text_of
from indexer.enrich.gazetteer import Geography
from indexer.enrich.reading import Reader, Reading


@dataclass(frozen=True)
class Readings:
    """All readings of a text in its order, and the length of its title."""

    items: tuple[Reading, ...]
    title_length: int


def read_places(doc: Doc, title_length: int, geography: Geography) -> Readings:
    """Read every mention of a place or people, and names of countries that the recogniser missed."""
    reader = Reader(doc, text_of(doc), title_length, geography)
    items = [*reader.entities(), *reader.missed_names(), *reader.dateline()]
    return Readings(tuple(sorted(items, key=lambda r: r.span)), title_length)


def guess_about(readings: Readings) -> tuple[str, ...]:
    """The countries that the text is mainly about, by its places and peoples alone."""
    return about(readings.items, readings.title_length)


def resolve_countries(
    readings: Readings, names: Names, geography: Geography
) -> tuple[tuple[FoundCountry, ...], tuple[FoundPlace, ...]]:
    """Countries and places in the order of first mention; institutions add their countries."""
    items = sorted([*readings.items, *_of_institutions(names, geography)], key=lambda r: r.span)
    mainly = set(about(items, readings.title_length))
    spans: dict[str, list[TextSpan]] = {}
    places: dict[tuple[str, str | None], list[TextSpan]] = {}
    for item in items:
        if item.code is not None:
            spans.setdefault(item.code, []).append(item.span)
        if item.place is not None:
            places.setdefault((item.place, item.code), []).append(item.span)
    return (
        tuple(FoundCountry(code, _unique(found), code in mainly) for code, found in spans.items()),
        tuple(FoundPlace(name, _unique(found), code) for (name, code), found in _merged(places)),
    )


def _merged(
    places: dict[tuple[str, str | None], list[TextSpan]],
) -> Iterator[tuple[tuple[str, str | None], list[TextSpan]]]:
    """One entry a name: a place without a country joins the namesake that has one."""
    with_country = {name: (name, code) for name, code in places if code}
    for (name, code), spans in places.items():
        if code is None and name in with_country:
            places[with_country[name]].extend(spans)
        else:
            yield (name, code), spans


def _unique(spans: Iterable[TextSpan]) -> tuple[TextSpan, ...]:
    return tuple(sorted(set(spans)))


_OF_NO_COUNTRY = frozenset({"company", "media", "bank", "international organisation"})
"""Kinds of institutions whose names do not say of which country they are."""


def _of_institutions(names: Names, geography: Geography) -> Iterator[Reading]:
    for body in names.institutions:
        code = body.country
        if code is None and body.kind not in _OF_NO_COUNTRY:
            found = (country_within(span.text, geography) for span in body.spans)
            code = next((c for c in found if c), None)
        if code is not None:
            yield from (Reading(span, "institution", code) for span in body.spans)
