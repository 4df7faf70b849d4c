"""Rules for seasons, quarters and halves: "spring 2023", "since spring", "Q3 2023", "the first half"."""

from __future__ import annotations

import re

from indexer.enrich.dates import periods
from indexer.enrich.dates.context import Context
from indexer.enrich.dates.resolve import (
    quarter_by,
    relative_year,
    season_by,
)
from indexer.enrich.dates.rule import Reading, Rule, rule, whole, word_after, word_before
from indexer.enrich.dates.words import (
    HYPHEN,
    ORDINALS,
    SEASON,
    SEASONS,
    SP,
    YEAR,
    number,
)

_REL = (
    rf"(?:(?:of|in){SP})?(?P<rel>last|this|next|that|the{SP}same|the{SP}following|the{SP}pr"
    rf"evious|the){SP}(?:(?:fiscal|financial){SP})?year(?!-)"
)


_OF_YEAR = (
    rf"(?:,?{SP}(?:(?:of|in){SP})?(?:(?:fiscal|financial){SP}(?:year{SP})?|FY{SP}?)?(?P<yea"
    rf"r>{YEAR})|{SP}{_REL})"
)


_SPORT = re.compile(
    r"(?i)\b(?:touchdowns?|yards?|scored|points?|goals?|game|quarterback|rebounds|basketba"
    r"ll|nba|nfl|kick|coach|"
    r"halftime|interception|field goal|three-pointers?|match|possession)\b"
)


_MONEY = re.compile(
    r"(?i)\b(?:profit|earnings|revenue|sales|gdp|growth|economy|loss|income|results|shares"
    r"?|percent|billion|million|inflation|forecast|output|bank|company)\b|%"
)


def _season_year(match: re.Match[str], context: Context) -> list[Reading]:
    year = _year(match, context)
    if match["y2"] and match["year"]:
        return whole(
            match, periods.season(int(match["year"]), match["season"].lower()), explicit=True
        )
    return whole(
        match,
        periods.season(year, match["season"].lower()) if year else None,
        explicit=bool(match["year"]),
    )


def _the_season(match: re.Match[str], context: Context) -> list[Reading]:
    left = context.text[max(0, match.start() - 20) : match.start()].lower()
    if re.search(r"\b(?:since|until)[ \n]+$", left):
        return whole(match, season_by(context, match[0].lower(), "", match.start(), match.end()))
    if not re.search(
        r"\b(?:in|by|since|until|during|over|this|early|late|mid)[ \n-]+(?:the[ \n]+)?$", left
    ) or not re.search(r"the[ \n]+$|(?:early|late)[ \n]+$|mid-$|by[ \n]+$", left):
        return []
    if re.match(
        rf"{SP}(?:of|from|in|line|semester|meeting|session|break|training|sports|games|season)\b",
        context.text[match.end() : match.end() + 12],
        re.I,
    ) and word_after(context.text, match.end()).lower() in {
        "of",
        "from",
        "line",
        "games",
        "training",
    }:
        return []
    return whole(match, season_by(context, match[0].lower(), "", match.start(), match.end()))


def _quarter(match: re.Match[str], context: Context) -> list[Reading]:
    text = context.text
    words = (match["nth"] or "").lower()
    number = int(match["q"]) if match["q"] else ORDINALS[words]
    unit = "half" if match["unit"] and match["unit"].lower() == "half" else "quarter"
    if number == -1:
        number = 4 if unit == "quarter" else 2
    if number > (4 if unit == "quarter" else 2):
        return []
    year = _year(match, context)
    named = match["year"] or match["rel"]
    if named and year is None:
        return whole(match, None)
    if year is not None:
        make = periods.half if unit == "half" else periods.quarter
        return whole(match, make(year, number), explicit=bool(match["year"]))
    if words in {"last", "final"} or is_sport(text, match.start(), match.end()):
        return []
    if unit == "half" and not _MONEY.search(text[max(0, match.start() - 150) : match.end() + 150]):
        return []
    return whole(match, quarter_by(context, number, match.start(), match.end(), unit=unit))


def is_sport(text: str, start: int, end: int) -> bool:
    """Whether the quarter or half is one of a game, by the words around it."""
    window = text[max(0, start - 200) : end + 200]
    return len(_SPORT.findall(window)) > len(_MONEY.findall(window))


def _year(match: re.Match[str], context: Context) -> int | None:
    groups = match.groupdict()
    if groups.get("year"):
        return int(groups["year"])
    if rel := groups.get("rel"):
        if rel.lower() == "the":
            return context.published.year if context.published else None
        return relative_year(context, rel, match.start())
    return None


def _first_months(match: re.Match[str], context: Context) -> list[Reading]:
    """ "the first three months of 2023", "the last six months of last year"."""

    count = number(match["n"])
    year = _year(match, context)
    if not 1 < count < 12:
        return []
    if not (match["year"] or match["rel"]):
        if (
            word_before(context.text, match.start()).lower() != "the"
            or match["nth"].lower() != "first"
        ):
            return []
        if word_after(context.text, match.end()).lower() in {"of", "after", "since", "in"}:
            return []  # of something else than a year
        if context.published is not None:
            year = context.published.year - (context.published.month <= count)
    if year is None:
        return whole(match, None)
    first = 1 if match["nth"].lower() == "first" else 13 - count
    begin, end = periods.month(year, first), periods.month(year, first + count - 1)
    return whole(
        match, periods.Period(begin.first, end.last, "months"), explicit=bool(match["year"])
    )


RULES: tuple[Rule, ...] = (
    rule(
        "season year",
        SEASONS,
        rf"(?P<season>{SEASON})(?:{SP}(?:of{SP}|in{SP})?(?P<year>{YEAR})(?P<y2>[-/\u2013]\d\d(?"
        rf":\d\d)?)?|{SP}{_REL})",
        _season_year,
        left="edge",
    ),
    rule("the season", SEASONS, rf"{SEASON}(?![A-Za-z-])", _the_season, left="edge"),
    rule(
        "quarter",
        frozenset(ORDINALS),
        rf"(?P<nth>first|second|third|fourth|final|last|1st|2nd|3rd|4th){HYPHEN}(?:(?:fiscal|ca"
        rf"lendar){SP})?(?P<unit>quarter|half)(?![a-z])(?P<q>){_OF_YEAR}?",
        _quarter,
        left="edge",
    ),
    rule("Q3", "q", rf"Q(?P<q>[1-4])(?P<nth>)(?P<unit>)(?![\w]){_OF_YEAR}?", _quarter, left="edge"),
    rule("3Q", "#", rf"(?P<q>[1-4])Q(?P<nth>)(?P<unit>)(?![\w]){_OF_YEAR}?", _quarter, left="edge"),
    rule(
        "first months",
        "first last final",
        rf"(?P<nth>first|last|final){SP}(?P<n>two|three|four|five|six|seven|eight|nine|ten|elev"
        rf"en|\d\d?){SP}months{_OF_YEAR}?",
        _first_months,
        left="the",
    ),
)
