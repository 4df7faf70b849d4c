"""What an article is before and after enrichment: the one shape that is stored, served and exported.

Offsets count Unicode code points of the field that a mention stands in. All times are aware UTC.
The JSON of :class:`EnrichedArticle` is the contract of ``dramatis enrich --json``,
``GET /v1/articles/{id}`` and ``GET /v1/export?format=ndjson``.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

Precision = Literal["day", "month", "year", "range"]
FieldName = Literal["title", "body"]
InstitutionKind = Literal[
    "international organisation",
    "government",
    "legislature",
    "court",
    "military",
    "police",
    "party",
    "company",
    "bank",
    "media",
    "university",
    "ngo",
    "sports",
    "other",
]


class Frozen(BaseModel):
    """A value: immutable, and strict about names that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Article(Frozen):
    """A news article as a source gives it; a lone surrogate, which no UTF-8 can hold, becomes U+FFFD."""

    id: str
    url: str | None = None
    title: str = ""
    body: str
    published: datetime | None = None
    source: str | None = None
    language: str | None = None
    """ISO 639-1 code, lower case."""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @field_validator("id", "url", "title", "body", "source", mode="after")
    @classmethod
    def _writable(cls, text: str | None) -> str | None:
        return _LONE_SURROGATE.sub("\ufffd", text) if text and not text.isascii() else text


class Mention(Frozen):
    """The words of an article that gave a facet value."""

    field: FieldName
    start: int
    end: int
    text: str


class PersonRef(Frozen):
    """A person whom the article speaks of, under the canonical name."""

    name: str
    mentions: tuple[Mention, ...]
    aliases: tuple[str, ...] = ()
    """Other names by which a reader may look for this person; not necessarily in the text."""


class InstitutionRef(Frozen):
    """An institution that the article speaks of, under the canonical name."""

    name: str
    acronym: str | None = None
    kind: InstitutionKind = "other"
    mentions: tuple[Mention, ...]
    aliases: tuple[str, ...] = ()


class CountryRef(Frozen):
    """A country that the article speaks of; ``code`` is ISO 3166-1 alpha-2 (ISO 3166-3 if former)."""

    code: str
    name: str
    about: bool = False
    mentions: tuple[Mention, ...]


class PlaceRef(Frozen):
    """A city or region with the code of its country."""

    name: str
    country: str | None = None
    mentions: tuple[Mention, ...]


class DateRef(Frozen):
    """A date that the text speaks of: first day, last day, precision.

    ``from`` and ``to`` are None for an expression that could not be resolved (a relative one in
    an article without a date of publication); such a date is shown but not searched.
    """

    first: date | None = Field(alias="from")
    last: date | None = Field(alias="to")
    precision: Precision | None
    mentions: tuple[Mention, ...]


class Enrichment(Frozen):
    """How an article was enriched: by what (fingerprint of pipeline and knowledge) and when."""

    status: Literal["complete", "skipped"]
    reason: str | None = None
    fingerprint: str | None = None
    at: datetime | None = None


class EnrichedArticle(Article):
    """An article with the people, institutions, countries, places and dates found in it."""

    persons: tuple[PersonRef, ...] = ()
    institutions: tuple[InstitutionRef, ...] = ()
    countries: tuple[CountryRef, ...] = ()
    places: tuple[PlaceRef, ...] = ()
    dates: tuple[DateRef, ...] = ()
    sentences: tuple[tuple[int, int], ...] = ()
    """Start and end of each sentence of the body, in order: the evidence of a mention is its sentence."""
    enrichment: Enrichment = Enrichment(status="skipped", reason="not enriched")

    def to_json(self) -> str:
        """The article as one line of JSON in the shape of the contract."""
        return self.model_dump_json(by_alias=True)

    @classmethod
    def from_json(cls, text: str | bytes) -> EnrichedArticle:
        """Read what :meth:`to_json` wrote. Raises pydantic.ValidationError."""
        return cls.model_validate_json(text)


class Rejected(Frozen):
    """A record that could not be taken: kept in ``rejected.jsonl``, never dropped in silence."""

    source: str
    """The file, or ``-`` for standard input."""
    line: int | None = None
    id: str | None = None
    reason: str
    record: str | None = None
    """The record as it came, cut to 10,000 characters."""
