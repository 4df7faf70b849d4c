"""Rules for periods of accounts: "the year to March", "the three months ended June 30, 2022"."""

from __future__ import annotations

import re

from indexer.enrich.dates import periods
from indexer.enrich.dates.context import Context
from indexer.enrich.dates.periods import Period
from indexer.enrich.dates.rule import Reading, Rule, rule, whole
from indexer.enrich.dates.words import (
    DAY,
    HYPHEN,
    MONTH,
    NUMBER,
    NUMBERS,
    SP,
    YEAR,
    month_number,
    number,
)

_MONTHS = {"year": 12, "half": 6, "quarter": 3}


def _to_month(match: re.Match[str], context: Context) -> list[Reading]:
    """The months up to and with the one named: the last that was over when the article appeared."""
    count = number(match["n"]) if match["n"] else _MONTHS[match["unit"].lower()]
    month = month_number(match["month"])
    if not 1 < count <= 24:
        return []
    if match["year"]:
        year = int(match["year"])
    elif context.published is None:
        return whole(match, None)
    else:
        year = context.published.year
        year -= periods.month(year, month).last > context.published
    last = periods.month(year, month).last
    months = year * 12 + month - count
    first = periods.month(months // 12, months % 12 + 1).first
    unit = "year" if (first.month, count) == (1, 12) else "months"
    return whole(match, Period(first, last, unit), explicit=bool(match["year"]))


RULES: tuple[Rule, ...] = (
    rule(
        "months to a month",
        frozenset(NUMBERS) | frozenset("# year quarter half fiscal financial full".split()),
        rf"(?:(?P<n>{NUMBER}){SP}months|(?:(?:fiscal|financial|full){SP})?"
        rf"(?P<unit>year|quarter|half)(?:{HYPHEN}year)?){SP}(?:to|ended|ending){SP}"
        rf"(?:(?:on{SP})?(?:the{SP})?{DAY}{SP}|the{SP}end{SP}of{SP})?(?P<month>{MONTH})"
        rf"(?:{SP}{DAY})?(?:,?{SP}(?P<year>{YEAR}))?",
        _to_month,
        left="the",
    ),
)
