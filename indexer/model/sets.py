"""Where each training set lies in a data folder, and how it becomes windows."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.model.corpus import GoldArticle, read_corpus
from indexer.model.data import (
    Passage,
    TaggedWindow,
    article_passage,
    change_case,
    encode,
    group,
    mask_dates,
    read_passages,
    to_guidelines,
)
from indexer.model.gmb import clean_gmb, read_gmb
from indexer.model.swap import swapped_passages

if TYPE_CHECKING:
    from tokenizers import Tokenizer

CORPUS = Path(__file__).parents[2] / "corpus" / "articles"

SWAPS = 4
"""Variants of each own article with names swapped."""

CASES: dict[str, tuple[Callable[[str], str], float]] = {
    "upper": (str.upper, 0.06),
    "title": (str.title, 0.03),
    "lower": (str.lower, 0.015),
}
"""How a window's case is changed, and how often."""


@dataclass
class WindowSet:
    """Windows of one source as written, and of half its passages in other cases."""

    plain: list[TaggedWindow] = field(default_factory=list)
    cased: dict[str, list[TaggedWindow]] = field(default_factory=dict)


def load_sets(
    data: Path, names: Iterable[str], tokenizer: Tokenizer, *, seed: int
) -> dict[str, WindowSet]:
    """The named sources as windows. Raises FileNotFoundError where the data folder lacks one."""
    return {
        name: _windows(name, SOURCES[name](data, seed), tokenizer, random.Random(f"{seed}-{name}"))
        for name in names
    }


def _windows(
    source: str, passages: Iterable[Passage], tokenizer: Tokenizer, rng: random.Random
) -> WindowSet:
    trusted = source in TRUSTED
    result = WindowSet(cased={name: [] for name in CASES})
    for passage in passages:
        result.plain += encode(passage, tokenizer, trusted=trusted)
        for name, (change, _) in CASES.items():
            changed = change_case(passage, change) if rng.random() < 0.5 else None
            if changed:
                result.cased[name] += encode(changed, tokenizer, trusted=trusted)
    return result


def _gmb(data: Path, seed: int) -> Iterator[Passage]:
    sentences = clean_gmb(read_gmb(data / "ner" / "raw" / "gmb_ner_dataset.csv.xz"))
    return (mask_dates(p) for p in group(sentences, rng=random.Random(seed)))


def _prepared(name: str) -> Callable[[Path, int], Iterator[Passage]]:
    def load(data: Path, _seed: int) -> Iterator[Passage]:
        path = data / "ner" / "train" / f"{name}_train.jsonl.xz"
        return (mask_dates(to_guidelines(p)) for p in read_passages(path))

    return load


def _own_articles() -> list[GoldArticle]:
    """The project's corpus without its test part."""
    return [a for a in read_corpus(sorted(CORPUS.glob("*.txt"))) if not a.is_test]


def _own(_data: Path, _seed: int) -> Iterator[Passage]:
    return map(article_passage, _own_articles())


def _own_swapped(_data: Path, seed: int) -> Iterator[Passage]:
    return swapped_passages(_own_articles(), seed=seed, times=SWAPS)


SOURCES: dict[str, Callable[[Path, int], Iterator[Passage]]] = {
    "gmb": _gmb,
    "ewt": _prepared("ewt"),
    "crossner": _prepared("crossner"),
    "own": _own,
    "own_swapped": _own_swapped,
}
TRUSTED = frozenset({"own", "own_swapped"})
