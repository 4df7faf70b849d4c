"""New articles from the corpus's own by swapping names within a label.

A person, institution or city of one article takes the name of another article's, everywhere in
the article and in the form that stands there (full name, surname, capitals), so that the words
around a name teach more than the name itself.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.model.corpus import GoldArticle, Mark
from indexer.model.data import Passage, Span, article_passage

SWAPPED = {"PERSON": 0.7, "ORG": 0.4, "LOC": 0.5}
"""How often an entity of a label takes another name."""


@dataclass(frozen=True)
class NamePools:
    """Names of the training articles: persons by region, others by label."""

    persons: dict[str, tuple[str, ...]]
    others: dict[str, tuple[str, ...]]


def collect_names(articles: Sequence[GoldArticle]) -> NamePools:
    """Full names of persons (two words or more), and institutions and cities as they are named."""
    persons: dict[str, set[str]] = {}
    others: dict[str, set[str]] = {"ORG": set(), "LOC": set()}
    for article in articles:
        for mark in article.marks:
            if mark.value is None or mark.text.isupper():
                continue
            if mark.label == "PERSON" and " " in mark.value:
                persons.setdefault(_region(article), set()).add(mark.value)
            elif mark.label in others and mark.text == mark.value:
                others[mark.label].add(mark.text)
    return NamePools(
        {region: tuple(sorted(names)) for region, names in persons.items()},
        {label: tuple(sorted(names)) for label, names in others.items()},
    )


def _region(article: GoldArticle) -> str:
    return article.id.rsplit("-", 1)[0]


def swap_names(article: GoldArticle, pools: NamePools, rng: random.Random) -> Passage:
    """The article with some of its names replaced, in title and body."""
    chosen: dict[tuple[str, str], str | None] = {}
    original = article_passage(article)
    marks = sorted(article.marks, key=lambda m: (m.field == "body", m.start))
    parts: list[str] = []
    spans: list[Span] = []
    position = length = 0
    for mark, (start, end, label) in zip(marks, original.spans, strict=True):
        words = _new_words(mark, article, pools, rng, chosen)
        before = original.text[position:start]
        spans.append((length + len(before), length + len(before) + len(words), label))
        parts += [before, words]
        length += len(before) + len(words)
        position = end
    return Passage("".join(parts) + original.text[position:], tuple(spans))


def _new_words(
    mark: Mark,
    article: GoldArticle,
    pools: NamePools,
    rng: random.Random,
    chosen: dict[tuple[str, str], str | None],
) -> str:
    if mark.value is None or mark.label not in SWAPPED:
        return mark.text
    key = (mark.label, mark.value)
    if key not in chosen:
        chosen[key] = None
        if rng.random() < SWAPPED[mark.label]:
            regions = pools.persons.get(_region(article), ())
            pool = regions if mark.label == "PERSON" else pools.others[mark.label]
            chosen[key] = rng.choice(pool) if pool else None
    name = chosen[key]
    return mark.text if name is None else _in_form(mark, name)


def _in_form(mark: Mark, name: str) -> str:
    """``name`` as the mark has the old one: whole or the surname; else the old words stay."""
    value, words = mark.value or "", mark.text
    capitals = words.isupper() and len(words) > 1 and not value.isupper()
    folded = value.upper() if capitals else value
    if words == folded:
        new = name
    elif mark.label == "PERSON" and folded.endswith(f" {words}"):
        new = name.split(" ", 1)[1] if words.count(" ") else name.rsplit(" ", 1)[1]
    elif mark.label == "PERSON" and folded.startswith(f"{words} "):
        new = name.split(" ", 1)[0]
    else:
        return words
    return new.upper() if capitals else new


def swapped_passages(
    articles: Sequence[GoldArticle], *, seed: int, times: int
) -> Iterator[Passage]:
    """``times`` variants of every article."""
    pools = collect_names(articles)
    rng = random.Random(f"{seed}-swap")
    for _ in range(times):
        for article in articles:
            yield swap_names(article, pools, rng)
