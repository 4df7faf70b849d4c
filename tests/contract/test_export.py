"""A whole result as one stream of stored articles."""

from __future__ import annotations

from collections.abc import Callable

from search_api.engines import SearchEngine
from tests.contract.articles import article, ask
from tests.contract.conftest import House

Searchable = Callable[..., SearchEngine]

ARTICLES = [
    article(f"id-{n * 13 % 40:02}", "war" if n % 2 else "peace", countries=["UA"] if n < 20 else [])
    for n in range(40)
]


def test_a_scan_gives_every_article_of_the_result_by_id(searchable: Searchable) -> None:
    engine = searchable(ARTICLES)
    expected = sorted((a for a in ARTICLES if a.body == "war"), key=lambda a: a.id)
    assert list(engine.scan(ask("war", size=3, sort="newest"))) == expected


def test_a_scan_follows_the_filters(searchable: Searchable) -> None:
    engine = searchable(ARTICLES)
    given = {a.id for a in engine.scan(ask("war", country=["UA"]))}
    assert given == {a.id for a in ARTICLES if a.body == "war" and a.countries}
    assert list(engine.scan(ask("absent"))) == []


def test_a_scan_is_one_view_while_the_index_changes(house: House) -> None:
    house.add(ARTICLES)
    stream = house.engine.scan(ask(""))
    first = next(stream)
    with house.admin.append() as writer:
        writer.write([article("id-00", "changed"), article("id-99", "added")])
        writer.publish()
    with house.admin.build() as writer:
        writer.write([article("other")])
        writer.publish()
    assert [first, *stream] == sorted(ARTICLES, key=lambda a: a.id)
