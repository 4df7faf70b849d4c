"""The organs that every country has, by pattern: whose "Foreign Ministry" it is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.enrich.folding import institution_key
from indexer.enrich.knowledge import SLOT, Knowledge, Pattern
from indexer.enrich.names.display import of_country

if TYPE_CHECKING:
    from spacy.tokens import Doc

LONGEST_PLACE = 5
"""Most words of a country's name."""
_REPUBLIC = re.compile(r"\b(?:(?:federal|islamic|democratic|socialist|bolivarian|plurinational|peoples) )*(?:republic|kingdom|state|federation) of (?:the )?(?=\{\})")
_WORDS_BEFORE = re.compile(r"((?:[^\s,;:.!?()]+(?:\.[A-Z]\.)?[ ]){1,4})$")
_WORDS_AFTER = re.compile(r"\s+(?:of|in|for)\s+(?:the\s+)?((?:[A-Z][^\s,;:!?()]*\s*){1,4})")
_US_BEFORE = re.compile(r"\bU\.\s?S\.\s+$")


@dataclass(frozen=True)
class Organ:
    """An organ by pattern; ``country`` is None while nothing tells whose it is."""

    pattern: Pattern
    country: str | None

    @property
    def name(self) -> str:
        """The canonical name of the organ of a country."""
        assert self.country is not None
        return self.pattern.canonical.replace("{country}", of_country(self.country))


def organ_in(name: str, knowledge: Knowledge) -> Organ | None:
    """The organ that a name tells by itself, with its country if the name holds it."""
    key = institution_key(name)
    if (bare := knowledge.patterns.get(key)) and SLOT not in key:
        return Organ(bare, None)
    words = key.lower().split()
    for size in range(min(LONGEST_PLACE, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            code = _place(" ".join(words[start : start + size]), knowledge)
            if code is None:
                continue
            slotted = " ".join([*words[:start], SLOT, *words[start + size :]])
            slotted = _REPUBLIC.sub("", slotted).replace(" the {}", " {}")
            for form in _forms(slotted):
                if pattern := knowledge.patterns.get(form):
                    return Organ(pattern, code)
    return None


def _forms(slotted: str) -> tuple[str, ...]:
    if slotted.startswith(f"{SLOT} "):
        return slotted, slotted.removeprefix(f"{SLOT} ")
    if slotted.endswith(f" of {SLOT}"):
        return slotted, slotted.removesuffix(f" of {SLOT}")
    return (slotted,)


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


def spoken_of(doc: Doc, knowledge: Knowledge) -> Counter[str]:
    """How often the text names each country, its people or its capital."""
    counts: Counter[str] = Counter()
    for ent in doc.ents:
        if ent.label_ in ("LOC", "NORP") and (
            code := knowledge.places.get(institution_key(re.sub(r"['’]s?$", "", ent.text)))
        ):
            counts[code] += 1
    return counts
