"""The engine on Elasticsearch: compile the request, one call, parse the answer.

A facet that the first call could not prove is settled by a second one, over the same point in time.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final, NamedTuple, TypeVar

from elasticsearch import ApiError, NotFoundError, TransportError

from mappings.article import EnrichedArticle
from mappings.elastic_client import calling, connect, reasons, translate
from mappings.elastic_store import read_all, read_generations
from mappings.embedded import MAX_ID_BYTES, clean
from mappings.errors import (
    BadCursor,
    DramatisError,
    EngineError,
    EngineTimeout,
    IndexMissing,
    NotFound,
    UnknownName,
)
from mappings.fields import DATE_FACETS, TERMS_FACETS, fold
from mappings.generations import parse_name, schema_fingerprint
from mappings.settings import IndexSettings
from search_api.cursor import Cursor, decode, encode
from search_api.engines.elastic_compile import Clause, compile_request
from search_api.engines.elastic_facets import (
    HIDDEN,
    Counted,
    Split,
    add_settled,
    aggregations,
    date_facet,
    plan,
    read_terms,
    settle_aggregations,
    settle_query,
    split,
    terms_facet,
)
from search_api.engines.elastic_pages import Key, next_cursor, read_after, sort_keys
from search_api.engines.elastic_values import count_listed, lookup_terms
from search_api.engines.elastic_views import View, Views, point_in_time, unpack
from search_api.facets import rank
from search_api.highlight import build_markers
from search_api.hits import make_hit
from search_api.lookup import found_values
from search_api.models import (
    MAX_FACET_SIZE,
    EngineStatus,
    FacetResult,
    FacetSpec,
    FoundValue,
    SearchRequest,
    SearchResult,
    Selection,
    TermsResult,
)
from search_api.query import parse

_TRIES: Final = (0.0, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds before each further try when a view was lost with its server."""
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


_NOTHING: Final[Answer] = {
    "hits": {"total": {"value": 0}},
    "aggregations": {"status": {"buckets": []}, "by": {"buckets": []}},
}
_T = TypeVar("_T")


class Found(NamedTuple):
    """An answer of a view, with its facets."""

    view: View
    answer: Answer
    facets: dict[str, FacetResult]


