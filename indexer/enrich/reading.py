"""Reads each mention of a place or people on its own: as a country, a region, a city, or none.

The evidence for a name that may be several things is the rest of the article
(:mod:`indexer.enrich.evidence`). What fits no table stays a place without a country.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from spacy.tokens import Doc, Span

from indexer.enrich.dates.words import MONTHS, WEEKDAYS
from indexer.enrich.evidence import Evidence, bare, country_within
from indexer.enrich.found import TextSpan
from indexer.enrich.gazetteer import SMALL_TOWN, Geography, Place, key
from indexer.enrich.names.titles import is_title
from indexer.enrich.place_words import (
    AREA,
    DATELINE,
    FACING,
    LARGE_UNIT,
    REGION_NOUNS,
    SITE_NOUNS,
    UNIT,
    WIDE,
    is_language,
)

Kind = Literal["country", "demonym", "seat", "region", "city", "institution", "unknown"]

CONTEXT_BONUS, SHARE_BONUS = 0.8, 1.2
"""What it counts that an article speaks of a city's country, and of hardly another, in powers of ten
of population."""
STATE_BONUS = 1.5
"""What it counts that an article names the US state of a city."""
OWN_NAME_BONUS = 0.7
"""What it counts that the name is the place's first, not one of its others."""


@dataclass(frozen=True)
class Reading:
    """One mention and what it was read as; ``place`` is the value of the facet."""

    span: TextSpan
    kind: Kind
    code: str | None
    place: str | None = None


