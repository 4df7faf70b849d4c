"""One name, one label: what a whole article says about a name settles what the model doubts.

The model reads a window of some eighty words; an article says more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from operator import add

from indexer.model.features import LABELS
from indexer.model.tagger import Found

Span = tuple[int, int, str]

_NAMED = frozenset({"PERSON", "ORG", "LOC"})
_PERSON = LABELS.index("PERSON")


def one_label(text: str, found: Sequence[Found]) -> list[Span]:
    """The mentions, the same words with the label that is likeliest over all of them.

    A surname also counts for the person who is named in full. Peoples and dates stay as they are.
    """
    total: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(LABELS))
    for mention in found:
        if mention.label in _NAMED:
            chances = total[_words(text, mention)]
            chances[:] = map(add, chances, mention.chances)
    for mention in found:
        before, _, last = _words(text, mention).rpartition(" ")
        if mention.label == "PERSON" and before and last in total:
            total[last][_PERSON] += mention.chances[_PERSON]
    return [(m.start, m.end, _likeliest(m, total[_words(text, m)])) for m in found]


def _words(text: str, mention: Found) -> str:
    return text[mention.start : mention.end].casefold()


def _likeliest(mention: Found, chances: list[float]) -> str:
    best = LABELS[chances.index(max(chances))]
    return best if mention.label in _NAMED and best in _NAMED else mention.label
