"""What the corpus holds: sizes, variety, overlap."""

from __future__ import annotations

import re
import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from indexer.model.corpus.format import GoldArticle


@dataclass
class Report:
    """Figures of the corpus: sizes, variety and overlap."""

    articles: int
    test_articles: int
    words: int
    words_an_article: list[float] = field(default_factory=list)
    """Fewest, quartiles and most."""
    mentions: Counter[str] = field(default_factory=Counter)
    distinct: dict[str, int] = field(default_factory=dict)
    seen_once: dict[str, float] = field(default_factory=dict)
    names_by_region: Counter[str] = field(default_factory=Counter)
    """Distinct names of people, institutions and places by the first part of the article's id."""
    topics: Counter[str] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)
    sources: int = 0
    repeated_sentences: int = 0
    shared_5grams: float = 0.0


def report(articles: list[GoldArticle]) -> Report:
    """Count what the corpus holds; ``shared_5grams`` is the share of word 5-grams found in two articles or more."""
    result = Report(
        len(articles), sum(a.is_test for a in articles), sum(len(a.body.split()) for a in articles)
    )
    lengths = sorted(len(a.body.split()) for a in articles)
    if len(lengths) > 1:
        quartiles = statistics.quantiles(lengths, n=4)
        result.words_an_article = [lengths[0], *quartiles, lengths[-1]]
    names: dict[str, Counter[str]] = defaultdict(Counter)
    regions: dict[str, set[str]] = defaultdict(set)
    sentences: Counter[str] = Counter()
    grams: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for article in articles:
        result.topics[article.topic] += 1
        result.countries.update(article.countries)
        for mark in article.marks:
            result.mentions[mark.label] += 1
            names[mark.label][mark.text] += 1
            if mark.label in ("PERSON", "ORG", "LOC"):
                regions[article.id.split("-")[0]].add(mark.text)
        sentences.update(s for s in re.split(r"(?<=[.!?])\s+", article.body) if len(s.split()) > 4)
        words = article.body.split()
        for i in range(len(words) - 4):
            grams[tuple(words[i : i + 5])].add(article.id)
    for label, counts in names.items():
        result.distinct[label] = len(counts)
        result.seen_once[label] = round(sum(c == 1 for c in counts.values()) / len(counts), 3)
    result.names_by_region = Counter({region: len(found) for region, found in regions.items()})
    result.sources = len({a.source for a in articles})
    result.repeated_sentences = sum(c > 1 for c in sentences.values())
    result.shared_5grams = round(
        sum(len(ids) > 1 for ids in grams.values()) / max(1, len(grams)), 4
    )
    return result
