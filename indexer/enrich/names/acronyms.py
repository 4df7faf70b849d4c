"""Acronyms: where the text defines one, and whether its letters fit the initials of a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from indexer.enrich.folding import institution_key, is_acronym, plain
from indexer.enrich.names.mentions import Mention

_SMALL = frozenset(
    "of the and for in on to at a an de la du des del di y e et und da do dos das les le".split()
)
_BRACKETED = re.compile(r"[\"”’']?\s*[(\[][\"“]?([A-Z][\w.&/\-]{1,11})[\"”]?[)\],;]")
_OPENING = re.compile(r"\s*\(")
_NEWS = frozenset("AP AFP Reuters UPI dpa ANI PTI IANS ANSA EFE TASS".split())


def definitions(text: str, mentions: list[Mention]) -> Iterator[tuple[str, str]]:
    """Pairs of acronym and name that the text defines: ``Name (ABC)``, ``ABC (Name)``."""
    by_start = {mention.start: mention for mention in mentions}
    for mention in mentions:
        match = _BRACKETED.match(text, mention.end)
        if match and not is_acronym(mention.text):
            acronym = match[1]
            labelled = match.start(1) in by_start
            if (
                is_acronym(acronym)
                and acronym not in _NEWS
                and _defines(acronym, mention.text, labelled)
            ):
                yield acronym, mention.text
        elif match := _OPENING.match(text, mention.end):
            other = by_start.get(match.end())
            if other and is_acronym(mention.text) and letters_fit(mention.text, other.text):
                yield mention.text, other.text


def _defines(acronym: str, name: str, labelled: bool) -> bool:
    """Whether a bracketed acronym is the name's: by its letters, or a foreign one that is labelled."""
    return letters_fit(acronym, name) or (labelled and len(name.split()) > 2)


def letters(acronym: str) -> str:
    """The letters and digits of an acronym in lower case, a plural ending left out."""
    return "".join(c for c in plain(acronym) if c.isalnum()).lower()


def letters_fit(acronym: str, name: str) -> bool:
    """Whether the letters stand in this order in the name, the first of it at the beginning of a word."""
    wanted, words = letters(acronym), institution_key(name).lower().split()
    if not wanted or not any(word[0] == wanted[0] for word in words):
        return False
    at = 0
    for word in words:
        if at < len(wanted) and word[0] == wanted[at]:
            at += 1
            for c in word[1:]:
                if at < len(wanted) and c == wanted[at] and not _starts_next(words, word, c):
                    at += 1
    if at == len(wanted):
        return True
    return wanted in initials_of(name)


def _starts_next(words: list[str], word: str, letter: str) -> bool:
    place = words.index(word)
    return any(w[0] == letter for w in words[place + 1 :])


def initials_of(name: str) -> frozenset[str]:
    """The initials of a name: of all words, and of all but the small ones."""
    words = institution_key(name).lower().split()
    if len(words) < 2:
        return frozenset()
    every = "".join(word[0] for word in words)
    great = "".join(word[0] for word in words if word not in _SMALL)
    return frozenset(i for i in (every, great) if len(i) > 1)


def initials_index(names: Iterable[str]) -> dict[str, set[str]]:
    """The names by their initials."""
    index: dict[str, set[str]] = {}
    for name in names:
        for initials in initials_of(name):
            index.setdefault(initials, set()).add(name)
    return index
