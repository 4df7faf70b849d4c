"""Limits of the settings, checked before an engine is asked. Pure."""

from __future__ import annotations

from mappings.errors import LimitExceeded
from search_api.models import SearchRequest
from search_api.query import count_clauses, parse
from search_api.settings import ApiSettings


def check_limits(request: SearchRequest, settings: ApiSettings) -> SearchRequest:
    """The request itself when it keeps to the limits. Raises LimitExceeded."""
    _limit("query", "characters", len(request.q), settings.max_query_chars, "MAX_QUERY_CHARS")
    clauses = count_clauses(parse(request.q))
    _limit("query", "words and phrases", clauses, settings.max_query_clauses, "MAX_QUERY_CLAUSES")
    _limit("page", "hits", request.size, settings.max_page_size, "MAX_PAGE_SIZE")
    for spec in request.facets:
        _limit(
            f"facet {spec.name!r}", "values", spec.size, settings.max_facet_size, "MAX_FACET_SIZE"
        )
    selected = sum(len(s.include) + len(s.exclude) for s in request.filters.values())
    _limit("request", "selected values", selected, settings.max_filter_values, "MAX_FILTER_VALUES")
    return request


def _limit(what: str, unit: str, found: int, most: int, setting: str) -> None:
    if found > most:
        raise LimitExceeded(
            f"the {what} has {found:,} {unit}, the limit is {most:,} (DRAMATIS_{setting})"
        )