@dataclass(frozen=True)
class Reader:
    """Reads the mentions of one article."""

    doc: Doc
    text: str
    title_length: int
    geography: Geography

    @cached_property
    def evidence(self) -> Evidence:
        """What the article says beyond a mention."""
        return Evidence(self.doc, self.text, self.geography)

    def entities(self) -> Iterator[Reading]:
        """Readings of the recogniser's places and peoples."""
        for ent in self.doc.ents:
            if ent.label_ == "NORP":
                yield from self._people(ent)
            elif ent.label_ == "LOC":
                yield self._place(ent)

    def missed_names(self) -> Iterator[Reading]:
        """Countries and peoples by name where the recogniser saw nothing."""
        starts = self.doc.to_array("IDX").astype(np.int64)
        past = 0
        for word in _CAPITALISED.finditer(self.text):
            if word.start() < past or key(word[0]) not in self.geography.first_words:
                continue
            index = int(np.searchsorted(starts, word.start()))
            if index < len(starts) and starts[index] == word.start():
                size, reading = self._missed(index)
                past = self.doc[index + size - 1].idx + 1
                if reading:
                    yield reading

    def dateline(self) -> Iterator[Reading]:
        """The town of a dateline in which the recogniser saw no place: ``KOKOMO, Ind., Feb 26 -``."""
        start = self.title_length + 2 if self.title_length else 0
        match = DATELINE.match(self.text, start)
        if not match or any(
            start <= e.start_char < match.end() and e.label_ == "LOC" for e in self.doc.ents
        ):
            return
        town, where = match["town"], (match["where"] or "").strip(" .")
        state = self.geography.state(where)
        named = self.geography.countries.get(key(where))
        regions = [
            p.country for p in self.geography.places.get(key(where), ()) if p.region and where
        ]
        within = "US" if state else named or (regions[0] if regions else None)
        place = self._choose(town, self.geography.places.get(key(town), ()), within)
        code = place.country if place else within
        if code:
            span = TextSpan(start, start + len(town), town)
            yield Reading(span, "city", code, place.name if place else town.title())

    # -- names that the recogniser passed over --

    def _missed(self, index: int) -> tuple[int, Reading | None]:
        """The longest country or people that begins at a word: how many words, and its reading."""
        if self.doc[index].ent_type:
            return 1, None
        for size in range(min(self.geography.longest, len(self.doc) - index), 0, -1):
            if not self.doc[index + size - 1].text[0].isalpha():
                continue
            span = self.doc[index : index + size]
            text = span.text
            name = key(text)
            country, people = self.geography.countries.get(name), self.geography.demonyms.get(name)
            code = country or people
            if code is None or "\n" in text or any(token.ent_type for token in span):
                continue
            if self._is_doubtful(span, text, is_people=country is None):
                return size, None
            place = TextSpan(span.start_char, span.end_char, text)
            return size, Reading(place, "country" if country else "demonym", code)
        return 1, None

    def _is_doubtful(self, span: Span, text: str, *, is_people: bool) -> bool:
        """Whether a name that the recogniser passed over is better left alone."""
        if key(text) in self.geography.ambiguous:
            return True
        before, after = self._neighbour(span.start - 1), self._neighbour(span.end)
        if len(text) < 3 and (text not in ("UK", "US") or before.isupper() or after.isupper()):
            return True  # "TELL US MORE"
        if before == "<" or after == ">":
            return True  # the sign of a share: <ROK>
        if f"{key(before)} {key(text)}" in self.geography.places:
            return True  # New Mexico
        if is_people and is_language(before.lower(), after.lower()):
            return True
        capitals = text.isupper() and len(text) > 3
        if capitals or span.end_char <= self.title_length:
            return False
        first = span[0].is_sent_start is True
        if first and text in _OTHER_WORDS:
            return True
        # Part of a longer name: Pan American Games, Tour de France, Benin Bronzes.
        joined = before in ("de", "du", "della") or (
            before[:1].isupper()
            and before.lower() not in _DAYS
            and not (span.start > 0 and self.doc[span.start - 1].is_sent_start)
        )
        return joined or (after[:1].isupper() and not is_title(after, 2))

    def _neighbour(self, index: int) -> str:
        """A word beside a name; empty at a line's end and where the recogniser saw a name."""
        if not 0 <= index < len(self.doc):
            return ""
        token = self.doc[index]
        return "" if token.ent_type or token.is_space else token.text

    # -- peoples and countries --

    def _people(self, ent: Span) -> Iterator[Reading]:
        text = ent.text
        span = TextSpan(ent.start_char, ent.end_char, text)
        codes = self._demonyms(text)
        if codes:
            yield from (Reading(span, "demonym", code) for code in codes)
        elif found := self._country(text):
            yield Reading(span, "country", found)

    def _demonyms(self, text: str) -> tuple[str, ...]:
        name = key(text)
        if name in ("korean", "koreans") and self.evidence.speaks_of(_NORTH_KOREA):
            return ("KR",) if self.evidence.speaks_of(_SOUTH_KOREA) else ("KP",)
        if code := self.geography.demonyms.get(name):
            return (code,)
        if "-" not in text:
            return ()
        parts = (self.geography.demonyms.get(key(part)) for part in text.split("-"))
        return tuple(dict.fromkeys(part for part in parts if part))

    def _country(self, text: str) -> str | None:
        name = key(text)
        code = self.geography.countries.get(name)
        if code is None or name not in self.geography.ambiguous:
            return code
        case = self.geography.ambiguous[name]
        for_other = self.evidence.speaks_of(case.for_other)
        if for_other <= self.evidence.speaks_of(case.for_country):
            return case.code
        return case.other if case.other not in ("-", "PERSON") else None

    # -- places --

    def _place(self, ent: Span) -> Reading:
        span = TextSpan(ent.start_char, ent.end_char, ent.text)
        text = bare(ent.text)
        folded = key(text)
        within = self._address(ent, text)
        if within is None and (found := self._not_a_town(span, text, folded)):
            return found
        if state := self._state(ent):
            return Reading(span, "region", "US", state)
        name, namesakes = _candidates(text, self.geography)
        if name != text and LARGE_UNIT.search(text):  # Washington state
            namesakes = tuple(p for p in namesakes if p.region) or namesakes
        place = self._choose(name, namesakes, within)
        if place is not None:
            return Reading(
                span, "region" if place.region else "city", place.country, _value(text, name, place)
            )
        facing = FACING.sub("", text)
        if text.endswith(" County") and self.evidence.countries["US"]:
            return Reading(span, "region", within or "US", text)
        if AREA.search(text):
            return Reading(span, "unknown", within or country_within(text, self.geography))
        if code := country_within(facing, self.geography):
            kind: Kind = "country" if key(facing) in self.geography.countries else "region"
            return Reading(span, kind, code)
        if self._is_site(ent):
            return Reading(span, "unknown", within)
        return Reading(
            span, "unknown", within, text if not text.isupper() or len(text) <= 3 else text.title()
        )

    def _not_a_town(self, span: TextSpan, text: str, folded: str) -> Reading | None:
        """The reading of a country, a seat of government, a people, or a name of many countries."""
        if code := self._country(text):
            rivals = [p for p in self.geography.places.get(folded, ()) if p.country == code]
            if code != self.geography.countries[folded] and rivals:
                kind: Kind = "region" if rivals[0].region else "city"
                return Reading(span, kind, code, rivals[0].name)
            return Reading(span, "country", code)
        if code := self.geography.metonyms.get(folded):
            return Reading(span, "seat", code)
        if codes := self._demonyms(text):
            return Reading(span, "demonym", codes[0])
        return Reading(span, "unknown", None) if folded in WIDE else None

    def _is_site(self, ent: Span) -> bool:
        """Whether an unknown name is one of a water or a building by the words around it."""
        before = self._neighbour(ent.start - 1).lower()
        after = self._neighbour(ent.end).lower()
        if after in SITE_NOUNS:
            return True
        return before == "the" and after not in REGION_NOUNS and " " not in ent.text

    def _address(self, ent: Span, text: str) -> str | None:
        """The country or state after a comma or "in": ``Paris, Texas``; ``Macon, Ga.``; ``Tripoli in Lebanon``."""
        if ent.end + 1 >= len(self.doc) or self.doc[ent.end].text not in (",", "in"):
            return None
        tables = self.geography
        joined = self.doc[ent.end].text == ","
        is_country = key(text) in tables.countries
        for size in (3, 2, 1):
            stop = ent.end + 1 + size
            following = self.doc[ent.end + 1 : stop].text if stop <= len(self.doc) else ""
            if not following[:1].isupper() or "\n" in following:
                continue
            if joined and tables.state(following):
                return "US"
            name = key(following)
            region = next((p for p in tables.places.get(name, ()) if p.region), None)
            if region and region.country == "US" and (is_country or name in tables.ambiguous):
                return "US" if self._has_namesake_in(text, "US") else None
            if is_country:
                return None  # a list of countries is no address
            if code := tables.countries.get(name) or (region.country if region else None):
                fits = self._lies_in(text, code) if joined else self._has_namesake_in(text, code)
                return code if fits else None
        return None

    def _has_namesake_in(self, text: str, code: str) -> bool:
        return any(p.country == code for p in self.geography.places.get(key(text), ()))

    def _lies_in(self, text: str, code: str) -> bool:
        """Whether a name can be a place of this country: "Damascus, Iraq" is a list, no address."""
        found = self.geography.places.get(key(text), ())
        large = any(p.population >= SMALL_TOWN for p in found)
        return not large or self._has_namesake_in(text, code)

    def _state(self, ent: Span) -> str | None:
        """The state of an abbreviation after a town, as in ``Fort Lauderdale, Fla.`` or ``Macon, GA``."""
        state = self.geography.state(ent.text)
        return state if state and ent.start > 1 and self.doc[ent.start - 1].text == "," else None

    def _choose(self, name: str, rivals: Iterable[Place], within: str | None) -> Place | None:
        """The most likely of several places of one name; None when nothing speaks for any of them."""
        found = [p for p in rivals if within is None or p.country == within]
        if not found:
            return None
        folded = key(name)
        best = max(found, key=lambda place: self._likeliness(place, folded))
        if within or best.population >= SMALL_TOWN or self.evidence.countries[best.country]:
            return best
        return best if len({p.country for p in found}) == 1 else None

    def _likeliness(self, place: Place, folded: str) -> float:
        score = math.log10(place.population + 1000)
        if self.evidence.countries[place.country]:
            score += CONTEXT_BONUS + SHARE_BONUS * self.evidence.share(place.country)
        state = self.geography.regions_by_code.get(place.admin)
        if state and self.evidence.speaks_of((key(state),)):
            score += STATE_BONUS
        if place.curated or key(place.name) == folded:
            score += OWN_NAME_BONUS
        return score


