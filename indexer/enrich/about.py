"""The countries that an article is mainly about: title, lead and share of mentions.

Each mention counts by its kind, more in the title and the lead. The country that counts most is
always one; others are when their odds say so. The odds are those of a logistic regression over the
training part of the corpus; newswire that it never saw agrees (docs/enrichment.md has the figures).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable

from indexer.enrich.reading import Kind, Reading

WEIGHTS: dict[Kind, float] = {
    "country": 0.8,
    "demonym": 0.65,
    "seat": 0.4,
    "region": 0.5,
    "city": 0.8,
    "institution": 0.9,
    "unknown": 0.0,
}
TITLE_WEIGHT, LEAD_WEIGHT, LEAD_CHARS = 4.0, 3.0, 200

OF_FIRST, OF_ALL, IN_TITLE, PER_MENTION = 2.1, 3.9, 0.85, 2.25
"""What the odds add for a country's share of the first one's score, for its share of all scores, for
standing in the title, and for the logarithm of its mentions."""
ENOUGH_MENTIONS = 4
"""More mentions than these add nothing: a long article names many countries often."""
NEEDED = 3.95
LEAST_OF_FIRST = 0.25
MOST = 3


def about(items: Iterable[Reading], title_length: int) -> tuple[str, ...]:
    """The codes of at most MOST countries, the weightiest first; none without a country."""
    scores: defaultdict[str, float] = defaultdict(float)
    mentions: Counter[str] = Counter()
    in_title: set[str] = set()
    for item in items:
        if item.code is None:
            continue
        weight = WEIGHTS[item.kind]
        if item.span.end <= title_length:
            weight *= TITLE_WEIGHT
            in_title.add(item.code)
        elif item.span.start < title_length + LEAD_CHARS:
            weight *= LEAD_WEIGHT
        scores[item.code] += weight
        mentions[item.code] += weight > 0
    if not scores:
        return ()
    ranked = sorted(scores, key=lambda code: (-scores[code], code))[:MOST]
    first, everything = scores[ranked[0]] or 1.0, sum(scores.values()) or 1.0

    def odds(code: str) -> float:
        share = scores[code] / first
        if share < LEAST_OF_FIRST:
            return 0.0
        found = math.log(max(1, min(mentions[code], ENOUGH_MENTIONS)))
        total = OF_FIRST * share + OF_ALL * scores[code] / everything + PER_MENTION * found
        return total + (IN_TITLE if code in in_title else 0.0)

    return tuple(code for rank, code in enumerate(ranked) if rank == 0 or odds(code) >= NEEDED)
