"""Three real nodes, and what a person fears: a node that dies, queues that are full, a disk that is full."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, Final

import pytest
from elasticsearch import Elasticsearch

from indexer.writers import IndexWriter, elastic_bulk, open_admin
from mappings.article import EnrichedArticle
from mappings.elastic_client import connect
from mappings.errors import DramatisError, EngineUnavailable, IndexReadOnly
from mappings.settings import IndexSettings
from search_api.engines import SearchEngine, open_engine
from search_api.models import SearchRequest
from tests.bench.generate import generate
from tests.contract.articles import ask
from tests.elasticsearch.node import Node, running_cluster, running_node
from tests.elasticsearch.shared import started_or_skipped

pytestmark = pytest.mark.cluster
ARTICLES: Final = 5_000
OLD: Final = 2_000
"""So many are there already when a load begins, and are replaced by it."""
BATCH: Final = 250
NODES: Final[Sequence[str]] = ("node-1", "node-2", "node-3")


@dataclass
class Cluster:
    """Three nodes, and the settings of an empty index on them."""

    nodes: Sequence[Node]
    settings: IndexSettings
    client: Elasticsearch

    def node(self, name: str) -> Node:
        return next(node for node in self.nodes if node.name == name)

    def master(self) -> Node:
        return self.node(str(self.client.cat.master(format="json")[0]["node"]))

    def holder(self, index: str) -> Node:
        """A node that holds a primary shard of an index."""
        shards: Any = self.client.cat.shards(index=index, format="json")
        return self.node(next(s["node"] for s in shards if s["prirep"] == "p"))

    def wait_until(self, status: str, index: str | None = None) -> None:
        self.client.options(request_timeout=90).cluster.health(
            index=index, wait_for_status=status, timeout="80s", wait_for_no_relocating_shards=True
        )


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with started_or_skipped(running_cluster(3, heap_mb=256)) as nodes:
        settings = IndexSettings(
            engine="elasticsearch",
            elasticsearch_url=",".join(node.url for node in nodes),
            elasticsearch_shards=3,
            elasticsearch_replicas=1,
            index_name=f"test-{secrets.token_hex(4)}",
            batch_articles=BATCH,
        )
        with closing(connect(settings)) as client:
            yield Cluster(nodes, settings, client)


def articles(number: int, mark: str) -> list[EnrichedArticle]:
    """So many articles, the mark of their load in the title."""
    return [
        one.model_copy(update={"title": f"{mark} {one.title}"})
        for one in generate(number, words=40)
    ]


def load(
    writer: IndexWriter,
    given: Sequence[EnrichedArticle],
    *,
    at: int = ARTICLES // 2,
    then: Callable[[], object] = lambda: None,
) -> int:
    """Write in batches; while the one at ``at`` is on its way something happens. Gives how many were taken."""
    taken = 0
    for start in range(0, len(given), BATCH):
        event = threading.Timer(0.02, then) if start <= at < start + BATCH else None
        if event:
            event.start()
        batch = given[start : start + BATCH]
        outcome = writer.write(batch)
        assert outcome.indexed + outcome.replaced + len(outcome.rejected) == len(batch)
        assert outcome.rejected == ()
        taken += outcome.indexed + outcome.replaced
        if event:
            event.join()
    return taken


def stored(settings: IndexSettings) -> list[tuple[str, str]]:
    """Id and title of everything in the live generation, as it comes."""
    with closing(open_admin(settings)) as admin:
        return sorted((one.id, one.title) for one in admin.stored())


def expected(given: Sequence[EnrichedArticle]) -> list[tuple[str, str]]:
    return sorted((one.id, one.title) for one in given)


def publish_old(cluster: Cluster) -> str:
    """A live generation of some articles with all their replicas."""
    with closing(open_admin(cluster.settings)) as admin, admin.append() as writer:
        load(writer, articles(OLD, "old"))
        writer.publish(expect_articles=OLD)
    cluster.wait_until("green")
    return writer.generation


@pytest.mark.parametrize("which", ["holder", "master"])
def test_a_node_that_dies_while_articles_are_added_loses_and_doubles_nothing(
    cluster: Cluster, which: str
) -> None:
    live = publish_old(cluster)
    victim = cluster.master() if which == "master" else cluster.holder(live)
    new = articles(ARTICLES, "new")
    with closing(open_admin(cluster.settings)) as admin, admin.append() as writer:
        assert load(writer, new, then=victim.kill) == ARTICLES
        writer.publish(expect_articles=ARTICLES)
    assert victim.process.poll() is not None
    assert stored(cluster.settings) == expected(new)
    with closing(open_engine(cluster.settings)) as engine:
        assert engine.search(ask("title:new")).total == ARTICLES
        assert engine.search(ask("title:old")).total == 0


def test_a_node_that_dies_while_a_generation_is_built_and_comes_back_loses_nothing(
    cluster: Cluster,
) -> None:
    publish_old(cluster)
    new = articles(ARTICLES, "new")
    # The node ends with the thread that starts it, so that one stays until all is seen.
    with ThreadPoolExecutor(1) as keeper:
        with closing(open_admin(cluster.settings)) as admin, admin.build() as writer:
            victim = cluster.holder(writer.generation)

            def die_and_come_back() -> None:
                victim.kill()
                victim.start()

            # A generation has no replicas while it is built: the writer waits for the node.
            taken = load(writer, new, then=lambda: keeper.submit(die_and_come_back))
            assert taken == ARTICLES
            writer.publish(expect_articles=ARTICLES)
        assert stored(cluster.settings) == expected(new)


def test_a_node_that_dies_for_good_while_a_generation_is_built_leaves_the_live_one(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_old(cluster)
    new = articles(ARTICLES, "new")
    monkeypatch.setattr(elastic_bulk, "DELAYS", (0.25, 0.5, 1.0))  # a minute would pass else
    with closing(open_admin(cluster.settings)) as admin:
        with (
            pytest.raises(EngineUnavailable, match="run the command again"),
            admin.build() as writer,
        ):
            load(writer, new, then=cluster.holder(writer.generation).kill)
        assert stored(cluster.settings) == expected(articles(OLD, "old"))
        assert writer.generation not in [one.name for one in admin.generations()]
        with admin.build() as writer:
            assert load(writer, new) == ARTICLES
            writer.publish(expect_articles=ARTICLES)
    assert stored(cluster.settings) == expected(new)


REQUESTS: Final[Sequence[SearchRequest]] = (
    ask("", "person", "country", "published", size=20, sort="newest"),
    ask("title:old", "institution", "about", size=5, sort="oldest"),
    ask("", "place", "mentioned", country=["UA", "FR"], sort="newest"),
    ask("", "source", "language", size=50, sort="newest"),
)
SEARCHES: Final = 1_000


def answer_of(engine: SearchEngine, request: SearchRequest) -> dict[str, Any]:
    found = engine.search(request).model_dump(mode="json")
    return {name: found[name] for name in ("total", "hits", "facets", "generation")}


@pytest.mark.parametrize("which", ["holder", "master"])
def test_a_node_that_dies_during_a_thousand_searches_is_not_noticed(
    cluster: Cluster, which: str
) -> None:
    live = publish_old(cluster)
    victim = cluster.master() if which == "master" else cluster.holder(live)
    with closing(open_engine(cluster.settings)) as engine:
        right = [answer_of(engine, request) for request in REQUESTS]
        done = threading.Event()
        failed: list[str] = []
        wrong: list[int] = []

        def search(at: int) -> float:
            if at == SEARCHES // 4:
                victim.kill()
                done.set()
            started = time.monotonic()
            try:
                found = answer_of(engine, REQUESTS[at % len(REQUESTS)])
            except DramatisError as error:
                failed.append(f"search {at}: {type(error).__name__}: {error}")
            else:
                if found != right[at % len(REQUESTS)]:
                    wrong.append(at)
            return time.monotonic() - started

        with ThreadPoolExecutor(8) as pool:
            seconds = sorted(pool.map(search, range(SEARCHES)))
    assert done.is_set()
    print(f"\nslowest of {SEARCHES} searches: {seconds[-1]:.2f} s, median {seconds[500]:.3f} s")
    assert failed == []
    assert wrong == []


@contextmanager
def small_server(**server: Any) -> Iterator[tuple[IndexSettings, Elasticsearch]]:
    """One node with settings of the server, an empty index, and a client to look at it."""
    with started_or_skipped(running_node(heap_mb=256, settings=server)) as node:
        settings = IndexSettings(
            engine="elasticsearch",
            elasticsearch_url=node.url,
            elasticsearch_shards=4,
            index_name=f"test-{secrets.token_hex(4)}",
            batch_articles=BATCH,
        )
        with closing(connect(settings)) as client:
            yield settings, client


def count_refused(client: Elasticsearch) -> int:
    """How often the server's queue of writes was full."""
    stats = client.nodes.stats(metric="thread_pool")["nodes"].values()
    return sum(int(node["thread_pool"]["write"]["rejected"]) for node in stats)


