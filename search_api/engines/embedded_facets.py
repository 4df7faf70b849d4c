"""Counts of facets from tantivy: one aggregation for all facets under one filter.

A terms aggregation is exact only while no segment leaves values out. Where one did, the values at
the top are counted again by themselves, and more are asked for until none that was left out can
belong there.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, cast

import tantivy

from mappings.dates import Interval
from mappings.errors import LimitExceeded
from mappings.fields import DATE_FACETS
from search_api.engines.embedded_compile import Compiled, both, has_value
from search_api.facets import (
    MAX_EXACT_VALUES,
    TermsCounts,
    histogram_result,
    rank,
    terms_result,
)
from search_api.models import FacetResult, FacetSpec, SearchRequest, TermsResult

_SPARE: Final = 40
"""Values beyond the size that are asked for, so that most ties at the edge end within them."""
_SEGMENT_VALUES: Final = 2_000
_LISTED_VALUES: Final = MAX_EXACT_VALUES + MAX_EXACT_VALUES // 10
_LISTED_SUM: Final = 40_000
_MOST_VALUES: Final = 60_000
"""tantivy refuses an aggregation of more than 65,000 buckets."""
_GRAIN: Final = "grain"
_GRAINS: Final[dict[Interval, int]] = {"day": 3, "week": 3, "month": 2, "year": 1}

Answer: TypeAlias = dict[str, Any]
Memory: TypeAlias = "tuple[Totals, str]"


@dataclass(frozen=True)
class Total:
    """How many distinct values there are, and whether that is exact."""

    values: int
    exact: bool


class Totals:
    """Totals of one snapshot that are dear to count; the same request is often asked again."""

    def __init__(self, most: int = 2_000) -> None:
        self._most = most
        self._known: dict[str, Total] = {}
        self._profiles: dict[str, tuple[float, int]] = {}

    def lists(self, searcher: tantivy.Searcher, facet: str, articles: int) -> bool:
        """Whether all values of so many articles are better listed at once than the top alone.

        To list 10,000 values takes about as long as to estimate how many there are.
        """
        if facet not in self._profiles:
            everything = tantivy.Query.const_score_query(tantivy.Query.all_query(), 0.0)
            number = searcher.aggregate(everything, {"n": {"avg": {"field": f"{facet}_n"}}})
            distinct = round(searcher.cardinality(everything, facet))
            self._profiles[facet] = (number["n"]["value"] or 0.0, distinct)
        average, distinct = self._profiles[facet]
        return distinct <= _LISTED_VALUES or average * articles <= _LISTED_SUM

    def get(self, key: str) -> Total | None:
        """A total that was counted before."""
        return self._known.get(key)

    def put(self, key: str, total: Total) -> None:
        """Remember a total; all are forgotten when there are too many."""
        if len(self._known) >= self._most:
            self._known = {}
        self._known[key] = total


def count_facets(
    searcher: tantivy.Searcher,
    request: SearchRequest,
    compiled: Compiled,
    *,
    articles: int,
    totals: Totals,
) -> dict[str, FacetResult]:
    """The answer for every facet of the request, in its order. Raises LimitExceeded.

    ``articles`` is how many the request finds, ``totals`` the memory of this snapshot.
    """
    groups: dict[str | None, list[FacetSpec]] = {}
    for spec in request.facets:
        groups.setdefault(_own_filter(request, spec.name), []).append(spec)
    found: dict[str, FacetResult] = {}
    for without, specs in groups.items():
        query = compiled.unscored(without=without)
        number = articles if without is None else int(searcher.search(query, 1).count)
        listed = {s.name for s in specs if _is_listed(searcher, s.name, number, totals)}
        answer = _aggregate(searcher, query, specs, listed)
        for spec in specs:
            if spec.name in DATE_FACETS:
                found[spec.name] = _histogram(spec, answer)
            else:
                key = f"{spec.name} {without} {_asked(request)}"
                memory = (totals, key)
                found[spec.name] = _terms(searcher, request, compiled, query, spec, answer, memory)
    return {spec.name: found[spec.name] for spec in request.facets}


def count_value(searcher: tantivy.Searcher, query: tantivy.Query, facet: str, value: str) -> int:
    """How many articles of a query have this value."""
    return int(searcher.search(both(query, has_value(facet, value)), 1).count)


def count_listed(
    searcher: tantivy.Searcher, query: tantivy.Query, facet: str, values: Sequence[str]
) -> dict[str, int]:
    """In how many articles of a query each of these values is, those in none left out."""
    if not values:
        return {}
    number = len(values)
    if number > _MOST_VALUES:
        wanted = set(values)
        answer = _terms_answer(searcher, query, facet, _MOST_VALUES, None)
        return {v: n for v, n in _read(answer).items() if v in wanted}
    return _read(_terms_answer(searcher, query, facet, number, list(values)))


def _is_listed(searcher: tantivy.Searcher, name: str, articles: int, totals: Totals) -> bool:
    return name not in DATE_FACETS and totals.lists(searcher, name, articles)


def _asked(request: SearchRequest) -> str:
    """What decides which articles are counted."""
    return repr((request.q, sorted(request.filters.items()), request.published, request.mentioned))


def _own_filter(request: SearchRequest, facet: str) -> str | None:
    """The facet itself when its counts ignore its own inclusions."""
    if facet not in request.filters:
        return None
    selection = request.selection(facet)
    return facet if selection.include and selection.op == "or" else None


def _aggregate(
    searcher: tantivy.Searcher,
    query: tantivy.Query,
    specs: Iterable[FacetSpec],
    listed: Container[str],
) -> Answer:
    aggregations: Answer = {_GRAIN: _numbers("mentioned_grain")}
    for spec in specs:
        name = spec.name
        if name in DATE_FACETS:
            aggregations[name] = _numbers(f"{name}_{spec.interval}")
        else:
            size = _LISTED_VALUES if name in listed else spec.size + _SPARE
            aggregations[name] = _terms_request(name, size, _SEGMENT_VALUES)
            aggregations[f"{name} n"] = {
                "range": {"field": f"{name}_n", "ranges": [{"to": 1}]},
                "aggs": {"sum": {"sum": {"field": f"{name}_n"}}},
            }
    try:
        return cast(Answer, searcher.aggregate(query, aggregations))
    except ValueError as error:
        raise LimitExceeded(
            f"expected facets that can be counted at once, got: {error}; "
            "ask for a wider interval or a shorter range of days"
        ) from error


def _numbers(field: str) -> Answer:
    return {"histogram": {"field": field, "interval": 1, "min_doc_count": 1}}


def _terms_request(facet: str, size: int, segment_size: int) -> Answer:
    return {"terms": {"field": facet, "size": size, "segment_size": max(size, segment_size)}}


def _terms_answer(
    searcher: tantivy.Searcher, query: tantivy.Query, facet: str, size: int, only: list[str] | None
) -> Answer:
    request = _terms_request(facet, size, size)
    if only is not None:
        request["terms"]["include"] = only
    return cast(Answer, searcher.aggregate(query, {facet: request})[facet])


def _read(answer: Answer) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in answer["buckets"]}


def _read_numbers(answer: Answer) -> dict[int, int]:
    return {int(bucket["key"]): int(bucket["doc_count"]) for bucket in answer["buckets"]}


def _histogram(spec: FacetSpec, answer: Answer) -> FacetResult:
    counts = _read_numbers(answer[spec.name])
    grains = _read_numbers(answer[_GRAIN])
    if spec.name == "published":
        missing = sum(grains.values()) - sum(counts.values())
        return histogram_result(spec.interval, counts, missing=missing)
    wanted = _GRAINS[spec.interval]
    coarser = sum(count for grain, count in grains.items() if 0 < grain < wanted)
    return histogram_result(spec.interval, counts, missing=grains.get(0, 0), coarser=coarser)


def _terms(
    searcher: tantivy.Searcher,
    request: SearchRequest,
    compiled: Compiled,
    query: tantivy.Query,
    spec: FacetSpec,
    answer: Answer,
    memory: Memory,
) -> TermsResult:
    facet, selection = spec.name, request.selection(spec.name)
    ranges = answer[f"{facet} n"]["buckets"]
    top = _top(searcher, query, spec, answer[facet], memory)
    counts = TermsCounts(
        top=top.counts,
        total_values=top.total.values,
        total_values_exact=top.total.exact,
        summed=round(sum(bucket["sum"]["value"] or 0 for bucket in ranges)),
        missing=next((int(b["doc_count"]) for b in ranges if b["key"] == "*-1"), 0),
        exact=top.exact,
        selected={
            value: count_value(searcher, query, facet, value)
            for value in dict.fromkeys(selection.include)
        },
        excluded={
            value: count_value(searcher, compiled.unscored(admit=(facet, value)), facet, value)
            for value in dict.fromkeys(selection.exclude)
        },
    )
    return terms_result(facet, spec.size, selection, counts)


@dataclass(frozen=True)
class _Top:
    counts: dict[str, int]
    total: Total
    exact: bool


def _top(
    searcher: tantivy.Searcher,
    query: tantivy.Query,
    spec: FacetSpec,
    answer: Answer,
    memory: Memory,
) -> _Top:
    """The values that can be among the first ``spec.size``, with exact counts."""
    facet = spec.name
    counts = _read(answer)
    if _is_whole(answer):
        return _Top(counts, Total(len(counts), exact=True), exact=True)
    totals, key = memory
    total = totals.get(key)
    if total is None:
        total, listed = _count_total(searcher, query, facet)
        totals.put(key, total)
        if listed is not None:
            return _Top(listed, total, exact=True)
    while True:
        exact, settled = _recount(searcher, query, spec, answer)
        if settled or len(counts) >= _MOST_VALUES:
            return _Top(exact, total, exact=settled)
        size = min(_MOST_VALUES, max(4 * len(counts), 5_000))
        answer = _terms_answer(searcher, query, facet, size, None)
        counts = _read(answer)
        if _is_whole(answer):
            return _Top(counts, Total(len(counts), exact=True), exact=True)


def _count_total(
    searcher: tantivy.Searcher, query: tantivy.Query, facet: str
) -> tuple[Total, dict[str, int] | None]:
    """How many values there are; with the count of each where they had to be listed for that."""
    estimate = round(searcher.cardinality(query, facet))
    if estimate <= MAX_EXACT_VALUES * 1.05:
        answer = _terms_answer(searcher, query, facet, _LISTED_VALUES, None)
        counts = _read(answer)
        if _is_whole(answer) and len(counts) <= MAX_EXACT_VALUES:
            return Total(len(counts), exact=True), counts
    return Total(max(estimate, MAX_EXACT_VALUES + 1), exact=False), None


def _is_whole(answer: Answer) -> bool:
    """Whether no value was left out, in any segment."""
    return not answer["sum_other_doc_count"] and not answer["doc_count_error_upper_bound"]


def _recount(
    searcher: tantivy.Searcher, query: tantivy.Query, spec: FacetSpec, answer: Answer
) -> tuple[dict[str, int], bool]:
    """Exact counts of the values at the top, and whether none that is missing can belong there.

    Each value given lacks at most ``error`` articles (what segments left out of it), and so does
    one that is not given, below the last that is.
    """
    error = int(answer["doc_count_error_upper_bound"])
    given = rank(_read(answer))
    if not error:
        edge = given[spec.size - 1][1] if len(given) >= spec.size else 0
        return dict(given), given[-1][1] < edge
    exact = {v: count_value(searcher, query, spec.name, v) for v, _ in given[: spec.size]}
    edge = min(exact.values())
    for value, count in given[spec.size :]:
        if count + error >= edge:
            exact[value] = count_value(searcher, query, spec.name, value)
    return exact, given[-1][1] + error < edge
