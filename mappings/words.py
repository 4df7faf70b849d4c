"""The analysed words of plain texts, the same as the analyzer's and sooner. Pure.

Most texts hold letters, digits and everyday signs alone. There the word rules are simple enough for
Python's ``re``, and a cache of runs that were analysed before takes a quarter of the analyzer's time
or less; any other text goes to the analyzer (``mappings.embedded``).
"""

from __future__ import annotations

import re
from typing import Final

from mappings.embedded import Analysis, token_spans, tokens

_PLAIN = re.compile(r"[\t\n\r -~\xa0-\xa9\xab\xac\xae-\xb1\xb4-\xb8\xbb\xbf-\u02af‐-‗“-„†-•…′″€−]*")
_BLOCK = r"(?:[^\W\d_]+(?:['’‘.:·][^\W\d_]+)*|\d+(?:['’‘.,;]\d+)*)+"
_WORD = re.compile(rf"_*{_BLOCK}(?:_+{_BLOCK})*_*")
_CHUNK = re.compile(r"\w+(?:['’‘.:·,;]\w+)*")
_CACHED_CHUNKS: Final = 200_000
LONGEST_WORD: Final = 255
"""UTF-16 code units after which Elasticsearch would begin another word."""

Parts = tuple[tuple[str, int, int], ...]
_known: dict[Analysis, dict[str, Parts]] = {"text": {}, "name": {}}
_joined: dict[Analysis, dict[str, str]] = {"text": {}, "name": {}}


def spans(text: str, kind: Analysis) -> list[tuple[str, int, int]]:
    """The analysed words of a text with start and end in code points."""
    if not _PLAIN.fullmatch(text):
        return token_spans(text, kind)
    known = _known[kind]
    found = []
    for match in _CHUNK.finditer(text):
        parts = known.get(match[0])
        if parts is None:
            parts = _analyse(match[0], kind)
        begin = match.start()
        for word, start, end in parts:
            found.append((word, begin + start, begin + end))
    return found


def joined_words(text: str, kind: Analysis) -> str:
    """The analysed words of a text, cut to ``LONGEST_WORD``, joined by spaces: for Elasticsearch."""
    if not _PLAIN.fullmatch(text):
        return " ".join(map(_cut, tokens(text, kind)))
    known = _joined[kind]
    found = []
    for chunk in _CHUNK.findall(text):
        words = known.get(chunk)
        if words is None:
            if len(known) >= _CACHED_CHUNKS:
                known.clear()
            words = " ".join(_cut(word) for word, _, _ in _analyse(chunk, kind))
            known[chunk] = words
        if words:
            found.append(words)
    return " ".join(found)


def _analyse(chunk: str, kind: Analysis) -> Parts:
    """The words of a run of letters, digits and signs that may stand within a word."""
    known = _known[kind]
    if len(known) >= _CACHED_CHUNKS:
        known.clear()
    known[chunk] = parts = tuple(
        (word, *match.span())
        for match in _WORD.finditer(chunk)
        if (word := "".join(tokens(match[0], kind)))
    )
    return parts


def _cut(word: str) -> str:
    if len(word) * 2 <= LONGEST_WORD:
        return word
    units = word.encode("utf-16-le")[: LONGEST_WORD * 2]
    return units.decode("utf-16-le", "ignore")  # half of a pair falls off
