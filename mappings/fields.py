"""The one table of fields and facets: every renderer, engine, API and page reads it (contract).

``ARTICLE_FIELDS`` says what is stored and indexed of an article; :func:`to_document` turns an
enriched article into the flat multi-valued document that both engines index. ``FACETS`` says what
can be counted and selected.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from mappings.article import EnrichedArticle, Precision
from mappings.countries import country_name
from mappings.dates import bucket_numbers, cover, epoch_day

FieldKind = Literal["text", "name", "keyword", "integer", "date", "stored"]

LOOKUP_SEPARATOR = "\x1f"


@dataclass(frozen=True)
class IndexField:
    """One field of the index document.

    ``text`` is analysed as English prose, ``name`` by words without stemming (for
    ``person:khan``), ``keyword`` and ``integer`` are exact and countable, ``stored`` is kept and
    never searched.
    """

    name: str
    kind: FieldKind
    multi: bool = False


@dataclass(frozen=True)
class Facet:
    """One facet: how its values combine when several are selected, and where they are indexed."""

    name: str
    kind: Literal["terms", "dates"]
    op: Literal["and", "or"] | None
    label: str
    description: str


FACETS: tuple[Facet, ...] = (
    Facet("person", "terms", "and", "People", "People whom the article speaks of."),
    Facet(
        "institution", "terms", "and", "Institutions", "Institutions that the article speaks of."
    ),
    Facet("country", "terms", "or", "Countries", "Every country that the article speaks of."),
    Facet("about", "terms", "or", "About", "The countries that the article is mainly about."),
    Facet("place", "terms", "or", "Places", "Cities and regions that the article speaks of."),
    Facet("source", "terms", "or", "Sources", "Where the article was published."),
    Facet("language", "terms", "or", "Languages", "The language of the article."),
    Facet("published", "dates", None, "Published", "The day of publication (UTC)."),
    Facet("mentioned", "dates", None, "Dates mentioned", "The dates that the text speaks of."),
)
FACET_BY_NAME: dict[str, Facet] = {facet.name: facet for facet in FACETS}
TERMS_FACETS: tuple[str, ...] = tuple(f.name for f in FACETS if f.kind == "terms")
DATE_FACETS: tuple[str, ...] = tuple(f.name for f in FACETS if f.kind == "dates")

ARTICLE_FIELDS: tuple[IndexField, ...] = (
    IndexField("id", "keyword"),
    IndexField("url", "keyword"),
    IndexField("title", "text"),
    IndexField("body", "text"),
    IndexField("published", "date"),
    *(IndexField(name, "keyword", multi=True) for name in TERMS_FACETS),
    # Words of the values and labels, so that person:khan and country:Ukraine work.
    *(IndexField(f"{name}_words", "name", multi=True) for name in TERMS_FACETS),
    # "folded alias \x1f value \x1f alias": prefixes of these terms are the typeahead.
    *(IndexField(f"{name}_lookup", "keyword", multi=True) for name in TERMS_FACETS),
    IndexField("author", "keyword", multi=True),
    IndexField("author_words", "name", multi=True),
    IndexField("tag", "keyword", multi=True),
    IndexField("tag_words", "name", multi=True),
    IndexField("published_day", "integer"),
    # What a histogram of mentioned dates counts: each bucket that a date at least so precise touches.
    IndexField("mentioned_day", "integer", multi=True),
    IndexField("mentioned_week", "integer", multi=True),
    IndexField("mentioned_month", "integer", multi=True),
    IndexField("mentioned_year", "integer", multi=True),
    # What a range filter asks: the exact cover of each date by whole years, months and days.
    IndexField("cover_day", "integer", multi=True),
    IndexField("cover_month", "integer", multi=True),
    IndexField("cover_year", "integer", multi=True),
    IndexField("enrichment_status", "keyword"),
    IndexField("enrichment_fingerprint", "keyword"),
    IndexField("stored", "stored"),
)
FIELD_BY_NAME: dict[str, IndexField] = {field.name: field for field in ARTICLE_FIELDS}

_MAX_ALIASES = 24
_REMEMBERED = 10_000
"""Names and dates come again and again in the news."""
_MAX_KEYWORD = 512
"""Longest facet value in characters; Elasticsearch refuses terms above 32,766 bytes."""


def fold(text: str) -> str:
    """Lower case without accents and with single spaces: how values are compared and looked up."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def facet_label(facet: str, value: str) -> str:
    """What a reader sees for a value: the country's name for its code, else the value itself."""
    return country_name(value) if facet in ("country", "about") else value


