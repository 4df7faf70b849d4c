"""Rules for days and months of the calendar: "16 March 2022", "May 3-7", "2022-03-16", "in March"."""

from __future__ import annotations

import re
from datetime import date

from indexer.enrich.dates import periods
from indexer.enrich.dates.context import Context
from indexer.enrich.dates.periods import Period
from indexer.enrich.dates.resolve import relative_year, two_digit_year, yearless_day, yearless_month
from indexer.enrich.dates.rule import Reading, Rule, rule, whole, word_after, word_before
from indexer.enrich.dates.words import (
    DASH,
    DAY,
    MONTH,
    MONTHS,
    NAMED_DAYS,
    QUOTE,
    SP,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
    month_number,
    weekday_number,
)  # fmt: skip

_REL = (
    rf"(?:of{SP})?(?P<rel>last|this|next|the{SP}same|that|the{SP}following|the{SP}previous){SP}year"
)
_YEAR_TAIL = (
    rf"(?:(?:,?{SP}(?:of{SP})?|{SP}in{SP})(?P<year>{YEAR})(?!{SP}(?:people|dead))|,?{SP}{_REL})"
)
_LIST_END = (
    rf"(?=[,.;:)]|{SP}(?:in|at|on|for|to|with|after|before|when|as|of|by)\b|\s*$|{SP}{YEAR})"
)
_SPAN = rf"(?:{SP}?{DASH}{SP}?|{SP}(?:to|through|thru|until|till){SP})"
_MONTH_DAY = (
    rf"(?P<month>{MONTH}){SP}(?:the{SP})?(?P<d1>{DAY})"
    rf"(?:(?:{_SPAN}(?P<d2>{DAY})(?!{SP}{MONTH})|{SP}(?:and|&|or){SP}(?P<d3>{DAY}){_LIST_END}))?{_YEAR_TAIL}?"
)
_DAY_MONTH = (
    rf"(?P<d1>{DAY})(?:(?:{_SPAN}|{SP}(?:and|&|or){SP})(?P<d2>{DAY}))?"
    rf"(?:{SP}(?:day{SP})?(?:of{SP})?|-)(?P<month>{MONTH})(?:-(?P<short>\d\d(?:\d\d)?)(?!["
    rf"\w-])|{_YEAR_TAIL})?"
)
_NEXT_DATE = re.compile(
    rf"{SP}?(?:to|and|through|thru|until|till|or|{DASH}){SP}?(?:{WEEKDAY},?{SP})?"
    rf"(?:(?P<m1>{MONTH})(?:{SP}{DAY})?|{DAY}{SP}(?P<m2>{MONTH})),?{SP}(?P<year>{YEAR})",
    re.IGNORECASE,
)
_DAY_BEFORE = re.compile(rf"(?<![\w.,])\d{{1,2}}(?:st|nd|rd|th)?{SP}$")
_VERB_NEXT = frozenset(
    "be have not also well still yet never seek need want face take make get come go become lead cause help "
    "only even soon all just in".split()
)
_PREPOSITIONS = frozenset(
    "in since until till by of early late mid last next this during from before after "
    "between to through following "
    "previous ending ended beginning starting and for past around about every each coming".split()
)
_STRONG = frozenset(
    "in since until till early late mid last next this during previous between past".split()
)
_MARCH_NOT = frozenset(
    "on for to of from through was is began and will against in with past toward towards "
    "organizers took has had "
    "held at by".split()
)
_NAMES = frozenset("april june august jan".split())


def _month_day(match: re.Match[str], context: Context) -> list[Reading]:
    text, groups = context.text, match.groupdict()
    name = match["month"]
    if not _is_month_here(text, match.start("month"), name, bare=False):
        return []
    month = month_number(name)
    first = _day_number(match["d1"])
    last_words = groups.get("d2") or groups.get("d3")
    year, explicit = _year_of(groups, context, match.start())
    if groups.get("rel") and year is None:
        return whole(match, None)
    weekday = weekday_number(match["wd"]) if groups.get("wd") else None
    if year is None:
        year = _year_after(text, match.end(), month)
        explicit = year is not None
    if year is None and (named := NAMED_DAYS.get((month, first))) and not last_words:
        window = text[max(0, match.start() - 60) : match.end() + 60]
        if (
            context.published is None or context.published > date(named[0], month, first)
        ) and named[1].search(window):
            year = named[0]
    start = yearless_day(
        context, month, first, match.start(), match.end(), weekday=weekday, year=year
    )
    if not last_words:
        return whole(match, start, explicit=explicit)
    last = _day_number(last_words)
    if last <= first:
        return []
    if start is None:
        date(2000, month, last)
        return whole(match, None)
    end = date(start.first.year, month, last)
    return whole(match, Period(start.first, end, "days"), explicit=explicit)


