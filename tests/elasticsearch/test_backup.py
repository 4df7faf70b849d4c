"""Snapshots as docs/operations.md has them: taken while the index is served, and brought back."""

from __future__ import annotations

from contextlib import closing

import pytest
from elasticsearch import ApiError

from indexer.writers import open_admin
from mappings.elastic_client import connect
from mappings.errors import IndexMissing
from search_api.engines import open_engine
from tests.contract.articles import article, found
from tests.elasticsearch.shared import empty_index

pytestmark = pytest.mark.elasticsearch


def test_a_snapshot_brings_generations_and_the_live_one_back() -> None:
    with (
        empty_index(shards=2) as settings,
        closing(connect(settings)) as client,
        closing(open_admin(settings)) as admin,
        closing(open_engine(settings)) as engine,
    ):
        names = []
        for key in ("one", "two"):
            with admin.build() as writer:
                writer.write([article(key)])
                writer.publish(expect_articles=1)
                names.append(writer.generation)
        index, repository = settings.index_name, f"{settings.index_name}-backup"
        try:
            client.snapshot.create_repository(
                name=repository, repository={"type": "fs", "settings": {"location": index}}
            )
        except ApiError as error:
            pytest.skip(f"this server keeps no snapshots (path.repo): {error}")
        client.snapshot.create(
            repository=repository,
            snapshot="monday",
            indices=f"{index}-*",
            include_global_state=False,
            wait_for_completion=True,
        )
        client.indices.delete(index=names)
        with pytest.raises(IndexMissing):
            engine.generation()

        def restore(**more: object) -> None:
            client.snapshot.restore(
                repository=repository,
                snapshot="monday",
                indices=f"{index}-2*",
                include_global_state=False,
                wait_for_completion=True,
                **more,
            )

        restore()
        assert found(engine) == {"two"}
        client.indices.delete(index=names)
        # Without its alias a generation is there, and is made live by its name.
        restore(include_aliases=False)
        with pytest.raises(IndexMissing):
            admin.rollback()
        assert admin.rollback(names[0]) == names[0]
        with closing(open_engine(settings)) as fresh:
            assert found(fresh) == {"one"}
        client.snapshot.delete(repository=repository, snapshot="monday")
        client.snapshot.delete_repository(name=repository)
