"""What a rule of the grammar is: where it may start, what it matches, and how it reads the match."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from indexer.enrich.dates.context import Context
from indexer.enrich.dates.periods import Period

# What may stand before the match and belong to it: nothing, "the", or "early", "the end of" and so on.
Left = Literal["none", "the", "edge"]


@dataclass(frozen=True)
class Reading:
    """A span of the text read as a date; ``period`` is None when it cannot be resolved."""

    start: int
    end: int
    period: Period | None
    explicit: bool = False
    """Whether the words name their year, so that others in the sentence can borrow it."""


@dataclass(frozen=True)
class Rule:
    """A pattern tried where a word of ``starts`` begins ("#" for a digit, "'" for an apostrophe)."""

    name: str
    starts: frozenset[str]
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], Context], list[Reading]]
    left: Left = "none"


def rule(
    name: str,
    starts: str | frozenset[str] | dict[str, int],
    pattern: str,
    read: Callable[[re.Match[str], Context], list[Reading]],
    *,
    left: Left = "none",
) -> Rule:
    """Build a rule; the pattern ignores case and is anchored where it is tried."""
    words = frozenset(starts.split()) if isinstance(starts, str) else frozenset(starts)
    return Rule(name, words, re.compile(pattern, re.IGNORECASE), read, left)


def whole(match: re.Match[str], period: Period | None, *, explicit: bool = False) -> list[Reading]:
    """The whole match as one reading."""
    return [Reading(match.start(), match.end(), period, explicit)]


_BEFORE = re.compile(r"([A-Za-z]+)[ \t\u00a0]*(?:\n[ \t]*)?$")
_AFTER = re.compile(r"[ \t\u00a0]*(?:\n[ \t]*)?([A-Za-z]+)")


def word_before(text: str, position: int) -> str:
    """The word that stands directly before a position, or an empty string."""
    found = _BEFORE.search(text, max(0, position - 30), position)
    return found[1] if found else ""


def word_after(text: str, position: int) -> str:
    """The word that stands directly after a position, or an empty string."""
    found = _AFTER.match(text, position, position + 40)
    return found[1] if found else ""
