"""Find and resolve the dates of a document: one pass over its words, linear in its length."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from spacy.tokens import Doc

from indexer.enrich.dates import (
    absolute,
    accounts,
    decades,
    holidays,
    parts,
    quarters,
    relative,
    weekdays,
    years,
)
from indexer.enrich.dates.context import Context, sentence_starts
from indexer.enrich.dates.model import DateMention
from indexer.enrich.dates.rule import Reading, Rule
from indexer.enrich.dates.words import SP
from indexer.enrich.found import text_of

_WORD = re.compile("[A-Za-z]+|[0-9]+|['\u2019\u2018`](?=[0-9])")
_LEFT_THE = re.compile(rf"(?i)(?<![\w'\u2019])the{SP}$")
_LEFT_EDGE = re.compile(
    rf"(?i)(?<![\w'\u2019])(?:(?:(?:the|very){SP})?"
    rf"(?:(?:early|earlier|late|later|mid)(?:-|{SP})(?:(?:of|in){SP}(?!the{SP}summer))?"
    rf"|(?:end|beginning|start|middle|close|latter{SP}part|first{SP}part|early{SP}part|latt"
    rf"er{SP}half){SP}of{SP})(?:(?:the|calendar){SP})?"
    rf"|the{SP}(?:very{SP})?)$"
)
_NEEDS_THE = frozenset({"year", "month year", "months", "bare month", "which month", "fiscal year"})
_NAMES = frozenset({"PERSON", "ORG", "LOC", "GPE", "FAC", "NORP", "PRODUCT", "WORK_OF_ART"})
_AMBIGUOUS = frozenset(
    "may march april june august jan sunday summer autumn wednesday friday spring winter fall".split()
)


_MODULES = (absolute, accounts, years, decades, quarters, relative, weekdays, parts, holidays)


def _by_start() -> dict[str, tuple[Rule, ...]]:
    found: dict[str, list[Rule]] = defaultdict(list)
    for one in (rule for module in _MODULES for rule in module.RULES):
        for start in one.starts:
            found[start].append(one)
    return {start: tuple(rules) for start, rules in found.items()}


_RULES = _by_start()


def find_dates(doc: Doc, published: date | None) -> list[DateMention]:
    """The dates that a document speaks of, in the order of the text and without overlaps.

    Relative ones are counted from ``published`` or from a date before them in the text; without
    either their days are None. Persons, institutions and places among ``doc.ents`` keep words such
    as "May" and "Sunday Times" from being read as dates; nothing else of the pipeline is needed.
    """
    text = text_of(doc)
    names = [(e.start_char, e.end_char, e.label_) for e in doc.ents if e.label_ in _NAMES]
    starts: list[int] = []
    context = Context(text, published, starts)
    mentions = []
    name_index = 0
    for reading in _readings(text, context, doc):
        while name_index < len(names) and names[name_index][1] <= reading.start:
            name_index += 1
        if name_index < len(names) and _is_name(text, reading, names[name_index]):
            continue
        mentions.append(_mention(text, reading))
        if reading.period is not None:
            context.add(reading.start, reading.period, explicit=reading.explicit)
    return mentions


def _readings(text: str, context: Context, doc: Doc) -> Iterator[Reading]:
    position = 0
    for word in _WORD.finditer(text):
        start = word.start()
        if start < position:
            continue
        key = word[0].lower()
        first = key[0]
        rules = _RULES.get("#" if "0" <= first <= "9" else key)
        if rules is None or (start and (text[start - 1].isalnum() or text[start - 1] == "_")):
            continue
        if not context.starts:
            context.starts.extend(_sentences(doc))
        best: list[Reading] = []
        chosen: Rule | None = None
        for one in rules:
            match = one.pattern.match(text, start)
            if match is None or (best and match.end() <= best[-1].end):
                continue
            try:
                readings = one.read(match, context)
            except (ValueError, OverflowError):
                continue  # 31 February, year 99999: not a date
            if readings:
                best, chosen = readings, one
        if chosen is None:
            continue
        best[0] = _extended(text, best[0], chosen, position)
        yield from best
        position = best[-1].end


def _sentences(doc: Doc) -> list[int]:
    if doc.has_annotation("SENT_START"):
        return [sentence.start_char for sentence in doc.sents]
    return sentence_starts(text_of(doc))


def _extended(text: str, reading: Reading, chosen: Rule, floor: int) -> Reading:
    """The reading with "the", "early" or "the end of" before it, where the rule takes them."""
    if chosen.left == "none":
        return reading
    window = max(floor, reading.start - 32)
    pattern = _LEFT_THE if chosen.left == "the" else _LEFT_EDGE
    found = pattern.search(text[window : reading.start])
    if not found:
        return reading
    if chosen.name in _NEEDS_THE and found[0].lower().strip() in {"the", "the very"}:
        return reading
    if chosen.name == "day month" and not re.match(
        r"\d+(?:st|nd|rd|th)", text[reading.start : reading.end]
    ):
        return reading
    return Reading(window + found.start(), reading.end, reading.period, reading.explicit)


def _is_name(text: str, reading: Reading, name: tuple[int, int, str]) -> bool:
    start, end, label = name
    if end <= reading.start or start >= reading.end:
        return False
    if start <= reading.start and reading.end <= end:
        words = text[reading.start : reading.end]
        if (start, end) == (reading.start, reading.end):
            return label == "PERSON" or words.lower() in _AMBIGUOUS
        return len(words.split()) < 3
    return False


def _mention(text: str, reading: Reading) -> DateMention:
    period = reading.period
    return DateMention(
        reading.start,
        reading.end,
        text[reading.start : reading.end],
        period.first if period else None,
        period.last if period else None,
        period.precision if period else None,
    )
