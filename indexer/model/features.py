"""What the recogniser sees of a text: its tags, the shapes of words, and windows of sub-tokens.

Training and run time share this module, so that both see the same thing. numpy only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LABELS = ("PERSON", "ORG", "LOC", "NORP", "DATE")
TAGS = ("O", *(f"{prefix}-{label}" for label in LABELS for prefix in "BI"))
"""Tag ids: 0 is outside; label k begins with 1 + 2k and goes on with 2 + 2k."""

CLS, SEP = 101, 102
"""Ids of the marks around a window in the encoder's vocabulary."""

WINDOW = 126
"""Sub-tokens of a window, without [CLS] and [SEP]."""
OVERLAP = 32
"""Sub-tokens that two windows share where no sentence end parts them."""

WORD = re.compile(r"\w+|[^\w\s]")

PLAIN_QUOTES = str.maketrans("’‘“”", "''\"\"")
"""Typographic quotes are read as plain ones: half of the training sets have only these."""

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")

Offsets = Sequence[tuple[int, int]]
Ids = npt.NDArray[np.int64]


class Subtokens(NamedTuple):
    """Ids of sub-tokens, and where each stands in the text; a blank line is an empty [SEP]."""

    ids: Ids
    starts: Ids
    ends: Ids


class Window(NamedTuple):
    """Sub-tokens ``[start, stop)`` are read; the tags of ``[first, last)`` are taken from here."""

    start: int
    stop: int
    first: int
    last: int


def read_subtokens(text: str, tokenizer: Tokenizer) -> Subtokens:
    """The sub-tokens of a text, with a mark where a paragraph ends.

    The tokeniser drops white space; without the mark, a headline runs into the dateline.
    """
    encoding = tokenizer.encode(text.translate(PLAIN_QUOTES), add_special_tokens=False)
    bounds = np.asarray(encoding.offsets, np.int64).reshape(-1, 2)
    ids = np.asarray(encoding.ids, np.int64)
    breaks = np.fromiter((m.start() for m in _BLANK_LINE.finditer(text)), np.int64)
    places = np.searchsorted(bounds[:, 0], breaks)
    inside = (places > 0) & (places < len(ids))
    places, breaks = places[inside], breaks[inside]
    return Subtokens(
        np.insert(ids, places, SEP),
        np.insert(bounds[:, 0], places, breaks),
        np.insert(bounds[:, 1], places, breaks),
    )


def begin_tag(label: str) -> int:
    """Tag id of the first sub-token of a mention; the others have this plus one."""
    return 1 + 2 * LABELS.index(label)


def word_shape(word: str) -> int:
    """0 no word, 1 lower, 2 Title, 3 CAPITALS, 4 one capital, 5 mixed, 6 begins with a digit."""
    if word.isalpha():
        if word.islower():
            return 1
        if len(word) == 1:
            return 4 if word.isupper() else 1
        if word.isupper():
            return 3
        if word[0].isupper() and word[1:].islower():
            return 2
        return 5 if word != word.lower() else 1
    if word[0].isdigit():
        return 6
    return 5 if any(c.isalnum() for c in word) else 0


def split_words(text: str) -> list[tuple[int, int]]:
    """Offsets of the words that get one tag each: runs of letters and digits, and single marks."""
    return [m.span() for m in WORD.finditer(text)]


def first_subtokens(words: Offsets, starts: Ids, ends: Ids) -> tuple[Ids, Ids]:
    """Indexes of the words that have a sub-token, and of the first sub-token of each.

    The tokeniser drops control characters, so that a word can be left without any.
    """
    if not words or not len(starts):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    spans = np.asarray(words, np.int64)
    first = np.searchsorted(ends, spans[:, 0], side="right")
    inside = np.minimum(first, len(starts) - 1)
    found = (first < len(starts)) & (starts[inside] < spans[:, 1])
    return np.nonzero(found)[0], first[found]


def subtoken_shapes(text: str, words: Offsets, starts: Ids) -> Ids:
    """The shape of the word that each sub-token stands in."""
    if not words or not len(starts):
        return np.zeros(len(starts), np.int64)
    shapes = np.fromiter((word_shape(text[a:b]) for a, b in words), np.int64, len(words))
    bounds = np.asarray(words, np.int64)
    word = np.maximum(np.searchsorted(bounds[:, 0], starts, side="right") - 1, 0)
    return np.where(starts < bounds[word, 1], shapes[word], 0)


def cut_windows(text: str, starts: Ids, ends: Ids, *, overlap: int = OVERLAP) -> list[Window]:
    """Windows of at most WINDOW sub-tokens over a text, in order.

    A window stops after the last sentence end in its final two thirds; without one, it and the
    next share ``overlap`` sub-tokens, so that no word is tagged at the very edge.
    """
    count, start, first = len(starts), 0, 0
    offsets = list(zip(starts.tolist(), ends.tolist(), strict=True)) if count > WINDOW else []
    windows = []
    while count - start > WINDOW:
        stop = start + WINDOW
        cut = _sentence_cut(text, offsets, start + WINDOW // 3, stop)
        last, following = (cut, cut) if cut else (stop - overlap // 2, stop - overlap)
        windows.append(Window(start, cut or stop, first, last))
        start, first = following, last
    if count:
        windows.append(Window(start, count, first, count))
    return windows


def _sentence_cut(text: str, offsets: Offsets, low: int, high: int) -> int | None:
    for k in range(high - 1, low, -1):
        begin, end = offsets[k]
        if text[begin:end] in {".", "?", "!"} and k + 1 < len(offsets):
            following = offsets[k + 1][0]
            after_word = begin - offsets[k - 1][0] > 1
            if following > end and after_word and _opens_sentence(text[following]):
                return k + 1
        elif k + 1 < len(offsets) and "\n" in text[end : offsets[k + 1][0]]:
            return k + 1
    return None


def _opens_sentence(character: str) -> bool:
    return character.isupper() or character in "\"'“‘(["
