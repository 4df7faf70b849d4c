"""Rules for holidays that have a day: "Christmas Day", "last Thanksgiving", "New Year's Eve 2021"."""

from __future__ import annotations

import re

from indexer.enrich.dates import periods
from indexer.enrich.dates.context import Context
from indexer.enrich.dates.resolve import (
    relative_year,
    yearless_day,
)
from indexer.enrich.dates.rule import Reading, Rule, rule, whole, word_after, word_before
from indexer.enrich.dates.words import (
    EASTER_DAYS,
    FIXED_HOLIDAYS,
    MOVING_HOLIDAYS,
    SP,
    YEAR,
    holiday,
    holiday_name,
    holiday_pattern,
)


def _holiday(match: re.Match[str], context: Context) -> list[Reading]:
    name = holiday_name(match["name"])
    if match["name"][0].islower() and not match["name"][0].isdigit():
        return []
    if name == "christmas" and not match["which"] and not match["year"] and not match["rel"]:
        if word_before(context.text, match.start()).lower() not in {
            "before",
            "by",
            "until",
            "since",
            "at",
            "after",
            "for",
            "till",
        }:
            return []
        if word_after(context.text, match.end()) in {
            "tree",
            "trees",
            "market",
            "markets",
            "presents",
            "gifts",
            "cards",
            "party",
            "sales",
            "shopping",
            "dinner",
            "lights",
            "holiday",
            "holidays",
            "break",
            "season",
            "time",
            "carols",
        }:
            return []
    if (name in {"juneteenth", "epiphany"}) and word_before(
        context.text, match.start()
    ).lower() not in {
        "on",
        "by",
        "before",
        "after",
        "since",
        "until",
    }:
        return []
    if match["year"]:
        return whole(match, periods.day(holiday(name, int(match["year"]))), explicit=True)
    published = context.published
    if published is None:
        return whole(match, None)
    if match["rel"]:
        year = relative_year(context, match["rel"], match.start())
        return whole(match, periods.day(holiday(name, year)) if year else None)
    which = (match["which"] or "").lower()
    around = [holiday(name, published.year + step) for step in (-1, 0, 1)]
    if which in {"last", "past"}:
        return whole(match, periods.day(max(d for d in around if d < published)))
    if which in {"next", "coming"}:
        return whole(match, periods.day(min(d for d in around if d > published)))
    if which == "this":
        return whole(match, periods.day(around[1]))
    if name not in FIXED_HOLIDAYS:
        tense = context.tense(match.start(), match.end())
        days = [d for d in around if (d >= published if tense == "future" else d <= published)]
        return whole(match, periods.day(min(days, key=lambda d: abs((d - published).days))))
    month, day = FIXED_HOLIDAYS[name]
    return whole(match, yearless_day(context, month, day, match.start(), match.end()))


RULES: tuple[Rule, ...] = (
    rule(
        "holiday",
        frozenset(n.split()[0] for n in [*FIXED_HOLIDAYS, *MOVING_HOLIDAYS, *EASTER_DAYS])
        | {
            "new",
            "st",
            "saint",
            "valentine",
            "veteran",
            "president",
            "all",
            "last",
            "next",
            "this",
        },
        rf"(?:(?P<which>last|next|this){SP})?(?P<name>{holiday_pattern()})(?:,?{SP}(?:of{SP}|in"
        rf"{SP})?(?P<year>{YEAR})|{SP}(?:of{SP})?(?P<rel>last|next|this){SP}year)?",
        _holiday,
        left="the",
    ),
)
