"""The countries that an article is mainly about: title, lead and share of mentions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from indexer.enrich.reading import Kind, Reading

WEIGHTS: dict[Kind, float] = {
    "country": 1.0,
    "demonym": 0.65,
    "seat": 0.8,
    "region": 0.9,
    "city": 0.8,
    "institution": 0.7,
    "unknown": 0.0,
}
TITLE_WEIGHT, LEAD_WEIGHT, LEAD_CHARS = 3.0, 3.0, 200
SHARE = 0.5
"""Share of the first country's score from which on another one is what the article is about."""
SHARE_IN_TITLE = 0.3
"""The same for a country that the title names."""
MOST = 3


def about(items: Iterable[Reading], title_length: int) -> tuple[str, ...]:
    """The codes of at most MOST countries, the weightiest first; none without a country."""
    scores: defaultdict[str, float] = defaultdict(float)
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
    ranked = sorted(scores.items(), key=lambda entry: (-entry[1], entry[0]))[:MOST]
    return tuple(
        code
        for rank, (code, score) in enumerate(ranked)
        if rank == 0 or score >= ranked[0][1] * (SHARE_IN_TITLE if code in in_title else SHARE)
    )
