"""The seam to the engines: what every one of them does, and how the one of the settings is opened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from mappings.article import EnrichedArticle
from mappings.settings import IndexSettings
from search_api.models import EngineStatus, FoundValue, SearchRequest, SearchResult


class SearchEngine(Protocol):
    """An engine does a thing or raises: an empty answer that looks true is a bug.

    Every method may raise the EngineError and IndexStateError families; thread-safe.
    """

    @property
    def name(self) -> str:
        """``embedded`` or ``elasticsearch``."""
        ...

    def generation(self) -> str:
        """The live generation. Raises IndexMissing, IndexIncompatible."""
        ...

    def revision(self) -> str:
        """Opaque; another one whenever an answer may be another (a publish, articles added): the ETag's root.

        Cheap enough for every request. Raises IndexMissing, IndexIncompatible.
        """
        ...

    def search(self, request: SearchRequest) -> SearchResult:
        """Hits and facets. Raises BadCursor."""
        ...

    def article(self, article_id: str) -> EnrichedArticle:
        """The stored article. Raises NotFound."""
        ...

    def facet_values(
        self, facet: str, prefix: str, request: SearchRequest, *, size: int = 10
    ) -> tuple[FoundValue, ...]:
        """Values of a terms facet that have an alias with a word beginning with the prefix.

        Counted under the same query and filters as a search, this facet's own selection left out;
        count descending, then value. Values with no article under them are left out.
        """
        ...

    def scan(self, request: SearchRequest) -> Iterator[EnrichedArticle]:
        """Every article of the result as one consistent view, sorted by id; size and cursor are ignored."""
        ...

    def status(self) -> EngineStatus:
        """What is served. Never raises IndexMissing: ``generation`` is None then."""
        ...

    def close(self) -> None:
        """Give back what is held."""
        ...


def open_engine(settings: IndexSettings) -> SearchEngine:
    """Open the engine of the settings. It may be opened before there is an index."""
    if settings.engine == "elasticsearch":
        from search_api.engines.elastic import ElasticEngine

        return ElasticEngine(settings)
    from search_api.engines.embedded import EmbeddedEngine

    return EmbeddedEngine(settings)
