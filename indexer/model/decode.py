"""From tag scores to mentions: the best sequence of tags in which every I- follows its own label."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from indexer.model.features import LABELS, TAGS, Ids

Scores = npt.NDArray[np.float32]

FORBIDDEN = np.float32(-1e4)
INSIDE_TAGS = range(2, len(TAGS), 2)
"""The I- tags, which never stand first in a mention."""

_BEGINS = np.zeros(len(TAGS), np.float32)
_STEPS = np.zeros((len(TAGS), len(TAGS)), np.float32)
for _to in INSIDE_TAGS:  # only after the same label's B- or I-
    _BEGINS[_to] = FORBIDDEN
    _STEPS[:, _to] = FORBIDDEN
    _STEPS[_to - 1 : _to + 1, _to] = 0.0


def best_tags(scores: Scores) -> Ids:
    """The best allowed tag ids (words,) of logits (words, tags).

    The most likely tags are taken as they are; only a stretch of names that breaks the rule is
    decoded again, so that the cost stays linear with a small factor.
    """
    tags: Ids = scores.argmax(axis=1)
    before = np.concatenate(([0], tags[:-1]))
    inside = (tags > 0) & (tags % 2 == 0)
    broken = np.nonzero(inside & (before != tags) & (before != tags - 1))[0]
    done = 0
    for index in broken:
        if index < done:
            continue
        start = int(index)
        while start > 0 and tags[start - 1]:
            start -= 1
        stop = int(index)
        while stop < len(tags) and tags[stop]:
            stop += 1
        tags[start:stop] = _viterbi(scores[start:stop])
        done = stop
    return tags


def _viterbi(scores: Scores) -> Ids:
    best = scores[0] + _BEGINS
    back = np.zeros(scores.shape, np.int64)
    for i in range(1, len(scores)):
        paths = best[:, None] + _STEPS
        back[i] = paths.argmax(axis=0)
        best = paths.max(axis=0) + scores[i]
    tags = np.zeros(len(scores), np.int64)
    tags[-1] = best.argmax()
    for i in range(len(scores) - 1, 0, -1):
        tags[i - 1] = back[i, tags[i]]
    return tags


def tag_spans(tags: Ids) -> list[tuple[int, int, str]]:
    """Mentions (first word, after the last word, label) of allowed tag ids."""
    spans: list[tuple[int, int, str]] = []
    for index in np.nonzero(tags)[0].tolist():
        tag = int(tags[index])
        label = LABELS[(tag - 1) // 2]
        if tag % 2 == 0 and spans and spans[-1][1] == index and spans[-1][2] == label:
            spans[-1] = (spans[-1][0], index + 1, label)
        else:
            spans.append((index, index + 1, label))
    return spans


def label_chances(scores: Scores) -> Scores:
    """Probability of each label (words, LABELS), begun or gone on; the rest is for outside."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances = powers / powers.sum(axis=1, keepdims=True)
    return chances[:, 1::2] + chances[:, 2::2]  # type: ignore[no-any-return]
