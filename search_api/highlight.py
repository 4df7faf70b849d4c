"""Marks the words of a query in an article, the same for every engine. Pure.

The title is given whole; of the body the up to three passages of about 200 characters that hold
the most of the query's words, cut at word edges. A word is marked when its analysed form is that
of a word of the query; the words of a phrase are marked where they stand in sequence. Without a
match the body's snippet is its beginning.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from mappings.embedded import tokens
from mappings.words import spans
from search_api.models import Snippet
from search_api.query import (
    TEXT_FIELDS,
    Days,
    Fuzzy,
    Prefix,
    Query,
    fuzzy_distance,
    positive_leaves,
)

SNIPPETS: Final = 3
SNIPPET_CHARACTERS: Final = 200
LONGEST: Final = 200_000
"""Characters of a body that are looked at: a book stays affordable."""

Span = tuple[int, int]


@dataclass(frozen=True)
class Marker:
    """What to mark in one field: analysed words and phrases, and tests of unstemmed words."""

    phrases: tuple[tuple[str, ...], ...]
    tests: tuple[Callable[[str], bool], ...]


def build_markers(query: Query) -> dict[str, Marker]:
    """The marker of title and body for a query."""
    found: dict[str, Marker] = {}
    for field in TEXT_FIELDS:
        phrases: list[tuple[str, ...]] = []
        tests: list[Callable[[str], bool]] = []
        for leaf in positive_leaves(query):
            if isinstance(leaf, Days) or leaf.field not in (None, field):
                continue
            if isinstance(leaf, Prefix):
                words = tokens(leaf.text, "name")
                tests += [_equals(word) for word in words[:-1]]
                tests += [_begins(word) for word in words[-1:]]
            elif isinstance(leaf, Fuzzy):
                tests += [_resembles(word) for word in tokens(leaf.text, "name")]
            elif words := tokens(leaf.text, "text"):
                phrases.append(tuple(words))
        found[field] = Marker(tuple(dict.fromkeys(phrases)), tuple(tests))
    return found


def highlight(markers: dict[str, Marker], title: str, body: str) -> dict[str, tuple[Snippet, ...]]:
    """The snippets of an article by field."""
    head = (_snippet(title, 0, len(title), _marked(markers["title"], title)),) if title else ()
    marked = _marked(markers["body"], body[:LONGEST])
    passages = _passages(body, marked) or [_edges(body, 0, min(len(body), SNIPPET_CHARACTERS))]
    return {
        "title": head,
        "body": tuple(_snippet(body, start, end, marked) for start, end in passages if end),
    }


def _marked(marker: Marker, text: str) -> list[Span]:
    """The spans to be marked, in order and without overlap."""
    if not marker.phrases and not marker.tests:
        return []
    words = spans(text, "text")
    stems = [stem for stem, _, _ in words]
    hits: set[int] = set()
    singles = {phrase[0] for phrase in marker.phrases if len(phrase) == 1}
    hits.update(at for at, stem in enumerate(stems) if stem in singles)
    for phrase in marker.phrases:
        if len(phrase) > 1:
            hits.update(_sequences(stems, phrase))
    if marker.tests:
        for at, (word, _, _) in enumerate(spans(text, "name")):
            if any(test(word) for test in marker.tests):
                hits.add(at)
    return [words[at][1:] for at in sorted(hits) if at < len(words)]


def _sequences(stems: Sequence[str], phrase: tuple[str, ...]) -> set[int]:
    found: set[int] = set()
    for at, stem in enumerate(stems):
        if stem == phrase[0] and tuple(stems[at : at + len(phrase)]) == phrase:
            found.update(range(at, at + len(phrase)))
    return found


def _passages(text: str, marked: list[Span]) -> list[Span]:
    """The passages to show, in the order of the text."""
    candidates = []
    end = 0
    for at, (start, _) in enumerate(marked):
        end = max(end, at)
        while end + 1 < len(marked) and marked[end + 1][1] - start <= SNIPPET_CHARACTERS:
            end += 1
        words = {text[s:e].lower() for s, e in marked[at : end + 1]}
        candidates.append((-len(words), at - end, at, end))
    chosen: list[Span] = []
    for _, _, at, end in sorted(candidates):
        passage = _around(text, marked[at][0], marked[end][1])
        if all(passage[1] <= start or stop <= passage[0] for start, stop in chosen):
            chosen.append(passage)
            if len(chosen) == SNIPPETS:
                break
    return sorted(chosen)


def _around(text: str, start: int, end: int) -> Span:
    """A passage of about the right length with these words in its middle."""
    spare = max(0, SNIPPET_CHARACTERS - (end - start)) // 2
    low, high = start - spare, end + spare
    if low < 0:
        low, high = 0, high - low
    if high > len(text):
        low, high = max(0, low - (high - len(text))), len(text)
    cut_low, cut_high = _edges(text, low, high)
    return min(cut_low, start), max(cut_high, end)


def _edges(text: str, low: int, high: int) -> Span:
    """The passage without the words that it would cut, unless nothing were left."""
    start, end = low, high
    if low > 0 and not text[low - 1].isspace():
        while start < high and not text[start].isspace():
            start += 1
    if high < len(text) and not text[high].isspace():
        while end > low and not text[end - 1].isspace():
            end -= 1
    if start >= end:
        start, end = low, high
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _snippet(text: str, start: int, end: int, marked: list[Span]) -> Snippet:
    ranges = tuple((s - start, e - start) for s, e in marked if start <= s and e <= end)
    part = text[start:end]
    pieces, at = [], 0
    for low, high in ranges:
        pieces += [html.escape(part[at:low]), "<mark>", html.escape(part[low:high]), "</mark>"]
        at = high
    pieces.append(html.escape(part[at:]))
    return Snippet(text=part, ranges=ranges, html="".join(pieces))


def _equals(word: str) -> Callable[[str], bool]:
    return lambda other: other == word


def _begins(word: str) -> Callable[[str], bool]:
    return lambda other: other.startswith(word)


def _resembles(word: str) -> Callable[[str], bool]:
    allowed = fuzzy_distance(word)
    return lambda other: within_edits(word, other, allowed)


def within_edits(one: str, other: str, allowed: int) -> bool:
    """Whether so many insertions, deletions, changes or swaps of neighbours make one the other."""
    if abs(len(one) - len(other)) > allowed:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > allowed:
            return False
    return row[-1] <= allowed
