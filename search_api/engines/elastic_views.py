"""The views of an index in Elasticsearch: points in time, one for each state that is served.

A point in time sees the index as it was when it was opened, whatever is added or published. Every
search goes through the one of the live state, so that an answer made by two calls is of one state,
and a reader who pages goes on in the state he began in: his cursor carries the point in time, which
any process of the API can ask. Whether the state is still the live one is asked by one small call,
at most every ``CHECK_SECONDS``.
"""

from __future__ import annotations

import base64
import re
import threading
import time
import zlib
from dataclasses import dataclass, field
from typing import Any, Final

from elasticsearch import Elasticsearch

from mappings.elastic_client import calling, check_version
from mappings.elastic_store import KEEP_ALIVE, Stored, check_compatible, read_live
from mappings.errors import BadCursor
from mappings.settings import IndexSettings

CHECK_SECONDS: Final = 0.25
_IDLE_SECONDS: Final = 480.0
"""A view that was not used for longer may be gone: a point in time is kept for ten minutes."""
_POINT: Final = re.compile(r"[A-Za-z0-9+/=_-]{16,100000}")
_LONGEST_POINT: Final = 75_000
_CHEAP: Final = 500
"""So many values are counted in a millisecond."""
_REMEMBERED: Final = 10_000


@dataclass
class View:
    """One state of one generation."""

    generation: str
    revision: str
    point: str
    used: float = field(default_factory=time.monotonic)
    totals: dict[str, tuple[int, bool]] = field(default_factory=dict)
    """Numbers of values that were dear to count, by what was asked; the state never changes."""

    def remember(self, asked: str, total: tuple[int, bool]) -> None:
        """Keep a number of values, and whether it is exact, if it took long to count."""
        if total[0] > _CHEAP:
            if len(self.totals) >= _REMEMBERED:
                self.totals.clear()
            self.totals[asked] = total


class Views:
    """The live state of an index and the view of it; thread-safe."""

    def __init__(self, client: Elasticsearch, settings: IndexSettings) -> None:
        self._client = client
        self._settings = settings
        self._guard = threading.Lock()
        self._known = False
        self._state: Stored | None = None
        self._checked = float("-inf")
        self._view: View | None = None

    def state(self) -> Stored:
        """The live generation and its revision. Raises IndexMissing, IndexIncompatible, EngineError."""
        with self._guard:
            return self._read_state()

    def live(self) -> View:
        """The view of the live state. Raises as :meth:`state`."""
        with self._guard:
            state, view = self._read_state(), self._view
            now = time.monotonic()
            current = view is not None and (
                (view.generation, view.revision) == (state.name, state.revision)
                and now - view.used < _IDLE_SECONDS
            )
            if view is None or not current:
                view = self._view = self._open(state.name, state.revision)
            view.used = now
            return view

    def at(self, generation: str, point: str) -> View:
        """The view of a point in time: the live one, with what it remembers, if it is that."""
        with self._guard:
            view = self._view
        if view is not None and (view.generation, view.point) == (generation, point):
            return view
        return View(generation, "", point)

    def open(self, generation: str) -> View:
        """A new view of a generation as it is now."""
        return self._open(generation, "")

    def forget(self, view: View) -> None:
        """Open another view the next time: this one was lost with its server."""
        with self._guard:
            if self._view is view:
                self._view = None
            self._checked = float("-inf")

    def _read_state(self) -> Stored:
        if self._state is None or time.monotonic() - self._checked > CHECK_SECONDS:
            self._state = None
            with calling(self._settings):
                if not self._known:
                    check_version(self._client)
                    self._known = True
                state = read_live(self._client, self._settings.index_name)
            check_compatible(state)
            self._state = state
            self._checked = time.monotonic()
        return self._state

    def _open(self, generation: str, revision: str) -> View:
        with calling(self._settings):
            opened = self._client.open_point_in_time(index=generation, keep_alive=KEEP_ALIVE)
        return View(generation, revision, str(opened["id"]))


def point_in_time(view: View) -> dict[str, Any]:
    """What a search says of its view; asking keeps it alive."""
    return {"id": view.point, "keep_alive": KEEP_ALIVE}


def pack(point: str) -> str:
    """A point in time as a cursor carries it: of 100 shards it has 12,000 characters, packed 3,000."""
    raw = base64.urlsafe_b64decode(point + "=" * (-len(point) % 4))
    return base64.b85encode(zlib.compress(raw, 9)).decode()


def unpack(packed: object) -> str:
    """The point in time of a cursor. Raises BadCursor for what is none."""
    try:
        if not isinstance(packed, str):
            raise TypeError
        inflate = zlib.decompressobj()
        raw = inflate.decompress(base64.b85decode(packed), _LONGEST_POINT)
        point = base64.urlsafe_b64encode(raw).decode()
    except (ValueError, TypeError, zlib.error) as error:
        raise _bad() from error
    if not _POINT.fullmatch(point):
        raise _bad()
    return point


def _bad() -> BadCursor:
    return BadCursor("expected a cursor of Elasticsearch, got another; start again without it")
