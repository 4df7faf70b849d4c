"""Rules for decades and centuries: "the 1990s", "the late '80s", "the nineties", "the 17th century"."""

from __future__ import annotations

import re

from indexer.enrich.dates import periods
from indexer.enrich.dates.context import Context
from indexer.enrich.dates.resolve import (
    two_digit_year,
)
from indexer.enrich.dates.rule import Reading, Rule, rule, whole, word_before
from indexer.enrich.dates.words import (
    DECADE_WORDS,
    HYPHEN,
    QUOTE,
)


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


def _century(match: re.Match[str], _: Context) -> list[Reading]:
    return whole(match, periods.century(int(match[1])))


RULES: tuple[Rule, ...] = (
    rule(
        "decade",
        "# ' \u2019 \u2018 `",
        rf"(?P<quote>{QUOTE})?(?P<digits>(?:1\d|20)\d0|[2-9]0){QUOTE}?s(?![A-Za-z])",
        _decade,
        left="edge",
    ),
    rule(
        "decade word",
        frozenset(DECADE_WORDS),
        "(?:" + "|".join(DECADE_WORDS) + r")(?![A-Za-z])",
        _decade_word,
        left="edge",
    ),
    rule("century", "#", rf"(1[1-9]|2[01])th{HYPHEN}century(?![A-Za-z])", _century, left="edge"),
)
