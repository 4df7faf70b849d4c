"""Folding of names for comparison: what two spellings of one name have in common."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_STROKES = str.maketrans("ıłŁøØđĐħ", "ilLoOdDh", "'’‘ʻʼ`´")
_DOUBLES = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "þ": "th", "ð": "d"}
)
_BREAKS = re.compile(r"[\s\-‐‑–—/_,;:“”\"()\[\]]+")
_SPELLING = {
    "defence": "defense", "labour": "labor", "centre": "center", "programme": "program",
    "theatre": "theater", "harbour": "harbor", "honour": "honor", "licence": "license",
    "&": "and", "cooperation": "co operation", "centres": "centers", "programmes": "programs",
    "broadcasting": "broadcasting", "defences": "defenses", "colour": "color",
}  # fmt: skip
"""British words of institutions' names and what they are in American spelling."""
_ISATION = re.compile(r"isation(s?)$")
LATIN_END = 0x250
"""First code point after the Latin letters."""
SHORT_CAPITALS = 5
"""A single word of at most so many capitals keeps its case: WHO is no "who"."""


def plain(text: str) -> str:
    """The text without accents and apostrophes: ``Erdoğan`` is ``Erdogan``, ``O'Brien`` ``OBrien``."""
    if text.isascii():
        return text.replace("'", "").replace("`", "")
    decomposed = unicodedata.normalize("NFKD", text.translate(_STROKES).translate(_DOUBLES))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@lru_cache(maxsize=20_000)
def person_words(name: str) -> tuple[str, ...]:
    """The words of a person's name for comparison: lower case, hyphens and periods part words.

    ``J.K. Rowling`` gives ``("j", "k", "rowling")``, ``Kim Jong-un`` ``("kim", "jong", "un")``.
    """
    return tuple(_BREAKS.sub(" ", plain(name).replace(".", " ")).lower().split())


@lru_cache(maxsize=20_000)
def institution_key(name: str) -> str:
    """An institution's name for comparison.

    No accents, periods or leading "The"; American spelling; lower case, but for a single short word
    of capitals.
    """
    bare = plain(name).replace(".", "").strip()
    if len(bare) <= SHORT_CAPITALS and " " not in bare and _is_capitals(bare):
        return bare
    words = [_american(word) for word in _BREAKS.sub(" ", bare).lower().split()]
    if len(words) > 1 and words[0] == "the":
        del words[0]
    return " ".join(words)


def _is_capitals(text: str) -> bool:
    return sum(c.isupper() for c in text) > 1 and not any(c.islower() for c in text)


def _american(word: str) -> str:
    word = _SPELLING.get(word, word)
    return _ISATION.sub(r"ization\1", word) if "isation" in word else word


def is_acronym(name: str) -> bool:
    """Whether a name is an acronym by its look: ICC, UNHCR, BoE, U.N., M23, AT&T; not Reuters."""
    bare = name.replace(".", "")
    if not 2 <= len(bare) <= 10 or " " in bare or not bare[0].isupper():
        return False
    capitals = sum(c.isupper() for c in bare)
    return capitals >= 2 and capitals * 2 > sum(c.islower() for c in bare)


def is_latin(name: str) -> bool:
    """Whether a name is in Latin letters: Xi Jinping and Erdoğan are, 习近平 is not."""
    return any(c.isascii() and c.isalpha() for c in name) or all(
        ord(c) < LATIN_END for c in name if c.isalpha()
    )