_CAPITALISED = re.compile(r"[^\W\d_a-z][\w.]*(?:['’-]\w+)*")
_DAYS = frozenset({*WEEKDAYS, *MONTHS})
_NORTH_KOREA = ("pyongyang", "north korea", "north korean")
_SOUTH_KOREA = ("seoul", "south korea", "south korean")
_OTHER_WORDS = frozenset({"Polish", "Turkey", "Swiss", "Thai", "Kiwi", "Kiwis"})
"""Peoples and countries that are common words too at a sentence's start: "Polish the silver"."""


def _candidates(text: str, geography: Geography) -> tuple[str, tuple[Place, ...]]:
    """Places of a name, or of the name without what stands around it ("eastern", "Province")."""
    facing = FACING.sub("", text)
    for name in dict.fromkeys((text, UNIT.sub("", text), facing, UNIT.sub("", facing))):
        if found := geography.places.get(key(name)):
            return name, found
    return text, ()


def _value(text: str, name: str, place: Place) -> str:
    """The value of the facet: the place's name, but Cobb County is not Cobb, nor Ilam Province Ilam."""
    if name == text or not text[0].isupper() or text.endswith(" City"):
        return place.name
    if text.lower().startswith("city of") or (place.region and LARGE_UNIT.search(text)):
        return place.name
    return re.sub(r"\s+", " ", text)
