"""Work out the days of words that leave something open: a day without a year, a weekday, a season."""

from __future__ import annotations

from datetime import date, timedelta

from indexer.enrich.dates import periods
from indexer.enrich.dates.context import Context
from indexer.enrich.dates.periods import Period

# How many times nearer a date that goes against the tense must be to be taken.
_AGAINST_TENSE = 8


def relative_year(context: Context, which: str, position: int) -> int | None:
    """The year of "last year", "this year", "the same year" and so on; None when it cannot be told."""
    which = which.lower().split()[-1]
    if which in {"same", "that", "following", "previous"}:
        anchor = context.anchor(position)
        step = {"following": 1, "previous": -1}.get(which, 0)
        return anchor.first.year + step if anchor else None
    if context.published is None:
        return None
    return context.published.year + {"last": -1, "next": 1}.get(which, 0)


def yearless_day(
    context: Context,
    month: int,
    day: int,
    start: int,
    end: int,
    *,
    weekday: int | None = None,
    year: int | None = None,
) -> Period | None:
    """The day of a month whose year is not said; ``year`` is one that the sentence offers.

    Raises ValueError for a day that the month never has.
    """
    date(2000, month, day)  # raises for 31 February; 2000 is a leap year
    published = context.published
    if year is not None:
        return periods.day(date(year, month, day))
    if published is None:
        return None
    candidates = [
        found
        for step in range(-6, 7)
        if (found := _valid(published.year + step, month, day)) is not None
    ]
    if weekday is not None:
        fitting = [found for found in candidates if found.weekday() == weekday]
        candidates = fitting or candidates
        return periods.day(min(candidates, key=lambda found: abs((found - published).days)))
    tense = context.tense(start, end)
    borrowed = context.year_in_sentence(start)
    if borrowed is not None and borrowed < published.year and tense != "future":
        candidates = [same] if (same := _valid(borrowed, month, day)) else candidates
    return periods.day(_best(candidates, published, tense))


def yearless_month(context: Context, month: int, start: int, end: int) -> Period | None:
    """A month whose year is not said: the one that fits the tense, else the nearest."""
    published = context.published
    if published is None:
        return None
    tense = context.tense(start, end)
    borrowed = context.year_in_sentence(start)
    if borrowed is not None and borrowed < published.year and tense != "future":
        return periods.month(borrowed, month)
    if month == published.month:
        return periods.month(published.year, month)
    candidates = [date(published.year + step, month, 15) for step in (-1, 0, 1)]
    if tense == "past":
        return periods.containing("month", max(c for c in candidates if c < published))
    if tense == "future":
        return periods.containing("month", min(c for c in candidates if c > published))
    return periods.containing("month", _best(candidates, published, "past"))


def weekday_near(context: Context, weekday: int, start: int, end: int) -> Period | None:
    """A bare weekday: the last one up to publication, or the next when the sentence looks ahead."""
    if context.published is None:
        return None
    if context.tense(start, end) == "future":
        return periods.day(next_weekday(context.published, weekday))
    return periods.day(last_weekday(context.published, weekday))


def last_weekday(of: date, weekday: int) -> date:
    """The last such weekday up to a day, the day itself included."""
    return of - timedelta(days=(of.weekday() - weekday) % 7)


def next_weekday(of: date, weekday: int) -> date:
    """The next such weekday from a day, the day itself included."""
    return of + timedelta(days=(weekday - of.weekday()) % 7)


def season_by(context: Context, name: str, which: str, start: int, end: int) -> Period | None:
    """A season without a year: last, next, this, or (``which`` empty) as the tense tells."""
    published = context.published
    if published is None:
        return None
    around = [periods.season(published.year + step, name) for step in (-2, -1, 0, 1)]
    if which == "last":
        return max((s for s in around if s.last < published), key=lambda s: s.first)
    if which == "next":
        return min((s for s in around if s.first > published), key=lambda s: s.first)
    if which == "" and context.tense(start, end) == "future":
        return min((s for s in around if s.last >= published), key=lambda s: s.first)
    if which == "":
        return max((s for s in around if s.first <= published), key=lambda s: s.first)
    if name == "winter" and published.month <= 5:
        return around[1]
    return around[2]


def quarter_by(
    context: Context, number: int, start: int, end: int, *, unit: str = "quarter"
) -> Period | None:
    """A quarter or half without a year: the nearest to publication, since results of one are told after it."""
    published = context.published
    if published is None:
        return None
    borrowed = context.year_in_sentence(start)
    make = periods.quarter if unit == "quarter" else periods.half
    if borrowed is not None and borrowed < published.year:
        return make(borrowed, number)
    tense = context.tense(start, end)

    def distance(period: Period) -> float:
        if period.first > published:
            return (period.first - published).days * (4 if tense == "past" else 1.5)
        return max(0, (published - period.last).days)

    return min((make(published.year + step, number) for step in (-1, 0, 1)), key=distance)


def two_digit_year(digits: str, published: date | None) -> int:
    """The year that two digits mean: at most 20 years after publication, else of the hundred years before."""
    base = published.year if published else 2025
    found = base - base % 100 + int(digits)
    return found - 100 if found > base + 20 else found


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _best(candidates: list[date], published: date, tense: str | None) -> date:
    def cost(found: date) -> int:
        days = (found - published).days
        if tense == "future":
            return days if days >= 0 else -days * _AGAINST_TENSE
        if tense == "past":
            return -days if days <= 0 else days * _AGAINST_TENSE
        return -days if days <= 0 else days * 2

    return min(candidates, key=cost)
