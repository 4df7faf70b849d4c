"""Rules for years: "in 1848", "the 2024 Olympics", "1914-18", "fiscal 2023", and which numbers are none."""

from __future__ import annotations

import re

from indexer.enrich.dates import periods
from indexer.enrich.dates.context import Context
from indexer.enrich.dates.resolve import (
    two_digit_year,
)
from indexer.enrich.dates.rule import Reading, Rule, rule, whole, word_after, word_before
from indexer.enrich.dates.words import (
    MONTH,
    QUOTE,
    SP,
    YEAR,
)

_TIME_WORDS = frozenset(
    "in since until till by from during before after between through to early late mid "
    "year summer spring autumn "
    "fall winter season and circa around back of class pre post born vintage mid-".split()
)


_STRONG_TIME = frozenset(
    "in since until till by from during before after between year circa early late born".split()
)


_COUNTED = frozenset(
    "people delegates homes houses students workers troops soldiers dollars euros pounds "
    "rubles roubles yen rupees "
    "meters metres feet miles kilometers kilometres km kg tons tonnes barrels votes seats "
    "jobs cases deaths hours days "
    "weeks months years minutes points men women children families employees members "
    "officers police migrants refugees "
    "copies cars vehicles guests fans spectators supporters protesters demonstrators "
    "others residents patients "
    "hectares acres degrees gallons liters litres calories words pages shares stores "
    "shops hospitals schools villages "
    "companies firms rooms beds flights passengers prisoners civilians fighters rebels "
    "militants participants "
    "runners athletes players volunteers visitors customers users units percent words "
    "items species hp rpm mph gmt utc "
    "block avenue street road lane drive boulevard am pm million billion trillion hundred".split()
)


_NUMBERED = frozenset(
    "room flight highway route page no number nos section article model bus apartment "
    "suite about some nearly almost "
    "than over roughly approximately least most only another additional total chapter "
    "line lines channel unit building "
    "boeing airbus windows office resolution decree law act regulation directive "
    "paragraph form case file extension "
    "phone code platform gate lot square russell nikkei top exactly up than nasdaq hang "
    "psalm verse pope".split()
)


_IN_A_TITLE = re.compile(
    r"\b(?:Acts?|Agenda|Agreement|Bill|Budget|Code|Cup|Decision|Decree|Directive|Euro|Expo|Forum|Natura|Order|"
    rf"Ordinance|Plan|Policy|Program(?:me)?|Regulations?|Rules|Strategy|Summit|Vision),?{SP}\(?(?:\d{{4}}[-\u2013])?$"
)
"""Before the year that a law, a plan or an event has in its name: Finance Act 2017, Vision 2030."""


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
    }:
        return False
    if right[:1] == ":" and right[1:2].isdigit():
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
    if _IN_A_TITLE.search(text, max(0, start - 24), start):
        return False
    if _MONTH_BEFORE.search(text, max(0, start - 20), start):
        return False  # the year of 31 February or of "February 30", which are no dates
    number = int(text[start:end])
    before = word_before(text, start)
    after = word_after(text, end)
    low_before, low_after = before.lower(), after.lower()
    if low_before in _NUMBERED:
        return False
    spoken_of = low_before in {"after", "since", "before", "until"} or after[:1].isupper()
    if low_after in _COUNTED and not (spoken_of and low_before in _TIME_WORDS):
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
            (low_before in _STRONG_TIME or (low_before == "of" and stops and number >= 1400))
            and not plural
            and (stops or not _adjective_like(after))
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
    "elections games olympics championships finals talks results sales profits earnings "
    "figures attacks protests riots "
    "floods fires wildfires killings bombings hearings primaries midterms polls sanctions accords agreements "
    "constitutions reforms awards guidelines levels emissions targets goals prices "
    "revenues losses rates hostilities "
    "clashes strikes crises uprisings revolutions playoffs was is has says shows across "
    "versus towards this its his "
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
    if _IN_A_TITLE.search(text, max(0, start - 24), start):
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


def _year_word(match: re.Match[str], _: Context) -> list[Reading]:
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


_TEENS = "seventeen eighteen nineteen twenty".split()


_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


_ONES = "one two three four five six seven eight nine".split()


def _spelled_year(match: re.Match[str], _: Context) -> list[Reading]:
    """ "nineteen ninety-six", as broadcast transcripts write it."""
    hundreds = 17 + _TEENS.index(match["hundreds"].lower())
    ones = _ONES.index(match["ones"].lower()) + 1 if match["ones"] else 0
    tens = 20 + 10 * _TENS.index(match["tens"].lower())
    return whole(match, periods.year(hundreds * 100 + tens + ones), explicit=True)


def _year_2000(match: re.Match[str], _: Context) -> list[Reading]:
    return whole(match, periods.year(2000), explicit=True)


RULES: tuple[Rule, ...] = (
    rule(
        "spelled year",
        "seventeen eighteen nineteen",
        rf"(?P<hundreds>seventeen|eighteen|nineteen){SP}(?P<tens>{'|'.join(_TENS)})(?:[- ](?P<o"
        rf"nes>{'|'.join(_ONES)}))?(?![A-Za-z])",
        _spelled_year,
    ),
    rule(
        "the year two thousand",
        "year",
        rf"year{SP}two{SP}thousand(?![A-Za-z]|{SP}and)",
        _year_2000,
        left="the",
    ),
    rule("year", "#", YEAR, _bare_year, left="edge"),
    rule(
        "two years",
        "#",
        r"(?P<y1>(?:1\d|20)\d\d)(?P<sep>[-\u2010\u2011\u2013\u2014/])(?P<y2>(?:1\d|20)\d\d|\d"
        r"\d?)(?![\w/%]|[-\u2013]\d|[.,]\d)",
        _two_years,
    ),
    rule(
        "fiscal year",
        "fiscal financial fy",
        rf"(?:(?:fiscal|financial){SP}(?:year{SP})?|FY{SP}?){QUOTE}?(?P<year>{YEAR}|\d\d(?![\d%"
        rf"]))(?:[-/\u2013](?P<y2>\d\d(?:\d\d)?)(?!\d))?",
        _fiscal,
        left="edge",
    ),
    rule("the year 2000", "year", rf"year{SP}(?P<year>{YEAR})", _year_word, left="the"),
    rule("short year", "' \u2019 \u2018 `", rf"{QUOTE}(\d\d)(?![\w])", _short_year),
)
