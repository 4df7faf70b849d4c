"""What the date finder returns: a mention with its days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Precision = Literal["day", "month", "year", "range"]


@dataclass(frozen=True)
class DateMention:
    """An expression that names a date; ``start`` and ``end`` are code points of the text.

    ``first``, ``last`` and ``precision`` are None together for an expression that was seen but
    cannot be resolved, as "yesterday" in an article without a date of publication.
    """

    start: int
    end: int
    text: str
    first: date | None
    last: date | None
    precision: Precision | None
