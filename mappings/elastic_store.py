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
from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError

from mappings.errors import IndexIncompatible, IndexMissing
from mappings.generations import parse_name, schema_fingerprint

MEMORY = "*.mappings._meta"


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


def _missing(index: str) -> str:
    return f"there is no index {index!r} in Elasticsearch yet: run `dramatis index SOURCE`"
