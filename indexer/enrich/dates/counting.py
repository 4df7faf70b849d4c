"""Words such as last, next and following, and the steps that they count from a day."""

from __future__ import annotations

from datetime import date

from indexer.enrich.dates import periods
from indexer.enrich.dates.context import Context
from indexer.enrich.dates.periods import Period
from indexer.enrich.dates.words import (
    SP,
)

TEXT_ANCHORED = frozenset({"previous", "following", "preceding", "ensuing", "same", "that"})


STEPS = {"last": -1, "past": -1, "previous": -1, "preceding": -1, "next": 1, "coming": 1, "upcoming": 1,
         "following": 1, "ensuing": 1, "succeeding": 1}  # fmt: skip


WHICH = (
    r"last|this{SP}past|this{SP}coming|this{SP}upcoming|this|next|past|coming|upcoming|cur"
    r"rent|previous|following|preceding|ensuing|that{SP}same|same|that"
).replace("{SP}", SP)


WHICH_STARTS = (
    "last this next past coming upcoming current previous following preceding ensuing same that"
)


def from_published(context: Context, unit: str, steps: int) -> Period | None:
    """The period so many units from publication; None when that is not known."""
    return periods.shifted(unit, context.published, steps) if context.published else None


def from_text(context: Context, position: int, unit: str, steps: int) -> Period | None:
    """The period so many units from the date before a position in the text, else from publication."""
    coarsest = {"day": "day", "week": "week", "weekend": "week", "month": "month"}.get(
        unit, "century"
    )
    anchor = context.anchor(position, coarsest=coarsest)
    if anchor is None:
        return None
    of: date = anchor.last if steps > 0 and unit in {"day", "week"} else anchor.first
    return periods.shifted(unit, of, steps)
