"""What the measurements share: gold documents with marked mentions, and precision, recall, F1."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from indexer.enrich.found import TITLE_BREAK
from indexer.model.corpus import GoldArticle, Mark, read_corpus

HERE = Path(__file__).parent
CORPUS = HERE.parent.parent / "corpus" / "articles"
ERRORS = HERE / "errors"
FIGURES = HERE / "figures.json"


@dataclass
class Counts:
    """Right, found and gold pairs of one comparison, with the pairs that are wrong or missed."""

    right: int = 0
    found: int = 0
    gold: int = 0
    wrong: list[tuple[str, str]] = field(default_factory=list)
    missed: list[tuple[str, str]] = field(default_factory=list)

    def add(self, article: str, found: Iterable[str], gold: Iterable[str]) -> None:
        """Compare the values of one article."""
        found_set, gold_set = set(found), set(gold)
        self.right += len(found_set & gold_set)
        self.found += len(found_set)
        self.gold += len(gold_set)
        self.wrong += [(article, value) for value in sorted(found_set - gold_set)]
        self.missed += [(article, value) for value in sorted(gold_set - found_set)]

    def figures(self) -> dict[str, float]:
        """Precision, recall, F1 and the number of gold pairs."""
        precision = self.right / self.found if self.found else 0.0
        recall = self.right / self.gold if self.gold else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return {
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(f1, 4),
            "gold": self.gold,
        }


def articles(*, part: str = "test") -> list[GoldArticle]:
    """Articles of the corpus: ``test`` (measures only), ``dev`` (the others) or ``all``."""
    found = read_corpus(sorted(CORPUS.glob("*.txt")))
    return [a for a in found if part == "all" or a.is_test == (part == "test")]


def joined(article: GoldArticle) -> str:
    """The text as the enricher sees it."""
    return article.title + TITLE_BREAK + article.body if article.title else article.body


def offset(article: GoldArticle, mark: Mark) -> int:
    """Start of a mark in the joined text."""
    shift = len(article.title) + len(TITLE_BREAK) if article.title else 0
    return mark.start + (shift if mark.field == "body" else 0)


def gold_doc(article: GoldArticle, nlp: Language | None = None) -> Doc:
    """The article tokenised, with the gold marks as its entities."""
    nlp = nlp or _blank()
    doc = nlp(joined(article))
    ents: list[Span] = []
    for mark in article.marks:
        start = offset(article, mark)
        span = doc.char_span(
            start, start + len(mark.text), label=mark.label, alignment_mode="expand"
        )
        if span is not None and (not ents or span.start >= ents[-1].end):
            ents.append(span)
    doc.ents = tuple(ents)
    return doc


def _blank() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    return nlp
