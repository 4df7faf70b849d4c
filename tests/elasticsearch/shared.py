"""One Elasticsearch for a whole test run: that of the environment, or a node started when first asked for."""

from __future__ import annotations

import atexit
import os
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache
from typing import Any, NoReturn, TypeVar

import pytest

from mappings.elastic_client import connect
from mappings.settings import IndexSettings
from tests.elasticsearch.node import running_node
from tests.elasticsearch.server import NoElasticsearch

_URL = "DRAMATIS_TEST_ELASTICSEARCH_URL"
_REQUIRE = "DRAMATIS_REQUIRE_ELASTICSEARCH"
T = TypeVar("T")
skipped: list[str] = []
"""Why there was none, for the line at the end of the run."""


def elasticsearch_url() -> str:
    """The address of the server. Skips the test when there is none, or fails where one is required."""
    found = _found()
    return found if isinstance(found, str) else _without(found)


@contextmanager
def started_or_skipped(starting: AbstractContextManager[T]) -> Iterator[T]:
    """A node or a cluster of a test's own; where none can be had as :func:`elasticsearch_url`."""
    with ExitStack() as stack:
        try:
            started = stack.enter_context(starting)
        except NoElasticsearch as error:
            _without(error)
        yield started


@contextmanager
def empty_index(*, shards: int = 1, **more: Any) -> Iterator[IndexSettings]:
    """Settings of an index of its own, which is removed afterwards."""
    name = f"test-{secrets.token_hex(4)}"
    settings = IndexSettings(
        engine="elasticsearch",
        elasticsearch_url=elasticsearch_url(),
        elasticsearch_shards=shards,
        index_name=name,
        **more,
    )
    try:
        yield settings
    finally:
        client = connect(settings)
        found = client.indices.get(index=f"{name}-*", features=["aliases"])
        if names := list(found):
            client.indices.delete(index=names)
        client.close()


def _without(why: NoElasticsearch) -> NoReturn:
    if os.environ.get(_REQUIRE, "") not in ("", "0"):
        pytest.fail(f"{_REQUIRE} is set, and there is no Elasticsearch: {why}")
    skipped.append(str(why))
    pytest.skip(f"NO ELASTICSEARCH: {why}")


@cache
def _found() -> str | NoElasticsearch:
    if url := os.environ.get(_URL):
        return url
    stack = ExitStack()
    try:
        node = stack.enter_context(running_node(heap_mb=512))
    except NoElasticsearch as error:
        return error
    atexit.register(stack.close)
    return node.url
