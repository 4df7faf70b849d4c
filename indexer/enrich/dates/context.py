"""What a date may be counted from: the publication, the sentence, and the dates before it in the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from indexer.enrich.dates.periods import Period
from indexer.enrich.dates.tense import Tense, tense_at

_BOUNDARY = re.compile(
    r"(?:[.!?][\"'\u201d\u2019)]*[ \t]*\n|(?<![A-Z])[.!?][\"'\u201d\u2019)]*[ \t]+(?=[\"'"
    r"\u201c\u2018(]?[A-Z])|\n[ \t]*\n)"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Sgt|Capt|Sen|Rep|Gov|St|Jr|Sr|No|vs|Inc|Corp|Co|Ltd|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun|[A"
    r"-Z])\.[\"'\u201d\u2019)]*[ \t]*$"
)
_SURNAME_MAY = re.compile(
    r"\b(?:Theresa|Mrs?\.?|Ms\.?|Minister|Sir|Lord|Secretary|James|Brian|Elaine|Peter|Robert|Philip) May\b"
)
_FIGURES = re.compile(r"(?i)[$€£%]|\b(?:percent|per cent|million|billion|cents)\b")
_MONTH_FIRST = re.compile(r"\b(?:[JFMASOND][a-z]{2,8})\.? \d{1,2}\b")
_DAY_FIRST = re.compile(r"\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)")
_FINENESS = {"day": 0, "weekend": 1, "week": 1, "month": 2, "months": 2, "days": 1}


@dataclass
class Context:
    """The text, its publication, and the periods found so far; one is made for each document."""

    text: str
    published: date | None
    starts: list[int]
    """Where sentences begin, in order."""
    found: list[tuple[int, Period, bool]] = field(default_factory=list)
    """Start, period, and whether the words name their year."""

    def add(self, start: int, period: Period, *, explicit: bool) -> None:
        """Remember a period for those that are counted from it."""
        self.found.append((start, period, explicit))

    def sentence(self, position: int) -> tuple[int, int]:
        """Start and end of the sentence around a position, at most 600 characters to each side."""
        index = bisect_right(self.starts, position) - 1
        start = self.starts[index] if index >= 0 else 0
        end = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.text)
        start, end = max(start, position - 600), min(end, position + 600)
        start = max(
            start,
            self.text.rfind("\n\n", start, position) + 2
            if "\n\n" in self.text[start:position]
            else start,
        )
        paragraph = self.text.find("\n\n", position, end)
        return start, paragraph if paragraph >= 0 else end

    def tense(self, start: int, end: int) -> Tense | None:
        """The tense in which the sentence speaks of a span."""
        first, last = self.sentence(start)
        return tense_at(self.text[first : max(last, end)], start - first, end - first)

    def anchor(self, position: int, *, coarsest: str = "century") -> Period | None:
        """The last period found before, as fine as a unit or finer; else the day of publication."""
        limit = _FINENESS.get(coarsest, 9)
        recent = None
        for start, period, _ in reversed(self.found[-40:]):
            if _FINENESS.get(period.unit, 5) > limit:
                continue
            far = self.published is not None and abs((self.published - period.first).days) > 60
            if coarsest != "day" or not far or "\n\n" not in self.text[start:position]:
                return period
            recent = recent or period  # long past and in another paragraph: hardly what is meant
        if recent is not None and self.published is None:
            return recent
        return Period(self.published, self.published, "day") if self.published else None

    def year_in_sentence(self, start: int) -> int | None:
        """The year of the last date before in the same sentence that names its year."""
        first, _ = self.sentence(start)
        for position, period, explicit in reversed(self.found[-10:]):
            if position < first:
                return None
            leads = position - first <= 20
            joined = start - position <= 40 and "," not in self.text[position:start]
            if explicit and period.first.year == period.last.year and (leads or joined):
                return period.first.year
        return None

    def quarter_compared(self, start: int, end: int) -> Period | None:
        """The quarter that figures near a span are compared with: "up from $3 million a year earlier"."""
        if not _FIGURES.search(self.text[max(0, start - 150) : end + 80]):
            return None
        for position, period, _ in reversed(self.found[-6:]):
            if period.unit == "quarter":
                return period if start - position < 600 else None
        return None

    @cached_property
    def has_surname_may(self) -> bool:
        """Whether the document names a person called May, so that "May" alone may be that person."""
        return _SURNAME_MAY.search(self.text) is not None

    @cached_property
    def month_first(self) -> bool:
        """Whether the document writes "March 16" more than "16 March": settles 03/04/2022."""
        head = self.text[:20000]
        return len(_MONTH_FIRST.findall(head)) > len(_DAY_FIRST.findall(head))


def sentence_starts(text: str) -> list[int]:
    """Where sentences begin, by a rule over punctuation and capitals; linear in the text."""
    starts = [0]
    for match in _BOUNDARY.finditer(text):
        if not _ABBREVIATION.search(text[max(0, match.start() - 8) : match.start() + 1]):
            starts.append(match.end())
    return starts
