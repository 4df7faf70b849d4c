"""What only the writer of Elasticsearch promises; the rest is in ``tests/contract``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from indexer.writers import elastic_writer
from indexer.writers.elastic import ElasticAdmin
from mappings.elastic import to_elastic
from mappings.elastic_client import connect
from mappings.errors import IndexReadOnly
from mappings.settings import IndexSettings
from tests.contract.articles import article
from tests.elasticsearch.shared import empty_index

pytestmark = pytest.mark.elasticsearch
MIB = 2**20


@pytest.fixture
def settings() -> Iterator[IndexSettings]:
    with empty_index(shards=2, elasticsearch_replicas=1, batch_mb=1) as made:
        yield made


@pytest.fixture
def admin(settings: IndexSettings) -> Iterator[ElasticAdmin]:
    made = ElasticAdmin(settings)
    yield made
    made.close()


@pytest.fixture
def client(settings: IndexSettings) -> Iterator[Elasticsearch]:
    with connect(settings) as made:
        yield made


def bodies(admin: ElasticAdmin) -> dict[str, str]:
    return {one.id: one.body for one in admin.stored()}


def test_no_request_is_larger_than_the_setting_but_for_one_article(
    admin: ElasticAdmin, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    bulk = Elasticsearch.bulk

    def spy(self: Elasticsearch, *arguments: Any, **options: Any) -> Any:
        lines = options["operations"]
        sizes.append(sum(len(line) + 1 for line in lines))
        return bulk(self, *arguments, **options)

    monkeypatch.setattr(Elasticsearch, "bulk", spy)
    # An article is stored and indexed twice (stemmed and not): three times its length.
    library = [article(f"{at:02}", "word " * 20_000) for at in range(12)]
    library.append(article("large", "word " * 300_000))
    with admin.append() as writer:
        outcome = writer.write(library)
        writer.publish(expect_articles=len(library))
    assert (outcome.indexed, outcome.rejected) == (len(library), ())
    assert len(sizes) > 4
    assert sorted(sizes)[-2] <= MIB < max(sizes)
    assert set(bodies(admin)) == {one.id for one in library}


def test_every_article_is_accounted_for_with_the_servers_reason(
    admin: ElasticAdmin, monkeypatch: pytest.MonkeyPatch
) -> None:
    def odd(one: Any) -> dict[str, Any]:
        return to_elastic(one) | ({"persn": "Ann"} if one.id == "odd" else {})

    with admin.append() as writer:
        writer.write([article("old", "before")])
        writer.publish()
    monkeypatch.setattr(elastic_writer, "to_elastic", odd)
    with admin.append() as writer:
        outcome = writer.write([article(key, "after") for key in ("old", "new", "odd", "")])
        writer.publish(expect_articles=2)
    assert (outcome.indexed, outcome.replaced, len(outcome.rejected)) == (1, 1, 2)
    reasons = {one.id: one.reason for one in outcome.rejected}
    assert "strict_dynamic_mapping_exception" in reasons["odd"]
    assert "[persn]" in reasons["odd"]
    assert "expected an id" in reasons[""]
    assert bodies(admin) == {"old": "after", "new": "after"}


def test_a_build_has_no_replicas_and_no_refresh_until_it_is_published(
    admin: ElasticAdmin, client: Elasticsearch, settings: IndexSettings
) -> None:
    def index(name: str) -> dict[str, str]:
        (found,) = client.indices.get_settings(index=name).values()
        given = found["settings"]["index"]
        return {
            key: given[f]
            for key, f in (("replicas", "number_of_replicas"), ("refresh", "refresh_interval"))
        }

    with admin.build() as writer:
        writer.write([article("1")])
        assert index(writer.generation) == {"replicas": "0", "refresh": "-1"}
        assert client.count(index=writer.generation)["count"] == 0
        writer.publish(expect_articles=1)
    # A published one is refreshed by each publish and not between: nothing half written is seen.
    assert index(settings.index_name) == {"replicas": "1", "refresh": "-1"}
    assert client.count(index=settings.index_name)["count"] == 1


def test_publish_and_rollback_each_move_the_alias_in_one_step(
    admin: ElasticAdmin, client: Elasticsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[list[str]] = []
    indices = type(client.indices)
    update = indices.update_aliases

    def spy(self: Any, **options: Any) -> Any:
        steps.append([next(iter(action)) for action in options["actions"]])
        return update(self, **options)

    monkeypatch.setattr(indices, "update_aliases", spy)
    for other in ("put_alias", "delete_alias"):
        monkeypatch.delattr(indices, other)
    for key in ("first", "second"):
        with admin.build() as writer:
            writer.write([article(key)])
            writer.publish()
    assert set(bodies(admin)) == {"second"}
    admin.rollback()
    assert set(bodies(admin)) == {"first"}
    assert steps == [["remove", "add"]] * 3


@pytest.mark.parametrize("mode", ["append", "build"])
def test_a_disk_that_fills_in_the_middle_leaves_what_was_published(
    admin: ElasticAdmin, client: Elasticsearch, settings: IndexSettings, mode: str
) -> None:
    with admin.append() as writer:
        writer.write([article("old", "as it was")])
        writer.publish()
    block = "index.blocks.read_only_allow_delete"

    def fill() -> None:
        with getattr(admin, mode)() as writer:
            writer.write([article("new"), article("old", "changed")])
            client.indices.put_settings(index=writer.generation, settings={block: True})
            writer.write([article("more")])

    with pytest.raises(IndexReadOnly):
        fill()
    client.indices.put_settings(index=settings.index_name, settings={block: None})
    assert bodies(admin) == {"old": "as it was"}
    assert [one.live for one in admin.generations()] == [True]
