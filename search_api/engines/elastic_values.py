"""Facet values by a prefix from Elasticsearch: lookup terms in order, and counts of listed values. Pure.

Both are exact on several shards: a composite aggregation gives every term of its range with its count,
and a terms aggregation that names its values gives each of them from every shard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from mappings.embedded import clean
from search_api.engines.elastic_compile import EVERYTHING, Clause

Ask = Callable[[dict[str, Any]], dict[str, Any]]
_PAGE: Final = 5_000
_LISTED: Final = 10_000


def lookup_terms(ask: Ask, facet: str, folded: str) -> Iterator[tuple[str, int]]:
    """The lookup terms with a prefix and in how many articles each is, in order."""
    field = f"{facet}_lookup"
    query: Clause = {"prefix": {field: {"value": folded}}} if folded else EVERYTHING
    after = {"term": folded} if folded else None
    while True:
        composite: dict[str, Any] = {
            "size": _PAGE,
            "sources": [{"term": {"terms": {"field": field}}}],
        }
        if after is not None:
            composite["after"] = after
        aggs = {"terms": {"composite": composite}}
        answer = ask({"size": 0, "track_total_hits": False, "query": query, "aggs": aggs})
        found = answer["aggregations"]["terms"]
        for bucket in found["buckets"]:
            term = bucket["key"]["term"]
            if not term.startswith(folded):
                return
            yield term, int(bucket["doc_count"])
        after = found.get("after_key")
        if after is None or len(found["buckets"]) < _PAGE:
            return


def count_listed(ask: Ask, facet: str, query: Clause, values: Sequence[str]) -> dict[str, int]:
    """In how many articles of a query each of these values is, those in none left out."""
    counts: dict[str, int] = {}
    for at in range(0, len(values), _LISTED):
        named = [clean(value) for value in values[at : at + _LISTED]]
        terms = {"field": facet, "include": named, "size": len(named), "shard_size": len(named)}
        aggs = {"values": {"terms": terms}}
        answer = ask({"size": 0, "track_total_hits": False, "query": query, "aggs": aggs})
        for bucket in answer["aggregations"]["values"]["buckets"]:
            counts[bucket["key"]] = int(bucket["doc_count"])
    return counts
