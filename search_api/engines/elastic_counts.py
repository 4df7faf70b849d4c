"""Counts of facets as Elasticsearch answers them, exact on any number of shards. Pure.

On one shard every count is exact. On several ``doc_count_error_upper_bound`` says how many articles
a value that no shard named can have at most, and a value that some shards left out is counted again
by a filter of its own (:func:`plan`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from mappings.dates import Interval
from search_api.engines.elastic_compile import has_value
from search_api.engines.elastic_facets import (
    LISTED_BY_SHARD,
    Answer,
    Section,
    Split,
    exclusions,
    first_size,
    inclusions,
    section,
    values_of,
)
from search_api.facets import (
    MAX_EXACT_VALUES,
    TermsCounts,
    histogram_result,
    terms_result,
    top,
)
from search_api.models import FacetResult, FacetSpec, SearchRequest

MOST_VALUES: Final = 50_000
"""Elasticsearch refuses an answer of more than 65,536 buckets."""
_RECOUNTED: Final = 2_000
_GRAINS: Final[dict[Interval, int]] = {"day": 3, "week": 3, "month": 2, "year": 1}


@dataclass(frozen=True)
class Counted:
    """What was read of one terms facet; more is added until it is settled.

    ``total`` is the number of its values and whether it is exact. ``counts`` are at least so many
    articles and at most ``errors`` more; ``unseen`` is the most that a value not among them can have.
    """

    spec: FacetSpec
    total: tuple[int, bool]
    missing: int
    selected: dict[str, int]
    excluded: dict[str, int]
    counts: dict[str, int] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    unseen: int = 0
    summed: int = 0
    asked: int = 0


@dataclass(frozen=True)
class Open:
    """What is still to be asked for a facet to be settled: exact counts, or more values."""

    recount: tuple[str, ...] = ()
    more: int = 0

    def __bool__(self) -> bool:
        return bool(self.recount or self.more)


def read_terms(
    request: SearchRequest,
    spec: FacetSpec,
    parts: Split,
    answer: Answer,
    *,
    total: tuple[int, bool] | None,
) -> Counted:
    """The counts of a terms facet in the answer of the first call; ``total`` if it was known before."""
    found = section(parts, spec.name, answer)
    barred = exclusions(request).get(spec.name, [])
    counted = Counted(
        spec=spec,
        total=total or _total(found),
        missing=found.count("missing"),
        selected={
            value: found.count(f"selected {at}")
            for at, value in enumerate(inclusions(request, spec.name))
        },
        excluded={
            value: int(answer["aggregations"][f"{spec.name} keeps out {at}"]["doc_count"])
            for at, value in enumerate(barred)
        },
    )
    return _with_values(counted, found["values"], first_size(spec))


def plan(counted: Counted) -> Open:
    """What is still to be asked. Nothing when the values shown and their counts are proven."""
    reaches, doubtful = _doubts(counted)
    if (reaches or len(doubtful) > _RECOUNTED) and counted.asked < MOST_VALUES:
        return Open(more=min(MOST_VALUES, max(counted.asked, LISTED_BY_SHARD) * 16))
    return Open(recount=doubtful[:_RECOUNTED])


def settle_aggregations(facet: str, wanted: Open) -> dict[str, Any]:
    """The aggregations of a further call for one facet, under the query of :func:`settle_query`."""
    made: dict[str, Any] = {}
    if wanted.more:
        made["values"] = values_of(facet, wanted.more)
    for at, value in enumerate(wanted.recount):
        made[f"value {at}"] = {"filter": has_value(facet, value)}
    return made


def add_settled(counted: Counted, wanted: Open, found: Answer) -> Counted:
    """The counts with what a further call answered."""
    if wanted.more:
        counted = _with_values(counted, found["values"], wanted.more)
    if wanted.recount:
        exact_counts = {
            value: int(found[f"value {at}"]["doc_count"]) for at, value in enumerate(wanted.recount)
        }
        counted = replace(
            counted,
            counts=counted.counts | exact_counts,
            errors=counted.errors | dict.fromkeys(exact_counts, 0),
        )
    return counted


def terms_facet(request: SearchRequest, counted: Counted) -> FacetResult:
    """The answer of a terms facet."""
    total, total_exact = counted.total
    reaches, doubtful = _doubts(counted)
    return terms_result(
        counted.spec.name,
        counted.spec.size,
        request.selection(counted.spec.name),
        TermsCounts(
            top=counted.counts,
            total_values=total,
            total_values_exact=total_exact,
            summed=counted.summed,
            missing=counted.missing,
            selected=counted.selected,
            excluded=counted.excluded,
            exact=not reaches and not doubtful,
        ),
    )


def date_facet(spec: FacetSpec, parts: Split, answer: Answer) -> FacetResult:
    """The answer of a date facet. Raises LimitExceeded."""
    found = section(parts, spec.name, answer)
    counts = _numbers(found["buckets"])
    if spec.name == "published":
        missing = found.articles - sum(counts.values())
        return histogram_result(spec.interval, counts, missing=missing)
    grains = _numbers(found["grains"])
    wanted = _GRAINS[spec.interval]
    coarser = sum(count for grain, count in grains.items() if 0 < grain < wanted)
    return histogram_result(spec.interval, counts, missing=grains.get(0, 0), coarser=coarser)


def _total(found: Section) -> tuple[int, bool]:
    number, rest = int(found["number"]["count"]), int(found["counted"]["sum_other_doc_count"])
    if rest == 0 and number <= MAX_EXACT_VALUES:
        return number, True
    return max(int(found["estimate"]["value"]), MAX_EXACT_VALUES + 1), False


def _doubts(counted: Counted) -> tuple[bool, tuple[str, ...]]:
    """Whether an unseen value could be among those shown, and the seen ones whose count is open."""
    ranked = top(counted.counts, counted.spec.size)
    edge = ranked[-1][1] if len(ranked) == counted.spec.size else 0
    doubtful = tuple(
        value
        for value, error in counted.errors.items()
        if error and counted.counts[value] + error >= edge
    )
    # With as many articles as the last one shown an unseen value could stand before it.
    return bool(counted.unseen) and counted.unseen >= edge, doubtful


def _with_values(counted: Counted, found: Answer, asked: int) -> Counted:
    buckets: Sequence[Answer] = found["buckets"]
    counts = {bucket["key"]: int(bucket["doc_count"]) for bucket in buckets}
    error, rest = int(found["doc_count_error_upper_bound"]), int(found["sum_other_doc_count"])
    # Without an error the order is that of true counts, and what is not given stands behind. With
    # one, a value that is not given has as many as the last one given at most, and the error more.
    last = min(counts.values(), default=0)
    return replace(
        counted,
        counts=counts,
        errors={b["key"]: int(b.get("doc_count_error_upper_bound", 0)) for b in buckets},
        unseen=last + error if error else 0,
        summed=sum(counts.values()) + rest,
        asked=asked,
    )


def _numbers(found: Answer) -> dict[int, int]:
    return {int(bucket["key"]): int(bucket["doc_count"]) for bucket in found["buckets"]}
