"""Every engine against a count by hand, for random articles and requests.

That each agrees with what is counted by hand is that they agree with one another: in totals, hits,
their order, and every number of every facet.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.writers import open_admin
from mappings.article import EnrichedArticle
from search_api.engines import SearchEngine, open_engine
from search_api.models import SearchRequest
from tests.contract.conftest import ENGINES, engine_params
from tests.property import bruteforce
from tests.property.strategies import libraries, noise, requests

SLOW: Final = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
LIBRARIES: Final = {"embedded": 20, "elasticsearch-1": 4, "elasticsearch-3": 6}
"""How many libraries are tried: an index on a server takes its time."""
TEXTS: Final = {"embedded": 300, "elasticsearch-1": 40, "elasticsearch-3": 80}
"""How many strings are tried."""


@pytest.fixture(scope="module", params=engine_params())
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@contextmanager
def served(name: str, parts: Sequence[Sequence[EnrichedArticle]]) -> Iterator[SearchEngine]:
    """An engine over these articles, each part written by a writer of its own (other segments)."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        ENGINES[name](Path(folder)) as settings_,
    ):
        admin = open_admin(settings_)
        for part in parts:
            with admin.append() as writer:
                writer.write(part)
                writer.publish()
        engine = open_engine(settings_)
        yield engine
        engine.close()
        admin.close()


def test_hits_and_counts_are_those_counted_by_hand(engine_name: str) -> None:
    @settings(max_examples=LIBRARIES[engine_name], deadline=None, suppress_health_check=SLOW)
    @given(data=st.data())
    def tried(data: st.DataObject) -> None:
        library = data.draw(libraries())
        cut = data.draw(st.integers(0, len(library)))
        older = [a.model_copy(update={"body": "older", "persons": ()}) for a in library[cut:][:2]]
        with served(engine_name, [older + library[:cut], library[cut:]]) as engine:
            for request in data.draw(st.lists(requests(), min_size=1, max_size=12)):
                check(engine, library, request)

    tried()


def check(engine: SearchEngine, library: list[EnrichedArticle], request: SearchRequest) -> None:
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
def small(engine_name: str) -> Iterator[SearchEngine]:
    library = [
        EnrichedArticle(id=str(n), title="war", body="crimes of the U.S. 東京 🙂") for n in range(3)
    ]
    with served(engine_name, [library]) as engine:
        yield engine


def try_with(texts: st.SearchStrategy[str], act: Callable[[str], None], number: int) -> None:
    """Act on so many texts."""
    settings(max_examples=number, deadline=None)(given(texts)(act))()


def test_no_query_fails(small: SearchEngine, engine_name: str) -> None:
    def tried(text: str) -> None:
        result = small.search(SearchRequest(q=text))
        assert 0 <= result.total <= 3
        for hit in result.hits:
            for snippet in (s for snippets in hit.highlights.values() for s in snippets):
                flat = [edge for span in snippet.ranges for edge in span]
                assert flat == sorted(flat)
                assert not flat or flat[-1] <= len(snippet.text)
                assert all(start < end for start, end in snippet.ranges)

    try_with(noise, tried, TEXTS[engine_name])


def test_no_prefix_fails(small: SearchEngine, engine_name: str) -> None:
    def tried(text: str) -> None:
        assert small.facet_values("person", text, SearchRequest()) == ()

    try_with(noise, tried, TEXTS[engine_name] // 2)
