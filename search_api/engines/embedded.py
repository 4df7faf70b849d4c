"""The embedded engine: tantivy in a folder. Compile the request, call tantivy, parse the answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import tantivy

from mappings.article import EnrichedArticle
from mappings.embedded import clean, schema
from mappings.embedded_store import fingerprint_of, list_generations
from mappings.errors import BadCursor, EngineError, IndexMissing, NotFound, UnknownName
from mappings.fields import TERMS_FACETS
from mappings.generations import schema_fingerprint
from mappings.settings import IndexSettings
from search_api.cursor import Cursor, decode, encode
from search_api.engines.embedded_compile import Compiled, compile_request
from search_api.engines.embedded_facets import count_facets, count_listed
from search_api.engines.embedded_pages import Page, all_by_id, fetch_page, read_place
from search_api.engines.embedded_snapshots import Snapshot, Snapshots
from search_api.facets import rank
from search_api.highlight import build_markers
from search_api.hits import make_hit
from search_api.lookup import found_values
from search_api.models import EngineStatus, FoundValue, Hit, SearchRequest, SearchResult
from search_api.query import parse

_SCAN_CHUNK = 1000


class EmbeddedEngine:
    """Serves an index folder; see :class:`search_api.engines.SearchEngine`."""

    def __init__(self, settings: IndexSettings) -> None:
        self._folder = settings.index_dir
        self._snapshots = Snapshots(settings.index_dir)

    @property
    def name(self) -> str:
        """``embedded``."""
        return "embedded"

    def generation(self) -> str:
        """The live generation."""
        return self._snapshots.live().generation

    def revision(self) -> str:
        """Generation and commit: another one whenever articles are added or a generation published."""
        live = self._snapshots.live()
        return f"{live.generation}:{live.token}"

    def search(self, request: SearchRequest) -> SearchResult:
        """Hits and facets."""
        with _no_panic():
            return self._search(request)

    def _search(self, request: SearchRequest) -> SearchResult:
        started = time.perf_counter()
        cursor = decode(request)
        query = parse(request.q)
        compiled = compile_request(request, query)
        snapshot = self._snapshot(cursor, compiled, request)
        page = _fetch(snapshot, request, compiled, cursor)
        total = page.total
        if total is None:
            total = int(snapshot.searcher.search(compiled.unscored(), 1).count)
        markers = build_markers(query) if request.highlight and page.hits else None
        hits = tuple(
            make_hit(_stored(snapshot.searcher, address), score, markers)
            for score, address in page.hits
        )
        return SearchResult(
            total=total,
            generation=snapshot.generation,
            hits=hits,
            facets=count_facets(
                snapshot.searcher, request, compiled, articles=total, totals=snapshot.totals
            ),
            cursor=_next(request, snapshot, page, hits),
            took_ms=round((time.perf_counter() - started) * 1000, 3),
        )

    def article(self, article_id: str) -> EnrichedArticle:
        """The stored article."""
        searcher = self._snapshots.live().searcher
        query = tantivy.Query.term_query(schema(), "id", clean(article_id), "basic")
        found = next(iter(searcher.search(query, 1).hits), None)
        if found is None:
            raise NotFound(f"expected the id of an article, got {article_id!r}, which is not there")
        return EnrichedArticle.from_json(_stored(searcher, found[1]))

    def facet_values(
        self, facet: str, prefix: str, request: SearchRequest, *, size: int = 10
    ) -> tuple[FoundValue, ...]:
        """Values of a terms facet by the beginning of a word of one of their aliases."""
        if facet not in TERMS_FACETS:
            raise UnknownName("facet", facet, TERMS_FACETS)
        searcher = self._snapshots.live().searcher
        query = compile_request(request, parse(request.q)).unscored(without=facet)
        with _no_panic():
            return found_values(
                facet,
                prefix,
                size=size,
                terms=lambda folded: searcher.terms_with_prefix(f"{facet}_lookup", clean(folded)),
                count=lambda values: count_listed(searcher, query, facet, values),
            )

    def scan(self, request: SearchRequest) -> Iterator[EnrichedArticle]:
        """Every article of the result as one consistent view, sorted by id."""
        searcher = self._snapshots.live().searcher
        query = compile_request(request, parse(request.q)).unscored()
        for address in all_by_id(searcher, query, _SCAN_CHUNK):
            yield EnrichedArticle.from_json(_stored(searcher, address))

    def status(self) -> EngineStatus:
        """What is served."""
        folder = self._folder
        generations = tuple(n for n in list_generations(folder) if fingerprint_of(folder, n))
        try:
            snapshot = self._snapshots.live()
        except IndexMissing:
            return _status(None, {}, {}, 0, generations, {"folder": str(self._folder)})
        searcher = snapshot.searcher
        counted = searcher.aggregate(
            tantivy.Query.all_query(),
            {
                "status": {"terms": {"field": "enrichment_status", "size": 10}},
                "by": {"terms": {"field": "enrichment_fingerprint", "size": 1000}},
            },
        )
        status, prints = (
            {str(b["key"]): int(b["doc_count"]) for b in counted[name]["buckets"]}
            for name in ("status", "by")
        )
        details = {"folder": str(self._folder), "segments": searcher.num_segments}
        return _status(snapshot.generation, status, prints, searcher.num_docs, generations, details)

    def close(self) -> None:
        """Give back what is held."""
        self._snapshots.close()

    def _snapshot(
        self, cursor: Cursor | None, compiled: Compiled, request: SearchRequest
    ) -> Snapshot:
        """The live state, or that in which the cursor's reader began."""
        if cursor is None:
            return self._snapshots.live()
        token = str(cursor.place.get("snapshot"))
        snapshot = self._snapshots.find(cursor.generation, token)
        if request.sort == "relevance" and compiled.scored and snapshot.token != token:
            raise BadCursor(
                "expected a cursor of an index that has not changed since, got one whose order by "
                "relevance is gone; start again without a cursor, or sort by newest or oldest"
            )
        return snapshot


@contextmanager
def _no_panic() -> Iterator[None]:
    """Make an error of a panic in tantivy: as a BaseException it would end the server's worker."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise EngineError(
            f"expected an answer of the index, got a panic: {error}; please report the request"
        ) from error


def _fetch(
    snapshot: Snapshot, request: SearchRequest, compiled: Compiled, cursor: Cursor | None
) -> Page:
    if request.size == 0:
        return Page([], None)
    return fetch_page(
        snapshot.searcher,
        compiled.full(),
        sort=request.sort,
        scored=compiled.scored,
        size=request.size,
        place=read_place(cursor.place) if cursor else None,
    )


def _next(
    request: SearchRequest, snapshot: Snapshot, page: Page, hits: tuple[Hit, ...]
) -> str | None:
    if page.rest is None:
        return None
    key, taken = page.rest
    place = {"key": key, "taken": taken, "id": hits[-1].id, "snapshot": snapshot.token}
    return encode(request, Cursor(snapshot.generation, place))


def _stored(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> bytes:
    stored = searcher.doc(address).get_first("stored")
    assert isinstance(stored, bytes)
    return stored


def _status(
    generation: str | None,
    status: dict[str, int],
    prints: dict[str, int],
    articles: int,
    generations: tuple[str, ...],
    details: dict[str, Any],
) -> EngineStatus:
    return EngineStatus(
        engine="embedded",
        generation=generation,
        articles=articles,
        enriched=status.get("complete", 0),
        enrichment_fingerprints=dict(rank(prints)),
        schema_fingerprint=schema_fingerprint(),
        generations=generations,
        details=details,
    )
