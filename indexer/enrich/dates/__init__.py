"""Dates that a text speaks of: find the expressions and work out their first and last day.

``words`` and ``periods`` hold the calendar; ``absolute``, ``years``, ``decades``, ``quarters``, ``relative``,
``weekdays``, ``parts`` and ``holidays`` the rules of the grammar; ``resolve``, ``tense`` and ``context``
what settles an open year or weekday; ``find`` is the pass over a document.
"""

from indexer.enrich.dates.find import find_dates
from indexer.enrich.dates.model import DateMention, Precision

__all__ = ["DateMention", "Precision", "find_dates"]