# One thread writes and one task waits: a bulk request for four shards overflows it at once.
FULL_QUEUE: Final = {
    "node.processors": 1,
    "thread_pool.write.size": 1,
    "thread_pool.write.queue_size": 1,
}


def test_what_a_full_queue_refuses_is_sent_again(caplog: pytest.LogCaptureFixture) -> None:
    new = articles(ARTICLES, "new")
    with (
        small_server(**FULL_QUEUE) as (settings, client),
        closing(open_admin(settings)) as admin,
    ):
        with admin.append() as writer:
            assert load(writer, new) == ARTICLES
            writer.publish(expect_articles=ARTICLES)
        assert count_refused(client) > 0
        assert stored(settings) == expected(new)
        # A server that stays so is told, and nothing of what it took in part is seen.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(elastic_bulk, "DELAYS", ())
            with (
                caplog.at_level(logging.WARNING, "dramatis.index"),
                pytest.raises(
                    EngineUnavailable, match=r"took \d+ of \d+ articles .* rejected"
                ) as told,
                admin.append() as writer,
            ):
                load(writer, articles(ARTICLES, "newer"))
        assert "none is doubled" in str(told.value)
        client.indices.refresh(index=settings.index_name)
        titles = {title.split()[0] for _, title in stored(settings)}
        assert titles == {"new"} or "could not be taken back" in caplog.text
        with admin.append() as writer:
            newer = articles(ARTICLES, "newest")
            assert load(writer, newer) == ARTICLES
            writer.publish(expect_articles=ARTICLES)
        assert stored(settings) == expected(newer)


def test_an_index_that_takes_no_more_writes_is_told_and_keeps_what_was_published(
    caplog: pytest.LogCaptureFixture,
) -> None:
    old, new = articles(OLD, "old"), articles(ARTICLES, "new")
    name = "index.blocks.read_only_allow_delete"  # what a full disk makes the server set
    with small_server() as (settings, client), closing(open_admin(settings)) as admin:

        def block(on: bool | None = True) -> None:
            client.indices.put_settings(index=settings.index_name, settings={name: on})

        with admin.append() as writer:
            load(writer, old)
            writer.publish(expect_articles=OLD)
        with (
            caplog.at_level(logging.WARNING, "dramatis.index"),
            pytest.raises(IndexReadOnly, match="free some space"),
            admin.append() as writer,
        ):
            load(writer, new, then=block)
        assert "could not be taken back" in caplog.text
        assert stored(settings) == expected(old)
        block(None)
        with admin.append() as writer:
            assert load(writer, new) == ARTICLES
            writer.publish(expect_articles=ARTICLES)
        assert stored(settings) == expected(new)
