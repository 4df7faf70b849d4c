"""Mentions as the recogniser gave them, cleaned of what is no part of the name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from indexer.enrich.found import TextSpan
from indexer.enrich.names.titles import FEMALE, MALE, NOBLE, PARTICLES, is_title

_WORD = re.compile(r"\S+")
_POSSESSIVE = re.compile(r"(?:['’`]s|(?<=s)['’]|['’])$", re.IGNORECASE)
_TAIL = re.compile(r"\s*(?:\([^)]*\)?|\[[^\]]*\]?|,\s*(?:aged\s+)?\d{1,3},?|,|\(|;|:|\.{2,}|-led)$")
_PARTY = re.compile(r",\s*[A-Z]{1,4}\s*-\s*[A-Z][A-Za-z.]*\.?$")
_KIN_LIKE_NAMES = frozenset(("Son", "Daughter", "Wife", "Husband", "Cousin"))
"""With a capital they are names (Son Heung-min)."""
_EDGES = "\"“”‘'’`()[]{}<>*•-–—,;:!?|/ \n\t"
_NAME_FOLLOWS = re.compile(r"\.? [A-Z]")
_BEFORE = 60
"""Characters before a mention in which its titles are looked for."""
_TITLES_BEFORE = re.compile(r"((?:[^\W\d_][\w'’.\-]*\s+){1,4})$")


class Mark(NamedTuple):
    """Words of the text that the recogniser marked, and their label."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class Mention:
    """A cleaned mention; ``titles`` are the title words before it, in lower case without periods."""

    start: int
    end: int
    text: str
    titles: tuple[str, ...] = ()
    in_title: bool = False
    """Whether it stands in the first line of the text."""

    @property
    def span(self) -> TextSpan:
        """The words of the text."""
        return TextSpan(self.start, self.end, self.text)


def person_mentions(
    text: str, marks: Iterable[Mark], known: Callable[[str], bool]
) -> list[Mention]:
    """The mentions of people without titles, possessives, ages and party marks.

    A name that ``known`` knows as it stands keeps its title: Prince Johnson, Queen Camilla.
    """
    first_line = max(text.find("\n"), 0)
    found = (
        _person(text, mark.start, mark.end, first_line, known)
        for mark in marks
        if mark.label == "PERSON"
    )
    return [mention for mention in found if mention is not None]


def institution_mentions(
    text: str, marks: Iterable[Mark], known: Callable[[str], bool]
) -> list[Mention]:
    """The mentions of institutions without determiner; "Name (ABC)" gives two.

    A possessive ending stays where it is part of the name (Moody's): if ``known`` says so, or if the
    recogniser took it in and the name without it stands nowhere else in the text.
    """
    found = [
        mention
        for mark in marks
        if mark.label == "ORG"
        for mention in _institutions(text, mark.start, mark.end)
    ]
    without = {mention.text for mention in found}
    return [_settled(text, mention, without, known) for mention in found]


def _settled(
    text: str, mention: Mention, without: set[str], known: Callable[[str], bool]
) -> Mention:
    end = _without_possessive(text, mention.start, mention.end)
    bare = text[mention.start : end]
    if end == mention.end:
        longer = text[mention.start : end + 2]
        if longer.endswith(("'s", "’s")) and known(longer) and not known(bare):
            return Mention(mention.start, end + 2, longer)
        return mention
    if known(mention.text) or not (known(bare) or bare in without):
        return mention
    return Mention(mention.start, end, bare)


def _person(
    text: str, start: int, end: int, first_line: int, known: Callable[[str], bool]
) -> Mention | None:
    start, end = _trimmed(text, start, end)
    for pattern in (_PARTY, _TAIL):
        if match := pattern.search(text, start, end):
            end = match.start()
    end = _without_possessive(text, start, end)
    start, end = _trimmed(text, start, end)
    words = [(m.start(), m[0]) for m in _WORD.finditer(text, start, end)]
    dropped: list[str] = []
    while len(words) > 1 and _falls_off(words[0][1], len(words) - 1):
        if known(text[words[0][0] : end]):
            break
        dropped.append(_bare(words.pop(0)[1]))
    if not words:
        return None
    start = words[0][0]
    if len(words) == 1 and is_title(words[0][1], 2) and _NAME_FOLLOWS.match(text, end):
        return None  # "Dr." alone, the name left out
    before = titles_before(text, start) if not dropped else (*titles_before(text, start), *dropped)
    return Mention(start, end, text[start:end], tuple(dict.fromkeys(before)), end <= first_line)


def _falls_off(word: str, words_after: int) -> bool:
    if word in ("the", "The", "a", "A", "an") or is_title(word, words_after):
        return word not in _KIN_LIKE_NAMES
    return word.islower() and word.isalpha() and len(word) > 2 and word not in PARTICLES


def titles_before(text: str, start: int) -> tuple[str, ...]:
    """The title words that end right before ``start``: ("former", "president")."""
    match = _TITLES_BEFORE.search(text, max(0, start - _BEFORE), start)
    if not match or "\n" in match[1]:
        return ()
    found: list[str] = []
    for word in reversed(match[1].split()):
        bare = _bare(word)
        if not (is_title(word, 2) or bare in FEMALE or bare in MALE or bare in NOBLE):
            break
        found.insert(0, bare)
    return tuple(found)


def _bare(word: str) -> str:
    return word.lower().replace(".", "").strip(_EDGES)


def _without_possessive(text: str, start: int, end: int) -> int:
    match = _POSSESSIVE.search(text, start, end)
    return match.start() if match and match.start() > start else end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES and text[end - 1] not in ")'’":
        end -= 1
    return start, end


_BRACKETED = re.compile(r"^(.+?)\s*\(([^()]{2,15})\)$", re.DOTALL)
_THE = re.compile(r"(?:the|an?|its|his|her|their|our)\s+(?=\S)(?!majesty)", re.IGNORECASE)


def _institutions(text: str, start: int, end: int) -> Iterator[Mention]:
    start, end = _trimmed(text, start, end)
    if match := _BRACKETED.match(text[start:end]):
        yield from _institution(text, start, start + match.end(1))
        yield from _institution(text, start + match.start(2), start + match.end(2))
    else:
        yield from _institution(text, start, end)


def _institution(text: str, start: int, end: int) -> Iterator[Mention]:
    if text[end - 1 : end] == ")" and "(" not in text[start:end]:
        end -= 1
    if match := _THE.match(text, start, end):
        start = match.end()
    if start < end:
        yield Mention(start, end, text[start:end])
