"""The order of hits, and pages that neither repeat nor lose one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import pytest

from mappings.errors import BadCursor
from search_api.cursor import Cursor, encode
from search_api.engines import SearchEngine
from search_api.models import Sort
from tests.contract.articles import article, ask, ids, pages
from tests.contract.conftest import House

Searchable = Callable[..., SearchEngine]
SORTS: tuple[Sort, ...] = get_args(Sort)

MIXED = [
    article("b", "war war war", published="2022-03-01"),
    article("a", "war", published="2022-03-01"),
    article("d", "war and peace", published="2022-04-01T12:00:00.001"),
    article("c", "war", published="2022-04-01T12:00:00.002"),
    article("f", "war"),
    article("e", "war"),
]
# Three dates, none, and runs that are longer than a page.
MANY = [
    article(
        f"id-{number * 7 % 60:02}",
        "war " * (1 + number % 3),
        published=[None, "2020-01-01", "2021-01-01", "2022-01-01"][number % 4],
    )
    for number in range(60)
]


def test_newest_and_oldest_have_undated_articles_last_and_ties_by_id(
    searchable: Searchable,
) -> None:
    engine = searchable(MIXED)
    newest = engine.search(ask("war", sort="newest"))
    assert ids(newest) == ["c", "d", "a", "b", "e", "f"]
    oldest = engine.search(ask("", sort="oldest"))
    assert ids(oldest) == ["a", "b", "d", "c", "e", "f"]


def test_equal_relevance_is_ordered_by_id(searchable: Searchable) -> None:
    engine = searchable(MIXED)
    assert ids(engine.search(ask(""))) == ["a", "b", "c", "d", "e", "f"]
    by_score = engine.search(ask("war")).hits
    assert [hit.id for hit in by_score if hit.score == by_score[1].score] == ["a", "c", "e", "f"]
    assert by_score[0].id == "b"


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("q", ["", "war", "war OR absent", "war*"])
@pytest.mark.parametrize("size", [1, 7, 60])
def test_pages_are_the_whole_result_in_one_order(
    searchable: Searchable, sort: Sort, q: str, size: int
) -> None:
    engine = searchable(MANY)
    whole = ids(engine.search(ask(q, sort=sort, size=100)))
    paged = pages(engine, ask(q, sort=sort, size=size))
    assert [key for page in paged for key in page] == whole
    assert sorted(whole) == sorted(a.id for a in MANY)
    assert all(len(page) == size for page in paged[:-1])
    assert paged[-1]


def test_ids_sort_by_their_bytes_however_long(searchable: Searchable) -> None:
    stem = "https://news.example/a/very/long/path/that/goes/beyond/sixty-four/characters/"
    keys = [f"{stem}{n}" for n in ("10", "9", "1", "é", "z", "🙂", "")] + ["B", "a", "ab", "Z"]
    engine = searchable([article(key) for key in keys])
    expected = sorted(keys, key=str.encode)
    for sort in SORTS:
        assert [k for page in pages(engine, ask("", sort=sort, size=2)) for k in page] == expected


def test_total_and_facets_stay_the_same_on_every_page(searchable: Searchable) -> None:
    engine = searchable(MANY)
    first = engine.search(ask("war", "published", sort="newest", size=10))
    second = engine.search(ask("war", "published", sort="newest", size=10, cursor=first.cursor))
    assert (second.total, second.facets) == (first.total, first.facets)
    assert first.total == 60


def test_size_zero_counts_without_hits(searchable: Searchable) -> None:
    result = searchable(MIXED).search(ask("war", "published", size=0))
    assert (result.total, result.hits, result.cursor) == (6, (), None)
    assert result.facets


def test_the_last_page_has_no_cursor(searchable: Searchable) -> None:
    assert searchable(MIXED).search(ask("war", size=6)).cursor is None
    assert searchable(MIXED).search(ask("war", size=5)).cursor is not None
    assert searchable(MIXED).search(ask("absent", size=5)).cursor is None


@pytest.mark.parametrize(
    "harm", [lambda c: c[:-2], lambda c: "A" + c[1:], lambda c: f"{c}§", lambda c: c * 2]
)
def test_an_altered_cursor_is_refused(searchable: Searchable, harm: Callable[[str], str]) -> None:
    engine = searchable(MIXED)
    cursor = engine.search(ask("war", size=2)).cursor
    assert cursor is not None
    with pytest.raises(BadCursor, match="start again"):
        engine.search(ask("war", size=2, cursor=harm(cursor)))


@pytest.mark.parametrize(
    ("generation", "place"),
    [
        ("../../etc", {"key": 0, "taken": 0, "id": "a"}),
        (None, []),
        (None, {}),
        (None, {"key": 10**15, "taken": 10**15, "id": "a"}),
        (None, {"key": 10**30, "taken": -1, "id": "a"}),
        (None, {"key": "x", "taken": {}, "id": None}),
    ],
)
@pytest.mark.parametrize("sort", SORTS)
def test_a_forged_cursor_does_no_harm(
    searchable: Searchable, generation: str | None, place: Any, sort: Sort
) -> None:
    engine = searchable(MIXED)
    request = ask("war", size=2, sort=sort)
    forged = encode(request, Cursor(generation or engine.generation(), place))
    try:
        result = engine.search(request.model_copy(update={"cursor": forged}))
    except BadCursor:
        return
    assert set(ids(result)) <= {a.id for a in MIXED}


@pytest.mark.parametrize("other", [{"q": "peace"}, {"sort": "newest"}, {"country": ["UA"]}])
def test_a_cursor_of_another_request_is_refused(
    searchable: Searchable, other: dict[str, object]
) -> None:
    engine = searchable(MIXED)
    cursor = engine.search(ask("war", size=2)).cursor
    with pytest.raises(BadCursor, match="another"):
        engine.search(ask(**{"q": "war", "size": 2, "cursor": cursor, **other}))


def test_page_size_facets_and_highlights_may_change_on_the_way(searchable: Searchable) -> None:
    engine = searchable(MIXED)
    cursor = engine.search(ask("", size=2)).cursor
    rest = engine.search(ask("", "person", size=3, cursor=cursor, highlight=False))
    assert ids(rest) == ["c", "d", "e"]


@pytest.mark.parametrize("sort", SORTS)
def test_paging_goes_on_in_its_generation_after_a_publish(house: House, sort: Sort) -> None:
    house.add(MANY)
    first = house.engine.search(ask("war", sort=sort, size=20))
    with house.admin.build() as writer:
        writer.write([article("new", "war", published="2030-01-01")])
        writer.publish()
    rest = pages(house.engine, ask("war", sort=sort, size=20, cursor=first.cursor))
    seen = ids(first) + [key for page in rest for key in page]
    assert sorted(seen) == sorted(a.id for a in MANY)


@pytest.mark.parametrize("sort", SORTS)
def test_paging_goes_on_while_articles_are_added(house: House, sort: Sort) -> None:
    house.add(MANY)
    first = house.engine.search(ask("war", sort=sort, size=20))
    with house.admin.append() as writer:
        writer.write([article(f"id-{n:02}-new", "war", published="2021-01-01") for n in range(60)])
        writer.publish()
    rest = pages(house.engine, ask("war", sort=sort, size=20, cursor=first.cursor))
    seen = ids(first) + [key for page in rest for key in page]
    assert len(seen) == len(set(seen))
    assert set(seen) >= {a.id for a in MANY}


def test_a_cursor_of_a_generation_that_is_gone_is_refused(house: House) -> None:
    house.add(MANY)
    cursor = house.engine.search(ask("war", size=20)).cursor
    house.build([article("new", "war")])
    house.admin.prune(1)
    with pytest.raises(BadCursor, match="start again"):
        house.engine.search(ask("war", size=20, cursor=cursor))
