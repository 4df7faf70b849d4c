"""Bulk requests to Elasticsearch, with the outcome of every item.

What a moment can mend is tried again: a full queue (429), a shard that is moving (503), a server
that is gone, until nothing more was taken for ``DELAYS`` in all. What it cannot is given back with
the server's reason.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final, cast

from elastic_transport import ConnectionError as NotReached
from elastic_transport import ConnectionTimeout
from elasticsearch import ApiError, Elasticsearch
from elasticsearch.helpers import streaming_bulk

from mappings.elastic_client import is_read_only
from mappings.errors import EngineUnavailable, IndexReadOnly

DELAYS: Final = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds between one try and the next, as long as nothing is taken."""
_MEND: Final = (408, 429, 500, 502, 503, 504)

Action = dict[str, Any]


@dataclass(frozen=True)
class Item:
    """What became of one action: ``result`` is created, updated, deleted, not_found or rejected."""

    id: str
    result: str
    reason: str | None = None


def send(
    client: Elasticsearch,
    actions: Sequence[Action],
    *,
    max_bytes: int,
    sleep: Callable[[float], None] = time.sleep,
) -> list[Item]:
    """Carry out actions of different ids; an item for each, in no order.

    Raises IndexReadOnly, EngineUnavailable when what should pass does not, and the client's errors.
    """
    done: list[Item] = []
    pending = list(actions)
    stuck = 0
    while True:
        again, trouble = _try_once(client, pending, max_bytes, done)
        if not again:
            return done
        if len(again) < len(pending):
            stuck = 0  # a full queue takes some of them each time
        if stuck == len(DELAYS):
            raise EngineUnavailable(
                f"Elasticsearch took {len(done)} of {len(actions)} articles of a batch and none of the "
                f"others in {stuck + 1} tries ({trouble}); run the command again when it "
                "is well: articles of the same id are replaced, none is doubled"
            )
        sleep(DELAYS[stuck] * random.uniform(0.8, 1.2))
        stuck += 1
        pending = again


def _try_once(
    client: Elasticsearch, pending: Sequence[Action], max_bytes: int, done: list[Item]
) -> tuple[list[Action], str]:
    """The actions to be tried again, and why."""
    again: list[Action] = []
    trouble = ""
    # Closed here, in the context it was opened in, also when an error ends it: the client traces it.
    with closing(_answers(client, pending, max_bytes)) as answers:
        for at, action in enumerate(pending):
            try:
                answer = next(answers)
            except (NotReached, ConnectionTimeout, ApiError) as error:
                if isinstance(error, ApiError) and not _may_pass(
                    error.status_code, str(error.body)
                ):
                    raise
                return [*again, *pending[at:]], str(error)[:200]
            status, reason = int(answer["status"]), _reason(answer)
            if status < 300 or answer.get("result") == "not_found":
                done.append(Item(action["_id"], answer["result"]))
            elif _may_pass(status, reason):
                again.append(action)
                trouble = reason[:200]
            else:
                done.append(Item(action["_id"], "rejected", reason))
    return again, trouble


def _answers(
    client: Elasticsearch, pending: Sequence[Action], max_bytes: int
) -> Generator[dict[str, Any]]:
    found = streaming_bulk(
        client,
        pending,
        chunk_size=len(pending),
        max_chunk_bytes=max_bytes,
        raise_on_error=False,
        max_retries=0,
    )
    with closing(cast("Generator[tuple[bool, dict[str, Any]]]", found)):
        for _, answer in found:
            yield next(iter(answer.values()))


def _may_pass(status: int, reason: str) -> bool:
    """Whether to try again. Raises IndexReadOnly for a block, which only a person can lift."""
    if is_read_only(reason):
        raise IndexReadOnly(
            f"expected to write, got: {reason[:300]}; free some space on the disks of Elasticsearch "
            "(or lift the block) and run the command again. What was published before is whole"
        )
    return status in _MEND


def _reason(answer: dict[str, Any]) -> str:
    error = answer.get("error")
    if not isinstance(error, dict):
        return str(error or "")
    cause = error.get("caused_by") or {}
    parts = (error.get("type"), error.get("reason"), cause.get("reason"))
    return ": ".join(str(part) for part in parts if part)
