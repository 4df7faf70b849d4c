"""Rules for periods counted from another: "last week", "a day earlier", "two years ago", "that summer"."""

from __future__ import annotations

import re

from indexer.enrich.dates import periods
from indexer.enrich.dates.context import Context
from indexer.enrich.dates.counting import (
    STEPS,
    TEXT_ANCHORED,
    WHICH,
    WHICH_STARTS,
    from_published,
    from_text,
)
from indexer.enrich.dates.periods import Period
from indexer.enrich.dates.resolve import (
    season_by,
)
from indexer.enrich.dates.rule import Reading, Rule, rule, whole, word_after, word_before
from indexer.enrich.dates.words import (
    MONTH,
    NUMBER,
    NUMBERS,
    SEASON,
    SP,
    UNIT,
    month_number,
    number,
)

_BOUNDARY = (
    rf"(?=[,.;:!?)\u2014\u2013\"\u201d\u2019']|{SP}(?:and|but|when|with|at|in|to|,|after|th"
    rf"at|as|by|from|on|for|because)\b|\s*$|\s*\n)"
)


_MAX_YEARS = 300


def _which_unit(match: re.Match[str], context: Context) -> list[Reading]:
    """ "last week", "the following month", "this year", "that day", "this weekend"."""
    text, start = context.text, match.start()
    which, unit = match["which"].lower().split()[-1], match["unit"].lower()
    full = " ".join(match["which"].lower().split())
    the = word_before(text, start).lower() == "the"
    before = word_before(text, start - 4).lower() if the else word_before(text, start).lower()
    if which in TEXT_ANCHORED:
        if which in {"that", "same"} and not context.found:
            return []
        return whole(match, from_text(context, match.start(), unit, STEPS.get(which, 0)))
    if which in {"last", "past"} and the and unit != "weekend":
        return []
    if which == "past" and unit not in {"weekend"} and full != "this past":
        return []
    if which in {"next", "coming"} and the:
        if before in {
            "over",
            "within",
            "in",
            "for",
            "during",
            "through",
            "throughout",
            "of",
        } and unit not in {"day", "weekend"}:
            return []
        if which == "next":
            return whole(match, from_text(context, match.start(), unit, 1))
    if unit == "day":
        return whole(match, from_text(context, match.start(), unit, 1)) if which == "next" else []
    if unit == "century" and which != "this":
        return []
    if context.published is None:
        return whole(match, None)
    if unit == "weekend":
        return whole(match, _weekend_by(context, full, match.start(), match.end()))
    return whole(match, periods.shifted(unit, context.published, STEPS.get(which, 0)))


def _latest_quarter(match: re.Match[str], context: Context) -> list[Reading]:
    return whole(match, from_published(context, "quarter", -1))


def _weekend_by(context: Context, which: str, start: int, end: int) -> Period | None:
    published = context.published
    if published is None:
        return None
    own = periods.weekend(published)
    before, after = (
        periods.shifted("weekend", published, -1),
        periods.shifted("weekend", published, 1),
    )
    if which in {"last", "this past", "past"}:
        return before
    if which in {"next"}:
        return after
    if which in {"coming", "this coming", "upcoming", "this upcoming"}:
        return own
    if context.tense(start, end) == "past" and published < own.first:
        return before
    return own


def _which_season(match: re.Match[str], context: Context) -> list[Reading]:
    which = match["which"].lower().split()[-1]
    name = match["season"].lower()
    if which in TEXT_ANCHORED:
        anchor = context.anchor(match.start())
        if anchor is None:
            return whole(match, None)
        step = STEPS.get(which, 0)
        around = [periods.season(anchor.first.year + s, name) for s in (-1, 0, 1)]
        if step > 0:
            return whole(
                match, min((s for s in around if s.first > anchor.first), key=lambda s: s.first)
            )
        if step < 0:
            return whole(
                match, max((s for s in around if s.last < anchor.first), key=lambda s: s.first)
            )
        return whole(match, around[1])
    kind = {
        "last": "last",
        "past": "last",
        "next": "next",
        "coming": "next",
        "upcoming": "next",
    }.get(which, "this")
    return whole(match, season_by(context, name, kind, match.start(), match.end()))


def _which_month(match: re.Match[str], context: Context) -> list[Reading]:
    name = match["month"]
    if name.islower() or (
        name.lower() == "march"
        and word_after(context.text, match.end()) in {"on", "in", "for"}
        and match["which"].lower() == "this"
    ):
        return []
    which = match["which"].lower().split()[-1]
    month = month_number(name)
    anchor = context.anchor(match.start()) if which in TEXT_ANCHORED else None
    of = anchor.first if anchor else context.published
    if of is None:
        return whole(match, None)
    if which in {"last", "past", "previous", "preceding"}:
        return whole(match, periods.month(of.year - (month >= of.month), month))
    if which in {"next", "coming", "upcoming", "following"}:
        return whole(match, periods.month(of.year + (month <= of.month), month))
    return whole(match, periods.month(of.year, month))


