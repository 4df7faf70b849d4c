"""The analysed words of a text, the same as the analyzer's and sooner. Pure.

No word reaches over a space or the end of a line, so a text is analysed run by run between them; news
repeats its runs, and those that were analysed before are remembered.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final, TypeVar

from mappings.embedded import Analysis, token_spans, tokens

_KEPT: Final = 100_000
_LONGEST_KEPT: Final = 40
"""Characters: longer runs (URLs, scripts without spaces) hardly come twice."""
_AROUND: Final = "!\"#$%&'()*+,-./:;<=>?@[\\]^`{|}~"
"""Signs that are no part of a word at its beginning or end."""
LONGEST_WORD: Final = 255
"""UTF-16 code units after which Elasticsearch would begin another word."""

_T = TypeVar("_T")


class _Runs(dict[str, _T]):
    """What ``make`` gives for a run, the same again for one that is remembered."""

    def __init__(self, make: Callable[[str], _T]) -> None:
        self._make = make

    def __missing__(self, run: str) -> _T:
        made = self._make(run)
        if len(run) <= _LONGEST_KEPT:
            if len(self) >= _KEPT:
                self.clear()
            self[run] = made
        return made


def spans(text: str, kind: Analysis) -> list[tuple[str, int, int]]:
    """The analysed words of a text with start and end in code points."""
    known = _SPANS[kind]
    found = []
    begin = 0
    for run in _runs(text):
        for word, start, end in known[run]:
            found.append((word, begin + start, begin + end))
        begin += len(run) + 1
    return found


def joined_words(text: str, kind: Analysis) -> str:
    """The analysed words of a text, cut to ``LONGEST_WORD``, joined by spaces: for Elasticsearch."""
    return _join_runs(_runs(text), kind)


def joined_both(text: str) -> tuple[str, str]:
    """The joined words of a text, as ``text`` and as ``name``."""
    runs = _runs(text)
    return _join_runs(runs, "text"), _join_runs(runs, "name")


@lru_cache(maxsize=_KEPT)
def joined_name(value: str) -> str:
    """The joined words of a name, which comes again and again."""
    return joined_words(value, "name")


def _runs(text: str) -> list[str]:
    """The text between spaces and ends of lines, each of which is one character."""
    return text.replace("\n", " ").split(" ")


def _join_runs(runs: list[str], kind: Analysis) -> str:
    return " ".join(filter(None, map(_JOINED[kind].__getitem__, runs)))


def _analyse(kind: Analysis, run: str) -> list[tuple[str, int, int]]:
    word = run.strip(_AROUND)
    if word.isascii() and word.isalpha() and len(word) <= _LONGEST_KEPT:
        # Plain letters are one word, without asking the analyzer for each comma behind them.
        start, lower = run.index(word), word.lower()
        return [(_STEMS[lower] if kind == "text" else lower, start, start + len(word))]
    return token_spans(run, kind)


def _join(kind: Analysis, run: str) -> str:
    return " ".join(_cut(word) for word, _, _ in _analyse(kind, run))


def _cut(word: str) -> str:
    if len(word) * 2 <= LONGEST_WORD:
        return word
    units = word.encode("utf-16-le")[: LONGEST_WORD * 2]
    return units.decode("utf-16-le", "ignore")  # half of a pair falls off


_KINDS: Final[tuple[Analysis, ...]] = ("text", "name")
_STEMS: Final = _Runs(lambda word: "".join(tokens(word, "text")))
_SPANS: Final = {kind: _Runs(partial(_analyse, kind)) for kind in _KINDS}
_JOINED: Final = {kind: _Runs(partial(_join, kind)) for kind in _KINDS}
