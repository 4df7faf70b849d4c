"""Relatives called by their given name alone: in "Otto Ulm said. His brother, Emil, agreed" Emil Ulm.

Only for kin who bear the family name as a rule, and not for families whose names are given another
way. Parents, cousins, uncles and nephews are left as they are: they have another name too often.
"""

from __future__ import annotations

import re

from indexer.enrich.names.person_name import FAMILY_FIRST, PersonName
from indexer.enrich.names.titles import PARTICLES

FARTHEST = 250
"""Most characters between the two mentions."""
_KIN = re.compile(
    r"(?:\b(?:his|her|their|whose)|['’]s?)\s+(?:(?!(?:ex|former|half|step)\b)[\w-]+\s+){0,3}?"
    r"(?:wife|sons?|daughters?|brothers?|sisters?|twins?),?\s+$",
    re.IGNORECASE,
)
_NEXT_KIN = re.compile(r",?(?: and)?(?: (?:wife|son|daughter|brother|sister))? ")
_KIN_BEFORE = re.compile(
    r"\b(?:brothers|sisters|siblings|twins|sons|daughters|couple|children)\s+$"
)
_OTHERWISE = re.compile(
    r"(?:ov|ev|ova|eva|ska|ski|skyy?|skiy?|skaya|sson|dottir|zade|oglu|uulu|kyzy)$"
)
"""Family names that differ within a family, or are a father's name."""


def is_relative(text: str, end: int, start: int, *, of_relative: bool) -> bool:
    """Whether the words from ``end`` of one mention to ``start`` of the next say that the next is kin.

    ``of_relative``: the one is a relative already: "his sons, Anton and Emil".
    """
    if not 0 <= start - end <= FARTHEST:
        return False
    between = text[end:start]
    return bool(_KIN.search(between) or (of_relative and _NEXT_KIN.fullmatch(between)))


def are_siblings(text: str, start: int, end: int, next_start: int) -> bool:
    """Whether the text says "the brothers Anton and Emil Ulm", of the names at start and next_start."""
    if text[end:next_start] != " and ":
        return False
    return bool(_KIN_BEFORE.search(text, max(0, start - 20), start))


def family_name(name: PersonName) -> str | None:
    """The family name as the text writes it, particles included: "van der Berg"; None if unsure."""
    content = name.content
    if len(content) < 2 or content[0] in FAMILY_FIRST or _OTHERWISE.search(name.words[-1]):
        return None
    if name.raw.isupper() or not name.raw[-1].isalpha():
        return None
    words = name.raw.split()
    if name.generation:
        words = words[:-1]
    start = len(words) - 1
    while (
        start > 1
        and words[start - 1].lower().strip("'’") in PARTICLES
        and words[start - 1][0].islower()
    ):
        start -= 1
    return " ".join(words[start:]) if start else None
