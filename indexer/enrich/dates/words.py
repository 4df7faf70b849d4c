"""The words of the calendar: months, weekdays, numbers, units, seasons, holidays, as regex pieces."""

from __future__ import annotations

import re
from datetime import date, timedelta

from indexer.enrich.dates.periods import easter, nth_weekday

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon", "tuesday tues tue", "wednesday weds wed", "thursday thurs thur thu",
            "friday fri", "saturday sat", "sunday sun",
        )
    )
    for name in names.split()
}  # fmt: skip
SEASONS = frozenset({"spring", "summer", "autumn", "fall", "winter"})
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "final": -1, "last": -1,
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5,
}  # fmt: skip
_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
NUMBERS = {word: number for number, word in enumerate(_ONES.split(), 1)} | _TENS | {"a": 1, "an": 1}
DECADE_WORDS = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70,
    "eighties": 80, "nineties": 90,
}  # fmt: skip

# A gap inside an expression: blanks or one line break, never an empty line.
SP = r"(?:[ \t\u00a0\u2009\u202f]{1,3}|[ \t]?\r?\n[ \t]{0,8}(?!\r?\n))"
DASH = r"(?:-|\u2010|\u2011|\u2013|\u2014|--)"
HYPHEN = rf"(?:[-\u2010\u2011]|{SP})"
MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)(?![A-Za-z])"
)
LONG_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?![A-Za-z])"
WEEKDAY = rf"(?:{LONG_WEEKDAY}|(?:Mon|Tues|Tue|Weds|Wed|Thurs|Thur|Thu|Fri|Sat|Sun)\b\.?)"
# Not the beginning of "3,000", "3.5", "3:30", "3%", "3 million" or "3 p.m.".
_NO_NUMBER = (
    rf"(?![\d%]|[.,:/]\d|[-\u2013]year|{SP}(?:percent|per{SP}cent|million|billion|p\.?m\b|a\.?m\b))"
)
DAY = rf"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![A-Za-z]){_NO_NUMBER}"
YEAR = r"(?:1\d|20|21)\d\d(?![\w%]|[,.]\d)"
ORDINAL = r"(?:first|second|third|fourth|fifth|final|last|1st|2nd|3rd|4th|5th)"
SEASON = r"(?:spring|summer|autumn|fall|winter)"
UNIT = r"(?:day|week|weekend|month|quarter|year|decade|century)"
NUMBER = (
    r"(?:\d{1,3}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|"
    + "|".join(_ONES.split())
    + r"|an?)"
)
QUOTE = r"['\u2018\u2019`]"

FIXED_HOLIDAYS = {
    "christmas day": (12, 25), "christmas": (12, 25), "christmas eve": (12, 24), "boxing day": (12, 26),
    "new years day": (1, 1), "new years eve": (12, 31), "halloween": (10, 31),
    "valentines day": (2, 14), "saint valentines day": (2, 14), "may day": (5, 1),
    "fourth of july": (7, 4), "july fourth": (7, 4), "bastille day": (7, 14), "veterans day": (11, 11),
    "armistice day": (11, 11), "remembrance day": (11, 11), "juneteenth": (6, 19),
    "anzac day": (4, 25), "australia day": (1, 26), "canada day": (7, 1),
    "st patricks day": (3, 17), "saint patricks day": (3, 17), "april fools day": (4, 1),
    "international womens day": (3, 8), "earth day": (4, 22), "groundhog day": (2, 2),
    "bonfire night": (11, 5), "guy fawkes night": (11, 5), "world aids day": (12, 1),
    "cinco de mayo": (5, 5), "world press freedom day": (5, 3), "human rights day": (12, 10),
    "holocaust memorial day": (1, 27), "world refugee day": (6, 20), "twelfth night": (1, 5),
    "epiphany": (1, 6), "all saints day": (11, 1), "all souls day": (11, 2), "st georges day": (4, 23),
    "st andrews day": (11, 30), "midsummer day": (6, 24),
}  # fmt: skip
# Month, weekday, which one of them.
MOVING_HOLIDAYS = {
    "thanksgiving": (11, 3, 4),
    "thanksgiving day": (11, 3, 4),
    "labor day": (9, 0, 1),
    "memorial day": (5, 0, -1),
    "columbus day": (10, 0, 2),
    "presidents day": (2, 0, 3),
    "martin luther king jr day": (1, 0, 3),
    "martin luther king day": (1, 0, 3),
    "mlk day": (1, 0, 3),
}
# Days from Easter Sunday.
EASTER_DAYS = {"good friday": -2, "easter sunday": 0, "easter monday": 1}  # fmt: skip
# Days whose year needs no saying: month and day, the year, and the words that must stand near.
NAMED_DAYS = {
    (9, 11): (
        2001,
        re.compile(r"(?i)\b(?:attack|terror|hijack|twin towers|world trade|al-?qaeda|bin laden)"),
    ),
    (1, 6): (2021, re.compile(r"(?i)\b(?:capitol|insurrection|riot|committee)")),
    (10, 7): (2023, re.compile(r"(?i)\b(?:hamas|massacre|hostage)")),
}


def holiday(name: str, year_number: int) -> date:
    """The day of a holiday in a year; ``name`` as in the tables above, else KeyError."""
    if name in FIXED_HOLIDAYS:
        return date(year_number, *FIXED_HOLIDAYS[name])
    if name in EASTER_DAYS:
        return easter(year_number) + timedelta(days=EASTER_DAYS[name])
    month_number, weekday, nth = MOVING_HOLIDAYS[name]
    return nth_weekday(year_number, month_number, weekday, nth)


def holiday_name(words: str) -> str:
    """The words of a holiday as the tables spell it: small letters, no dots or apostrophes."""
    return " ".join(re.sub(r"[.'\u2018\u2019`]", "", words.lower()).split())


def holiday_pattern() -> str:
    """A regex for all holidays, with or without the apostrophe and the dot."""

    def spelled(name: str) -> str:
        words = []
        for word in name.split():
            if word in {"years", "valentines", "patricks", "fools", "womens", "veterans", "presidents",
                        "saints", "souls", "georges", "andrews"}:  # fmt: skip
                words.append(f"{word[:-1]}{QUOTE}?s{QUOTE}?")
            else:
                words.append(rf"{word}\.?" if word in {"st", "jr"} else word)
        return SP.join(words)

    names = sorted([*FIXED_HOLIDAYS, *MOVING_HOLIDAYS, *EASTER_DAYS], key=len, reverse=True)
    return "(?:" + "|".join(map(spelled, names)) + r")(?![A-Za-z])"


def month_number(name: str) -> int:
    """1 to 12 for "March", "Mar." or "MARCH"."""
    return MONTHS[name.rstrip(".").lower()]


def weekday_number(name: str) -> int:
    """0 (Monday) to 6 for "Friday" or "Fri."."""
    return WEEKDAYS[name.rstrip(".").lower()]


def number(words: str) -> int:
    """The number that NUMBER matched: "3", "a", "twenty-two"."""
    text = words.lower()
    if text.isdigit():
        return int(text)
    return sum(NUMBERS[part] for part in re.split(r"[- ]", text))
