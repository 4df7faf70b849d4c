"""Generations in Elasticsearch: an index each, an alias for the live one, and what ``_meta`` says.

::

    dramatis                                  alias of the live generation
    dramatis-20261123t231500-1a2b3c4d         one generation
        mappings._meta  schema_fingerprint    by which fields it was made
                        complete              written when it is published
                        revision              another one whenever its articles change
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError

from mappings.errors import EngineTimeout, EngineUnavailable, IndexIncompatible, IndexMissing
from mappings.generations import parse_name, schema_fingerprint

MEMORY: Final = "*.mappings._meta"
KEEP_ALIVE: Final = "10m"
"""How long a point in time is kept after it was last asked for."""
_REFRESH_DELAYS: Final = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds between one try to refresh every shard and the next."""


@dataclass(frozen=True)
class Stored:
    """One generation as the server knows it."""

    name: str
    live: bool
    schema_fingerprint: str | None
    complete: bool
    revision: str


def read_live(client: Elasticsearch, index: str) -> Stored:
    """The live generation, by one small call. Raises IndexMissing, and the client's errors."""
    try:
        found = client.indices.get_mapping(index=index, filter_path=MEMORY)
    except NotFoundError as error:
        raise IndexMissing(_missing(index)) from error
    if len(found) != 1:
        raise IndexIncompatible(
            f"expected the alias {index!r} on one index that Dramatis made, got {len(found)}; "
            "remove what is not ours, or choose another DRAMATIS_INDEX_NAME"
        )
    name, content = next(iter(found.items()))
    return _read(name, content, live=True)


def read_generations(client: Elasticsearch, index: str) -> tuple[Stored, ...]:
    """Every generation of an index name, newest first."""
    answer = client.indices.get(
        index=f"{index}-*", features=["aliases", "mappings"], filter_path=["*.aliases", MEMORY]
    )
    found = []
    for name, content in answer.items():
        parsed = parse_name(name)
        if parsed is not None and parsed.index == index:
            found.append(_read(name, content, live=index in content.get("aliases", {})))
    return tuple(sorted(found, key=lambda one: one.name.split("-")[-2:], reverse=True))


def read_all(
    client: Elasticsearch, target: str, query: dict[str, Any], *, sort: str, chunk: int = 500
) -> Iterator[str]:
    """The stored JSON of everything that a query finds, as of one moment, in the order of a field."""
    opened = client.open_point_in_time(index=target, keep_alive=KEEP_ALIVE)
    point = {"id": opened["id"], "keep_alive": KEEP_ALIVE}
    after: list[Any] | None = None
    try:
        while True:
            answer = client.search(
                pit=point,
                query=query,
                size=chunk,
                sort=[{sort: "asc"}],
                search_after=after,
                track_total_hits=False,
                allow_partial_search_results=False,
            )
            if answer["timed_out"]:
                raise EngineTimeout("expected a whole page of articles, got a part; try again")
            hits = answer["hits"]["hits"]
            for hit in hits:
                yield hit["_source"]["stored"]
            if len(hits) < chunk:
                return
            after = hits[-1]["sort"]
            point["id"] = answer.get("pit_id", point["id"])
    finally:
        with suppress(ApiError, TransportError):  # it ends by itself
            client.close_point_in_time(id=point["id"])


def count_all(client: Elasticsearch, target: str) -> int:
    """The articles that can be found. Raises EngineUnavailable when a shard does not answer."""
    answer = client.count(index=target)
    _check_shards(answer["_shards"], f"the articles of {target} counted")
    return int(answer["count"])


def refresh(
    client: Elasticsearch, target: str, *, sleep: Callable[[float], None] = time.sleep
) -> None:
    """Make what was written searchable on every shard. Raises EngineUnavailable.

    A shard whose server has just died fails, until another copy has taken its place.
    """
    for delay in (*_REFRESH_DELAYS, None):
        shards = client.indices.refresh(index=target)["_shards"]
        if not shards["failed"]:
            return
        if delay is not None:
            sleep(delay)
    _check_shards(shards, f"{target} refreshed")


def check_compatible(stored: Stored) -> None:
    """Raise IndexIncompatible for a generation that another version of the schema made."""
    if stored.schema_fingerprint != schema_fingerprint():
        raise IndexIncompatible(
            f"expected an index of schema {schema_fingerprint()}, got {stored.schema_fingerprint} "
            f"in generation {stored.name}; run `dramatis reindex` to bring it up to date "
            "(the stored articles are kept, nothing is recognised anew)"
        )


def new_meta(*, complete: bool) -> dict[str, Any]:
    """The ``_meta`` of a generation of this schema, with a revision that was never given before."""
    return {
        "schema_fingerprint": schema_fingerprint(),
        "complete": complete,
        "revision": f"{time.time_ns():x}-{secrets.token_hex(3)}",
    }


def _read(name: str, content: dict[str, Any], *, live: bool) -> Stored:
    meta = content.get("mappings", {}).get("_meta", {})
    return Stored(
        name=name,
        live=live,
        schema_fingerprint=meta.get("schema_fingerprint"),
        complete=bool(meta.get("complete")),
        revision=str(meta.get("revision")),
    )


def _check_shards(shards: dict[str, Any], what: str) -> None:
    if shards["failed"]:
        raise EngineUnavailable(
            f"expected {what} on {shards['total']} shards, {shards['failed']} failed; run the command "
            "again when Elasticsearch is well"
        )


def _missing(index: str) -> str:
    return f"there is no index {index!r} in Elasticsearch yet: run `dramatis index SOURCE`"
