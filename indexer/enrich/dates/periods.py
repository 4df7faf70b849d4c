"""Calendar arithmetic: periods of days with a unit, and steps from one to the next.

Every function raises ValueError or OverflowError for a date that the calendar does not have;
the callers turn that into "not a date" in one place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from indexer.enrich.dates.model import Precision

PRECISIONS: dict[str, Precision] = {"day": "day", "month": "month", "year": "year"}
SEASON_STARTS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
FIRST_YEAR, LAST_YEAR = 1000, 2199


@dataclass(frozen=True)
class Period:
    """Days from ``first`` to ``last``, both inside, and the unit that the words named."""

    first: date
    last: date
    unit: str

    @property
    def precision(self) -> Precision:
        """Day, month or year where the words name just one; range for everything else."""
        return PRECISIONS.get(self.unit, "range")


def day(value: date) -> Period:
    """The period of one day."""
    return Period(value, value, "day")


def month(year_number: int, number: int) -> Period:
    """A calendar month."""
    return _months(year_number, number, 1, "month")


def year(number: int) -> Period:
    """A calendar year between FIRST_YEAR and LAST_YEAR."""
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise ValueError(f"expected a year from {FIRST_YEAR} to {LAST_YEAR}, got {number}")
    return Period(date(number, 1, 1), date(number, 12, 31), "year")


def years(first: int, last: int) -> Period:
    """The range from one year to a later one."""
    if last <= first:
        raise ValueError(f"expected a year after {first}, got {last}")
    return Period(year(first).first, year(last).last, "years")


def decade(any_year: int) -> Period:
    """The ten years from one that ends in 0."""
    start = any_year - any_year % 10
    return Period(year(start).first, year(start + 9).last, "decade")


def century(number: int) -> Period:
    """The hundred years of a century: the 19th is 1801 to 1900."""
    return Period(date((number - 1) * 100 + 1, 1, 1), date(number * 100, 12, 31), "century")


def quarter(year_number: int, number: int) -> Period:
    """A calendar quarter, 1 to 4."""
    return _months(year_number, 3 * number - 2, 3, "quarter")


def half(year_number: int, number: int) -> Period:
    """A half of a calendar year, 1 or 2."""
    return _months(year_number, 6 * number - 5, 6, "half")


def season(year_number: int, name: str) -> Period:
    """A season of the northern half; the winter of a year begins in its December."""
    return _months(year_number, SEASON_STARTS[name], 3, "season")


def week(of: date) -> Period:
    """The week, Monday to Sunday, that holds a day."""
    monday = of - timedelta(days=of.weekday())
    return Period(monday, monday + timedelta(days=6), "week")


def weekend(of: date) -> Period:
    """Saturday and Sunday of the week that holds a day."""
    monday = of - timedelta(days=of.weekday())
    return Period(monday + timedelta(days=5), monday + timedelta(days=6), "weekend")


def containing(unit: str, of: date) -> Period:
    """The day, week, weekend, month, quarter, half, year, decade or century that holds a day."""
    match unit:
        case "day":
            return day(of)
        case "week":
            return week(of)
        case "weekend":
            return weekend(of)
        case "month":
            return month(of.year, of.month)
        case "quarter":
            return quarter(of.year, (of.month + 2) // 3)
        case "half":
            return half(of.year, (of.month + 5) // 6)
        case "year":
            return year(of.year)
        case "decade":
            return decade(of.year)
        case "century":
            return century(of.year // 100 + 1)
    raise ValueError(f"expected a unit of the calendar, got {unit!r}")


def shifted(unit: str, of: date, steps: int) -> Period:
    """The period of a unit that lies so many steps after (or, below zero, before) a day's own."""
    match unit:
        case "day":
            return day(of + timedelta(days=steps))
        case "week" | "weekend":
            return containing(unit, of + timedelta(weeks=steps))
        case "month" | "quarter" | "half":
            months = (
                of.year * 12 + of.month - 1 + steps * {"month": 1, "quarter": 3, "half": 6}[unit]
            )
            return containing(unit, date(months // 12, months % 12 + 1, 1))
        case "year":
            return year(of.year + steps)
        case "decade":
            return decade(of.year + 10 * steps)
        case "century":
            return century(of.year // 100 + 1 + steps)
    raise ValueError(f"expected a unit of the calendar, got {unit!r}")


def same_day(of: date, *, year_number: int) -> date:
    """The day of that month in another year; 29 February becomes the 28th."""
    try:
        return of.replace(year=year_number)
    except ValueError:
        return of.replace(year=year_number, day=28)


def nth_weekday(year_number: int, month_number: int, weekday: int, nth: int) -> date:
    """The nth Monday (0) to Sunday (6) of a month; nth -1 is the last one."""
    whole = month(year_number, month_number)
    if nth < 0:
        return whole.last - timedelta(days=(whole.last.weekday() - weekday) % 7)
    found = whole.first + timedelta(days=(weekday - whole.first.weekday()) % 7 + 7 * (nth - 1))
    if found > whole.last:
        raise ValueError(f"{whole.first:%B %Y} has no {nth}th weekday {weekday}")
    return found


def easter(year_number: int) -> date:
    """Easter Sunday of the western churches (Meeus, Jones and Butcher's method, Gregorian)."""
    golden, hundreds, rest = year_number % 19, year_number // 100, year_number % 100
    skipped = (hundreds + 8) // 25
    moon = (19 * golden + hundreds - hundreds // 4 - (hundreds - skipped + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (hundreds % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    month_day = moon + sunday - 7 * ((golden + 11 * moon + 22 * sunday) // 451) + 114
    return date(year_number, month_day // 31, month_day % 31 + 1)


def _months(year_number: int, first: int, count: int, unit: str) -> Period:
    start = date(year(year_number).first.year, first, 1)
    end = year_number * 12 + first - 1 + count
    return Period(start, date(end // 12, end % 12 + 1, 1) - timedelta(days=1), unit)