def to_document(article: EnrichedArticle) -> dict[str, Any]:
    """The flat index document of an article: field names of ``ARTICLE_FIELDS``, lists if multi.

    Integers are those of ``mappings.dates``; ``published`` is an aware datetime; ``stored`` is
    the article's JSON. Fields without a value are absent.
    """
    values = facet_values(article)
    document: dict[str, Any] = {
        "id": article.id,
        "title": article.title,
        "body": article.body,
        "author": list(article.authors),
        "author_words": list(article.authors),
        "tag": list(article.tags),
        "tag_words": list(article.tags),
        "enrichment_status": article.enrichment.status,
        "enrichment_fingerprint": article.enrichment.fingerprint,
        "url": article.url,
        "stored": article.to_json(),
    }
    for facet, names in values.items():
        document[facet] = names
        document[f"{facet}_words"] = [
            word for name in names for word in dict.fromkeys((name, facet_label(facet, name)))
        ]
        document[f"{facet}_lookup"] = _lookup_terms(facet, article, names)
    if article.published is not None:
        document["published"] = article.published
        document["published_day"] = epoch_day(article.published.date())
    _add_dates(document, article)
    return {name: value for name, value in document.items() if value not in (None, [])}


def facet_values(article: EnrichedArticle) -> dict[str, list[str]]:
    """The distinct values of every terms facet for one article, in the order of the article."""
    raw: dict[str, Iterable[str | None]] = {
        "person": (p.name for p in article.persons),
        "institution": (i.name for i in article.institutions),
        "country": (c.code for c in article.countries),
        "about": (c.code for c in article.countries if c.about),
        "place": (p.name for p in article.places),
        "source": [article.source],
        "language": [article.language],
    }
    return {
        facet: list(dict.fromkeys(name[:_MAX_KEYWORD] for name in names if name))
        for facet, names in raw.items()
    }


def _lookup_terms(facet: str, article: EnrichedArticle, names: list[str]) -> list[str]:
    """Typeahead terms: every alias of a value from each of its words on, folded.

    What has no name is no value, and so are its aliases not.
    """
    spelt: dict[str, list[str]] = {name: [] for name in names}
    if facet == "person":
        for person in article.persons:
            spellings = [*(m.text for m in person.mentions), *person.aliases]
            spelt.get(person.name[:_MAX_KEYWORD], []).extend(spellings)
    elif facet == "institution":
        for body in article.institutions:
            extra = [body.acronym] if body.acronym else []
            spellings = [*extra, *(m.text for m in body.mentions), *body.aliases]
            spelt.get(body.name[:_MAX_KEYWORD], []).extend(spellings)
    elif facet in ("country", "about"):
        for country in article.countries:
            spelt.get(country.code, []).extend(m.text for m in country.mentions)
    elif facet == "place":
        for place in article.places:
            spelt.get(place.name[:_MAX_KEYWORD], []).extend(m.text for m in place.mentions)
    terms: list[str] = []
    for name, spellings in spelt.items():
        terms += _terms_of(name, facet_label(facet, name), *dict.fromkeys(spellings))
    return terms


@lru_cache(maxsize=_REMEMBERED)
def _terms_of(name: str, *spellings: str) -> tuple[str, ...]:
    """The typeahead terms of one value."""
    aliases = dict.fromkeys(" ".join(spelling.split()) for spelling in (name, *spellings))
    terms: list[str] = []
    for alias in list(aliases)[:_MAX_ALIASES]:
        words = fold(alias).split(" ")
        for start in range(min(len(words), 8)):
            beginning = " ".join(words[start:])[:120]
            terms.append(LOOKUP_SEPARATOR.join((beginning, name, alias[:120])))
    return tuple(terms)


def _add_dates(document: dict[str, Any], article: EnrichedArticle) -> None:
    fields: dict[str, set[int]] = {}
    for ref in article.dates:
        if ref.first is None or ref.last is None or ref.precision is None:
            continue
        for name, numbers in _date_numbers(ref.first, ref.last, ref.precision):
            fields.setdefault(name, set()).update(numbers)
    document.update({name: sorted(numbers) for name, numbers in fields.items()})


@lru_cache(maxsize=_REMEMBERED)
def _date_numbers(
    first: date, last: date, precision: Precision
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """The fields of one date and their numbers."""
    buckets = bucket_numbers(first, last, precision)
    return (
        *((f"cover_{unit}", tuple(numbers)) for unit, numbers in cover(first, last).items()),
        *((f"mentioned_{interval}", tuple(numbers)) for interval, numbers in buckets.items()),
    )
