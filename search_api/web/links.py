"""Links of the pages: each is the search as it would be with one thing changed. Pure."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from mappings.fields import FACET_BY_NAME
from search_api.flat import to_query_string
from search_api.models import DayRange, SearchRequest, Selection, Sort


def search_url(request: SearchRequest, **changes: object) -> str:
    """The page's address for a request with these changes; it starts at the first hit again."""
    changed = request.model_copy(update={"cursor": None, **changes})
    query = to_query_string(changed)
    return f"/?{query}" if query else "/"


def toggled(request: SearchRequest, facet: str, value: str) -> str:
    """Address with the value selected, or no longer selected (or excluded) if it was."""
    chosen = request.filters.get(facet, Selection())
    if value in chosen.include or value in chosen.exclude:
        return _with(
            request, facet, chosen, _without(chosen.include, value), _without(chosen.exclude, value)
        )
    return _with(request, facet, chosen, (*chosen.include, value), chosen.exclude)


def excluding(request: SearchRequest, facet: str, value: str) -> str:
    """Address with the value excluded."""
    chosen = request.filters.get(facet, Selection())
    return _with(request, facet, chosen, _without(chosen.include, value), (*chosen.exclude, value))


def in_days(request: SearchRequest, field: str, first: date | None, last: date | None) -> str:
    """Address with the range of ``published`` or ``mentioned`` set; without days it is dropped."""
    days = DayRange(first=first, last=last) if first or last else None
    return search_url(request, **{field: days})


def sorted_by(request: SearchRequest, sort: Sort) -> str:
    """Address with another order of hits."""
    return search_url(request, sort=sort)


def next_page(request: SearchRequest, cursor: str) -> str:
    """Address of the page after."""
    query = to_query_string(request)
    return f"/?{query}{'&' if query else ''}cursor={quote(cursor)}"


def article_url(article_id: str) -> str:
    """Address of an article's page."""
    return f"/article/{quote(article_id)}"


def entity_url(kind: str, name: str) -> str:
    """Address of an entity's page."""
    return f"/entity/{kind}/{quote(name)}"


def _without(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(v for v in values if v != value)


def _with(
    request: SearchRequest,
    facet: str,
    chosen: Selection,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
) -> str:
    assert facet in FACET_BY_NAME
    filters = {name: selection for name, selection in request.filters.items() if name != facet}
    if include or exclude:
        filters[facet] = chosen.model_copy(update={"include": include, "exclude": exclude})
    return search_url(request, filters=filters)