def _iso(match: re.Match[str], _: Context) -> list[Reading]:
    return whole(
        match, periods.day(_in_range(int(match[1]), int(match[2]), int(match[3]))), explicit=True
    )


def _iso_month(match: re.Match[str], context: Context) -> list[Reading]:
    if word_before(context.text, match.start()).lower() not in {
        "in",
        "since",
        "until",
        "by",
        "from",
    }:
        return []
    return whole(match, periods.month(int(match[1]), int(match[2])), explicit=True)


def _numeric(match: re.Match[str], context: Context) -> list[Reading]:
    first, second = int(match["a"]), int(match["b"])
    year = (
        int(match["y"]) if len(match["y"]) == 4 else two_digit_year(match["y"], context.published)
    )
    day_first = first > 12 or (second <= 12 and not context.month_first)
    day, month = (first, second) if day_first else (second, first)
    return whole(match, periods.day(_in_range(year, month, day)), explicit=True)


def _nine_eleven(match: re.Match[str], _: Context) -> list[Reading]:
    return whole(match, periods.day(date(2001, 9, 11)))


def _month_year(match: re.Match[str], context: Context) -> list[Reading]:
    if not _is_month_here(context.text, match.start(), match["m1"], bare=False):
        return []
    if _DAY_BEFORE.search(context.text, max(0, match.start() - 6), match.start()):
        return []  # 31 February 2022: the day rules refused it
    if groups := match["short"]:
        year: int | None = two_digit_year(groups, context.published)
        explicit = True
    else:
        year, explicit = _year_of(match.groupdict(), context, match.start())
    month = month_number(match["m1"])
    return whole(match, periods.month(year, month) if year is not None else None, explicit=explicit)


def _months(match: re.Match[str], context: Context) -> list[Reading]:
    """ "January-March 2023", "between January and March", "from May to July"."""
    text = context.text
    joint = match["joint"].strip().lower()
    before = word_before(text, match.start()).lower()
    if joint == "and" and before != "between":
        return []
    if not _is_month_here(text, match.start(), match["m1"], bare=False):
        return []
    first, last = month_number(match["m1"]), month_number(match["m2"])
    year, explicit = _year_of(match.groupdict(), context, match.start())
    if match["rel"] and year is None:
        return whole(match, None)
    if year is not None:
        end = periods.month(year, last)
    else:
        if not _is_month_here(text, match.start(), match["m1"], bare=True):
            return []
        found = yearless_month(context, last, match.start(), match.end())
        if found is None:
            return whole(match, None)
        end = found
    begin = periods.month(end.first.year - (first > last), first)
    return whole(match, Period(begin.first, end.last, "months"), explicit=explicit)


def _bare_month(match: re.Match[str], context: Context) -> list[Reading]:
    text, name = context.text, match["m1"]
    if not _is_month_here(text, match.start(), name, bare=True):
        return []
    strong = word_before(text, match.start()).lower() in _STRONG
    if name.lower() == "may" and not strong and context.has_surname_may:
        return []
    year = _year_after(text, match.end(), month_number(name))
    if year is not None:
        return whole(match, periods.month(year, month_number(name)), explicit=True)
    return whole(match, yearless_month(context, month_number(name), match.start(), match.end()))


