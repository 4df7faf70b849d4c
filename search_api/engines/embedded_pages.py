"""Pages of hits in an exact order: relevance, newest or oldest, ties by id; no wall at any depth.

tantivy has no ``search_after``. By date, and where every article scores alike, a page begins where
the last one ended by a filter on the sort key and the id, so depth costs nothing and articles added
in between move nothing. By relevance the page is found by its offset among the scores of one
unchanging snapshot: its cost grows gently with its depth (100,000 deep about 10 ms).

A run of articles with one score is ordered by id if it is not longer than ``MAX_RUN``, else as the
index holds it: both are the same on every page of one snapshot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, TypeAlias

import tantivy
from tantivy import FieldType, Occur

from mappings.embedded import ID_KEYS, clean, id_keys, schema
from mappings.errors import BadCursor
from search_api.engines.embedded_compile import both, but_not, within
from search_api.models import Sort

MAX_RUN: Final = 20_000
_DATE_KEY: Final = "published_ms"
_LARGEST: Final = 2**64 - 1
_LARGEST_KEY: Final = 2**60
_AHEAD: Final = 500
"""Hits beyond the page that are fetched at once, so that most runs end within them."""

Address: TypeAlias = "tantivy.DocAddress"
Ranked: TypeAlias = tuple[Any, Address]


@dataclass(frozen=True)
class Place:
    """Where a page begins: after ``last_id`` in the run of articles with this sort key.

    ``key`` is the sort key of a date sort (None for articles without a date). For relevance it is
    the offset of the run among all hits, and ``taken`` how many of the run were given.
    """

    key: int | None
    taken: int
    last_id: str


@dataclass(frozen=True)
class Page:
    """Scored addresses of one page; ``rest`` is key and number of the place where the next begins."""

    hits: Sequence[tuple[float | None, Address]]
    rest: tuple[int | None, int] | None
    total: int | None = None


def fetch_page(
    searcher: tantivy.Searcher,
    query: tantivy.Query,
    *,
    sort: Sort,
    scored: bool,
    size: int,
    place: Place | None,
) -> Page:
    """The page of so many hits at this place; ``total`` where it was counted on the way."""
    if sort != "relevance":
        return _by_date(searcher, query, size, place, newest=sort == "newest")
    if scored:
        return _by_score(searcher, query, size, place)
    return _by_id(searcher, query, size, place)


def all_by_id(searcher: tantivy.Searcher, query: tantivy.Query, chunk: int) -> Iterator[Address]:
    """Every address in the order of ids, fetched so many at a time."""
    last: str | None = None
    while True:
        found = _run(searcher, query, chunk, last)
        yield from (address for _, address in found)
        if len(found) < chunk:
            return
        last = found[-1][0]


def read_id(searcher: tantivy.Searcher, address: Address) -> str:
    """The id of an article."""
    return str(searcher.doc(address).get_first("id"))


def _by_id(
    searcher: tantivy.Searcher, query: tantivy.Query, size: int, place: Place | None
) -> Page:
    found = _run(searcher, query, size + 1, place.last_id if place else None)
    hits = [(None, address) for _, address in found[:size]]
    return Page(hits, (0, 0) if hits and len(found) > size else None)


def _by_date(
    searcher: tantivy.Searcher,
    query: tantivy.Query,
    size: int,
    place: Place | None,
    *,
    newest: bool,
) -> Page:
    wanted = size + 1
    taken: list[tuple[int | None, Address]] = []
    total: int | None = None
    if place is not None:
        rest_of_run = _run(searcher, _with_key(query, place.key), wanted, place.last_id)
        taken = [(place.key, address) for _, address in rest_of_run]
        if place.key is not None:
            given = (place.key, None) if newest else (None, place.key)
            query = but_not(query, within(_DATE_KEY, *given))
    if len(taken) < wanted and (place is None or place.key is not None):
        limit = wanted - len(taken) + _AHEAD
        order = tantivy.Order.Desc if newest else tantivy.Order.Asc
        found = searcher.search(
            query, limit, count=place is None, order_by_field=_DATE_KEY, order=order
        )
        total = found.count if place is None else None
        for key, run in groupby(found.hits, _key):
            addresses = [address for _, address in run]
            if len(taken) >= wanted:
                break
            if len(found.hits) == limit and found.hits[-1][0] == key:
                # The run may go on beyond what was fetched.
                last = _run(searcher, _with_key(query, key), wanted - len(taken), None)
                taken += [(key, address) for _, address in last]
            else:
                taken += [(key, address) for address in _sort_by_id(searcher, addresses)]
    page = taken[:size]
    more = bool(page) and len(taken) > size
    hits = [(None, address) for _, address in page]
    return Page(hits, (page[-1][0], 0) if more else None, total)


def _with_key(query: tantivy.Query, key: int | None) -> tantivy.Query:
    """The articles of a query with this very sort key."""
    if key is None:
        return but_not(query, tantivy.Query.exists_query(_DATE_KEY))
    return both(query, within(_DATE_KEY, key, key))


def _by_score(
    searcher: tantivy.Searcher, query: tantivy.Query, size: int, place: Place | None
) -> Page:
    start, skip = (place.key or 0, place.taken) if place else (0, 0)
    if not (0 <= start <= searcher.num_docs and 0 <= skip <= searcher.num_docs):
        raise BadCursor("expected a cursor within the result, got one beyond; start again")
    wanted = skip + size + 1
    limit = wanted + _AHEAD
    while True:
        found = searcher.search(query, limit, count=place is None, offset=start)
        ended = len(found.hits) < limit
        runs: list[tuple[int, list[Ranked]]] = []
        at = 0
        for _, run in groupby(found.hits, _key):
            members = list(run)
            runs.append((at, members))
            at += len(members)
        # The run in which the page ends must be whole, or known to be too long to be sorted.
        if ended or not runs or runs[-1][0] >= wanted or len(runs[-1][1]) > MAX_RUN:
            break
        limit = min(limit * 4, runs[-1][0] + MAX_RUN + 1)
        if limit <= len(found.hits):
            break
    taken: list[tuple[int, int, Ranked]] = []
    for at, members in runs:
        if at >= wanted:
            break
        if len(members) <= MAX_RUN and at + len(members) > skip:
            score = members[0][0]
            by_id = _sort_by_id(searcher, [address for _, address in members])
            ordered = [(score, address) for address in by_id]
        else:
            ordered = members
        taken += [(start + at, number, hit) for number, hit in enumerate(ordered, 1)]
    page = taken[skip : skip + size]
    rest = (page[-1][0], page[-1][1]) if page and len(taken) > skip + size else None
    total = found.count if place is None else None
    return Page([(float(score), address) for _, _, (score, address) in page], rest, total)


def _sort_by_id(searcher: tantivy.Searcher, addresses: list[Address]) -> list[Address]:
    """Addresses by id: 8 bytes after 8 from fast columns, the few that still tie by reading them."""
    if len(addresses) < 2:
        return addresses
    columns = [searcher.fast_field_values(name, addresses) for name in ID_KEYS]
    keyed = sorted(zip(zip(*columns, strict=True), addresses, strict=True), key=_first)
    ordered: list[Address] = []
    for _, tied in groupby(keyed, key=_first):
        same = [address for _, address in tied]
        if len(same) > 1:
            same.sort(key=lambda address: read_id(searcher, address).encode())
        ordered += same
    return ordered


def _run(
    searcher: tantivy.Searcher, query: tantivy.Query, limit: int, last_id: str | None
) -> list[tuple[str, Address]]:
    """The next articles of a query by id, after this one."""
    if last_id is None:
        return _ordered_by_id(searcher, query, limit, 0)
    found: list[tuple[str, Address]] = []
    if len(last_id.encode()) >= 64:
        # Ids that share the 64 bytes of the columns are few; among them the offset is sought.
        twins = both(query, _same_keys(last_id))
        found = _ordered_by_id(searcher, twins, limit, _rank(searcher, twins, last_id))
    if len(found) < limit:
        after = both(query, _greater_keys(last_id))
        found += _ordered_by_id(searcher, after, limit - len(found), 0)
    return found


def _same_keys(article_id: str) -> tantivy.Query:
    keys = zip(ID_KEYS, id_keys(article_id), strict=True)
    return tantivy.Query.boolean_query([(Occur.Must, _unsigned(n, k, k)) for n, k in keys])


def _greater_keys(article_id: str) -> tantivy.Query:
    """Articles whose key columns, read one after the other, are greater than those of this id."""
    query = tantivy.Query.empty_query()
    for name, key in reversed(list(zip(ID_KEYS, id_keys(article_id), strict=True))):
        equal = [(Occur.Must, _unsigned(name, key, key)), (Occur.Must, query)]
        options = [(Occur.Should, tantivy.Query.boolean_query(equal))]
        if key < _LARGEST:
            options.append((Occur.Should, _unsigned(name, key + 1, _LARGEST)))
        query = tantivy.Query.boolean_query(options)
    return query


def _unsigned(name: str, low: int, high: int) -> tantivy.Query:
    return tantivy.Query.range_query(schema(), name, FieldType.Unsigned, low, high)


def _rank(searcher: tantivy.Searcher, query: tantivy.Query, article_id: str) -> int:
    """How many articles of a query have an id up to this one."""
    low, high = 0, int(searcher.search(query, 1).count)
    while low < high:
        middle = (low + high) // 2
        found = _ordered_by_id(searcher, query, 1, middle)
        if found and found[0][0].encode() <= article_id.encode():
            low = middle + 1
        else:
            high = middle
    return low


def _ordered_by_id(
    searcher: tantivy.Searcher, query: tantivy.Query, limit: int, offset: int
) -> list[tuple[str, Address]]:
    ascending = tantivy.Order.Asc
    found = searcher.search(
        query, limit, count=False, order_by_field="id", offset=offset, order=ascending
    )
    return [(str(key), address) for key, address in found.hits]


def _key(hit: Ranked) -> Any:
    return hit[0]


_first: Callable[[tuple[Any, Address]], Any] = _key


def read_place(place: dict[str, Any]) -> Place:
    """The place of a cursor. Raises BadCursor when it is none."""
    key, taken, last = place.get("key"), place.get("taken"), place.get("id")
    whole = key is None or (isinstance(key, int) and abs(key) < _LARGEST_KEY)
    if whole and isinstance(taken, int) and isinstance(last, str):
        return Place(key, taken, clean(last))
    raise BadCursor("expected a cursor of the embedded engine, got another; start again without it")
