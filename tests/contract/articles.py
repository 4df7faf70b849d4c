"""Short ways to write an enriched article and a request in a test."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from mappings.article import (
    CountryRef,
    DateRef,
    EnrichedArticle,
    Enrichment,
    InstitutionRef,
    Mention,
    PersonRef,
    PlaceRef,
    Precision,
)
from mappings.countries import country_name
from search_api.engines import SearchEngine
from search_api.models import (
    DayRange,
    FacetSpec,
    HistogramResult,
    SearchRequest,
    SearchResult,
    Selection,
    TermsResult,
)


def article(
    key: str,
    body: str = "text",
    *,
    title: str = "",
    published: str | None = None,
    persons: Iterable[str] = (),
    institutions: Iterable[str] = (),
    countries: Iterable[str] = (),
    about: Iterable[str] = (),
    places: Iterable[str] = (),
    dates: Iterable[DateRef] = (),
    **more: Any,
) -> EnrichedArticle:
    """An article; ``published`` is a day or a moment in ISO form, UTC."""
    moment = None
    if published is not None:
        moment = datetime.fromisoformat(published).replace(tzinfo=UTC)
    main = set(about)
    return EnrichedArticle(
        id=key,
        title=title,
        body=body,
        published=moment,
        persons=tuple(PersonRef(name=name, mentions=()) for name in persons),
        institutions=tuple(InstitutionRef(name=name, mentions=()) for name in institutions),
        countries=tuple(
            CountryRef(code=code, name=country_name(code), about=code in main, mentions=())
            for code in dict.fromkeys([*countries, *about])
        ),
        places=tuple(PlaceRef(name=name, mentions=()) for name in places),
        dates=tuple(dates),
        enrichment=Enrichment(status="complete", fingerprint="test"),
        **more,
    )


def mention(text: str, start: int = 0) -> Mention:
    return Mention(field="body", start=start, end=start + len(text), text=text)


def when(first: str, last: str | None = None, precision: Precision = "day") -> DateRef:
    """A date in a text."""
    return DateRef(
        first=date.fromisoformat(first),
        last=date.fromisoformat(last or first),
        precision=precision,
        mentions=(),
    )


def ask(q: str = "", *facets: str | FacetSpec, **more: Any) -> SearchRequest:
    """A request; facets by name or in full; ``person=["Ann"]`` and ``not_person=["Bob"]`` select."""
    filters: dict[str, Selection] = dict(more.pop("filters", {}))
    operators = more.pop("op", {})
    for name in ("person", "institution", "country", "about", "place", "source", "language"):
        include, exclude = more.pop(name, ()), more.pop(f"not_{name}", ())
        if include or exclude:
            filters[name] = Selection(
                include=tuple(include), exclude=tuple(exclude), op=operators.get(name)
            )
    for name in ("published", "mentioned"):
        if name in more:
            first, last = more[name]
            more[name] = DayRange.model_validate({"from": first, "to": last})
    specs = tuple(FacetSpec(name=f) if isinstance(f, str) else f for f in facets)
    return SearchRequest(q=q, facets=specs, filters=filters, **more)


def ids(result: SearchResult) -> list[str]:
    return [hit.id for hit in result.hits]


def found(engine: SearchEngine, q: str = "", **more: Any) -> set[str]:
    """The ids of everything that a request finds."""
    return set(ids(engine.search(ask(q, size=100, **more))))


def counts(result: SearchResult, facet: str) -> list[tuple[str, int]]:
    """Values and counts of a terms facet in the order given."""
    given = result.facets[facet]
    assert isinstance(given, TermsResult)
    return [(value.value, value.count) for value in given.values]


def terms(result: SearchResult, facet: str) -> TermsResult:
    given = result.facets[facet]
    assert isinstance(given, TermsResult)
    return given


def histogram(result: SearchResult, facet: str) -> HistogramResult:
    given = result.facets[facet]
    assert isinstance(given, HistogramResult)
    return given


def buckets(result: SearchResult, facet: str) -> list[tuple[str, int]]:
    """First day and count of each bucket of a histogram."""
    return [(bucket.first.isoformat(), bucket.count) for bucket in histogram(result, facet).buckets]


def pages(engine: SearchEngine, request: SearchRequest, limit: int = 1000) -> Sequence[list[str]]:
    """The ids of every page from the first to the last."""
    collected = []
    while True:
        result = engine.search(request)
        collected.append(ids(result))
        if result.cursor is None:
            return collected
        assert len(collected) < limit, "the cursor does not come to an end"
        request = request.model_copy(update={"cursor": result.cursor})
