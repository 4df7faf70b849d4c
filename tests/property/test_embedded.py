"""The embedded engine against a count by hand, for random articles and requests."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.writers.embedded import EmbeddedAdmin
from mappings.article import EnrichedArticle
from mappings.settings import IndexSettings
from search_api.engines.embedded import EmbeddedEngine
from search_api.models import SearchRequest
from tests.property import bruteforce
from tests.property.strategies import libraries, noise, requests

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


@contextmanager
def served(parts: Sequence[Sequence[EnrichedArticle]]) -> Iterator[EmbeddedEngine]:
    """An engine over these articles, each part written by a writer of its own (other segments)."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        settings_ = IndexSettings(index_dir=Path(folder), writer_memory_mb=32)
        for part in parts:
            with EmbeddedAdmin(settings_).append() as writer:
                writer.write(part)
                writer.publish()
        engine = EmbeddedEngine(settings_)
        yield engine
        engine.close()


@settings(max_examples=30, deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_hits_and_counts_are_those_counted_by_hand(data: st.DataObject) -> None:
    library = data.draw(libraries())
    cut = data.draw(st.integers(0, len(library)))
    older = [a.model_copy(update={"body": "older", "persons": ()}) for a in library[cut:][:2]]
    with served([older + library[:cut], library[cut:]]) as engine:
        for request in data.draw(st.lists(requests(), min_size=1, max_size=12)):
            check(engine, library, request)


def check(engine: EmbeddedEngine, library: list[EnrichedArticle], request: SearchRequest) -> None:
    result = engine.search(request)
    expected = bruteforce.ordered(library, request)
    assert result.total == len(expected)
    everything = list(engine.scan(request))
    assert [a.id for a in everything] == sorted(expected)
    for spec in request.facets:
        assert result.facets[spec.name] == bruteforce.facet(library, request, spec), spec
    if not request.size:
        return
    paged, page = [hit.id for hit in result.hits], result
    while page.cursor:
        page = engine.search(request.model_copy(update={"cursor": page.cursor}))
        paged += [hit.id for hit in page.hits]
    if request.sort == "relevance":
        scores = {hit.id: hit.score for hit in result.hits}
        first = [hit.id for hit in result.hits]
        assert first == sorted(first, key=lambda key: (-(scores[key] or 0), key))
        assert sorted(paged) == sorted(expected)
    else:
        assert paged == expected


@pytest.fixture(scope="module")
def small() -> Iterator[EmbeddedEngine]:
    library = [
        EnrichedArticle(id=str(n), title="war", body="crimes of the U.S. 東京 🙂") for n in range(3)
    ]
    with served([library]) as engine:
        yield engine


@settings(max_examples=300, deadline=None)
@given(noise)
def test_no_query_fails(small: EmbeddedEngine, text: str) -> None:
    assert 0 <= small.search(SearchRequest(q=text)).total <= 3


@settings(max_examples=200, deadline=None)
@given(noise)
def test_marked_ranges_are_in_order_and_within_the_text(small: EmbeddedEngine, text: str) -> None:
    for hit in small.search(SearchRequest(q=text)).hits:
        for snippets in hit.highlights.values():
            for snippet in snippets:
                flat = [edge for span in snippet.ranges for edge in span]
                assert flat == sorted(flat)
                assert not flat or flat[-1] <= len(snippet.text)
                assert all(start < end for start, end in snippet.ranges)


@settings(max_examples=100, deadline=None)
@given(noise)
def test_no_prefix_fails(small: EmbeddedEngine, text: str) -> None:
    assert small.facet_values("person", text, SearchRequest()) == ()
