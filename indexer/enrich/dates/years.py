"""Rules for years, decades, seasons, quarters and halves: "in 1848", "2019-20", "the nineties", "Q3 2023"."""

from __future__ import annotations

import re

from indexer.enrich.dates import periods
from indexer.enrich.dates.context import Context
from indexer.enrich.dates.resolve import quarter_by, relative_year, season_by, two_digit_year
from indexer.enrich.dates.rule import Reading, Rule, rule, whole, word_after, word_before
from indexer.enrich.dates.words import (
    DECADE_WORDS,
    HYPHEN,
    MONTH,
    ORDINALS,
    QUOTE,
    SEASON,
    SEASONS,
    SP,
    YEAR,
)  # fmt: skip

_REL = rf"(?:(?:of|in){SP})?(?P<rel>last|this|next|that|the{SP}same|the{SP}following|the{SP}previous|the){SP}(?:(?:fiscal|financial){SP})?year(?!-)"
_OF_YEAR = rf"(?:,?{SP}(?:(?:of|in){SP})?(?:(?:fiscal|financial){SP}(?:year{SP})?|FY{SP}?)?(?P<year>{YEAR})|{SP}{_REL})"
_TIME_WORDS = frozenset(
    "in since until till by from during before after between through to early late mid year summer spring autumn "
    "fall winter season and circa around back of class pre post born vintage mid-".split()
)
_STRONG_TIME = frozenset(
    "in since until till by from during before after between year circa early late born".split()
)
_COUNTED = frozenset(
    "people delegates homes houses students workers troops soldiers dollars euros pounds rubles roubles yen rupees "
    "meters metres feet miles kilometers kilometres km kg tons tonnes barrels votes seats jobs cases deaths hours days "
    "weeks months years minutes points men women children families employees members officers police migrants refugees "
    "copies cars vehicles guests fans spectators supporters protesters demonstrators others residents patients "
    "hectares acres degrees gallons liters litres calories words pages shares stores shops hospitals schools villages "
    "companies firms rooms beds flights passengers prisoners civilians fighters rebels militants participants "
    "runners athletes players volunteers visitors customers users units percent words items species hp rpm mph gmt utc "
    "block avenue street road lane drive boulevard am pm million billion trillion hundred".split()
)
_NUMBERED = frozenset(
    "room flight highway route page no number nos section article model bus apartment suite about some nearly almost "
    "than over roughly approximately least most only another additional total chapter line lines channel unit building "
    "boeing airbus windows office resolution decree law act regulation directive paragraph form case file extension "
    "phone code platform gate lot square russell nikkei top exactly up than nasdaq hang psalm verse pope".split()
)
_PREFIX_YEAR_NOUNS = frozenset(
    "election elections games olympics olympic world cup championship championships final finals season report survey census "
    "budget census referendum coup war crisis earthquake attack attacks agreement accord treaty deal law".split()
)


_MONTH_BEFORE = re.compile(rf"\b(?:\d\d{SP}{MONTH}|{MONTH}{SP}\d\d,?){SP}$")


def _bare_year(match: re.Match[str], context: Context) -> list[Reading]:
    text, start, end = context.text, match.start(), match.end()
    if not is_year_here(text, start, end):
        return []
    return whole(match, periods.year(int(match[0])), explicit=True)


