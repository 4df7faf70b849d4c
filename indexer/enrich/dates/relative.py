"""Rules for dates counted from another: "on Wednesday", "last week", "a day earlier", "two years ago"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from indexer.enrich.dates import periods
from indexer.enrich.dates.context import Context
from indexer.enrich.dates.periods import Period
from indexer.enrich.dates.resolve import (
    last_weekday,
    next_weekday,
    relative_year,
    season_by,
    weekday_near,
    yearless_day,
    yearless_month,
)  # fmt: skip
from indexer.enrich.dates.rule import Reading, Rule, rule, whole, word_after, word_before
from indexer.enrich.dates.words import (
    EASTER_DAYS,
    FIXED_HOLIDAYS,
    LONG_WEEKDAY,
    MONTH,
    MONTHS,
    MOVING_HOLIDAYS,
    NUMBER,
    NUMBERS,
    ORDINAL,
    ORDINALS,
    SEASON,
    SP,
    UNIT,
    WEEKDAYS,
    YEAR,
    holiday,
    holiday_name,
    holiday_pattern,
    month_number,
    number,
    weekday_number,
)  # fmt: skip

_BOUNDARY = rf"(?=[,.;:!?)\u2014\u2013\"\u201d\u2019']|{SP}(?:and|but|when|with|at|in|to|,|after|that|as|by|from|on|for|because)\b|\s*$|\s*\n)"
_PROPER_BEFORE = frozenset(
    "black good bloody super ash cyber palm whit maundy fat giving casual sheffield holy shrove spy small "
    "ruby happy".split()
)
_PROPER_AFTER = frozenset(
    "times mirror telegraph express post herald star mail age tribune guardian observer".split()
)
_TEXT_ANCHORED = frozenset({"previous", "following", "preceding", "ensuing", "same", "that"})
_STEP = {"last": -1, "past": -1, "previous": -1, "preceding": -1, "next": 1, "coming": 1, "upcoming": 1,
         "following": 1, "ensuing": 1, "succeeding": 1}  # fmt: skip
_MAX_YEARS = 300


def _today(match: re.Match[str], context: Context) -> list[Reading]:
    words = match[0].lower()
    before = context.text[max(0, match.start() - 14) : match.start()]
    if (
        match[0][0].isupper()
        and re.search(r"(?:[A-Z][A-Za-z]+|USA|BBC|RT)[ \u00a0]$", before)
        and not match[0].isupper()
    ):
        return []
    if match[0] == "TODAY" and before.endswith("USA "):
        return []
    step = {"yesterday": -1, "tomorrow": 1}.get(words, 0)
    if words.startswith("last"):
        step = -1
    return whole(match, _from_published(context, "day", step))


def _around_yesterday(match: re.Match[str], context: Context) -> list[Reading]:
    return whole(match, _from_published(context, "day", -2 if match[1].lower() == "before" else 2))


def _weekday(match: re.Match[str], context: Context) -> list[Reading]:
    text, start, end = context.text, match.start(), match.end()
    name = match["wd"]
    if not name[0].isupper() and not re.search(
        r"(?i)\b(?:on|last|next|since|until|by|this)\s+$", text[max(0, start - 8) : start]
    ) and (not name.islower() or word_before(text, start).lower() not in {
        "on",
        "last",
        "next",
        "since",
        "until",
    }):
        return []
    before, after = word_before(text, start), word_after(text, end)
    if before.lower() in {"every", "each"} or before.lower() == "alternate":
        return []
    if before.lower() in _PROPER_BEFORE and before[0].isupper():
        return []
    if after.lower() in _PROPER_AFTER and after[0].isupper() and text[end : end + 1] == " ":
        return []
    if before.lower() == "on" and text[max(0, start - 8) : start].startswith(
        ("Mail on", "mail on")
    ):
        return []
    weekday = weekday_number(name)
    which = (match["which"] or "").lower().split()
    rel = match["rel"]
    if context.published is None and not (which and which[-1] in _TEXT_ANCHORED):
        return whole(match, None)
    if rel and context.published:
        week = periods.shifted("week", context.published, _STEP.get(rel.lower(), 0))
        return whole(match, periods.day(week.first + timedelta(days=weekday)))
    if match["after"] and context.published:
        coming = next_weekday(context.published + timedelta(days=1), weekday)
        return whole(match, periods.day(coming + timedelta(days=7)))
    return whole(match, _weekday_by(context, weekday, which, start, end))


def _weekday_by(
    context: Context, weekday: int, which: list[str], start: int, end: int
) -> Period | None:
    word = which[-1] if which else ""
    if word in {"following", "previous", "preceding", "same", "that", "ensuing"}:
        anchor = context.anchor(start, coarsest="week")
        if anchor is None:
            return None
        if word in {"following", "ensuing"}:
            return periods.day(next_weekday(anchor.last + timedelta(days=1), weekday))
        if word in {"previous", "preceding"}:
            return periods.day(last_weekday(anchor.first - timedelta(days=1), weekday))
        return periods.day(next_weekday(anchor.first, weekday))
    published = context.published
    if published is None:
        return None
    if word in {"last", "past"}:
        return periods.day(last_weekday(published - timedelta(days=1), weekday))
    if word in {"next", "coming", "upcoming"}:
        return periods.day(next_weekday(published + timedelta(days=1), weekday))
    if word == "this":
        if context.tense(start, end) == "past":
            return periods.day(last_weekday(published, weekday))
        return periods.day(next_weekday(published, weekday))
    return weekday_near(context, weekday, start, end)


def _which_unit(match: re.Match[str], context: Context) -> list[Reading]:
    """ "last week", "the following month", "this year", "that day", "this weekend"."""
    text, start = context.text, match.start()
    which, unit = match["which"].lower().split()[-1], match["unit"].lower()
    full = " ".join(match["which"].lower().split())
    the = word_before(text, start).lower() == "the"
    before = word_before(text, start - 4).lower() if the else word_before(text, start).lower()
    if which in _TEXT_ANCHORED:
        if which in {"that", "same"} and not context.found:
            return []
        return whole(match, _from_text(context, match.start(), unit, _STEP.get(which, 0)))
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
            return whole(match, _from_text(context, match.start(), unit, 1))
    if unit == "day":
        return whole(match, _from_text(context, match.start(), unit, 1)) if which == "next" else []
    if unit == "century" and which != "this":
        return []
    if context.published is None:
        return whole(match, None)
    if unit == "weekend":
        return whole(match, _weekend_by(context, full, match.start(), match.end()))
    return whole(match, periods.shifted(unit, context.published, _STEP.get(which, 0)))


def _latest_quarter(match: re.Match[str], context: Context) -> list[Reading]:
    return whole(match, _from_published(context, "quarter", -1))


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


def _weekend(match: re.Match[str], context: Context) -> list[Reading]:
    left = context.text[max(0, match.start() - 12) : match.start()].lower()
    if not re.search(r"\bthe[ \n]+$", left):
        return []
    if context.published is None:
        return whole(match, None)
    if context.tense(match.start(), match.end()) == "future":
        return whole(match, periods.weekend(context.published))
    own = periods.weekend(context.published)
    return whole(
        match,
        own
        if own.first <= context.published
        else periods.shifted("weekend", context.published, -1),
    )


def _which_season(match: re.Match[str], context: Context) -> list[Reading]:
    which = match["which"].lower().split()[-1]
    name = match["season"].lower()
    if which in _TEXT_ANCHORED:
        anchor = context.anchor(match.start())
        if anchor is None:
            return whole(match, None)
        step = _STEP.get(which, 0)
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
    anchor = context.anchor(match.start()) if which in _TEXT_ANCHORED else None
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
    if direction in {"earlier", "later"} and word_after(text, match.end()).lower() in {
        "than",
        "on",
    } and word_after(text, match.end()).lower() == "than":
        return []
    if unit == "year" and direction in {"earlier", "before", "ago"}:
        if quarter := context.quarter_compared(match.start(), match.end()):
            return whole(match, periods.shifted("quarter", quarter.first, -4 * count))
    if direction in {"earlier", "before", "previously", "prior"}:
        return whole(match, _from_text(context, match.start(), unit, -count, exact=True))
    if direction in {"later", "after", "on"}:
        return whole(match, _from_text(context, match.start(), unit, count, exact=True))
    return whole(match, _from_published(context, unit, -count if direction == "ago" else count))


def _unit_before(match: re.Match[str], context: Context) -> list[Reading]:
    """ "the day before", "the week after"."""
    if word_before(context.text, match.start()).lower() != "the":
        return []
    unit = match["unit"].lower()
    return whole(
        match,
        _from_text(
            context,
            match.start(),
            unit,
            -1 if match["dir"].lower() in {"before", "earlier", "prior"} else 1,
        ),
    )


def _unit_of_now(match: re.Match[str], context: Context) -> list[Reading]:
    """ "the end of the year", "later in the week", "earlier in the month"."""
    return whole(match, _from_published(context, match["unit"].lower(), 0))


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
    return whole(match, _from_published(context, match["unit"].lower(), 0))


def _year_ago(match: re.Match[str], context: Context) -> list[Reading]:
    if quarter := context.quarter_compared(match.start(), match.end()):
        return whole(match, periods.shifted("quarter", quarter.first, -4))
    return whole(match, _from_published(context, "year", -1))


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
        first = base.last - timedelta(days=size - 1) if nth < 0 else base.first + timedelta(days=size * (nth - 1))
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
    if (name in {"juneteenth", "epiphany"}) and word_before(context.text, match.start()).lower() not in {
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


def _from_published(context: Context, unit: str, steps: int) -> Period | None:
    return periods.shifted(unit, context.published, steps) if context.published else None


def _from_text(
    context: Context, position: int, unit: str, steps: int, *, exact: bool = False
) -> Period | None:
    coarsest = {"day": "day", "week": "week", "weekend": "week", "month": "month"}.get(
        unit, "century"
    )
    anchor = context.anchor(position, coarsest=coarsest)
    if anchor is None:
        return None
    if unit == "week" and abs(steps) > 0 and anchor.unit == "day" and exact:
        return periods.day(anchor.first + timedelta(weeks=steps))
    of: date = anchor.last if steps > 0 and unit in {"day", "week"} else anchor.first
    return periods.shifted(unit, of, steps)


_WHICH = r"last|this{SP}past|this{SP}coming|this{SP}upcoming|this|next|past|coming|upcoming|current|previous|following|preceding|ensuing|that{SP}same|same|that".replace(
    "{SP}", SP
)
_WHICH_STARTS = (
    "last this next past coming upcoming current previous following preceding ensuing same that"
)
_WEEKDAY_TAIL = (
    rf"(?:,?{SP}(?:of{SP})?(?P<rel>last|next|this){SP}week|{SP}(?P<after>week)(?![A-Za-z-]))?"
)

RULES: tuple[Rule, ...] = (
    rule("today", "today yesterday tomorrow tonight", r"(?:today|yesterday|tomorrow|tonight)(?![A-Za-z])", _today),
    rule("this morning", "this last", rf"(?:this{SP}(?:morning|afternoon|evening)|last{SP}(?:night|evening))(?![A-Za-z])", _today),
    rule("day before yesterday", "day", rf"day{SP}(before|after){SP}(?:yesterday|tomorrow)(?![A-Za-z])", _around_yesterday, left="the"),
    rule("weekday", WEEKDAYS, rf"(?P<which>)(?P<wd>{LONG_WEEKDAY}|(?:Mon|Tues|Tue|Weds|Wed|Thurs|Thur|Thu|Fri|Sat)\.(?!{SP}[A-Z]))(?!s\b){_WEEKDAY_TAIL}", _weekday),
    rule("which weekday", _WHICH_STARTS, rf"(?P<which>{_WHICH}){SP}(?P<wd>{LONG_WEEKDAY})(?!s\b)(?P<rel>)(?P<after>)", _weekday, left="the"),
    rule("which unit", _WHICH_STARTS, rf"(?P<which>{_WHICH}){SP}(?:(?:fiscal|financial|calendar){SP})?(?P<unit>{UNIT})(?![A-Za-z-])", _which_unit, left="edge"),
    rule("which season", _WHICH_STARTS, rf"(?P<which>{_WHICH}){SP}(?P<season>{SEASON})(?![A-Za-z-])", _which_season, left="edge"),
    rule("which month", _WHICH_STARTS, rf"(?P<which>{_WHICH}){SP}(?P<month>{MONTH})(?!{SP}?\d{{1,2}}\b)", _which_month, left="edge"),
    rule("latest quarter", "latest", rf"latest{SP}quarter(?![A-Za-z])", _latest_quarter, left="the"),
    rule("weekend", "weekend", r"weekend(?![A-Za-z])", _weekend, left="the"),
    rule(
        "offset", frozenset(NUMBERS) | {"#"},
        rf"(?P<n>{NUMBER})(?:{SP}and{SP}a{SP}half)?(?:{SP}|-)(?:(?:calendar|full|whole|short){SP})?(?P<unit>days?|weeks?|months?|quarters?|years?|decades?|century|centuries)"
        rf"(?:{SP}(?P<dir>ago|earlier|later|hence|from{SP}now|(?:before|after|previously|prior|on){_BOUNDARY})(?![A-Za-z])|['\u2019]s?{SP}(?P<time>time)\b)",
        lambda match, context: _offset(match, context) if match["dir"] else whole(
            match, _from_published(context, {"centuries": "century"}.get(match["unit"].lower(), match["unit"].lower().rstrip("s")), number(match["n"]))
        ),
    ),
    rule("day before", "day week month year weekend", rf"(?P<unit>day|week|month|year|weekend){SP}(?P<dir>before|earlier|prior|after){_BOUNDARY}", _unit_before, left="the"),
    rule("of the year", "end beginning start middle close later earlier late early", rf"(?:end|beginning|start|middle|close|later|earlier|late|early){SP}(?:of|in){SP}the{SP}(?P<unit>week|month|year|quarter|decade|century)(?![A-Za-z-])", _unit_of_now, left="the"),
    rule("year-end", "year month", rf"(?P<unit>year|month)(?:-|{SP}|['\u2019]s{SP})end(?![A-Za-z])", _year_end),
    rule("year-ago", "year", r"year-(?:ago|earlier)(?![A-Za-z])", _year_ago),
    rule(
        "nth of month", frozenset(ORDINALS),
        rf"(?P<nth>{ORDINAL}){SP}(?:full{SP})?(?P<unit>day|week|weekend|half|{LONG_WEEKDAY}){SP}(?:of|in){SP}(?:the{SP}month{SP}of{SP})?"
        rf"(?:(?P<month>{MONTH})(?:,?{SP}(?:of{SP})?(?P<year>{YEAR})|{SP}(?:of{SP})?(?P<rel>last|this|next){SP}year)?)(?!{SP}\d{{1,2}}\b)",
        _nth, left="the",
    ),
    rule(
        "week of", "week weekend month", rf"(?P<unit>week|weekend|month){SP}(?P<how>of|ended|ending|beginning|starting|commencing){SP}"
        rf"(?:{LONG_WEEKDAY},?{SP})?(?:(?P<m1>{MONTH}){SP}(?P<d1>\d{{1,2}})|(?P<d2>\d{{1,2}}){SP}(?P<m2>{MONTH}))(?!\d)(?:,?{SP}(?P<year>{YEAR}))?",
        _week_of, left="the",
    ),
    rule(
        "holiday", frozenset(n.split()[0] for n in [*FIXED_HOLIDAYS, *MOVING_HOLIDAYS, *EASTER_DAYS]) | {"new", "st", "saint", "valentine", "veteran", "president", "all", "last", "next", "this"},
        rf"(?:(?P<which>last|next|this){SP})?(?P<name>{holiday_pattern()})(?:,?{SP}(?:of{SP}|in{SP})?(?P<year>{YEAR})|{SP}(?:of{SP})?(?P<rel>last|next|this){SP}year)?",
        _holiday, left="the",
    ),
)  # fmt: skip
_ = MONTHS
