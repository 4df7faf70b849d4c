"""Rules for parts of a month or year: "the first week of May", "the week of March 16", "year-end"."""

from __future__ import annotations

import re
from datetime import timedelta

from indexer.enrich.dates import periods
from indexer.enrich.dates.context import Context
from indexer.enrich.dates.counting import (
    from_published,
)
from indexer.enrich.dates.periods import Period
from indexer.enrich.dates.resolve import (
    relative_year,
    yearless_day,
    yearless_month,
)
from indexer.enrich.dates.rule import Reading, Rule, rule, whole, word_before
from indexer.enrich.dates.words import (
    LONG_WEEKDAY,
    MONTH,
    ORDINAL,
    ORDINALS,
    SP,
    YEAR,
    month_number,
    weekday_number,
)


def _nth(match: re.Match[str], context: Context) -> list[Reading]:
    """ "the first week of May", "the second Tuesday in November 2024", "the last day of March"."""
    nth = ORDINALS[match["nth"].lower()]
    unit = match["unit"].lower()
    of, year_words = match["month"], match["year"]
    year: int | None = int(year_words) if year_words else None
    explicit = year is not None
    if year is None and match["rel"]:
        year = relative_year(context, match["rel"], match.start())
        if year is None:
            return whole(match, None)
    if of is None:
        if year is None:
            return []
        base = periods.year(year)
    else:
        if of.islower():
            return []
        if year is not None:
            base = periods.month(year, month_number(of))
        else:
            found = yearless_month(context, month_number(of), match.start(), match.end())
            if found is None:
                return whole(match, None)
            base = found
    return whole(match, _part(base, unit, nth), explicit=explicit)


def _part(base: Period, unit: str, nth: int) -> Period:
    if unit == "half":
        middle = base.first + timedelta(days=14)
        return (
            Period(base.first, middle, "days")
            if nth == 1
            else Period(middle + timedelta(days=1), base.last, "days")
        )
    if unit in {"day", "week"}:
        size = 1 if unit == "day" else 7
        first = (
            base.last - timedelta(days=size - 1)
            if nth < 0
            else base.first + timedelta(days=size * (nth - 1))
        )
        last = first + timedelta(days=size - 1)
        return Period(first, last, unit)
    weekday = 5 if unit == "weekend" else weekday_number(unit)
    month = base.first.month if base.unit == "month" or nth > 0 else 12
    found = periods.nth_weekday(base.first.year, month, weekday, nth)
    return periods.weekend(found) if unit == "weekend" else periods.day(found)


def _week_of(match: re.Match[str], context: Context) -> list[Reading]:
    text = context.text
    year = int(match["year"]) if match["year"] else None
    month, day = month_number(match["m1"] or match["m2"]), int(match["d1"] or match["d2"])
    found = yearless_day(context, month, day, match.start(), match.end(), year=year)
    if word_before(text, match.start()).lower() != "the":
        return []
    unit = match["unit"].lower()
    if found is None:
        return whole(match, None)
    if match["how"].lower() in {"ended", "ending"}:
        return whole(match, Period(found.first - timedelta(days=6), found.first, "week"))
    return whole(match, periods.containing(unit, found.first), explicit=bool(year))


def _unit_of_now(match: re.Match[str], context: Context) -> list[Reading]:
    """ "the end of the year", "later in the week", "earlier in the month"."""
    return whole(match, from_published(context, match["unit"].lower(), 0))


def _year_end(match: re.Match[str], context: Context) -> list[Reading]:
    before = word_before(context.text, match.start()).lower()
    if before not in {
        "by",
        "at",
        "before",
        "until",
        "since",
        "from",
        "to",
        "after",
        "the",
        "of",
        "around",
    }:
        return []
    return whole(match, from_published(context, match["unit"].lower(), 0))


RULES: tuple[Rule, ...] = (
    rule(
        "nth of month",
        frozenset(ORDINALS),
        rf"(?P<nth>{ORDINAL}){SP}(?:full{SP})?(?P<unit>day|week|weekend|half|{LONG_WEEKDAY})"
        rf"{SP}(?:of|in){SP}(?:the{SP}month{SP}of{SP})?"
        rf"(?:(?P<month>{MONTH})(?:,?{SP}(?:of{SP})?(?P<year>{YEAR})|{SP}(?:of{SP})?(?P<rel>las"
        rf"t|this|next){SP}year)?)(?!{SP}\d{{1,2}}\b)",
        _nth,
        left="the",
    ),
    rule(
        "week of",
        "week weekend month",
        rf"(?P<unit>week|weekend|month){SP}(?P<how>of|ended|ending|beginning|starting|commencin"
        rf"g){SP}"
        rf"(?:{LONG_WEEKDAY},?{SP})?(?:(?P<m1>{MONTH}){SP}(?P<d1>\d{{1,2}})|(?P<d2>\d{{1,2}})"
        rf"{SP}(?P<m2>{MONTH}))(?!\d)(?:,?{SP}(?P<year>{YEAR}))?",
        _week_of,
        left="the",
    ),
    rule(
        "of the year",
        "end beginning start middle close later earlier late early",
        rf"(?:end|beginning|start|middle|close|later|earlier|late|early){SP}(?:of|in){SP}the"
        rf"{SP}(?P<unit>week|month|year|quarter|decade|century)(?![A-Za-z-])",
        _unit_of_now,
        left="the",
    ),
    rule(
        "year-end",
        "year month",
        rf"(?P<unit>year|month)(?:-|{SP}|['\u2019]s{SP})end(?![A-Za-z])",
        _year_end,
    ),
)