def is_year_here(text: str, start: int, end: int) -> bool:
    """Whether a number of four digits is a year and not a count, a label or a price."""
    left = text[max(0, start - 2) : start]
    right = text[end : end + 2]
    if (left[-1:] in "$£€¥#@/:+*=&_\\" and left[-1:]) or right[:1] in {
        "$",
        "€",
        "%",
        "°",
        "/",
        "\\",
        "_",
        "=",
        ":",
    }:
        return False
    if (left[-1:] == "-" and left[:1].isdigit()) or re.match(r"-\d|[\u2013]\d", right):
        return False
    if left[-1:] == "-" and not re.search(
        r"(?i)\b(?:mid|pre|post|late|early|since)-$", text[max(0, start - 6) : start]
    ):
        return False
    if left[-1:] in {".", ","} and left[:1].isdigit():
        return False
    if re.match(rf"{SP}(?:B\.?C|BCE)\b", text[end : end + 8]):
        return False
    if left[-1:] == "-":
        return True
    if _MONTH_BEFORE.search(text, max(0, start - 20), start):
        return False  # the year of 31 February or of "February 30", which are no dates
    number = int(text[start:end])
    before = word_before(text, start)
    after = word_after(text, end)
    low_before, low_after = before.lower(), after.lower()
    if low_before in _NUMBERED:
        return False
    if low_after in _COUNTED and not (after[:1].isupper() and low_before in _TIME_WORDS):
        return False
    if re.match(r"-(?:[a-z]+)", text[end : end + 12]) and not re.match(
        r"-(?:born|era|elected|founded|style|model|based)", text[end : end + 12]
    ):
        return False
    common = 1900 <= number <= 2050
    follows = text[end : end + 1]
    stops = not after or follows in set(",.;:)]\"'\u2019\u201d?!\u2014\u2013")
    if not common:
        plural = (
            after.islower()
            and after.endswith("s")
            and after not in {"was", "is", "has", "as", "this"}
        )
        return (
            low_before in _STRONG_TIME and not plural and (stops or not _adjective_like(after))
        ) or _life_span(text, start, end)
    if low_before in _TIME_WORDS or low_before in {
        "the",
        "its",
        "his",
        "her",
        "their",
        "our",
        "a",
        "s",
    }:
        if (
            not low_after.endswith("s")
            or not after.islower()
            or low_before not in {"to", "of", "and", "from", "between", "a"}
        ):
            return True
        return low_after in _EVENTS or low_after in {
            "was",
            "is",
            "has",
            "as",
            "this",
            "its",
            "his",
            "across",
            "towards",
            "versus",
            "does",
            "says",
            "shows",
            "sees",
        }
    plural = after.islower() and after.endswith("s") and len(after) > 3
    if plural and not stops:
        return low_after in _EVENTS
    return True


_EVENTS = frozenset(
    "elections games olympics championships finals talks results sales profits earnings figures attacks protests riots "
    "floods fires wildfires killings bombings hearings primaries midterms polls sanctions accords agreements "
    "constitutions reforms awards guidelines levels emissions targets goals prices revenues losses rates hostilities "
    "clashes strikes crises uprisings revolutions playoffs was is has says shows across versus towards this its his "
    "does estimates forecasts".split()
)


def _adjective_like(word: str) -> bool:
    return word.islower() and word not in {
        "and", "or", "to", "the", "a", "in", "by", "when", "after", "before", "with", "he", "she", "it", "they", "was",
        "were", "is", "until", "at", "on", "that", "as", "but", "for", "from", "under", "through", "had", "did", "of",
    }  # fmt: skip


def _life_span(text: str, start: int, end: int) -> bool:
    return text[max(0, start - 1) : start] == "(" and text[end : end + 1] in {
        ")",
        ",",
        "-",
        "\u2013",
    }


def _two_years(match: re.Match[str], context: Context) -> list[Reading]:
    text, start = context.text, match.start()
    if text[max(0, start - 1) : start] in {"$", "£", "€", "-", "/"}:
        return []
    first, second = match["y1"], match["y2"]
    if (
        word_before(text, start).lower() in _NUMBERED
        or word_after(text, match.end()).lower() in _COUNTED
    ):
        return []
    last = int(second) if len(second) == 4 else int(first[: 4 - len(second)] + second)
    if len(second) == 2 and last < int(first) and second == "00":
        last += 100
    if not 0 < last - int(first) <= 150:
        return []
    if match["sep"] == "/" and last - int(first) != 1:
        return []
    return whole(match, periods.years(int(first), last), explicit=True)


