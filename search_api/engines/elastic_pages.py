"""Pages of hits from Elasticsearch: the sort, and the place where the next page begins. Pure."""

from __future__ import annotations

from typing import Any, Final

from mappings.embedded import clean
from mappings.errors import BadCursor
from search_api.cursor import Cursor
from search_api.engines.elastic_views import View, pack
from search_api.models import Sort

Key = list[dict[str, Any]]
_LARGEST: Final = 2**63


def sort_keys(sort: Sort, *, scored: bool) -> Key:
    """The exact order of the hits: ties by id, articles without a date last."""
    if sort != "relevance":
        order = "desc" if sort == "newest" else "asc"
        return [{"published_ms": {"order": order, "missing": "_last"}}, {"id": "asc"}]
    return [{"_score": "desc"}, {"id": "asc"}] if scored else [{"id": "asc"}]


def next_cursor(view: View, hits: list[dict[str, Any]], size: int, keys: Key) -> Cursor | None:
    """The cursor of the page after these hits, of which one more than the page was asked for."""
    if len(hits) <= size or not size:
        return None
    # Elasticsearch adds the shard's own number; the id is unique without it.
    after = hits[size - 1]["sort"][: len(keys)]
    return Cursor(view.generation, {"after": after, "point": pack(view.point)})


def read_after(place: dict[str, Any], keys: Key) -> list[Any]:
    """The sort keys of a cursor. Raises BadCursor when they are none of this order."""
    after = place.get("after")
    if isinstance(after, list) and len(after) == len(keys) and isinstance(after[-1], str):
        first = after[0]
        number = isinstance(first, int | float) and -_LARGEST <= first < _LARGEST
        if len(after) == 1 or (number and not isinstance(first, bool)):
            return [*after[:-1], clean(after[-1])]
    raise BadCursor("expected a cursor of Elasticsearch, got another; start again without it")
