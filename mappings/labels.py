"""How values are written for a reader: dates by their precision. Pure."""

from __future__ import annotations

from datetime import date

from mappings.article import Precision


def date_label(first: date | None, last: date | None, precision: Precision | None) -> str:
    """A date as words: ``16 March 2022``, ``March 2022``, ``2022``, ``3-7 May 2023``, ``not resolved``."""
    if first is None or last is None:
        return "not resolved"
    if precision == "year":
        return f"{first.year}"
    if precision == "month":
        return f"{first:%B} {first.year}"
    if first == last:
        return f"{first.day} {first:%B} {first.year}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}-{last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}-{last.day} {first:%B} {first.year}"
    start = f"{first.day} {first:%B}" + ("" if first.year == last.year else f" {first.year}")
    return f"{start} - {last.day} {last:%B} {last.year}"
