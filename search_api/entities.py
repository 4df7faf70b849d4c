"""The profile of an entity: how often, when, with whom and by which names it is mentioned."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from pydantic import Field

from mappings.article import EnrichedArticle
from mappings.errors import NotFound, UnknownName
from mappings.fields import facet_label
from search_api.engines import SearchEngine
from search_api.evidence import evidence_of
from search_api.models import (
    FacetSpec,
    FacetValue,
    HistogramResult,
    Model,
    SearchRequest,
    Selection,
    TermsResult,
)

ENTITY_KINDS = ("person", "institution", "country", "place")
SAMPLED_ARTICLES = 50
"""Newest articles that are read for aliases and sentences."""
SAMPLE_SENTENCES = 8


class AliasSeen(Model):
    """A spelling found in the text, and in how many of the articles read."""

    text: str
    articles: int


class SampleSentence(Model):
    """A sentence that speaks of the entity."""

    article_id: str
    title: str
    published: datetime | None
    text: str
    start: int = Field(description="Start of the mention within the sentence, in code points.")
    end: int


class EntityProfile(Model):
    """What the index knows of one entity."""

    kind: str = Field(examples=["person"])
    name: str = Field(examples=["Karim Khan"])
    label: str = Field(examples=["Karim Khan"])
    articles: int = Field(description="Articles that speak of it.")
    timeline: HistogramResult
    mentioned_with: dict[str, tuple[FacetValue, ...]] = Field(
        description="Per kind the values that stand in the same articles most often."
    )
    aliases: tuple[AliasSeen, ...] = Field(
        description=f"Spellings seen in its {SAMPLED_ARTICLES} newest articles."
    )
    sentences: tuple[SampleSentence, ...]
    generation: str


def entity_profile(engine: SearchEngine, kind: str, name: str) -> EntityProfile:
    """The profile of the entity of this canonical name. Raises UnknownName, NotFound."""
    if kind not in ENTITY_KINDS:
        raise UnknownName("kind of entity", kind, ENTITY_KINDS)
    request = SearchRequest(
        filters={kind: Selection(include=(name,))},
        facets=(
            *(FacetSpec(name=facet, size=11) for facet in ENTITY_KINDS),
            FacetSpec(name="published", interval="month"),
        ),
        sort="newest",
        size=SAMPLED_ARTICLES,
        highlight=False,
    )
    result = engine.search(request)
    if not result.total:
        raise NotFound(_not_found(engine, kind, name))
    timeline = result.facets["published"]
    assert isinstance(timeline, HistogramResult)
    articles = [engine.article(hit.id) for hit in result.hits]
    return EntityProfile(
        kind=kind,
        name=name,
        label=facet_label(kind, name),
        articles=result.total,
        timeline=timeline,
        mentioned_with={
            facet: _others(result.facets[facet], kind, name, facet) for facet in ENTITY_KINDS
        },
        aliases=_aliases(articles, kind, name),
        sentences=_sentences(articles, kind, name),
        generation=result.generation,
    )


def _not_found(engine: SearchEngine, kind: str, name: str) -> str:
    near = engine.facet_values(kind, name, SearchRequest(), size=3)
    hint = f" Did you mean: {', '.join(repr(v.value) for v in near)}?" if near else ""
    return (
        f"no article speaks of the {kind} {name!r}.{hint} /v1/facets/{kind}?prefix= finds values."
    )


def _others(result: object, kind: str, name: str, facet: str) -> tuple[FacetValue, ...]:
    assert isinstance(result, TermsResult)
    return tuple(
        value.model_copy(update={"selected": False})
        for value in result.values
        if value.count and not (facet == kind and value.value == name)
    )[:10]


def _aliases(articles: list[EnrichedArticle], kind: str, name: str) -> tuple[AliasSeen, ...]:
    counts: Counter[str] = Counter()
    for article in articles:
        counts.update({e.text for e in evidence_of(article, kind, name)})
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(AliasSeen(text=text, articles=n) for text, n in ranked)


def _sentences(articles: list[EnrichedArticle], kind: str, name: str) -> tuple[SampleSentence, ...]:
    found: list[SampleSentence] = []
    for article in articles:
        evidence = [e for e in evidence_of(article, kind, name) if e.field == "body"]
        # The longest spelling tells most; the first of them when several are as long.
        best = max(evidence, key=lambda e: len(e.text), default=None)
        if best is None:
            continue
        shift = best.sentence.start
        found.append(
            SampleSentence(
                article_id=article.id,
                title=article.title,
                published=article.published,
                text=best.sentence.text,
                start=best.start - shift,
                end=best.end - shift,
            )
        )
        if len(found) == SAMPLE_SENTENCES:
            break
    return tuple(found)
