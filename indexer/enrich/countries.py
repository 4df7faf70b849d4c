"""The countries and places that an article speaks of, and those that it is mainly about.

First every mention is read on its own (:func:`read_places`): a country's name or demonym, a seat
of government that stands for a state, a city or region by population and by what else the article
speaks of. Then the institutions add their countries (:func:`resolve_countries`). A name that is
also something else (Georgia, Jordan, Chad) needs evidence; what fits no table stays a place
without a country.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from indexer.enrich.found import FoundCountry, FoundPlace, Names, TextSpan
from indexer.enrich.gazetteer import CURATED_POPULATION, Geography, Place, key

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

Kind = Literal["country", "demonym", "seat", "region", "city", "institution", "unknown"]

CONTEXT_BONUS = 2.5
"""What it counts that an article speaks of a city's country, in powers of ten of population."""
OWN_NAME_BONUS = 0.7
"""What it counts that the name is the place's first, not one of its others."""
SMALL_TOWN = 100_000
"""A town below this is believed without other evidence only if no other country has its namesake."""
WEIGHTS: dict[Kind, float] = {
    "country": 1.0,
    "demonym": 0.65,
    "seat": 0.8,
    "region": 0.9,
    "city": 0.8,
    "institution": 0.7,
    "unknown": 0.0,
}
TITLE_WEIGHT, LEAD_WEIGHT, LEAD_CHARS = 3.0, 3.0, 200
ABOUT_SHARE = 0.5
"""Share of the first country's score from which on another one is what the article is about."""
MOST_ABOUT = 3

_AREA = re.compile(
    r"\b(Rivers?|Sea|Ocean|Lake|Gulf|Bay|Strait|Canal|Mountains?|Mount|Mt|Hills?|Valley|Desert|Street|St|"
    r"Avenue|Road|Square|Bridge|Airport|Stadium|Arena|Park|Palace|Hospital|Prison|Cathedral|Church|Mosque|"
    r"Temple|Tower|Hall|House|Hotel|University|Station|Port|Harbou?r|Dam|Base|Camp|Cemetery|Museum|Theatre|"
    r"Theater|Centre|Center|Building|Highway|Boulevard|Plaza|Cape|Peak|Glacier|Forest|Volcano|Market|Mall|"
    r"Library|Court|Gardens?|Field|Ground|Oval|Pole|Beach|Junction|Falls|Reef|Pass|Plateau|Plain|Sound|Channel|Creek|"
    r"Wharf|Pier|Zoo|Abbey|Castle|Fort|Memorial|Circuit|Dome|Speedway|Refinery|Mine|Plant|Reservoir|Ridge|Range|"
    r"Avenida|Stade|Est[aá]dio|Stadion|Rue|Calle|Kampung|[Bb]arangay|Piazza|Place|Monastery|Basilica|School|Islands?)\b"
)
_NO_PLACE = frozenset(
    key(name)
    for name in (
        "Europe, Africa, Asia, North America, South America, Latin America, Central America, Oceania, Antarctica, "
        "Middle East, Near East, Far East, Eurasia, Caribbean, Balkans, Sahel, Scandinavia, Maghreb, Levant, West, "
        "East, North, South, Southeast Asia, South Asia, East Asia, Central Asia, West Africa, East Africa, Caucasus, "
        "Southern Africa, North Africa, Horn of Africa, Central Africa, Sub-Saharan Africa, Western Europe, Eastern "
        "Europe, Central Europe, Baltic, Baltics, Gulf, Persian Gulf, Mediterranean, Pacific, Atlantic, Arctic, Earth, "
        "Moon, Mars, Indo-Pacific, Asia-Pacific, "
        " Americas, Himalayas, Alps, Andes, Global South, South Pacific, Sahara, "
        "Amazon, Nile, "
        "Danube, Rhine, Mekong, Equator, Gulf of Mexico, Mediterranean Sea, Black Sea, Red Sea, Sub-Sahara, "
        "Subcontinent, Nordic countries, Eastern Mediterranean, Central and Eastern Europe, Old Continent, Everest"
    ).split(", ")
)
_FACING = re.compile(
    r"^(?:(?:north|south|east|west|central|northern|southern|eastern|western|upper|lower|greater|downtown|inner|outer|"
    r"mainland|rural|occupied|north-?east(?:ern)?|north-?west(?:ern)?|south-?east(?:ern)?|south-?west(?:ern)?|"
    r"city of|town of|village of|province of|state of|district of|republic of|kingdom of|port of|region of|island of)"
    r"[ \n]+)+",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"[ \n]+(?:Provinces?|State|Region|Oblast|Countys?|District|Governorate|Prefecture|City|Department|Territory|"
    r"Municipality|Island|Islands|Peninsula|Republic|Krai|Voivodeship|Division|Canton|metropolitan area|area)$"
)


