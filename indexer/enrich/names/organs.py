"""The organs that every country has, by pattern: whose "Foreign Ministry" it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from indexer.enrich.folding import institution_key
from indexer.enrich.knowledge import SLOT, Knowledge, Pattern
from indexer.enrich.names.display import of_country, written
from indexer.enrich.names.mentions import Mark

LONGEST_PLACE = 5
"""Most words of a country's name."""
_REPUBLIC = re.compile(
    r"\b(?:(?:federal|islamic|democratic|socialist|bolivarian|plurinational|peoples) "
    r")*(?:republic|kingdom|state|federation) of (?:the )?(?=\{\})"
)
_WORDS_BEFORE = re.compile(r"((?:[^\s,;:.!?()]+(?:\.[A-Z]\.)?[ ]){1,4})$")
_WORDS_AFTER = re.compile(r"\s+(?:of|in|for)\s+(?:the\s+)?((?:[A-Z][^\s,;:!?()]*\s*){1,4})")
_DEPARTMENT = re.compile(r"(?:Ministry|Department) of (.+) of \{country\}$")
_RENAMED = re.compile(r"Ministry|Department|Government|Cabinet|Presidency|Central Bank")
_POSSESSOR = re.compile(r"['’]s? (?=[A-Z])")
_POSSESSOR_BEFORE = re.compile(r"^(?:(?!\bMinistry\b).)*?['’]s?\s+(?=[A-Z])")
_GENITIVE = re.compile(r"['’]s?$")
_US_BEFORE = re.compile(r"\bU\.\s?S\.\s+$")


@dataclass(frozen=True)
class Organ:
    """An organ by pattern; ``country`` is None while nothing tells whose it is.

    Of several patterns ("Interior Ministry") the article decides, else the first is meant.
    """

    patterns: tuple[Pattern, ...]
    country: str | None
    own_name: str | None = None
    """The name as the text has it, where the pattern keeps such a name: Nepal Army, Philippine Navy."""

    def of(self, country: str) -> Organ:
        """The same organ of a country."""
        return replace(self, country=country)

    def names(self, knowledge: Knowledge) -> tuple[str, ...]:
        """The canonical name of the organ of a country by each pattern."""
        if self.own_name:
            return (self.own_name,)
        return tuple(_name(p.canonical, self.country or "", knowledge) for p in self.patterns)

    def other_names(self, knowledge: Knowledge) -> tuple[str, ...]:
        """Other ways to name it, to look it up by: Japan Meteorological Agency, American Red Cross."""
        code = self.country or ""
        country, adjective = of_country(code), knowledge.adjectives.get(code, "")
        found: list[str] = []
        for pattern in self.patterns:
            bare = pattern.canonical.replace("of {country}", "").replace("{demonym}", "").strip()
            found += [f"{country} {bare}", f"{adjective} {bare}", f"{bare} of {country}"]
        return tuple(dict.fromkeys(name for name in found if name[0] != " "))


_ADJECTIVES = {"PH": "Philippine", "US": "United States", "NZ": "New Zealand"}


def _name(canonical: str, code: str, knowledge: Knowledge) -> str:
    if code == "US" and (match := _DEPARTMENT.match(canonical)):
        subject = match[1].replace("Defence", "Defense").replace("Labour", "Labor")
        return f"United States Department of {subject}"
    country = of_country(code)
    adjective = _ADJECTIVES.get(code) or knowledge.adjectives.get(code) or country
    return canonical.replace("{country}", country).replace("{demonym}", adjective)


