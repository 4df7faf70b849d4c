"""Counts of facets from Elasticsearch: one request for all of them, exact on any number of shards. Pure.

Each facet has aggregations of its own within the filters that it respects. A terms aggregation asks
every shard for its first values. On one shard every count is exact; on several
``doc_count_error_upper_bound`` says how many articles a value that no shard named can have at most,
and a value that some shards left out is counted again by a filter of its own (:func:`plan`).

How many values there are is exact up to ``MAX_EXACT_VALUES``: so many are listed on the server, which
sends their number alone. It is most of the cost of a wide search, so a view remembers it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from mappings.dates import Interval
from mappings.fields import DATE_FACETS, TERMS_FACETS
from search_api.engines.elastic_compile import EVERYTHING, Clause, Compiled, has_value, join
from search_api.facets import (
    MAX_EXACT_VALUES,
    TermsCounts,
    histogram_result,
    terms_result,
    top,
)
from search_api.models import FacetResult, FacetSpec, SearchRequest

LISTED: Final = 100
"""Values that are asked for at first, if no more are to be shown."""
LISTED_BY_SHARD: Final = 200
"""Values that each shard names at first: each takes 2 us, and few leave nothing proven."""
MOST_VALUES: Final = 50_000
"""Elasticsearch refuses an answer of more than 65,536 buckets."""
_RECOUNTED: Final = 2_000
_COUNTED: Final = MAX_EXACT_VALUES + 1
_GRAINS: Final[dict[Interval, int]] = {"day": 3, "week": 3, "month": 2, "year": 1}
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
    for facet, values in _exclusions(request).items():
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


@dataclass(frozen=True)
class Counted:
    """What was read of one terms facet; more is added until it is settled.

    ``total`` is the number of its values and whether it is exact. ``counts`` are at least so many
    articles and at most ``errors`` more; ``unseen`` is the most that a value not among them can have.
    """

    spec: FacetSpec
    total: tuple[int, bool]
    missing: int
    selected: dict[str, int]
    excluded: dict[str, int]
    counts: dict[str, int] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    unseen: int = 0
    summed: int = 0
    asked: int = 0


@dataclass(frozen=True)
class Open:
    """What is still to be asked for a facet to be settled: exact counts, or more values."""

    recount: tuple[str, ...] = ()
    more: int = 0

    def __bool__(self) -> bool:
        return bool(self.recount or self.more)


def read_terms(
    request: SearchRequest,
    spec: FacetSpec,
    parts: Split,
    answer: Answer,
    *,
    total: tuple[int, bool] | None,
) -> Counted:
    """The counts of a terms facet in the answer of the first call; ``total`` if it was known before."""
    found = section(parts, spec.name, answer)
    barred = _exclusions(request).get(spec.name, [])
    counted = Counted(
        spec=spec,
        total=total or _total(found),
        missing=found.count("missing"),
        selected={
            value: found.count(f"selected {at}")
            for at, value in enumerate(_inclusions(request, spec.name))
        },
        excluded={
            value: int(answer["aggregations"][f"{spec.name} keeps out {at}"]["doc_count"])
            for at, value in enumerate(barred)
        },
    )
    return _with_values(counted, found["values"], first_size(spec))


def _total(found: Section) -> tuple[int, bool]:
    number, rest = int(found["number"]["count"]), int(found["counted"]["sum_other_doc_count"])
    if rest == 0 and number <= MAX_EXACT_VALUES:
        return number, True
    return max(int(found["estimate"]["value"]), MAX_EXACT_VALUES + 1), False


def plan(counted: Counted) -> Open:
    """What is still to be asked. Nothing when the values shown and their counts are proven."""
    reaches, doubtful = _doubts(counted)
    if (reaches or len(doubtful) > _RECOUNTED) and counted.asked < MOST_VALUES:
        return Open(more=min(MOST_VALUES, max(counted.asked, LISTED_BY_SHARD) * 16))
    return Open(recount=doubtful[:_RECOUNTED])


def _doubts(counted: Counted) -> tuple[bool, tuple[str, ...]]:
    """Whether an unseen value could be among those shown, and the seen ones whose count is open."""
    ranked = top(counted.counts, counted.spec.size)
    edge = ranked[-1][1] if len(ranked) == counted.spec.size else 0
    doubtful = tuple(
        value
        for value, error in counted.errors.items()
        if error and counted.counts[value] + error >= edge
    )
    # With as many articles as the last one shown an unseen value could stand before it.
    return bool(counted.unseen) and counted.unseen >= edge, doubtful


def settle_aggregations(facet: str, wanted: Open) -> dict[str, Any]:
    """The aggregations of a further call for one facet, under the query of :func:`settle_query`."""
    made: dict[str, Any] = {}
    if wanted.more:
        made["values"] = _values(facet, wanted.more)
    for at, value in enumerate(wanted.recount):
        made[f"value {at}"] = {"filter": has_value(facet, value)}
    return made


def settle_query(facet: str, parts: Split) -> Clause:
    """The articles that a facet is counted over."""
    return join(filters=[parts.query, parts.own[facet]])


def add_settled(counted: Counted, wanted: Open, found: Answer) -> Counted:
    """The counts with what a further call answered."""
    if wanted.more:
        counted = _with_values(counted, found["values"], wanted.more)
    if wanted.recount:
        exact_counts = {
            value: int(found[f"value {at}"]["doc_count"]) for at, value in enumerate(wanted.recount)
        }
        counted = replace(
            counted,
            counts=counted.counts | exact_counts,
            errors=counted.errors | dict.fromkeys(exact_counts, 0),
        )
    return counted


def terms_facet(request: SearchRequest, counted: Counted) -> FacetResult:
    """The answer of a terms facet."""
    total, total_exact = counted.total
    reaches, doubtful = _doubts(counted)
    return terms_result(
        counted.spec.name,
        counted.spec.size,
        request.selection(counted.spec.name),
        TermsCounts(
            top=counted.counts,
            total_values=total,
            total_values_exact=total_exact,
            summed=counted.summed,
            missing=counted.missing,
            selected=counted.selected,
            excluded=counted.excluded,
            exact=not reaches and not doubtful,
        ),
    )


def date_facet(spec: FacetSpec, parts: Split, answer: Answer) -> FacetResult:
    """The answer of a date facet. Raises LimitExceeded."""
    found = section(parts, spec.name, answer)
    counts = _numbers(found["buckets"])
    if spec.name == "published":
        missing = found.articles - sum(counts.values())
        return histogram_result(spec.interval, counts, missing=missing)
    grains = _numbers(found["grains"])
    wanted = _GRAINS[spec.interval]
    coarser = sum(count for grain, count in grains.items() if 0 < grain < wanted)
    return histogram_result(spec.interval, counts, missing=grains.get(0, 0), coarser=coarser)


def _numbers(found: Answer) -> dict[int, int]:
    return {int(bucket["key"]): int(bucket["doc_count"]) for bucket in found["buckets"]}


def first_size(spec: FacetSpec) -> int:
    """How many values are asked for at first."""
    return max(LISTED, 2 * spec.size)


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
            for at, value in enumerate(_inclusions(request, name))
        }
        made["values"] = _values(name, first_size(spec))
        made["missing"] = {"missing": {"field": name}}
        if numbered:
            made |= _number(name)
    return {f"{name} {kind}": aggregation for kind, aggregation in made.items()}


def _values(name: str, size: int) -> Clause:
    by_shard = max(size, LISTED_BY_SHARD)
    terms = {"field": name, "size": size, "shard_size": by_shard}
    return {"terms": terms | {"show_term_doc_count_error": True}}


def _number(name: str) -> dict[str, Clause]:
    """How many values there are: those listed, or an estimate where they are more."""
    # From the last key on is cheapest: a heap takes what comes in this order without moving any.
    listed = {"field": name, "size": _COUNTED, "shard_size": _COUNTED, "order": {"_key": "desc"}}
    return {
        "counted": {"terms": listed},
        "number": {"stats_bucket": {"buckets_path": f"{name} counted._count"}},
        "estimate": {"cardinality": {"field": name, "precision_threshold": 10_000}},
    }


def _with_values(counted: Counted, found: Answer, asked: int) -> Counted:
    buckets: Sequence[Answer] = found["buckets"]
    counts = {bucket["key"]: int(bucket["doc_count"]) for bucket in buckets}
    error, rest = int(found["doc_count_error_upper_bound"]), int(found["sum_other_doc_count"])
    # Without an error the order is that of true counts, and what is not given stands behind. With
    # one, a value that is not given has as many as the last one given at most, and the error more.
    last = min(counts.values(), default=0)
    return replace(
        counted,
        counts=counts,
        errors={b["key"]: int(b.get("doc_count_error_upper_bound", 0)) for b in buckets},
        unseen=last + error if error else 0,
        summed=sum(counts.values()) + rest,
        asked=asked,
    )


def _ignores_itself(request: SearchRequest, facet: str) -> bool:
    """Whether the counts of a facet ignore its own inclusions."""
    if facet not in request.filters:
        return False
    selection = request.selection(facet)
    return bool(selection.include) and selection.op == "or"


def _inclusions(request: SearchRequest, facet: str) -> Iterable[str]:
    return dict.fromkeys(request.selection(facet).include)


def _exclusions(request: SearchRequest) -> dict[str, list[str]]:
    """The excluded values of the facets that are asked for."""
    return {
        spec.name: list(dict.fromkeys(request.filters[spec.name].exclude))
        for spec in request.facets
        if spec.name in request.filters
    }


def _group(parts: Split, facet: str) -> str:
    """The name of the filter that a facet shares with others: that of the first of them."""
    clause = parts.own[facet]
    return "under " + next(name for name, other in parts.own.items() if other == clause)
