"""What is asked of Elasticsearch for the facets: one request for all of them. Pure.

Each facet has aggregations of its own within the filters that it respects. A terms aggregation asks
every shard for its first values. How many values there are is exact up to ``MAX_EXACT_VALUES``: so
many are listed on the server, which sends their number alone. It is most of the cost of a wide
search, so a view remembers it. What comes back is read in ``elastic_counts``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from mappings.fields import DATE_FACETS, TERMS_FACETS
from search_api.engines.elastic_compile import EVERYTHING, Clause, Compiled, has_value, join
from search_api.facets import MAX_EXACT_VALUES
from search_api.models import FacetSpec, SearchRequest

LISTED: Final = 100
"""Values that are asked for at first, if no more are to be shown."""
LISTED_BY_SHARD: Final = 200
"""Values that each shard names at first: each takes 2 us, and few leave nothing proven."""
_NUMBERED: Final = MAX_EXACT_VALUES + 1

Answer = dict[str, Any]


@dataclass(frozen=True)
class Split:
    """A request split for counting: what all counts share, and what some leave out.

    ``query`` holds for hits and all counts; ``narrow`` (the post filter) for the hits, and for the
    facets but for what they ignore of it.
    """

    query: Clause
    narrow: Clause | None
    own: dict[str, Clause]
    kept_out: dict[tuple[str, str], Clause]


def split(request: SearchRequest, compiled: Compiled) -> Split:
    """Leave out of the query what a facet that is asked for does not respect."""
    asked = [spec.name for spec in request.facets]
    loose = {
        name: clause
        for name, clause in compiled.filters.items()
        if name in asked and _ignores_itself(request, name)
    }
    barred = {key: clause for key, clause in compiled.exclusions.items() if key[0] in asked}
    fixed = replace(
        compiled,
        filters={name: c for name, c in compiled.filters.items() if name not in loose},
        exclusions={key: c for key, c in compiled.exclusions.items() if key not in barred},
    )
    narrow = join(filters=loose.values(), must_not=barred.values()) if loose or barred else None
    own = {
        name: join(
            filters=(c for other, c in loose.items() if other != name), must_not=barred.values()
        )
        for name in asked
    }
    kept_out = {
        key: join(
            filters=[*loose.values(), clause],
            must_not=(c for other, c in barred.items() if other != key),
        )
        for key, clause in barred.items()
    }
    return Split(fixed.full(), narrow, own, kept_out)


def aggregations(
    request: SearchRequest, parts: Split, known: Container[str] = ()
) -> dict[str, Any]:
    """The aggregations of a request: those of facets with the same filter are under it together.

    Of the facets that are ``known`` the values are not numbered.
    """
    made: dict[str, Any] = {}
    for spec in request.facets:
        inner = _of_facet(request, spec, numbered=spec.name not in known)
        clause = parts.own[spec.name]
        if clause == EVERYTHING:
            made.update(inner)
        else:
            group = made.setdefault(_group(parts, spec.name), {"filter": clause, "aggs": {}})
            group["aggs"].update(inner)
    for facet, values in exclusions(request).items():
        for at, value in enumerate(values):
            made[f"{facet} keeps out {at}"] = {"filter": parts.kept_out[facet, value]}
    return made


def unsent(parts: Split, known: Container[str] = ()) -> list[str]:
    """The filter path of an answer: the values that are listed for their number alone are not sent.

    Written out, because wildcards cost a millisecond for each thousand values.
    """
    return [
        "-aggregations."
        + ("" if clause == EVERYTHING else f"{_group(parts, facet)}.")
        + f"{facet} counted.buckets"
        for facet, clause in parts.own.items()
        if facet in TERMS_FACETS and facet not in known
    ]


@dataclass(frozen=True)
class Section:
    """What an answer says of one facet: the articles under its filter, and its aggregations."""

    articles: int
    answer: Answer
    facet: str

    def __getitem__(self, name: str) -> Answer:
        found: Answer = self.answer[f"{self.facet} {name}"]
        return found

    def count(self, name: str) -> int:
        """The articles of a filter aggregation."""
        return int(self[name]["doc_count"])


def section(parts: Split, facet: str, answer: Answer) -> Section:
    """The part of an answer that speaks of a facet."""
    found = answer["aggregations"]
    if parts.own[facet] == EVERYTHING:
        return Section(int(answer["hits"]["total"]["value"]), found, facet)
    group = found[_group(parts, facet)]
    return Section(int(group["doc_count"]), group, facet)


def settle_query(facet: str, parts: Split) -> Clause:
    """The articles that a facet is counted over."""
    return join(filters=[parts.query, parts.own[facet]])


def first_size(spec: FacetSpec) -> int:
    """How many values are asked for at first."""
    return max(LISTED, 2 * spec.size)


def inclusions(request: SearchRequest, facet: str) -> Iterable[str]:
    """The included values of a facet, each once."""
    return dict.fromkeys(request.selection(facet).include)


def exclusions(request: SearchRequest) -> dict[str, list[str]]:
    """The excluded values of the facets that are asked for."""
    return {
        spec.name: list(dict.fromkeys(request.filters[spec.name].exclude))
        for spec in request.facets
        if spec.name in request.filters
    }


def values_of(name: str, size: int) -> Clause:
    """The aggregation of so many values of a facet, the most frequent first."""
    by_shard = max(size, LISTED_BY_SHARD)
    terms = {"field": name, "size": size, "shard_size": by_shard}
    return {"terms": terms | {"show_term_doc_count_error": True}}


def _of_facet(request: SearchRequest, spec: FacetSpec, *, numbered: bool) -> dict[str, Any]:
    name = spec.name
    if name in DATE_FACETS:
        buckets = {"field": f"{name}_{spec.interval}", "interval": 1, "min_doc_count": 1}
        made: dict[str, Any] = {"buckets": {"histogram": buckets}}
        if name == "mentioned":
            made["grains"] = {"terms": {"field": "mentioned_grain", "size": 4}}
    else:
        made = {
            f"selected {at}": {"filter": has_value(name, value)}
            for at, value in enumerate(inclusions(request, name))
        }
        made["values"] = values_of(name, first_size(spec))
        made["missing"] = {"missing": {"field": name}}
        if numbered:
            made |= _number(name)
    return {f"{name} {kind}": aggregation for kind, aggregation in made.items()}


def _number(name: str) -> dict[str, Clause]:
    """How many values there are: those listed, or an estimate where they are more."""
    # From the last key on is cheapest: a heap takes what comes in this order without moving any.
    listed = {"field": name, "size": _NUMBERED, "shard_size": _NUMBERED, "order": {"_key": "desc"}}
    return {
        "counted": {"terms": listed},
        "number": {"stats_bucket": {"buckets_path": f"{name} counted._count"}},
        "estimate": {"cardinality": {"field": name, "precision_threshold": 10_000}},
    }


def _ignores_itself(request: SearchRequest, facet: str) -> bool:
    """Whether the counts of a facet ignore its own inclusions."""
    if facet not in request.filters:
        return False
    selection = request.selection(facet)
    return bool(selection.include) and selection.op == "or"


def _group(parts: Split, facet: str) -> str:
    """The name of the filter that a facet shares with others: that of the first of them."""
    clause = parts.own[facet]
    return "under " + next(name for name, other in parts.own.items() if other == clause)