def organ_in(name: str, knowledge: Knowledge) -> Organ | None:
    """The organ that a name tells by itself, with its country if the name holds it."""
    key = institution_key(name)
    if (bare := knowledge.patterns.get(key)) and SLOT not in key:
        # "the army" in lower case may be any; a "central bank" is one.
        named = name != name.lower() or bare[0].kind == "bank"
        return Organ(bare, None) if named else None
    words = key.lower().split()
    for size in range(min(LONGEST_PLACE, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            code = _place(" ".join(words[start : start + size]), knowledge)
            if code is None:
                continue
            slotted = " ".join([*words[:start], SLOT, *words[start + size :]])
            slotted = _REPUBLIC.sub("", slotted).replace(" the {}", " {}")
            for form in _forms(slotted):
                if patterns := knowledge.patterns.get(form):
                    return Organ(patterns, code, _own_name(name, patterns[0]))
            if organ := _ministry(slotted.split(), name):
                return organ.of(code)
    return _ministry(words, name)


def _own_name(name: str, pattern: Pattern) -> str | None:
    """The name itself, unless the pattern's is used for all countries or a possessive parts it."""
    if pattern.kind in ("legislature", "court") or _RENAMED.match(pattern.canonical):
        return None
    return None if _POSSESSOR.search(name) else written(name)


def _forms(slotted: str) -> tuple[str, ...]:
    if slotted.startswith(f"{SLOT} "):
        return slotted, slotted.removeprefix(f"{SLOT} ")
    if slotted.endswith(f" of {SLOT}"):
        return slotted, slotted.removesuffix(f" of {SLOT}")
    return (slotted,)


def _ministry(words: list[str], name: str) -> Organ | None:
    """Any ministry: "Ministry of Hajj and Umrah", "Hajj and Umrah Ministry"."""
    words = (
        words[1:] if words[:1] == [SLOT] else words[:-2] if words[-2:] == ["of", SLOT] else words
    )
    if SLOT in words or len(words) < 2:
        return None
    bare = _POSSESSOR_BEFORE.sub("", name)
    if words[0] == "ministry" and words[1] in ("of", "for") and len(words) > 2:
        match = re.search(r"Ministry\s+(?:of|for)\s+(.+)$", bare, re.IGNORECASE)
        subject = " ".join(match[1].split()) if match else ""
    elif words[-1] == "ministry" and len(words) <= 6:
        subject = ""
    else:
        return None
    if subject and len(words) - 2 < len(institution_key(subject).split()):
        subject = re.sub(r"\s+of\s+(?:the\s+)?[A-Z][^,]*$", "", subject)
    if not subject:
        return None
    return Organ((Pattern(f"Ministry of {subject} of {{country}}", "government"),), None)


def _place(key: str, knowledge: Knowledge) -> str | None:
    code = knowledge.places.get(key)
    if code is None and key.endswith("s"):
        code = knowledge.places.get(key[:-1])
    if code is None and len(key) <= 3:
        code = knowledge.places.get(key.upper())
    return code


def possessor(text: str, start: int, end: int, knowledge: Knowledge) -> str | None:
    """The country of the words beside a mention: "Ukraine's ...", "Russian ...", "... in Warsaw"."""
    if _US_BEFORE.search(text, max(0, start - 12), start):
        return "US"
    if match := _WORDS_BEFORE.search(text, max(0, start - 60), start):
        words = match[1].split()
        for size in range(len(words), 0, -1):
            phrase = re.sub(r"['’]s?$", "", " ".join(words[-size:]))
            if phrase[:1].isupper() and (code := knowledge.places.get(institution_key(phrase))):
                return code
    if match := _WORDS_AFTER.match(text, end):
        words = match[1].split()
        for size in range(len(words), 0, -1):
            phrase = re.sub(r"['’]s?$|\.$", "", " ".join(words[:size]))
            if code := knowledge.places.get(institution_key(phrase)):
                return code
    return None


def spoken_of(text: str, marks: Iterable[Mark], knowledge: Knowledge) -> Counter[str]:
    """How often the text names each country, its people or its capital."""
    counts: Counter[str] = Counter()
    for start, end, label in marks:
        if label in ("LOC", "NORP") and (
            code := knowledge.places.get(institution_key(_GENITIVE.sub("", text[start:end])))
        ):
            counts[code] += 1
    return counts
