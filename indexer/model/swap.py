"""New articles from the corpus's own by swapping names within a label.

A person, institution or city of one article takes the name of another article's, everywhere in
the article and in the form that stands there (full name, surname, capitals), so that the words
around a name teach more than the name itself. An institution of one word (a club, a paper, a party)
takes another's, and now and then the name of a town or the surname of a person, as such bodies do.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.model.corpus import GoldArticle, Mark
from indexer.model.data import Passage, Span, article_passage

SWAPPED = {"PERSON": 0.7, "ORG": 0.4, "LOC": 0.5}
"""How often an entity of a label takes another name."""
LIKE_A_PLACE, LIKE_A_PERSON = 0.15, 0.10
"""How often the new name of an institution of one word is that of a town, or a surname."""


@dataclass(frozen=True)
class NamePools:
    """Names of the training articles: persons by region, others by label, those of one word apart."""

    persons: dict[str, tuple[str, ...]]
    others: dict[tuple[str, bool], tuple[str, ...]]


def collect_names(articles: Sequence[GoldArticle]) -> NamePools:
    """Full names of persons (two words or more), and institutions and cities as they are named.

    An institution of one word may be the short form of a longer name.
    """
    persons: dict[str, set[str]] = {}
    others: dict[tuple[str, bool], set[str]] = {}
    for article in articles:
        for mark in article.marks:
            if mark.value is None or mark.text.isupper():
                continue
            if mark.label == "PERSON" and " " in mark.value:
                persons.setdefault(_region(article), set()).add(mark.value)
            elif mark.label in ("ORG", "LOC") and (mark.text == mark.value or _is_short(mark)):
                others.setdefault((mark.label, _is_word(mark.text)), set()).add(mark.text)
    return NamePools(
        {region: tuple(sorted(names)) for region, names in persons.items()},
        {kind: tuple(sorted(names)) for kind, names in others.items()},
    )


def _is_word(name: str) -> bool:
    return " " not in name


def _is_short(mark: Mark) -> bool:
    """Whether an institution is named by one word that is no acronym."""
    return mark.label == "ORG" and _is_word(mark.text) and not mark.text.isupper()


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
    short = _is_short(mark)
    key = (mark.label, mark.text if short else mark.value)
    if key not in chosen:
        chosen[key] = None
        if rng.random() < SWAPPED[mark.label]:
            pool = _pool(mark, article, pools, rng)
            chosen[key] = rng.choice(pool) if pool else None
    name = chosen[key]
    if name is None:
        return mark.text
    return name.rsplit(" ", 1)[-1] if short else _in_form(mark, name)


def _pool(mark: Mark, article: GoldArticle, pools: NamePools, rng: random.Random) -> Sequence[str]:
    """The names of which one may take the place of a mark's."""
    persons = pools.persons.get(_region(article), ())
    if mark.label == "PERSON":
        return persons
    if _is_short(mark):
        other = rng.random()
        if other < LIKE_A_PERSON:
            return persons
        if other < LIKE_A_PERSON + LIKE_A_PLACE:
            return pools.others.get(("LOC", True), ())
    return pools.others.get((mark.label, _is_word(mark.text)), ())


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
