"""Repairs of what the model finds, over a whole article: one name, one label.

The model reads a window of some eighty words; an article says more. What each rule is worth is
in ``docs/recogniser.md``.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

Span = tuple[int, int, str]

_NAMED = frozenset({"PERSON", "ORG", "LOC"})


def repair(text: str, spans: Iterable[Span]) -> list[Span]:
    """The mentions with one label a name, and with what was overlooked, in order."""
    kept = _one_label(text, list(spans))
    return sorted([*kept, *_overlooked(text, kept)])


def _one_label(text: str, spans: list[Span]) -> list[Span]:
    """The same words get the label that most of them have; a tie stays as it is."""
    uses: dict[str, Counter[str]] = defaultdict(Counter)
    for start, end, label in spans:
        uses[text[start:end]][label] += 1
    surnames = _surnames(text, spans)
    result = []
    for start, end, label in spans:
        words = text[start:end]
        common = uses[words].most_common(2)
        if label in _NAMED:
            if len(common) > 1 and common[0][1] > common[1][1] and common[0][0] in _NAMED:
                label = common[0][0]  # noqa: PLW2901
            if label == "ORG" and words in surnames:
                label = "PERSON"  # noqa: PLW2901
        result.append((start, end, label))
    return result


def _surnames(text: str, spans: Iterable[Span]) -> set[str]:
    """Last words of the people whom the article names in full."""
    names = (text[start:end].split() for start, end, label in spans if label == "PERSON")
    return {
        n[-1]
        for n in names
        if len(n) > 1 and len(n[-1]) > 2 and n[-1].isalpha() and n[-1].istitle()
    }


def _overlooked(text: str, spans: list[Span]) -> list[Span]:
    """Unmarked occurrences of surnames and of names of two words or more."""
    labels: dict[str, str] = {}
    for start, end, label in spans:
        words = text[start:end]
        if label in _NAMED and " " in words and words[0].isupper():
            labels.setdefault(words, label)
    other = {text[start:end] for start, end, label in spans if label != "PERSON"}
    for surname in _surnames(text, spans) - other:
        labels.setdefault(surname, "PERSON")
    if not labels:
        return []
    longest_first = sorted(labels, key=lambda name: (-len(name), name))
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")
    taken = bytearray(len(text))
    for start, end, _ in spans:
        taken[start:end] = b"\1" * (end - start)
    return [
        (match.start(), match.end(), labels[match[0]])
        for match in pattern.finditer(text)
        if not any(taken[match.start() : match.end()]) and not _in_longer_name(text, match)
    ]


_CAPITAL_AFTER = re.compile(r"[ -][A-Z]")
_CAPITAL_BEFORE = re.compile(r"(?:^|[^.!?\"“”\n])\s([A-Z][\w’']*) $")


def _in_longer_name(text: str, match: re.Match[str]) -> bool:
    """Whether a capitalised word stands right before or after, inside the sentence."""
    before = text[max(0, match.start() - 30) : match.start()]
    return bool(_CAPITAL_AFTER.match(text, match.end()) or _CAPITAL_BEFORE.search(before))