_DATELINE = re.compile(
    r"(?P<town>[A-Z][A-Za-z'’. -]{2,30}?)(?:, (?P<where>[A-Z][\w. ]{1,20}?))?"
    r"(?:, (?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? \d{1,2})?"
    r"(?: \([A-Za-z .]+\))? ?(?:—|–|-{1,2}|:) "
)


@dataclass(frozen=True)
class Reading:
    """One mention and what it was read as."""

    span: TextSpan
    kind: Kind
    code: str | None
    place: str | None = None


@dataclass(frozen=True)
class Readings:
    """All readings of a text in its order, and the length of its title."""

    items: tuple[Reading, ...]
    title_length: int


def read_places(doc: Doc, title_length: int, geography: Geography) -> Readings:
    """Read every mention of a place or people, and names of countries that the recogniser missed."""
    reader = _Reader(doc, geography)
    items = [*reader.entities(), *reader.missed_names(), *reader.dateline(title_length)]
    return Readings(tuple(sorted(items, key=lambda r: r.span)), title_length)


def guess_about(readings: Readings) -> tuple[str, ...]:
    """The countries that the text is mainly about, by its places and peoples alone."""
    return _about(readings, readings.items)


def resolve_countries(
    readings: Readings, names: Names, geography: Geography
) -> tuple[tuple[FoundCountry, ...], tuple[FoundPlace, ...]]:
    """Countries and places in the order of first mention; institutions add their countries."""
    items = sorted([*readings.items, *_of_institutions(names, geography)], key=lambda r: r.span)
    about = set(_about(readings, items))
    spans: dict[str, list[TextSpan]] = {}
    places: dict[tuple[str, str | None], list[TextSpan]] = {}
    for item in items:
        if item.code is not None:
            spans.setdefault(item.code, []).append(item.span)
        if item.place is not None:
            places.setdefault((item.place, item.code), []).append(item.span)
    return (
        tuple(FoundCountry(code, _unique(found), code in about) for code, found in spans.items()),
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


def _of_institutions(names: Names, geography: Geography) -> Iterator[Reading]:
    for body in names.institutions:
        code = body.country
        if code is None and body.kind not in (
            "company",
            "media",
            "bank",
            "international organisation",
        ):
            code = next((c for s in body.spans if (c := _country_within(s.text, geography))), None)
        if code is not None:
            yield from (Reading(span, "institution", code) for span in body.spans)


def _country_within(text: str, geography: Geography) -> str | None:
    """The country whose name or demonym is part of a longer name: "French Football Federation"."""
    words = text.replace("'s", "").replace("’s", "").split()
    for size in (3, 2, 1):
        for start in range(len(words) - size + 1):
            name = " ".join(words[start : start + size])
            if not name[0].isupper():
                continue
            folded = key(name)
            code = geography.countries.get(folded) or geography.demonyms.get(folded)
            if code and folded not in geography.ambiguous:
                return code
    return None


def _about(readings: Readings, items: Iterable[Reading]) -> tuple[str, ...]:
    scores: defaultdict[str, float] = defaultdict(float)
    in_title: set[str] = set()
    for item in items:
        if item.code is None:
            continue
        weight = WEIGHTS[item.kind]
        if item.span.end <= readings.title_length:
            weight *= TITLE_WEIGHT
            in_title.add(item.code)
        elif item.span.start < readings.title_length + LEAD_CHARS:
            weight *= LEAD_WEIGHT
        scores[item.code] += weight
    if not scores:
        return ()
    ranked = sorted(scores.items(), key=lambda entry: (-entry[1], entry[0]))
    most = ranked[0][1]
    return tuple(
        code
        for rank, (code, score) in enumerate(ranked[:MOST_ABOUT])
        if rank == 0 or score >= most * (ABOUT_SHARE * (0.6 if code in in_title else 1.0))
    )


@dataclass(frozen=True)
class _Reader:
    doc: Doc
    geography: Geography

    def entities(self) -> Iterator[Reading]:
        """Readings of the recogniser's places and peoples."""
        ents = [ent for ent in self.doc.ents if ent.label_ in ("LOC", "NORP")]
        for ent in ents:
            span = TextSpan(ent.start_char, ent.end_char, ent.text)
            if ent.label_ == "NORP":
                code = self._demonym(ent.text)
                if code:
                    yield Reading(span, "demonym", code)
                elif found := self._country(ent.text):
                    yield Reading(span, "country", found)
            else:
                yield self._place(ent, span)

    def missed_names(self) -> Iterator[Reading]:
        """Countries and peoples by name where the recogniser saw nothing."""
        tables = (("country", self.geography.countries), ("demonym", self.geography.demonyms))
        taken = [token.ent_type_ != "" for token in self.doc]
        index = 0
        while index < len(self.doc):
            step = 1
            if not taken[index] and self.doc[index].text[0].isupper():
                for size in range(min(self.geography.longest, len(self.doc) - index), 0, -1):
                    last = self.doc[index + size - 1]
                    if taken[index + size - 1] or not last.text[0].isalpha():
                        continue
                    text = self.doc.text[self.doc[index].idx : last.idx + len(last)]
                    if "\n" in text:
                        continue
                    found = next(
                        (
                            (kind, table[name])
                            for kind, table in tables
                            if (name := key(text)) in table
                        ),
                        None,
                    )
                    if found and not self._is_doubtful(text, self.doc[index]):
                        start = self.doc[index].idx
                        span = TextSpan(start, start + len(text), text)
                        yield Reading(
                            span, "country" if found[0] == "country" else "demonym", found[1]
                        )
                        step = size
                        break
            index += step

    def dateline(self, title_length: int) -> Iterator[Reading]:
        """The town of a dateline in which the recogniser saw no place: ``KOKOMO, Ind., Feb 26 -``."""
        start = title_length + 2 if title_length else 0
        match = _DATELINE.match(self.doc.text, start)
        if not match or any(
            start <= e.start_char < match.end() and e.label_ == "LOC" for e in self.doc.ents
        ):
            return
        town, where = match["town"], (match["where"] or "").strip(" .")
        state = self.geography.regions_by_code.get(where.replace(".", ""))
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

    def _is_doubtful(self, text: str, first: Token) -> bool:
        """Whether a name that the recogniser passed over is better left alone."""
        if key(text) in self.geography.ambiguous or len(text) < 3:
            return True
        if text.isupper() and len(text) > 3:
            return False
        # "Polish the silver": a word at a sentence's start may be no name at all.
        return first.is_sent_start is True and text in (
            "Polish",
            "Turkey",
            "Swiss",
            "Thai",
            "Kiwi",
            "Kiwis",
        )

    def _demonym(self, text: str) -> str | None:
        name = key(text)
        code = self.geography.demonyms.get(name)
        if code is None and "-" in text:
            parts = [self.geography.demonyms.get(key(part)) for part in text.split("-")]
            code = next((part for part in parts if part), None)
        if (
            name in ("korean", "koreans")
            and self._speaks_of(("pyongyang", "north korea", "north korean")) > 0
        ):
            return "KR" if self._speaks_of(("seoul", "south korea", "south korean")) else "KP"
        return code

    def _country(self, text: str) -> str | None:
        name = key(text)
        code = self.geography.countries.get(name)
        if code is None or name not in self.geography.ambiguous:
            return code
        case = self.geography.ambiguous[name]
        for_other, for_country = self._speaks_of(case.for_other), self._speaks_of(case.for_country)
        if for_other <= for_country:
            return case.code
        return case.other if case.other not in ("-", "PERSON") else None

    def _place(self, ent: Span, span: TextSpan) -> Reading:
        text = _stripped(ent.text)
        within = self._following_country(ent)
        if within is None and (code := self._country(text)):
            if (
                code != self.geography.countries.get(key(text))
                and key(text) in self.geography.places
            ):
                rivals = [p for p in self.geography.places[key(text)] if p.country == code]
                if rivals:
                    return Reading(
                        span, "region" if rivals[0].region else "city", code, rivals[0].name
                    )
            return Reading(span, "country", code)
        if within is None and (code := self.geography.metonyms.get(key(text))):
            return Reading(span, "seat", code)
        if within is None and (code := self._demonym(text)):
            return Reading(span, "demonym", code)
        if key(text) in _NO_PLACE:
            return Reading(span, "unknown", None)
        if state := self._state(ent):
            return Reading(span, "region", "US", state)
        name, namesakes = _candidates(text, self.geography)
        place = self._choose(name, namesakes, within)
        if place is not None:
            # "Cobb County" is not Cobb: the unit is part of the name, unless it is the city itself.
            own = text if name != text and _is_name_of_its_own(text) else place.name
            return Reading(span, "region" if place.region else "city", place.country, own)
        if _AREA.search(text):
            return Reading(span, "unknown", within or _country_within(text, self.geography))
        if code := _country_within(_FACING.sub("", text), self.geography):
            return Reading(
                span,
                "country" if key(_FACING.sub("", text)) in self.geography.countries else "region",
                code,
            )
        name = text if not text.isupper() or len(text) <= 3 else text.title()
        return Reading(span, "unknown", within, name)

    def _following_country(self, ent: Span) -> str | None:
        """The country or state after a comma: ``Paris, Texas``; ``Lyon, France``; ``Macon, Ga.``."""
        if ent.end + 1 >= len(self.doc) or self.doc[ent.end].text != ",":
            return None
        for size in (3, 2, 1):
            stop = ent.end + 1 + size
            if stop > len(self.doc):
                continue
            text = self.doc[ent.end + 1 : stop].text
            if not text[0].isupper() or "\n" in text:
                continue
            states = self.geography.regions_by_code
            if text.removesuffix(".") in states or text.replace(".", "") in states:
                return "US" if self._is_us_place(ent.text) else None
            name = key(text)
            if name in self.geography.ambiguous and self._is_us_place(ent.text, text):
                return "US"
            if (code := self.geography.countries.get(name)) and self._is_in(ent.text, code):
                return code
            regions = [p for p in self.geography.places.get(name, ()) if p.region]
            if regions and self._is_in(ent.text, regions[0].country):
                return regions[0].country
        return None

    def _is_in(self, text: str, code: str) -> bool:
        """Whether a name can be a place of this country: a list of countries is no address."""
        name = key(text)
        if name in self.geography.countries and name not in self.geography.ambiguous:
            return any(p.country == code for p in self.geography.places.get(name, ()))
        return True

    def _is_us_place(self, text: str, state: str | None = None) -> bool:
        return any(p.country == "US" for p in self.geography.places.get(key(text), ())) and (
            state is None or any(p.region for p in self.geography.places.get(key(state), ()))
        )

    def _state(self, ent: Span) -> str | None:
        """The state of an abbreviation after a town, as in ``Fort Lauderdale, Fla.`` or ``Macon, GA``."""
        short = ent.text.replace(".", "")
        if short not in self.geography.regions_by_code or ent.start < 2:
            return None
        return (
            self.geography.regions_by_code[short] if self.doc[ent.start - 1].text == "," else None
        )

    def _choose(self, name: str, rivals: Iterable[Place], within: str | None) -> Place | None:
        """The most likely of several places of one name; None when nothing speaks for any of them."""
        found = [p for p in rivals if within is None or p.country == within]
        if not found:
            return None

        folded = key(name)

        def score(place: Place) -> float:
            bonus = CONTEXT_BONUS if self._context[place.country] else 0.0
            state = self.geography.regions_by_code.get(place.admin)
            in_state = 1.5 if state and self._speaks_of((key(state),)) else 0.0
            is_own = key(place.name) == folded or place.population == CURATED_POPULATION
            own_name = OWN_NAME_BONUS if is_own else 0.0
            return math.log10(place.population + 1000) + bonus + in_state + own_name

        best = max(found, key=score)
        if within or best.population >= SMALL_TOWN or self._context[best.country]:
            return best
        return best if len({p.country for p in found}) == 1 else None

    @cached_property
    def _context(self) -> Counter[str]:
        """Countries that are named outright or by their people."""
        counts: Counter[str] = Counter()
        for ent in self.doc.ents:
            if ent.label_ in ("LOC", "NORP", "ORG"):
                name = key(_stripped(ent.text))
                code = self.geography.countries.get(name) or self.geography.demonyms.get(name)
                if code is None and ent.label_ == "ORG":
                    code = _country_within(ent.text, self.geography)
                if code is None and ent.label_ == "LOC":
                    code = self._only_country_of(name)
                if code and name not in self.geography.ambiguous:
                    counts[code] += 1
        return counts

    def _only_country_of(self, name: str) -> str | None:
        rivals = self.geography.places.get(name, ())
        large = [p for p in rivals if p.population >= SMALL_TOWN]
        return large[0].country if large and len({p.country for p in rivals}) == 1 else None

    def _speaks_of(self, names: Iterable[str]) -> int:
        return sum(self._ngrams[name] for name in names)

    @cached_property
    def _ngrams(self) -> Counter[str]:
        """Folded words and pairs and triples of words of the text that begin with a capital."""
        words = re.findall(r"\w[\w.'’-]*", self.doc.text)
        counts: Counter[str] = Counter()
        for index, word in enumerate(words):
            if word[0].isupper() or word in (
                "won",
                "basketball",
                "refugees",
                "junta",
                "uranium",
                "cobalt",
            ):
                counts.update(
                    key(" ".join(words[index : index + size]).removesuffix("'s").removesuffix("’s"))
                    for size in (1, 2, 3)
                    if index + size <= len(words)
                )
        return counts


def _stripped(text: str) -> str:
    text = re.sub(r"['’]s?$", "", " ".join(text.split()))
    return re.sub(r"^[Tt]he ", "", text)


def _is_name_of_its_own(text: str) -> bool:
    """Whether what stands around a place's name makes another name: Cobb County, South Tyrol."""
    return (
        text[0].isupper() and not text.endswith(" City") and not text.lower().startswith("city of")
    )


def _candidates(text: str, geography: Geography) -> tuple[str, tuple[Place, ...]]:
    """Places of a name, or of the name without what stands around it ("eastern", "Province")."""
    for name in dict.fromkeys(
        (text, _UNIT.sub("", text), _FACING.sub("", text), _UNIT.sub("", _FACING.sub("", text)))
    ):
        if found := geography.places.get(key(name)):
            return name, found
    return text, ()
