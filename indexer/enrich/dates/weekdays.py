"""Rules for days near publication: "on Wednesday", "next Friday", "yesterday", "over the weekend"."""

from __future__ import annotations

import re
from datetime import timedelta

from indexer.enrich.dates import periods
from indexer.enrich.dates.context import Context
from indexer.enrich.dates.counting import (
    STEPS,
    TEXT_ANCHORED,
    WHICH,
    WHICH_STARTS,
    from_published,
)
from indexer.enrich.dates.periods import Period
from indexer.enrich.dates.resolve import (
    last_weekday,
    next_weekday,
    weekday_near,
)
from indexer.enrich.dates.rule import Reading, Rule, rule, whole, word_after, word_before
from indexer.enrich.dates.words import (
    LONG_WEEKDAY,
    SP,
    WEEKDAYS,
    weekday_number,
)

_PROPER_BEFORE = frozenset(
    "black good bloody super ash cyber palm whit maundy fat giving casual sheffield holy shrove spy small "
    "ruby happy".split()
)


_PROPER_AFTER = frozenset(
    "times mirror telegraph express post herald star mail age tribune guardian observer".split()
)


_WEEKDAY_TAIL = (
    rf"(?:,?{SP}(?:of{SP})?(?P<rel>last|next|this){SP}week|{SP}(?P<after>week)(?![A-Za-z-]))?"
)


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
        if word_before(context.text, match.start()).lower() in {
            "the",
            "his",
            "her",
            "their",
            "its",
        }:
            return []  # the last night of a festival
        step = -1
    return whole(match, from_published(context, "day", step))


def _around_yesterday(match: re.Match[str], context: Context) -> list[Reading]:
    return whole(match, from_published(context, "day", -2 if match[1].lower() == "before" else 2))


def _weekday(match: re.Match[str], context: Context) -> list[Reading]:
    text, start, end = context.text, match.start(), match.end()
    name = match["wd"]
    if (
        not name[0].isupper()
        and not re.search(
            r"(?i)\b(?:on|last|next|since|until|by|this)\s+$", text[max(0, start - 8) : start]
        )
        and (
            not name.islower()
            or word_before(text, start).lower()
            not in {
                "on",
                "last",
                "next",
                "since",
                "until",
            }
        )
    ):
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
    if context.published is None and not (which and which[-1] in TEXT_ANCHORED):
        return whole(match, None)
    if rel and context.published:
        week = periods.shifted("week", context.published, STEPS.get(rel.lower(), 0))
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


RULES: tuple[Rule, ...] = (
    rule(
        "today",
        "today yesterday tomorrow tonight",
        r"(?:today|yesterday|tomorrow|tonight)(?![A-Za-z])",
        _today,
    ),
    rule(
        "this morning",
        "this last",
        rf"(?:this{SP}(?:morning|afternoon|evening)|last{SP}(?:night|evening))(?![A-Za-z])",
        _today,
    ),
    rule(
        "day before yesterday",
        "day",
        rf"day{SP}(before|after){SP}(?:yesterday|tomorrow)(?![A-Za-z])",
        _around_yesterday,
        left="the",
    ),
    rule(
        "weekday",
        WEEKDAYS,
        rf"(?P<which>)(?P<wd>{LONG_WEEKDAY}|(?:Mon|Tues|Tue|Weds|Wed|Thurs|Thur|Thu|Fri|Sat)\.("
        rf"?!{SP}[A-Z]))(?!s\b){_WEEKDAY_TAIL}",
        _weekday,
    ),
    rule(
        "which weekday",
        WHICH_STARTS,
        rf"(?P<which>{WHICH}){SP}(?P<wd>{LONG_WEEKDAY})(?!s\b)(?P<rel>)(?P<after>)",
        _weekday,
        left="the",
    ),
    rule("weekend", "weekend", r"weekend(?![A-Za-z])", _weekend, left="the"),
)
