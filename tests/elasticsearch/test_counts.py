"""Counts of facets over several shards are true where the server's own are not."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import pytest
from elasticsearch import ApiError

from indexer.writers.elastic import ElasticAdmin
from mappings.article import EnrichedArticle
from mappings.elastic import index_body, to_elastic
from mappings.elastic_client import connect
from mappings.elastic_store import new_meta
from mappings.errors import EngineError, EngineTimeout, EngineUnavailable
from mappings.generations import build_name
from mappings.settings import IndexSettings
from search_api.engines import elastic_counts, elastic_facets, elastic_reader
from search_api.engines.elastic import ElasticEngine
from search_api.engines.elastic_reader import check_whole
from search_api.models import FacetSpec
from tests.contract.articles import article, ask, counts, found, terms
from tests.elasticsearch.shared import empty_index
from tests.property import bruteforce

pytestmark = pytest.mark.elasticsearch
SHARDS = 3
LOCAL = 1_600
"""More values a shard than are asked of it at first (1,510)."""


def write(settings: IndexSettings, articles: Sequence[EnrichedArticle]) -> None:
    admin = ElasticAdmin(settings)
    with admin.build() as writer:
        writer.write(articles)
        writer.publish(expect_articles=len(articles))
    admin.close()


def keys_by_shard(settings: IndexSettings, number: int) -> list[list[str]]:
    """Ids that go to each shard: where an id goes depends on the number of shards alone."""
    write(settings, [article(f"{at:03}") for at in range(number)])
    with connect(settings) as client:
        pages = [
            client.search(
                index=settings.index_name, preference=f"_shards:{shard}", size=number, sort=["id"]
            )
            for shard in range(SHARDS)
        ]
    return [[hit["_id"] for hit in page["hits"]["hits"]] for page in pages]


@pytest.fixture(scope="module")
def skewed() -> Iterator[tuple[IndexSettings, list[EnrichedArticle]]]:
    """Many values that each are on one shard alone, and two that are on all of them, less often there.

    On each shard 1,600 people are in 3 articles. "Everywhere" is in 2 articles of each shard: in
    the most of all. "Mostly here" is in 20 articles of one shard and in 2 of each other; "Here" in
    15 of one.
    """
    with empty_index(shards=SHARDS) as settings:
        shards = keys_by_shard(settings, 200)
        articles = []
        for number, keys in enumerate(shards):
            local = [f"Local {number} {at:04}" for at in range(LOCAL)]
            articles += [article(key, persons=local) for key in keys[:3]]
            articles += [article(key, persons=["Everywhere"]) for key in keys[3:5]]
            often = 20 if number == 0 else 2
            articles += [
                article(key, "few", institutions=["Mostly here"], persons=["Mostly here"])
                for key in keys[5 : 5 + often]
            ]
        articles += [article(key, "few", persons=["Here"]) for key in shards[0][25:40]]
        write(settings, articles)
        yield settings, articles


@pytest.fixture
def engine(skewed: tuple[IndexSettings, list[EnrichedArticle]]) -> Iterator[ElasticEngine]:
    opened = ElasticEngine(skewed[0])
    yield opened
    opened.close()


def naive(settings: IndexSettings, size: int) -> list[tuple[str, int]]:
    """What the server answers when it is asked as one asks first."""
    with connect(settings) as client:
        answer = client.search(
            index=settings.index_name,
            size=0,
            aggs={"person": {"terms": {"field": "person", "size": size}}},
        )
    return [(b["key"], b["doc_count"]) for b in answer["aggregations"]["person"]["buckets"]]


@pytest.mark.parametrize("size", [2, 3, 10, 1000])
def test_counts_are_exact_where_a_terms_aggregation_errs(
    skewed: tuple[IndexSettings, list[EnrichedArticle]], engine: ElasticEngine, size: int
) -> None:
    settings, articles = skewed
    true = Counter(name for one in articles for name in (p.name for p in one.persons))
    ranked = sorted(true.items(), key=lambda item: (-item[1], item[0]))
    assert ranked[:3] == [("Mostly here", 24), ("Here", 15), ("Everywhere", 6)]
    assert naive(settings, size) != ranked[:size]
    result = engine.search(ask("", FacetSpec(name="person", size=size), size=0))
    given = terms(result, "person")
    assert counts(result, "person") == ranked[:size]
    assert given.exact
    assert (given.total_values, given.total_values_exact) == (len(true), True)
    assert given.other == sum(count for _, count in ranked[size:])


def test_a_facet_that_is_cut_says_so_truly(engine: ElasticEngine) -> None:
    """When no more may be asked for, the numbers may be wrong, and ``exact`` is false."""
    with (
        patch.object(elastic_counts, "MOST_VALUES", 100),
        patch.object(elastic_counts, "_RECOUNTED", 0),
    ):
        given = terms(engine.search(ask("", "person", size=0)), "person")
    assert not given.exact


@pytest.mark.parametrize("seed", range(4))
def test_counts_are_exact_however_little_is_asked_for_at_first(seed: int) -> None:
    """Random libraries, and a first request so small that every shard leaves values out."""
    chance = random.Random(seed)
    names = [f"Person {at:02}" for at in range(40)]
    weights = [1 / (1 + at) for at in range(len(names))]

    def few(name: str, size: int) -> dict[str, Any]:
        asked = {"field": name, "size": size, "shard_size": size, "show_term_doc_count_error": True}
        return {"terms": asked}

    library = [
        article(
            f"{at:03}",
            chance.choice(["war", "peace"]),
            persons=dict.fromkeys(chance.choices(names, weights, k=chance.randint(0, 4))),
            countries=chance.sample(["UA", "RU", "FR", "US", "DE"], chance.randint(0, 2)),
        )
        for at in range(120)
    ]
    with (
        empty_index(shards=SHARDS) as settings,
        patch.object(elastic_facets, "LISTED", 1),
        patch.object(elastic_counts, "LISTED_BY_SHARD", 1),
        patch.object(elastic_facets, "values_of", few),
        patch.object(elastic_counts, "values_of", few),
    ):
        write(settings, library)
        engine = ElasticEngine(settings)
        for _ in range(25):
            specs = [
                FacetSpec(name=name, size=chance.randint(1, 12)) for name in ("person", "country")
            ]
            request = ask(
                chance.choice(["", "war", "peace"]),
                *specs,
                size=0,
                person=chance.sample(names, chance.randint(0, 2)),
                not_person=chance.sample(names, chance.randint(0, 1)),
                country=chance.sample(["UA", "RU"], chance.randint(0, 1)),
                op={"person": chance.choice(["and", "or"])},
            )
            result = engine.search(request)
            for spec in specs:
                assert result.facets[spec.name] == bruteforce.facet(library, request, spec)
        engine.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that does not wait for a server to come back."""
    monkeypatch.setattr(elastic_reader, "TRIES", (0.0, 0.05))