def _fiscal(match: re.Match[str], context: Context) -> list[Reading]:
    digits = match["year"]
    second = match["y2"]
    first = int(digits) if len(digits) == 4 else two_digit_year(digits, context.published)
    if second:
        return whole(
            match, periods.years(first, first - first % 100 + int(second[-2:])), explicit=True
        )
    return whole(match, periods.year(first), explicit=True)


def _year_word(match: re.Match[str], context: Context) -> list[Reading]:
    return whole(match, periods.year(int(match["year"])), explicit=True)


def _short_year(match: re.Match[str], context: Context) -> list[Reading]:
    text = context.text
    if word_before(text, match.start()).lower() not in {
        "in",
        "of",
        "since",
        "summer",
        "spring",
        "fall",
        "early",
        "late",
        "by",
        "class",
        "the",
    }:
        return []
    if re.match(r"\d|s\b|-", text[match.end() : match.end() + 1]):
        return []
    return whole(match, periods.year(two_digit_year(match[1], context.published)), explicit=True)


def _decade(match: re.Match[str], context: Context) -> list[Reading]:
    digits = match["digits"]
    start = int(digits) if len(digits) == 4 else two_digit_year(digits, context.published)
    if (
        len(digits) == 4
        and start % 100 == 0
        and start <= 1900
        and word_before(context.text, match.start()).lower() == "the"
    ):
        return whole(
            match,
            periods.Period(periods.year(start).first, periods.year(start + 99).last, "century"),
        )
    if len(digits) == 2:
        before = word_before(context.text, match.start()).lower()
        if before not in {"the", "early", "late", "mid"} or (
            not match["quote"]
            and re.search(
                r"(?i)\b(?:in|into) (?:his|her|their|the) $",
                context.text[max(0, match.start() - 12) : match.start()],
            )
            and before != "the"
        ):
            return []
        if (
            not match["quote"]
            and before == "the"
            and word_before(context.text, match.start() - 4).lower()
            not in {"in", "since", "of", "during", "from", "until"}
        ):
            return []
    return whole(match, periods.decade(start))


def _decade_word(match: re.Match[str], context: Context) -> list[Reading]:
    before = word_before(context.text, match.start()).lower()
    ahead = context.text[max(0, match.start() - 14) : match.start()].lower()
    if before not in {"the", "early", "late", "mid", "roaring", "swinging"} or any(
        w in ahead for w in ("his ", "her ", "their ", "my ")
    ):
        return []
    base = context.published.year if context.published else 2025
    start = base - base % 100 + DECADE_WORDS[match[0].lower()]
    return whole(match, periods.decade(start if start <= base else start - 100))


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


_SPORT = re.compile(
    r"(?i)\b(?:touchdowns?|yards?|scored|points?|goals?|game|quarterback|rebounds|basketball|nba|nfl|kick|coach|"
    r"halftime|interception|field goal|three-pointers?|match|possession)\b"
)
_MONEY = re.compile(
    r"(?i)\b(?:profit|earnings|revenue|sales|gdp|growth|economy|loss|income|results|shares?|percent|billion|million|inflation|forecast|output|bank|company)\b|%"
)


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
    from indexer.enrich.dates.words import number

    count = number(match["n"])
    year = _year(match, context)
    if not 1 < count < 12:
        return []
    if year is None:
        return whole(match, None)
    first = 1 if match["nth"].lower() == "first" else 13 - count
    begin, end = periods.month(year, first), periods.month(year, first + count - 1)
    return whole(
        match, periods.Period(begin.first, end.last, "months"), explicit=bool(match["year"])
    )


_QUARTER_STARTS = frozenset(ORDINALS) | {"q"}


def _century(match: re.Match[str], context: Context) -> list[Reading]:
    return whole(match, periods.century(int(match[1])))


_TEENS = "seventeen eighteen nineteen twenty".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ONES = "one two three four five six seven eight nine".split()


