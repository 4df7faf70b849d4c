"""What the measurements share: documents with gold or recognised mentions, counts, errors, progress."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypeVar

from spacy.language import Language
from spacy.tokens import Doc, Span

from indexer.enrich.found import TITLE_BREAK
from indexer.enrich.recognise import load_pipeline
from indexer.enrich.sentences import set_sentences
from indexer.model.corpus import CorpusError, GoldArticle, Mark, read_corpus

HERE = Path(__file__).parent
CORPUS = HERE.parent.parent / "corpus" / "articles"
ERRORS = HERE / "errors"
FIGURES = HERE / "figures.json"


Item = TypeVar("Item")
Row = dict[str, float]
"""Precision, recall and F1 in per cent, and the number of gold items."""


def row(right: float, found: float, gold: float, right_gold: float | None = None) -> Row:
    """The figures of a comparison; ``right_gold`` where right is not the same seen from the gold side."""
    precision = right / found if found else 0.0
    recall = (right if right_gold is None else right_gold) / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {
        "precision": round(100 * precision, 1),
        "recall": round(100 * recall, 1),
        "f1": round(100 * f1, 1),
        "gold": round(gold),
    }


@dataclass
class Counts:
    """Right, found and gold pairs (article, value) of one comparison, and each error as a line."""

    right: int = 0
    found: int = 0
    gold: int = 0
    errors: list[str] = field(default_factory=list)

    def add(self, article: str, found: Mapping[str, str], gold: Mapping[str, str]) -> None:
        """Compare the values of one article; each comes with the words that show it."""
        self.right += len(found.keys() & gold.keys())
        self.found += len(found)
        self.gold += len(gold)
        for kind, one, other in (("wrong", found, gold), ("missed", gold, found)):
            self.errors += [
                f"{kind}\t{article}\t{value}\t{one[value]}"
                for value in sorted(one.keys() - other.keys())
            ]

    def figures(self) -> Row:
        """Precision, recall, F1 and the number of gold pairs."""
        return row(self.right, self.found, self.gold)


def in_context(text: str, start: int, end: int) -> str:
    """The words in brackets, with what stands around them, on one line."""
    left, right = text[max(0, start - 110) : start], text[end : end + 90]
    return " ".join(f"{left}[{text[start:end]}]{right}".split())


def write_errors(name: str, lines: Iterable[str]) -> None:
    """Write the errors of a comparison to ``errors/NAME.tsv``."""
    ERRORS.mkdir(exist_ok=True)
    (ERRORS / f"{name}.tsv").write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")


def watched(items: Sequence[Item], what: str) -> Iterator[Item]:
    """The items, with a line on the error stream every five seconds that says how far it is."""
    told = time.monotonic()
    for number, item in enumerate(items):
        if time.monotonic() - told > 5:
            told = time.monotonic()
            print(f"  {what}: {number} of {len(items)}", file=sys.stderr, flush=True)
        yield item


def articles(*, part: str = "test") -> list[GoldArticle]:
    """Articles of the corpus: ``test`` (measures only), ``dev`` (the others) or ``all``.

    A file that does not follow the guidelines is named and left out.
    """
    found: list[GoldArticle] = []
    for path in sorted(CORPUS.glob("*.txt")):
        try:
            found += read_corpus([path])
        except CorpusError as error:
            print(f"left out: {error}")
    return [a for a in found if part == "all" or a.is_test == (part == "test")]


def joined(article: GoldArticle) -> str:
    """The text as the enricher sees it."""
    return article.title + TITLE_BREAK + article.body if article.title else article.body


def offset(article: GoldArticle, mark: Mark) -> int:
    """Start of a mark in the joined text."""
    shift = len(article.title) + len(TITLE_BREAK) if article.title else 0
    return mark.start + (shift if mark.field == "body" else 0)


@cache
def pipeline() -> Language:
    """The pipeline that indexing uses, for texts of any length."""
    nlp = load_pipeline()
    nlp.max_length = 10_000_000
    return nlp


def plain_doc(text: str, marks: Iterable[tuple[int, int, str]] = ()) -> Doc:
    """The text in the pipeline's tokens and sentences, with these marks as its entities."""
    doc = set_sentences(pipeline().make_doc(text))
    ents: list[Span] = []
    for start, end, label in marks:
        span = doc.char_span(start, end, label=label, alignment_mode="expand")
        if span is not None and (not ents or span.start >= ents[-1].end):
            ents.append(span)
    doc.ents = tuple(ents)
    return doc


@cache
def recognised(text: str) -> Doc:
    """The text with the recogniser's mentions; each text is read once in a run."""
    return pipeline()(text)


def recognised_mentions(text: str) -> list[tuple[int, int, str]]:
    """Start, end and label of the recogniser's mentions."""
    return [(e.start_char, e.end_char, e.label_) for e in recognised(text).ents]


def gold_doc(article: GoldArticle) -> Doc:
    """The article with its gold marks as entities."""
    marks = ((offset(article, m), m) for m in article.marks)
    return plain_doc(joined(article), [(start, start + len(m.text), m.label) for start, m in marks])


MODES: dict[str, Callable[[GoldArticle], Doc]] = {
    "gold mentions": gold_doc,
    "recogniser": lambda article: recognised(joined(article)),
}
"""Where the mentions come from, so that one sees which part errs."""
