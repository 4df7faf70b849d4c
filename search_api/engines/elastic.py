"""The engine on Elasticsearch: compile the request, one call, parse the answer.

Counts that the first call could not prove, on several shards, are settled by a second one, over the
same point in time.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from functools import partial
from typing import Any, Final, NamedTuple

from elasticsearch import NotFoundError

from mappings.article import EnrichedArticle
from mappings.elastic_client import calling, connect, reasons, shown_url
from mappings.elastic_store import read_all, read_generations
from mappings.embedded import MAX_ID_BYTES, clean
from mappings.errors import BadCursor, IndexMissing, NotFound, UnknownName
from mappings.fields import TERMS_FACETS, fold
from mappings.generations import parse_name, schema_fingerprint
from mappings.settings import IndexSettings
from search_api.cursor import Cursor, decode, encode
from search_api.engines.elastic_compile import Clause, compile_request
from search_api.engines.elastic_counts import (
    Counted,
    add_settled,
    date_facet,
    plan,
    read_terms,
    settle_aggregations,
    terms_facet,
)
from search_api.engines.elastic_facets import Split, aggregations, settle_query, split, unsent
from search_api.engines.elastic_pages import Key, next_cursor, read_after, sort_keys
from search_api.engines.elastic_reader import Answer, Reader
from search_api.engines.elastic_values import count_listed, lookup_terms
from search_api.engines.elastic_views import View, unpack
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

_NOTHING: Final[Answer] = {
    "hits": {"total": {"value": 0}},
    "aggregations": {"status": {"buckets": []}, "by": {"buckets": []}},
}


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
        self._reader = Reader(self._client, settings)

    @property
    def name(self) -> str:
        """``elasticsearch``."""
        return "elasticsearch"

    def generation(self) -> str:
        """The live generation."""
        return self._reader.state().name

    def revision(self) -> str:
        """Generation and what its writer noted at its last publish."""
        state = self._reader.state()
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
        look = partial(self._search_once, request=request, parts=parts, body=body)
        if cursor is None:
            view, answer, facets = self._reader.on_live(look)
        else:
            body["search_after"] = read_after(cursor.place, keys)
            point = self._point(cursor)
            view, answer, facets = self._reader.on_cursor(
                cursor.generation, point, look, ranked=scored
            )
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
            generation = self._reader.state().name
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
        return self._reader.on_live(
            lambda view: self._find_values(view, facet, prefix, query, size)
        )

    def scan(self, request: SearchRequest) -> Iterator[EnrichedArticle]:
        """Every article of the result as one consistent view, sorted by id."""
        generation = self._reader.state().name
        query = compile_request(request, parse(request.q)).full()
        with calling(self._settings):
            for text in read_all(self._client, generation, query, sort="id"):
                yield EnrichedArticle.from_json(text)

    def status(self) -> EngineStatus:
        """What is served."""
        with calling(self._settings):
            known = read_generations(self._client, self._settings.index_name)
        details: dict[str, Any] = {"url": shown_url(self._settings)}
        try:
            generation: str | None = self._reader.state().name
        except IndexMissing:
            generation, answer = None, _NOTHING
        else:
            details["shards"], answer = self._reader.on_live(self._count_status)
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

    def _point(self, cursor: Cursor) -> str:
        """The point in time of a cursor of this index. Raises BadCursor."""
        parsed = parse_name(cursor.generation)
        if parsed is None or parsed.index != self._settings.index_name:
            raise BadCursor("expected a cursor of this index, got that of another; start again")
        return unpack(cursor.place.get("point"))

    def _search_once(self, view: View, request: SearchRequest, parts: Split, body: Answer) -> Found:
        """Hits and settled facets of one view. Raises the client's errors."""
        asked = {
            spec.name: json.dumps([spec.name, settle_query(spec.name, parts)])
            for spec in request.facets
            if spec.name in TERMS_FACETS
        }
        totals = {name: view.totals[key] for name, key in asked.items() if key in view.totals}
        if request.facets:
            body = body | {"aggs": aggregations(request, parts, totals)}
            if hidden := unsent(parts, totals):
                body["filter_path"] = hidden
        answer = self._reader.search(view, body)
        if any(hit["_index"] != view.generation for hit in answer["hits"]["hits"]):
            raise BadCursor("expected a cursor of this index, got that of another; start again")
        counted = {
            spec.name: read_terms(request, spec, parts, answer, total=totals.get(spec.name))
            for spec in request.facets
            if spec.name in TERMS_FACETS
        }
        for name, one in counted.items():
            view.remember(asked[name], one.total)
        self._settle(view, parts, counted)
        facets = {
            spec.name: terms_facet(request, counted[spec.name])
            if spec.name in counted
            else date_facet(spec, parts, answer)
            for spec in request.facets
        }
        return Found(view, answer, facets)

    def _settle(self, view: View, parts: Split, counted: dict[str, Counted]) -> None:
        """Ask further until every count is proven: one more call for most that need any."""
        while open_ := {name: wanted for name, one in counted.items() if (wanted := plan(one))}:
            queries = [
                (settle_query(name, parts), settle_aggregations(name, wanted))
                for name, wanted in open_.items()
            ]
            answers = self._reader.count_several(view, queries)
            for (name, wanted), found in zip(open_.items(), answers, strict=True):
                counted[name] = add_settled(counted[name], wanted, found)

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
            return self._reader.search(view, body)

        return found_values(
            facet,
            prefix,
            size=size,
            terms=lambda folded: lookup_terms(ask, facet, clean(folded)),
            count=lambda values: count_listed(ask, facet, query, values),
        )

    def _count_status(self, view: View) -> tuple[int, Answer]:
        answer = self._reader.search(
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
    return body