def _offset(match: re.Match[str], context: Context) -> list[Reading]:
    count, unit = number(match["n"]), match["unit"].lower()
    unit = {"centuries": "century"}.get(unit, unit.rstrip("s"))
    direction = " ".join(match["dir"].lower().split())
    text = context.text
    if (
        (unit == "decade" and count > 30)
        or (unit == "year" and count > _MAX_YEARS)
        or (unit == "century" and count > 3)
    ):
        return []
    if re.search(r"[\d.,-]$", text[max(0, match.start() - 1) : match.start()]):
        return []
    if direction in {"earlier", "later"} and word_after(text, match.end()).lower() == "than":
        return []
    compared = unit == "year" and direction in {"earlier", "before", "ago"}
    if compared and (quarter := context.quarter_compared(match.start(), match.end())):
        return whole(match, periods.shifted("quarter", quarter.first, -4 * count))
    if direction in {"earlier", "before", "previously", "prior"}:
        return whole(match, from_text(context, match.start(), unit, -count))
    if direction in {"later", "after", "on"}:
        return whole(match, from_text(context, match.start(), unit, count))
    return whole(match, from_published(context, unit, -count if direction == "ago" else count))


def _unit_before(match: re.Match[str], context: Context) -> list[Reading]:
    """ "the day before", "the week after"."""
    if word_before(context.text, match.start()).lower() != "the":
        return []
    unit = match["unit"].lower()
    return whole(
        match,
        from_text(
            context,
            match.start(),
            unit,
            -1 if match["dir"].lower() in {"before", "earlier", "prior"} else 1,
        ),
    )


def _part_of_day(match: re.Match[str], context: Context) -> list[Reading]:
    """ "the next morning", "the same night", "the evening before"."""
    which = (match["which"] or match["dir"]).lower().split()[-1]
    if not context.found and context.published is None:
        return whole(match, None)
    if which == "that" or (which == "same" and not context.found):
        return []
    step = {"before": -1, "after": 1}.get(which) or STEPS.get(which, 0)
    return whole(match, from_text(context, match.start(), "day", step))


def _year_ago(match: re.Match[str], context: Context) -> list[Reading]:
    if quarter := context.quarter_compared(match.start(), match.end()):
        return whole(match, periods.shifted("quarter", quarter.first, -4))
    return whole(match, from_published(context, "year", -1))


RULES: tuple[Rule, ...] = (
    rule(
        "which unit",
        WHICH_STARTS,
        rf"(?P<which>{WHICH}){SP}(?:(?:fiscal|financial|calendar){SP})?(?P<unit>{UNIT})(?![A-Z"
        rf"a-z-])",
        _which_unit,
        left="edge",
    ),
    rule(
        "which season",
        WHICH_STARTS,
        rf"(?P<which>{WHICH}){SP}(?P<season>{SEASON})(?![A-Za-z-])",
        _which_season,
        left="edge",
    ),
    rule(
        "which month",
        WHICH_STARTS,
        rf"(?P<which>{WHICH}){SP}(?P<month>{MONTH})(?!{SP}?\d{{1,2}}\b)",
        _which_month,
        left="edge",
    ),
    rule(
        "latest quarter", "latest", rf"latest{SP}quarter(?![A-Za-z])", _latest_quarter, left="the"
    ),
    rule(
        "offset",
        frozenset(NUMBERS) | {"#"},
        rf"(?P<n>{NUMBER})(?:{SP}and{SP}a{SP}half)?(?:{SP}|-)(?:(?:calendar|full|whole|short)"
        rf"{SP})?(?P<unit>days?|weeks?|months?|quarters?|years?|decades?|century|centuries)"
        rf"(?:{SP}(?P<dir>ago|earlier|later|hence|from{SP}now|(?:before|after|previously|prior|"
        rf"on){_BOUNDARY})(?![A-Za-z])|['\u2019]s?{SP}(?P<time>time)\b)",
        lambda match, context: (
            _offset(match, context)
            if match["dir"]
            else whole(
                match,
                from_published(
                    context,
                    {"centuries": "century"}.get(
                        match["unit"].lower(), match["unit"].lower().rstrip("s")
                    ),
                    number(match["n"]),
                ),
            )
        ),
    ),
    rule(
        "day before",
        "day week month year weekend",
        rf"(?P<unit>day|week|month|year|weekend){SP}(?P<dir>before|earlier|prior|after)"
        rf"{_BOUNDARY}",
        _unit_before,
        left="the",
    ),
    rule(
        "which part of a day",
        "next same following previous preceding",
        rf"(?P<which>next|same|following|previous|preceding){SP}"
        rf"(?:morning|afternoon|evening|night)(?![A-Za-z])(?P<dir>)",
        _part_of_day,
        left="the",
    ),
    rule(
        "night before",
        "morning afternoon evening night",
        rf"(?:morning|afternoon|evening|night){SP}(?P<dir>before|after){_BOUNDARY}(?P<which>)",
        _part_of_day,
        left="the",
    ),
    rule("year-ago", "year", r"year-(?:ago|earlier)(?![A-Za-z])", _year_ago),
)
