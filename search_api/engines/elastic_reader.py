"""Searches over the views of an index in Elasticsearch: a whole answer, or an error.

A view can be lost while it is used: its server stops, a shard moves, its index is removed. What only
reads is then asked again over another view, for some seconds, so that a reader sees nothing of a
node that went away and came back.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final, TypeVar

from elastic_transport import ConnectionError as NotReached
from elasticsearch import ApiError, Elasticsearch, TransportError

from mappings.elastic_client import reasons, translate
from mappings.elastic_store import Stored
from mappings.errors import (
    BadCursor,
    DramatisError,
    EngineError,
    EngineTimeout,
    EngineUnavailable,
    IndexMissing,
)
from mappings.settings import IndexSettings
from search_api.engines.elastic_views import View, Views, point_in_time

TRIES: Final = (0.0, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds before each try when a view was lost with its server."""
_UNREACHED: Final = 4
"""So many tries find no server at all before that is told."""
_LOST: Final = (
    "search_context_missing",
    "no_shard_available",
    "node_disconnected",
    "node_not_connected",
    "node_closed",
    "index_not_found",
    "unavailable_shards",
    "cluster_block_exception",
    "no_such_remote",
    "connect_transport",
)

Answer = dict[str, Any]
_T = TypeVar("_T")


class Reader:
    """Acts on views, and on another one when a view is lost; thread-safe."""

    def __init__(self, client: Elasticsearch, settings: IndexSettings) -> None:
        self._client = client
        self._settings = settings
        self._views = Views(client, settings)

    def state(self) -> Stored:
        """The live generation and its revision. Raises IndexMissing, IndexIncompatible, EngineError."""
        return self._views.state()

    def on_live(self, act: Callable[[View], _T]) -> _T:
        """Act on the live view. Raises as :meth:`state`."""
        return self._insist(self._views.live, act)

    def on_cursor(
        self, generation: str, point: str, act: Callable[[View], _T], *, ranked: bool
    ) -> _T:
        """Act on the view that a cursor names; where it is gone, on its generation as it is now.

        Raises BadCursor when that is gone too, or when the order was ``ranked`` by relevance, which
        holds within one state alone.
        """
        try:
            return act(self._views.at(generation, point))
        except ApiError as error:
            # A forged point in time is a bad request.
            if not _is_lost(error) and error.status_code != HTTPStatus.BAD_REQUEST:
                raise translate(error, self._settings) from error
            if ranked:
                raise BadCursor(
                    "expected a cursor of a state of the index that is still kept, got one whose "
                    "order by relevance is gone; start again without a cursor, or sort by newest or "
                    "oldest"
                ) from error
        except TransportError as error:
            raise translate(error, self._settings) from error
        try:
            return self._insist(lambda: self._views.open(generation), act)
        except IndexMissing as error:
            raise BadCursor(
                f"expected a cursor of a generation that is kept, got one of {generation}; "
                "start again without a cursor"
            ) from error

    def _insist(self, open_view: Callable[[], View], act: Callable[[View], _T]) -> _T:
        """Act on a view; on another one as long as the server answers that it is gone.

        The client takes a server that answers 502 for a lost shard as dead for a while, and then may
        know none but the one that is: so what was not reached is asked for again too, but briefly.
        """
        last: DramatisError
        unreached = 0
        for delay in TRIES:
            time.sleep(delay * random.uniform(0.8, 1.2))
            view = None
            try:
                view = open_view()
                return act(view)
            except EngineUnavailable as error:
                last = error
            except (ApiError, TransportError) as error:
                if view is not None and isinstance(error, ApiError) and _is_lost(error):
                    self._views.forget(view)
                elif not _may_pass(error):
                    raise translate(error, self._settings) from error
                last = translate(error, self._settings)
                last.__cause__ = error
            unreached += isinstance(last.__cause__, NotReached)
            if unreached == _UNREACHED:
                break
        raise last

    def search(self, view: View, body: Answer) -> Answer:
        """One search over a view. Raises the client's errors, and ours for a part of an answer."""
        answer: Answer = self._client.search(
            pit=point_in_time(view), allow_partial_search_results=False, **body
        ).body
        check_whole(answer)
        return answer

    def count_several(
        self, view: View, queries: Sequence[tuple[Answer, Answer]]
    ) -> Sequence[Answer]:
        """The aggregations of several queries over a view, in one call. Raises as :meth:`search`."""
        searches: list[Answer] = []
        for query, aggregations in queries:
            searches.append({"allow_partial_search_results": False})
            searches.append(
                {
                    "pit": point_in_time(view),
                    "size": 0,
                    "track_total_hits": False,
                    "query": query,
                    "aggs": aggregations,
                }
            )
        found = self._client.msearch(searches=searches)
        answers: list[Answer] = found["responses"]
        for answer in answers:
            if answer.get("error"):
                meta = replace(found.meta, status=answer["status"])
                raise ApiError("further counts", meta, answer)
            check_whole(answer)
        return [answer["aggregations"] for answer in answers]


def check_whole(answer: Answer) -> None:
    """Raise for an answer of which shards are missing: its numbers would be too small."""
    shards = answer["_shards"]
    if answer["timed_out"]:
        raise EngineTimeout(
            "expected a whole answer of Elasticsearch, got a part in time; try again"
        )
    if shards["failed"]:
        raise EngineError(
            f"expected an answer of {shards['total']} shards, {shards['failed']} failed; try again"
        )


def _may_pass(error: ApiError | TransportError) -> bool:
    """Whether asking again may help where no view was lost: a full queue, a server not reached."""
    if isinstance(error, ApiError):
        return error.status_code == HTTPStatus.TOO_MANY_REQUESTS
    return isinstance(error, NotReached)


def _is_lost(error: ApiError) -> bool:
    """Whether a view is gone, with its index or a server, so that another one may answer."""
    said = reasons(error)
    return any(word in said for word in _LOST)
