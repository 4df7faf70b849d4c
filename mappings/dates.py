"""Days, weeks, months and years as integers, so that two engines count dates alike. Pure.

A day is its number since 1970-01-01, a week the number of its Monday's week since that of
1969-12-29, a month ``year * 12 + month - 1``, a year itself. A date of an article is a first day,
a last day and a precision.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from mappings.article import Precision

Interval = Literal["day", "week", "month", "year"]
INTERVALS: tuple[Interval, ...] = ("day", "week", "month", "year")

_EPOCH = date(1970, 1, 1).toordinal()
_WEEK_EPOCH = date(1969, 12, 29).toordinal()
DAY_GRAIN_DAYS = 31
"""A range of at most so many days is as precise as a day bucket: a weekend, a week, 3-7 May."""
MONTH_GRAIN_DAYS = 366
"""A longer range up to this length is as precise as a month bucket: a quarter, a season."""


def epoch_day(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH


def bucket_number(day: date, interval: Interval) -> int:
    """The number of the bucket of this interval that the day lies in."""
    if interval == "day":
        return epoch_day(day)
    if interval == "week":
        return (day.toordinal() - _WEEK_EPOCH) // 7
    return day.year * 12 + day.month - 1 if interval == "month" else day.year


def bucket_bounds(number: int, interval: Interval) -> tuple[date, date]:
    """First and last day of a bucket: the inverse of :func:`bucket_number`."""
    if interval == "day":
        day = date.fromordinal(number + _EPOCH)
        return day, day
    if interval == "week":
        monday = date.fromordinal(number * 7 + _WEEK_EPOCH)
        return monday, monday + timedelta(days=6)
    if interval == "month":
        return date(number // 12, number % 12 + 1, 1), _month_end(number)
    return date(number, 1, 1), date(number, 12, 31)


def _month_end(number: int) -> date:
    if number // 12 == 9999 and number % 12 == 11:
        return date.max
    following = number + 1
    return date(following // 12, following % 12 + 1, 1) - timedelta(days=1)


def grain(first: date, last: date, precision: Precision) -> Interval:
    """How fine a bucket a date may be counted in: day, month or year."""
    if precision != "range":
        return precision
    days = (last - first).days + 1
    return "day" if days <= DAY_GRAIN_DAYS else "month" if days <= MONTH_GRAIN_DAYS else "year"


def bucket_numbers(first: date, last: date, precision: Precision) -> dict[Interval, range]:
    """Every bucket that a date touches, for each interval that is not finer than the date."""
    intervals: dict[Interval, tuple[Interval, ...]] = {
        "day": ("day", "week", "month", "year"),
        "week": (),
        "month": ("month", "year"),
        "year": ("year",),
    }
    return {
        interval: range(bucket_number(first, interval), bucket_number(last, interval) + 1)
        for interval in intervals[grain(first, last, precision)]
    }


def cover(first: date, last: date) -> dict[Literal["day", "month", "year"], list[int]]:
    """The exact cover of [first, last] by whole years, whole months and single days.

    A request for [a, b] overlaps the date if and only if a covering day lies in [a, b], or a
    covering month in [month of a, month of b], or a covering year likewise: see
    :func:`overlap_ranges`. At most 60 days, 22 months and the whole years between.
    """
    days: list[int] = []
    months: list[int] = []
    years: list[int] = []
    for month in range(bucket_number(first, "month"), bucket_number(last, "month") + 1):
        start, end = bucket_bounds(month, "month")
        if first <= start and end <= last:
            months.append(month)
        else:
            days += range(epoch_day(max(first, start)), epoch_day(min(last, end)) + 1)
    whole = [y for y in _years_in(months) if {y * 12 + m for m in range(12)} <= set(months)]
    years += whole
    months = [m for m in months if m // 12 not in whole]
    return {"day": days, "month": months, "year": years}


def _years_in(months: list[int]) -> Iterator[int]:
    yield from dict.fromkeys(month // 12 for month in months)


def overlap_ranges(
    first: date | None, last: date | None
) -> dict[Literal["cover_day", "cover_month", "cover_year"], tuple[int, int]]:
    """The inclusive integer ranges, joined by OR, that select dates overlapping [first, last].

    None leaves that side open.
    """
    first, last = first or date.min, last or date.max
    return {
        "cover_day": (epoch_day(first), epoch_day(last)),
        "cover_month": (bucket_number(first, "month"), bucket_number(last, "month")),
        "cover_year": (first.year, last.year),
    }