def _is_month_here(text: str, start: int, name: str, *, bare: bool) -> bool:
    """Whether the word is the month: not the verb "may", a march, a person called April."""
    word = name.rstrip(".")
    lower = word.lower()
    after_start = start + len(name)
    if word.islower() and (bare or lower in {"may", "march", "mar", "sun"}):
        return bool(
            re.match(rf"{SP}(?:\d{{1,2}},{SP})?{YEAR}", text[after_start : after_start + 20])
        )
    following = word_after(text, after_start)
    if lower == "may" and following.lower() in _VERB_NEXT and word.isupper():
        return False
    if not bare:
        return True
    before = word_before(text, start)
    if (
        before.lower() in {"every", "each", "average", "typical"}
        or text[max(0, start - 2) : start - 1].isdigit()
    ):
        return False
    if len(lower) <= 4 and lower not in {"may", "june", "july"} and not name.endswith("."):
        return lower in {"sept", "feb", "oct", "nov", "dec", "aug"}
    if lower == "may":
        return before.lower() in _PREPOSITIONS and not (
            word.isupper() and following.lower() in _VERB_NEXT - {"in"}
        )
    if lower == "march":
        if before.lower() in _PREPOSITIONS:
            return not (
                before.lower() in {"to", "this"} and following in {"on", "in", "through", "to"}
            )
        return before.lower() in {"the", "a", "its", "his", "their"} and bool(
            following and following.islower() and following not in _MARCH_NOT
        )
    if (
        lower in _NAMES
        and following[:1].isupper()
        and not following.isupper()
        and before.lower() not in _PREPOSITIONS
    ):
        between = text[after_start : after_start + 2]
        return between.strip() != "" or following in {"The", "In"}
    return True


def _year_of(
    groups: dict[str, str | None], context: Context, position: int
) -> tuple[int | None, bool]:
    if short := groups.get("short"):
        return (int(short) if len(short) == 4 else two_digit_year(short, context.published)), True
    if year := groups.get("year"):
        return int(year), True
    if rel := groups.get("rel"):
        return relative_year(context, rel, position), False
    return None, False


def _year_after(text: str, end: int, month: int) -> int | None:
    """The year of a second date that this one is joined to: "May 3 to June 7, 2021"."""
    found = _NEXT_DATE.match(text, end, end + 60)
    if not found:
        return None
    other = month_number(found["m1"] or found["m2"])
    return int(found["year"]) - (month > other)


def _day_number(words: str) -> int:
    return int(re.sub(r"\D", "", words))


def _in_range(year: int, month: int, day: int) -> date:
    periods.year(year)
    return date(year, month, day)


RULES: tuple[Rule, ...] = (
    rule("iso", "#", r"(\d{4})-(\d\d)-(\d\d)(?![\d-])(?:T\d\d:\d\d(?::\d\d)?\S{0,8}(?<![.,;)]))?", _iso),
    rule("iso slashes", "#", r"(\d{4})[/.](\d\d?)[/.](\d\d?)(?![\d/])", _iso),
    rule("iso month", "#", r"(\d{4})-(0[1-9]|1[0-2])(?![\d-])", _iso_month),
    rule("numeric", "#", r"(?P<a>\d{1,2})(?P<s>[/.])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4}|\d\d)(?![\d/]|\.\d)", _numeric),
    rule("numeric dashes", "#", r"(?P<a>\d{1,2})-(?P<b>\d{1,2})-(?P<y>\d{4})(?![\d-])", _numeric),
    rule("9/11", "#", r"9/11(?![/\d])", _nine_eleven),
    rule("day month", "#", _DAY_MONTH, _month_day, left="the"),
    rule("weekday day month", WEEKDAYS, rf"(?P<wd>{WEEKDAY})(?:,{SP}?|{SP})(?:the{SP})?{_DAY_MONTH}", _month_day),
    rule("month day", MONTHS, _MONTH_DAY, _month_day),
    rule("weekday month day", WEEKDAYS, rf"(?P<wd>{WEEKDAY})(?:,{SP}?|{SP}){_MONTH_DAY}", _month_day),
    rule(
        "month year", MONTHS,
        rf"(?P<m1>{MONTH})(?:(?:,?{SP}(?:of{SP})?|{SP}in{SP})(?P<year>{YEAR})|{SP}{QUOTE}(?P<sh"
rf"ort>\d\d)(?![\ds])|,?{SP}{_REL})",
        _month_year, left="edge",
    ),
    rule(
        "months", MONTHS,
        rf"(?P<m1>{MONTH})(?P<joint>{SP}?{DASH}{SP}?|{SP}(?:to|through|and){SP})(?P<m2>{MONTH})"
        rf"(?!{SP}?\d{{1,2}}\b)(?:,?{SP}(?:of{SP})?(?P<year>{YEAR})|,?{SP}{_REL})?",
        _months, left="edge",
    ),
    rule("bare month", MONTHS, rf"(?P<m1>{MONTH})(?!{SP}?\d{{1,2}}\b)", _bare_month, left="edge"),
)  # fmt: skip