@pytest.mark.usefixtures("impatient")
def test_an_answer_without_a_shard_is_an_error_and_whole_again_later() -> None:
    with empty_index(shards=SHARDS) as settings, connect(settings, retries=0) as client:
        generation = build_name(settings.index_name, datetime.now(UTC), "0" * 8)
        there = index_without_a_shard(client, settings, generation)
        engine = ElasticEngine(settings)
        for act in (
            lambda: engine.search(ask("", "person")),
            lambda: list(engine.scan(ask(""))),
            lambda: engine.facet_values("person", "an", ask("")),
        ):
            with pytest.raises(EngineUnavailable, match="try again"):
                act()
        client.indices.put_settings(
            index=generation, settings={"index.routing.allocation.total_shards_per_node": -1}
        )
        client.cluster.health(index=generation, wait_for_status="green", timeout="30s")
        assert found(engine) == there
        engine.close()


def index_without_a_shard(client: Any, settings: IndexSettings, generation: str) -> set[str]:
    """A live generation of which one shard has no node; gives the ids of what is in the others."""
    body = index_body(shards=SHARDS, replicas=0, meta=new_meta(complete=True))
    body["settings"]["index"]["routing.allocation.total_shards_per_node"] = SHARDS - 1
    alias = {settings.index_name: {}}
    client.indices.create(index=generation, aliases=alias, wait_for_active_shards=0, **body)
    client.cluster.health(
        index=generation, wait_for_active_shards=SHARDS - 1, wait_for_no_initializing_shards=True
    )
    there = set()
    for at in range(12):
        document = to_elastic(article(f"{at:02}", persons=["Ann"]))
        with suppress(ApiError):  # 503 for the shard that is not there
            client.index(
                index=generation, id=f"{at:02}", document=document, refresh=True, timeout="50ms"
            )
            there.add(f"{at:02}")
    assert 0 < len(there) < 12
    return there


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"timed_out": True, "_shards": {"total": 3, "failed": 0}}, EngineTimeout),
        ({"timed_out": False, "_shards": {"total": 3, "failed": 1}}, EngineError),
    ],
)
def test_a_part_of_an_answer_is_refused(answer: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error, match="try again"):
        check_whole(answer)


def test_pages_by_relevance_go_on_after_articles_were_replaced() -> None:
    """The cursor's point in time keeps the state that it began in, whatever is published."""
    first = [article(f"{at:02}", "war " * (1 + at % 7)) for at in range(30)]
    with empty_index(shards=SHARDS) as settings:
        write(settings, first)
        engine = ElasticEngine(settings)
        page = engine.search(ask("war", size=10))
        whole = [hit.id for hit in engine.search(ask("war", size=30)).hits]
        admin = ElasticAdmin(settings)
        with admin.append() as writer:
            writer.write([article(a.id, "peace") for a in first[:20]])
            writer.publish()
        write(settings, [article("other", "war")])
        admin.close()
        seen = [hit.id for hit in page.hits]
        while page.cursor:
            page = engine.search(ask("war", size=10, cursor=page.cursor))
            assert page.total == 30
            seen += [hit.id for hit in page.hits]
        assert seen == whole
        engine.close()