def _spelled_year(match: re.Match[str], context: Context) -> list[Reading]:
    """ "nineteen ninety-six", as broadcast transcripts write it."""
    hundreds = 17 + _TEENS.index(match["hundreds"].lower())
    ones = _ONES.index(match["ones"].lower()) + 1 if match["ones"] else 0
    tens = 20 + 10 * _TENS.index(match["tens"].lower())
    return whole(match, periods.year(hundreds * 100 + tens + ones), explicit=True)


def _year_2000(match: re.Match[str], context: Context) -> list[Reading]:
    return whole(match, periods.year(2000), explicit=True)


RULES: tuple[Rule, ...] = (
    rule("spelled year", "seventeen eighteen nineteen", rf"(?P<hundreds>seventeen|eighteen|nineteen){SP}(?P<tens>{'|'.join(_TENS)})(?:[- ](?P<ones>{'|'.join(_ONES)}))?(?![A-Za-z])", _spelled_year),
    rule("the year two thousand", "year", rf"year{SP}two{SP}thousand(?![A-Za-z]|{SP}and)", _year_2000, left="the"),
    rule("century", "#", rf"(1[1-9]|2[01])th{HYPHEN}century(?![A-Za-z])", _century, left="edge"),
    rule("year", "#", YEAR, _bare_year, left="edge"),
    rule("two years", "#", r"(?P<y1>(?:1\d|20)\d\d)(?P<sep>[-\u2010\u2011\u2013\u2014/])(?P<y2>(?:1\d|20)\d\d|\d\d?)(?![\w/%]|[-\u2013]\d|[.,]\d)", _two_years),
    rule("fiscal year", "fiscal financial fy", rf"(?:(?:fiscal|financial){SP}(?:year{SP})?|FY{SP}?){QUOTE}?(?P<year>{YEAR}|\d\d(?![\d%]))(?:[-/\u2013](?P<y2>\d\d(?:\d\d)?)(?!\d))?", _fiscal, left="edge"),
    rule("the year 2000", "year", rf"year{SP}(?P<year>{YEAR})", _year_word, left="the"),
    rule("short year", "' \u2019 \u2018 `", rf"{QUOTE}(\d\d)(?![\w])", _short_year),
    rule("decade", "# ' \u2019 \u2018 `", rf"(?P<quote>{QUOTE})?(?P<digits>(?:1\d|20)\d0|[2-9]0){QUOTE}?s(?![A-Za-z])", _decade, left="edge"),
    rule("decade word", frozenset(DECADE_WORDS), "(?:" + "|".join(DECADE_WORDS) + r")(?![A-Za-z])", _decade_word, left="edge"),
    rule("season year", SEASONS, rf"(?P<season>{SEASON})(?:{SP}(?:of{SP}|in{SP})?(?P<year>{YEAR})(?P<y2>[-/\u2013]\d\d(?:\d\d)?)?|{SP}{_REL})", _season_year, left="edge"),
    rule("the season", SEASONS, rf"{SEASON}(?![A-Za-z-])", _the_season, left="edge"),
    rule("quarter", frozenset(ORDINALS), rf"(?P<nth>first|second|third|fourth|final|last|1st|2nd|3rd|4th){HYPHEN}(?:(?:fiscal|calendar){SP})?(?P<unit>quarter|half)(?![a-z])(?P<q>){_OF_YEAR}?", _quarter, left="edge"),
    rule("Q3", "q", rf"Q(?P<q>[1-4])(?P<nth>)(?P<unit>)(?![\w]){_OF_YEAR}?", _quarter, left="edge"),
    rule("3Q", "#", rf"(?P<q>[1-4])Q(?P<nth>)(?P<unit>)(?![\w]){_OF_YEAR}?", _quarter, left="edge"),
    rule("first months", "first last final", rf"(?P<nth>first|last|final){SP}(?P<n>two|three|four|five|six|seven|eight|nine|ten|eleven|\d\d?){SP}months{_OF_YEAR}", _first_months, left="the"),
)  # fmt: skip
