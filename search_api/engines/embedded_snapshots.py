"""The states of an embedded index that are being served: opened when they change, kept for cursors.

A snapshot is one commit of one generation. The live one is looked for by the modification times of
``live.json`` and of the generation's ``meta.json``, at most every ``CHECK_SECONDS``. A few snapshots
that were served lately are kept, so that a reader who pages goes on in the state he began in.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import tantivy

from mappings.embedded_store import (
    POINTER,
    Pointer,
    check_compatible,
    fingerprint_of,
    live_pointer,
    open_index,
)
from mappings.errors import BadCursor, IndexIncompatible
from search_api.engines.embedded_facets import Totals

CHECK_SECONDS: Final = 0.25
KEPT: Final = 8
KEPT_SECONDS: Final = 600.0
_META: Final = "meta.json"


@dataclass
class Snapshot:
    """One commit of one generation, open for searching; it never changes."""

    generation: str
    token: str
    searcher: tantivy.Searcher
    totals: Totals = field(default_factory=Totals)
    used: float = field(default_factory=time.monotonic)


class Snapshots:
    """The snapshots of one index folder; thread-safe."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._guard = threading.Lock()
        self._indexes: dict[str, tantivy.Index] = {}
        self._kept: OrderedDict[tuple[str, str], Snapshot] = OrderedDict()
        self._live: Snapshot | None = None
        self._signature: tuple[object, ...] = ()
        self._checked = float("-inf")

    def live(self) -> Snapshot:
        """The snapshot to serve now. Raises IndexMissing, IndexIncompatible."""
        if self._live and time.monotonic() - self._checked < CHECK_SECONDS:
            return self._live
        with self._guard:
            pointer_state = _state(self._folder / POINTER)
            live = self._live
            if live is not None:
                meta = _state(self._folder / live.generation / _META)
                if (pointer_state, meta) == self._signature:
                    self._checked = time.monotonic()
                    return live
            pointer = live_pointer(self._folder)
            check_compatible(pointer)
            meta = _state(self._folder / pointer.generation / _META)
            self._live = self._open(pointer)
            self._signature = (pointer_state, meta)
            self._checked = time.monotonic()
            return self._live

    def find(self, generation: str, token: str) -> Snapshot:
        """The snapshot of a cursor, or the present state of its generation. Raises BadCursor."""
        with self._guard:
            kept = self._kept.get((generation, token))
            if kept is not None:
                kept.used = time.monotonic()
                return kept
            fingerprint = fingerprint_of(self._folder, generation)
            try:
                pointer = Pointer(generation, fingerprint or "")
                check_compatible(pointer)
                return self._open(pointer)
            except IndexIncompatible as error:
                raise BadCursor(
                    f"expected a cursor of a generation that is still there, got one of "
                    f"{generation[:80]!r}; start again without a cursor"
                ) from error

    def close(self) -> None:
        """Let go of everything."""
        with self._guard:
            self._indexes.clear()
            self._kept.clear()
            self._live = None
            self._checked = float("-inf")

    def _open(self, pointer: Pointer) -> Snapshot:
        name = pointer.generation
        index = self._indexes.get(name)
        if index is None:
            index = open_index(self._folder / name)
        token, searcher = _read(index, self._folder / name / _META)
        self._indexes = {n: i for n, i in self._indexes.items() if (self._folder / n).is_dir()}
        self._indexes[name] = index
        snapshot = self._kept.get((name, token)) or Snapshot(name, token, searcher)
        snapshot.used = time.monotonic()
        self._kept[name, token] = snapshot
        self._kept.move_to_end((name, token))
        oldest = time.monotonic() - KEPT_SECONDS
        for key in list(self._kept)[:-1]:
            if len(self._kept) > KEPT or self._kept[key].used < oldest:
                del self._kept[key]
        return snapshot


def _read(index: tantivy.Index, meta: Path) -> tuple[str, tantivy.Searcher]:
    """A searcher with a token of the very commit that it sees. Raises IndexIncompatible."""
    for _ in range(20):
        try:
            before = meta.read_bytes()
            index.reload()
            searcher = index.searcher()
            after = meta.read_bytes()
        except (OSError, ValueError) as error:
            raise IndexIncompatible(
                f"expected a readable index in {meta.parent}, got: {error}; "
                "run `dramatis rollback` or make the index anew"
            ) from error
        if before == after:
            break
    return hashlib.sha256(before).hexdigest()[:12], searcher


def _state(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino
