"""What the numbers of a facet mean, the same for every engine. Pure.

An engine counts; this module decides what is shown: the top values by count, then by value; every
selected value with its true count, also beyond the size or at nought; every excluded value, marked,
with the number of articles that its exclusion keeps out; and how much is not shown.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from mappings.dates import INTERVALS, Interval, bucket_bounds, bucket_number
from mappings.errors import LimitExceeded
from mappings.fields import facet_label
from search_api.models import Bucket, FacetValue, HistogramResult, Selection, TermsResult

MAX_BUCKETS: Final = 20_000
"""Buckets of one histogram, empty ones included: 54 years of days."""
MAX_EXACT_VALUES: Final = 10_000
"""Up to so many distinct values ``total_values`` is exact."""


@dataclass(frozen=True)
class TermsCounts:
    """What an engine counted for one terms facet under its filter.

    ``top`` holds at least the values to be shown by rank, and all that tie with the last of
    these; ``summed`` is the sum of the counts of all values, shown or not.
    """

    top: Mapping[str, int]
    total_values: int
    summed: int
    missing: int
    selected: Mapping[str, int] = field(default_factory=dict)
    excluded: Mapping[str, int] = field(default_factory=dict)
    exact: bool = True
    total_values_exact: bool = True


def terms_result(facet: str, size: int, selection: Selection, counts: TermsCounts) -> TermsResult:
    """The answer of a terms facet: see the module's docstring for what is shown.

    A value that is both included and excluded is shown as both, with the count of its exclusion.
    """
    shown = dict(top(counts.top, size + len(counts.excluded)))
    shown = dict([item for item in shown.items() if item[0] not in counts.excluded][:size])
    shown.update({v: counts.selected.get(v, 0) for v in selection.include})
    other = counts.summed - sum(shown.values())
    shown.update({v: counts.excluded.get(v, 0) for v in selection.exclude})
    values = tuple(
        FacetValue(
            value=value,
            label=facet_label(facet, value),
            count=count,
            selected=value in selection.include,
            excluded=value in selection.exclude,
        )
        for value, count in rank(shown)
    )
    return TermsResult(
        exact=counts.exact,
        total_values=counts.total_values,
        total_values_exact=counts.total_values_exact,
        other=max(other, 0),
        missing=counts.missing,
        values=values,
    )


def rank(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Values by count, the largest first, then by value."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def top(counts: Mapping[str, int], size: int) -> list[tuple[str, int]]:
    """The first so many of :func:`rank`, without those that count nought."""
    if len(counts) > 4 * size:
        # Thousands of values are not sorted for the sake of ten.
        edge = max(1, heapq.nlargest(size, counts.values())[-1]) if size else 1
        return rank({v: n for v, n in counts.items() if n >= edge})[:size]
    return [item for item in rank(counts) if item[1]][:size]


def histogram_result(
    interval: Interval, counts: Mapping[int, int], *, missing: int, coarser: int = 0
) -> HistogramResult:
    """The answer of a date facet from counts by bucket number (see ``mappings.dates``).

    Every bucket from the first to the last is there. Raises LimitExceeded above ``MAX_BUCKETS``.
    """
    numbers = [number for number, count in counts.items() if count]
    if not numbers:
        return HistogramResult(interval=interval, missing=missing, coarser=coarser, buckets=())
    low, high = min(numbers), max(numbers)
    check_buckets(interval, low, high)
    buckets = []
    for number in range(low, high + 1):
        first, last = bucket_bounds(number, interval)
        buckets.append(Bucket(first=first, last=last, count=counts.get(number, 0)))
    return HistogramResult(
        interval=interval, missing=missing, coarser=coarser, buckets=tuple(buckets)
    )


def check_buckets(interval: Interval, low: int, high: int) -> None:
    """Raise LimitExceeded when the buckets from low to high are too many to be given."""
    number = high - low + 1
    if number <= MAX_BUCKETS:
        return
    wider = INTERVALS[INTERVALS.index(interval) + 1 :]
    raise LimitExceeded(
        f"expected at most {MAX_BUCKETS:,} buckets, got {number:,} by {interval} "
        f"from {bucket_bounds(low, interval)[0]} to {bucket_bounds(high, interval)[1]}; ask for "
        + (f"a wider interval ({', '.join(wider)}) or " if wider else "")
        + "a shorter range of days"
    )


def fold_days(days: Mapping[int, int], interval: Interval) -> dict[int, int]:
    """Counts by day number folded into buckets; right where an article has one day at most."""
    folded: Counter[int] = Counter()
    for day, count in days.items():
        folded[bucket_number(bucket_bounds(day, "day")[0], interval)] += count
    return dict(folded)


def count_values(articles: Iterable[Iterable[str]]) -> dict[str, int]:
    """In how many of the articles each value is: for engines that count by hand, and for tests."""
    counter: Counter[str] = Counter()
    for values in articles:
        counter.update(set(values))
    return dict(counter)
