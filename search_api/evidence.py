"""Evidence: for each facet value of an article the words that gave it, with their sentence. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from pydantic import Field

from mappings.article import EnrichedArticle, FieldName, Mention
from mappings.fields import facet_label
from search_api.models import Model


class Sentence(Model):
    """A sentence of a field, with its code-point offsets."""

    start: int
    end: int
    text: str


class Evidence(Model):
    """One mention of one facet value, and the sentence in which it stands."""

    facet: str = Field(examples=["person"])
    value: str = Field(examples=["Karim Khan"])
    label: str = Field(examples=["Karim Khan"])
    field: FieldName
    start: int
    end: int
    text: str = Field(examples=["Khan"])
    sentence: Sentence


def evidence_of(
    article: EnrichedArticle, facet: str | None = None, value: str | None = None
) -> Iterator[Evidence]:
    """The evidence of every facet value of an article, or of one facet, or of one value."""
    for name, values in _mentions(article):
        if facet is not None and name != facet:
            continue
        for found, mentions in values:
            if value is not None and found != value:
                continue
            for mention in mentions:
                yield Evidence(
                    facet=name,
                    value=found,
                    label=facet_label(name, found),
                    field=mention.field,
                    start=mention.start,
                    end=mention.end,
                    text=mention.text,
                    sentence=sentence_of(article, mention),
                )


def sentence_of(article: EnrichedArticle, mention: Mention) -> Sentence:
    """The sentence of a mention; the title is one sentence, a body without sentences is cut around it."""
    if mention.field == "title":
        return Sentence(start=0, end=len(article.title), text=article.title)
    position = bisect_right(article.sentences, mention.start, key=lambda s: s[0]) - 1
    if position >= 0 and article.sentences[position][1] >= mention.end:
        start, end = article.sentences[position]
    else:
        start, end = max(0, mention.start - 120), min(len(article.body), mention.end + 120)
    text = article.body[start:end]
    left = len(text) - len(text.lstrip())
    text = text.strip()
    return Sentence(start=start + left, end=start + left + len(text), text=text)


_Values = Iterable[tuple[str, tuple[Mention, ...]]]


def _mentions(article: EnrichedArticle) -> Iterator[tuple[str, _Values]]:
    yield "person", ((p.name, p.mentions) for p in article.persons)
    yield "institution", ((i.name, i.mentions) for i in article.institutions)
    yield "country", ((c.code, c.mentions) for c in article.countries)
    yield "about", ((c.code, c.mentions) for c in article.countries if c.about)
    yield "place", ((p.name, p.mentions) for p in article.places)
    yield "mentioned", ((_span(d.first, d.last), d.mentions) for d in article.dates)


def _span(first: object, last: object) -> str:
    if first is None:
        return "unresolved"
    return str(first) if first == last else f"{first}..{last}"
