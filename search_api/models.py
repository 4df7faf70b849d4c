"""What crosses the seam to an engine: one type a concept, never a query string or an engine's dict (contract).

``SearchRequest`` goes in, ``SearchResult`` comes out; the JSON of both is the API's.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from mappings.dates import Interval
from mappings.errors import UnknownName
from mappings.fields import DATE_FACETS, FACET_BY_NAME, TERMS_FACETS

Sort = Literal["relevance", "newest", "oldest"]
MAX_FACET_SIZE = 1000
MAX_PAGE_SIZE = 1000


class Model(BaseModel):
    """A frozen value whose JSON names are those of the contract; unknown names are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Selection(Model):
    """The chosen values of one terms facet."""

    include: tuple[str, ...] = Field((), description="Values that articles must have.")
    exclude: tuple[str, ...] = Field((), description="Values that articles must not have.")
    op: Literal["and", "or"] | None = Field(
        None, description="How several included values combine; None takes the facet's default."
    )


class DayRange(Model):
    """Inclusive days; an open side is None."""

    first: date | None = Field(
        None, alias="from", description="First day.", examples=["2022-03-01"]
    )
    last: date | None = Field(None, alias="to", description="Last day.", examples=["2022-03-31"])

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first and self.last and self.last < self.first:
            raise ValueError(f"expected 'from' not after 'to', got {self.first} and {self.last}")
        return self


class FacetSpec(Model):
    """One facet that is asked for."""

    name: str = Field(description="Name of the facet.", examples=["person"])
    size: int = Field(10, ge=1, le=MAX_FACET_SIZE, description="Values at most (terms facets).")
    interval: Interval = Field("month", description="Width of a bucket (published, mentioned).")

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.name not in FACET_BY_NAME:
            raise ValueError(str(UnknownName("facet", self.name, FACET_BY_NAME)))
        return self


class SearchRequest(Model):
    """A search: words, selections, ranges, and what to give back."""

    q: str = Field(
        "",
        description="Query in the query language; empty finds everything.",
        examples=['"war crimes" -trial'],
    )
    filters: dict[str, Selection] = Field(
        default_factory=dict,
        description="Selections by terms facet.",
        examples=[{"person": {"include": ["Karim Khan"]}}],
    )
    published: DayRange | None = Field(None, description="Days of publication (UTC).")
    mentioned: DayRange | None = Field(
        None, description="Articles with a date in the text that overlaps."
    )
    facets: tuple[FacetSpec, ...] = Field((), description="Facets to count.")
    sort: Sort = Field("relevance", description="Order of the hits.")
    size: int = Field(
        10, ge=0, le=MAX_PAGE_SIZE, description="Hits on a page; 0 gives counts alone."
    )
    cursor: str | None = Field(None, description="The `cursor` of the page before.")
    highlight: bool = Field(True, description="Whether hits carry highlighted snippets.")

    @model_validator(mode="after")
    def _known(self) -> Self:
        for name in self.filters:
            if name not in TERMS_FACETS:
                raise ValueError(str(UnknownName("facet", name, TERMS_FACETS)))
        names = [spec.name for spec in self.facets]
        if len(names) != len(set(names)):
            raise ValueError(f"expected each facet once, got {', '.join(names)}")
        return self

    def selection(self, facet: str) -> Selection:
        """The selection of a facet, its default operator filled in."""
        chosen = self.filters.get(facet, Selection())
        return chosen.model_copy(update={"op": chosen.op or FACET_BY_NAME[facet].op})


class Snippet(Model):
    """A piece of a field with the words that matched: code-point ranges, and escaped HTML with <mark>."""

    text: str
    ranges: tuple[tuple[int, int], ...]
    html: str


class Hit(Model):
    """One article found."""

    id: str
    score: float | None
    title: str
    url: str | None
    published: datetime | None
    source: str | None
    language: str | None
    persons: tuple[str, ...]
    institutions: tuple[str, ...]
    countries: tuple[str, ...]
    about: tuple[str, ...]
    highlights: dict[str, tuple[Snippet, ...]] = Field(default_factory=dict)


class FacetValue(Model):
    """One value and the number of articles that have it."""

    value: str
    label: str
    count: int
    selected: bool = False
    excluded: bool = False


class TermsResult(Model):
    """Counts of a terms facet, and how good they are."""

    kind: Literal["terms"] = "terms"
    exact: bool = Field(description="Whether every count shown is exact.")
    total_values: int = Field(description="Distinct values under this request.")
    total_values_exact: bool = True
    other: int = Field(description="Counts of the values not shown, summed.")
    missing: int = Field(description="Articles without a value.")
    values: tuple[FacetValue, ...]


class Bucket(Model):
    """One bucket of a histogram: inclusive days and articles."""

    first: date = Field(alias="from")
    last: date = Field(alias="to")
    count: int


class HistogramResult(Model):
    """Counts over time; empty buckets between the first and the last are there."""

    kind: Literal["histogram"] = "histogram"
    interval: Interval
    missing: int = Field(description="Articles without such a date.")
    coarser: int = Field(0, description="Articles whose dates are all coarser than a bucket.")
    buckets: tuple[Bucket, ...]


FacetResult = Annotated[TermsResult | HistogramResult, Field(discriminator="kind")]


class SearchResult(Model):
    """The answer to a search."""

    total: int
    generation: str
    took_ms: float
    cursor: str | None = None
    hits: tuple[Hit, ...]
    facets: dict[str, FacetResult] = Field(default_factory=dict)


class FoundValue(Model):
    """A facet value found by a prefix; ``matched`` is the alias that fits."""

    value: str
    label: str
    count: int
    matched: str


class EngineStatus(Model):
    """What an engine serves: for /v1/status and `dramatis status`."""

    engine: str
    generation: str | None
    articles: int
    enriched: int
    enrichment_fingerprints: dict[str, int]
    schema_fingerprint: str
    generations: tuple[str, ...]
    details: dict[str, Any] = Field(default_factory=dict)


def interval_of(request: SearchRequest, facet: str) -> Interval | None:
    """The interval asked for a date facet, None when it is not asked for."""
    return next(
        (s.interval for s in request.facets if s.name == facet and facet in DATE_FACETS), None
    )
