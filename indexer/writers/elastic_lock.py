"""One writer at a time on an index in Elasticsearch: a document that is kept fresh while it writes.

Without it an article added while `dramatis reindex` reads would be missing from the new generation.
The document names the writer and until when it counts; a thread renews it, so that a writer that was
killed holds the lock for ``LEASE_SECONDS`` at most (on the same machine not at all).
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from contextlib import suppress
from typing import Any, Final

from elasticsearch import ApiError, BadRequestError, ConflictError, Elasticsearch, NotFoundError
from elasticsearch import TransportError as NoAnswer

from mappings.errors import IndexLocked

LOCKS: Final = "dramatis-locks"
LEASE_SECONDS: Final = 60.0
_RENEW_SECONDS: Final = 15.0
_BODY: Final[dict[str, Any]] = {
    "settings": {"index": {"number_of_shards": 1, "auto_expand_replicas": "0-1"}},
    "mappings": {"dynamic": False},
}


class ElasticLock:
    """The right to write to one index; see the module's docstring."""

    def __init__(self, client: Elasticsearch, index: str) -> None:
        self._client = client
        self._index = index
        self._owner = secrets.token_hex(8)
        self._version: dict[str, Any] = {}
        self._ended = threading.Event()
        self._lost = False
        self._renewer: threading.Thread | None = None

    def acquire(self) -> None:
        """Take the lock. Raises IndexLocked, and the client's errors."""
        try:
            self._client.indices.create(index=LOCKS, **_BODY)
        except BadRequestError as error:
            if "resource_already_exists" not in str(error):
                raise
        try:
            self._put({"op_type": "create"})
        except ConflictError:
            self._take_over()
        self._renewer = threading.Thread(target=self._renew, name="dramatis-lock", daemon=True)
        self._renewer.start()

    def check(self) -> None:
        """Raise IndexLocked when another writer has taken the lock, because we could not renew it."""
        if self._lost:
            raise IndexLocked(
                f"another writer took over the index {self._index!r} after this one could not reach "
                "Elasticsearch for a while; run the command again"
            )

    def release(self) -> None:
        """Give the lock back."""
        self._ended.set()
        if self._renewer is not None:
            self._renewer.join(_RENEW_SECONDS)
        if self._version and not self._lost:
            with suppress(ApiError, NoAnswer):  # it ends by itself
                self._client.delete(index=LOCKS, id=self._index, **self._version)

    def _take_over(self) -> None:
        try:
            found = self._client.get(index=LOCKS, id=self._index)
        except NotFoundError:
            self._put({"op_type": "create"})
            return
        holder = found["_source"]
        if _counts(holder):
            raise IndexLocked(
                f"expected to be the only writer of {self._index!r}, got process {holder['pid']} on "
                f"{holder['host']}; wait until its `dramatis index` or `dramatis reindex` has ended"
            )
        try:
            self._put({"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]})
        except ConflictError as error:
            raise IndexLocked(
                f"another writer of {self._index!r} was faster; wait until it has ended"
            ) from error

    def _put(self, condition: dict[str, Any]) -> None:
        document = {
            "owner": self._owner,
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "until": time.time() + LEASE_SECONDS,
        }
        answer = self._client.index(index=LOCKS, id=self._index, document=document, **condition)
        self._version = {
            "if_seq_no": answer["_seq_no"],
            "if_primary_term": answer["_primary_term"],
        }

    def _renew(self) -> None:
        while not self._ended.wait(_RENEW_SECONDS):
            try:
                self._put(self._version)
            except ConflictError:
                self._lost = not self._is_ours()
            except (ApiError, NoAnswer):
                continue  # the next time, or another writer takes over

    def _is_ours(self) -> bool:
        """Whether the document is ours after all: an answer was lost on the way."""
        try:
            found = self._client.get(index=LOCKS, id=self._index)
        except (ApiError, NoAnswer):
            return False
        self._version = {
            "if_seq_no": found["_seq_no"],
            "if_primary_term": found["_primary_term"],
        }
        return bool(found["_source"]["owner"] == self._owner)


def _counts(holder: dict[str, Any]) -> bool:
    """Whether a lock is held by a writer that may still live."""
    if holder["until"] < time.time():
        return False
    return holder["host"] != socket.gethostname() or _lives(holder["pid"])


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