class ElasticEngine:
    """Serves an index of Elasticsearch; see :class:`search_api.engines.SearchEngine`."""

    def __init__(self, settings: IndexSettings) -> None:
        self._settings = settings
        self._client = connect(settings)
        self._views = Views(self._client, settings)

    @property
    def name(self) -> str:
        """``elasticsearch``."""
        return "elasticsearch"

    def generation(self) -> str:
        """The live generation."""
        return self._views.state().name

    def revision(self) -> str:
        """Generation and what its writer noted at its last publish."""
        state = self._views.state()
        return f"{state.name}:{state.revision}"

    def search(self, request: SearchRequest) -> SearchResult:
        """Hits and facets."""
        started = time.perf_counter()
        cursor = decode(request)
        query = parse(request.q)
        compiled = compile_request(request, query)
        parts = split(request, compiled)
        scored = compiled.scored and request.sort == "relevance"
        keys = sort_keys(request.sort, scored=scored)
        body = _body(request, parts, keys)
        if cursor is None:
            view, answer, facets = self._on_live(
                lambda view: self._search_once(view, request, parts, body)
            )
        else:
            body["search_after"] = read_after(cursor.place, keys)
            view, answer, facets = self._on_cursor(cursor, request, parts, body)
        found = answer["hits"]["hits"]
        hits = found[: request.size]
        markers = build_markers(query) if request.highlight and hits else None
        rest = next_cursor(view, found, request.size, keys)
        return SearchResult(
            total=int(answer["hits"]["total"]["value"]),
            generation=view.generation,
            hits=tuple(
                make_hit(hit["_source"]["stored"], hit["_score"] if scored else None, markers)
                for hit in hits
            ),
            facets=facets,
            cursor=encode(request, rest) if rest else None,
            took_ms=round((time.perf_counter() - started) * 1000, 3),
        )

    def article(self, article_id: str) -> EnrichedArticle:
        """The stored article."""
        key = clean(article_id)
        if 0 < len(key.encode()) <= MAX_ID_BYTES:
            generation = self._views.state().name
            with calling(self._settings):
                try:
                    found = self._client.get(index=generation, id=key, realtime=False)
                    return EnrichedArticle.from_json(found["_source"]["stored"])
                except NotFoundError as error:
                    if "index_not_found" in reasons(error):
                        raise
        raise NotFound(
            f"expected the id of an article, got {article_id[:200]!r}, which is not there"
        )

    def facet_values(
        self, facet: str, prefix: str, request: SearchRequest, *, size: int = 10
    ) -> tuple[FoundValue, ...]:
        """Values of a terms facet by the beginning of a word of one of their aliases."""
        if facet not in TERMS_FACETS:
            raise UnknownName("facet", facet, TERMS_FACETS)
        if not fold(prefix):
            return self._top_values(facet, request, size)
        compiled = compile_request(request, parse(request.q))
        query = compiled.full(without=facet)
        return self._on_live(lambda view: self._find_values(view, facet, prefix, query, size))

    def scan(self, request: SearchRequest) -> Iterator[EnrichedArticle]:
        """Every article of the result as one consistent view, sorted by id."""
        generation = self._views.state().name
        query = compile_request(request, parse(request.q)).full()
        with calling(self._settings):
            for text in read_all(self._client, generation, query, sort="id"):
                yield EnrichedArticle.from_json(text)

    def status(self) -> EngineStatus:
        """What is served."""
        with calling(self._settings):
            known = read_generations(self._client, self._settings.index_name)
        details: dict[str, Any] = {"url": self._settings.elasticsearch_url}
        try:
            generation: str | None = self._views.state().name
        except IndexMissing:
            generation, answer = None, _NOTHING
        else:
            details["shards"], answer = self._on_live(self._count_status)
        status, prints = (
            {str(b["key"]): int(b["doc_count"]) for b in answer["aggregations"][name]["buckets"]}
            for name in ("status", "by")
        )
        return EngineStatus(
            engine=self.name,
            generation=generation,
            articles=int(answer["hits"]["total"]["value"]),
            enriched=status.get("complete", 0),
            enrichment_fingerprints=dict(rank(prints)),
            schema_fingerprint=schema_fingerprint(),
            generations=tuple(one.name for one in known if one.complete),
            details=details,
        )

    def close(self) -> None:
        """Close the connections. Points in time end by themselves: cursors may still carry them."""
        self._client.close()

    def _on_live(self, act: Callable[[View], _T]) -> _T:
        """Act on the live view; on another one when it was lost with its server."""
        for delay in _TRIES:
            time.sleep(delay * random.uniform(0.8, 1.2))
            view = self._views.live()
            try:
                return act(view)
            except ApiError as error:
                if not _is_lost(error):
                    raise self._translate(error) from error
                self._views.forget(view)
                last = error
            except TransportError as error:
                raise self._translate(error) from error
        raise self._translate(last) from last

    def _on_cursor(
        self,
        cursor: Cursor,
        request: SearchRequest,
        parts: Split,
        body: Answer,
    ) -> Found:
        """A page of the view in which the cursor's reader began, or of its generation as it is now."""
        parsed = parse_name(cursor.generation)
        if parsed is None or parsed.index != self._settings.index_name:
            raise BadCursor("expected a cursor of this index, got that of another; start again")
        view = View(cursor.generation, "", unpack(cursor.place.get("point")))
        try:
            return self._search_once(view, request, parts, body)
        except ApiError as error:
            if not _is_lost(error) and error.status_code != HTTPStatus.BAD_REQUEST:
                raise self._translate(error) from error
            if {"_score": "desc"} in body["sort"]:
                raise BadCursor(
                    "expected a cursor of a state of the index that is still kept, got one whose "
                    "order by relevance is gone; start again without a cursor, or sort by newest or "
                    "oldest"
                ) from error
        except TransportError as error:
            raise self._translate(error) from error
        try:
            return self._search_once(self._views.open(cursor.generation), request, parts, body)
        except IndexMissing as error:
            raise BadCursor(
                f"expected a cursor of a generation that is kept, got one of {cursor.generation}; "
                "start again without a cursor"
            ) from error
        except (ApiError, TransportError) as error:
            raise self._translate(error) from error

    def _search_once(self, view: View, request: SearchRequest, parts: Split, body: Answer) -> Found:
        """Hits and settled facets of one view. Raises the client's errors."""
        answer = self._call(view, body)
        if any(hit["_index"] != view.generation for hit in answer["hits"]["hits"]):
            raise BadCursor("expected a cursor of this index, got that of another; start again")
        facets: dict[str, FacetResult] = {}
        counted: dict[str, Counted] = {}
        for spec in request.facets:
            if spec.name in DATE_FACETS:
                facets[spec.name] = date_facet(spec, parts, answer)
            else:
                counted[spec.name] = read_terms(request, spec, parts, answer)
        self._settle(view, parts, counted)
        facets.update({name: terms_facet(request, one) for name, one in counted.items()})
        return Found(view, answer, {spec.name: facets[spec.name] for spec in request.facets})

    def _settle(self, view: View, parts: Split, counted: dict[str, Counted]) -> None:
        """Ask further until every facet is settled: one more call for most that need any."""
        keys = {name: json.dumps([name, settle_query(name, parts)]) for name in counted}
        for name, one in counted.items():
            if one.total is None and keys[name] in view.totals:
                counted[name] = replace(one, total=view.totals[keys[name]])
        while open_ := {name: wanted for name, one in counted.items() if (wanted := plan(one))}:
            searches: list[Answer] = []
            for name, wanted in open_.items():
                searches.append({})
                searches.append(
                    {
                        "pit": point_in_time(view),
                        "size": 0,
                        "track_total_hits": False,
                        "query": settle_query(name, parts),
                        "aggs": settle_aggregations(name, wanted),
                    }
                )
            found = self._client.msearch(searches=searches, filter_path=["responses", HIDDEN])
            for (name, wanted), answer in zip(open_.items(), found["responses"], strict=True):
                if answer.get("error"):
                    raise ApiError("further counts", found.meta, answer)
                _check_whole(answer)
                counted[name] = one = add_settled(counted[name], wanted, answer["aggregations"])
                if wanted.number and one.total is not None:
                    view.totals[keys[name]] = one.total

    def _top_values(self, facet: str, request: SearchRequest, size: int) -> tuple[FoundValue, ...]:
        """What an empty prefix finds: the values with the most articles."""
        chosen = request.filters.get(facet, Selection()).model_copy(update={"include": ()})
        asked = SearchRequest(
            q=request.q,
            filters={**request.filters, facet: chosen},
            published=request.published,
            mentioned=request.mentioned,
            facets=(FacetSpec(name=facet, size=min(size, MAX_FACET_SIZE)),),
            size=0,
        )
        found = self.search(asked).facets[facet]
        assert isinstance(found, TermsResult)
        return tuple(
            FoundValue(value=v.value, label=v.label, count=v.count, matched=v.label)
            for v in found.values
            if not v.excluded
        )

    def _find_values(
        self, view: View, facet: str, prefix: str, query: Clause, size: int
    ) -> tuple[FoundValue, ...]:
        def ask(body: Answer) -> Answer:
            return self._call(view, body)

        return found_values(
            facet,
            prefix,
            size=size,
            terms=lambda folded: lookup_terms(ask, facet, clean(folded)),
            count=lambda values: count_listed(ask, facet, query, values),
        )

    def _count_status(self, view: View) -> tuple[int, Answer]:
        answer = self._call(
            view,
            {
                "size": 0,
                "track_total_hits": True,
                "aggs": {
                    "status": {"terms": {"field": "enrichment_status", "size": 10}},
                    "by": {"terms": {"field": "enrichment_fingerprint", "size": 1000}},
                },
            },
        )
        return int(answer["_shards"]["total"]), answer

    def _call(self, view: View, body: Answer) -> Answer:
        """One search over a view: whole, or an error."""
        answer: Answer = self._client.search(
            pit=point_in_time(view), allow_partial_search_results=False, **body
        ).body
        _check_whole(answer)
        return answer

    def _translate(self, error: ApiError | TransportError) -> DramatisError:
        return translate(error, self._settings)


def _body(request: SearchRequest, parts: Split, keys: Key) -> Answer:
    body: Answer = {
        "query": parts.query,
        # One more tells whether there is a page after this one.
        "size": request.size + 1 if request.size else 0,
        "track_total_hits": True,
    }
    if request.size:
        body["sort"] = keys
        if {"_score": "desc"} in keys:
            # Words weigh alike on every shard, as on one.
            body["search_type"] = "dfs_query_then_fetch"
    if parts.narrow:
        body["post_filter"] = parts.narrow
    if request.facets:
        body["aggs"] = aggregations(request, parts)
    return body


def _is_lost(error: ApiError) -> bool:
    """Whether a view is gone, with its index or a server, so that another one may answer."""
    said = reasons(error)
    return any(word in said for word in _LOST)


def _check_whole(answer: Answer) -> None:
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
