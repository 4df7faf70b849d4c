"""The faceted searches that both engines' benches measure, ours and bare calls by turns."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial

from search_api.engines import SearchEngine
from search_api.models import FacetSpec, SearchRequest, Selection
from tests.bench.generate import generate

FACETS = ("person", "institution", "country", "source")
SPECS = (*(FacetSpec(name=name) for name in FACETS), FacetSpec(name="published"))
EVERYTHING = SearchRequest(facets=SPECS)

Bare = Callable[[SearchRequest], object]
"""The engine's own calls for a request, without Dramatis."""


def frequent_words() -> list[str]:
    """Words of the generated articles, the most frequent first."""
    vocabulary = [word for article in generate(200, seed=7) for word in article.body.split()[:40]]
    words = sorted({w for w in vocabulary if w.islower() and w.isalpha()})
    return sorted(words, key=lambda word: -vocabulary.count(word))


def faceted_requests(number: int) -> list[SearchRequest]:
    """At most so many searches: a frequent word and another, four facets, a histogram, ten hits."""
    chance, frequent = random.Random(3), frequent_words()
    pairs = dict.fromkeys(
        f"{chance.choice(frequent[:30])} {chance.choice(frequent[:400])}" for _ in range(number)
    )
    return [SearchRequest(q=pair, facets=SPECS) for pair in pairs]


def measure_queries(
    engine: SearchEngine, bare_query: Bare, number: int, *, warm_up: int
) -> dict[str, object]:
    """Medians in ms over so many requests, after ``warm_up`` others."""
    requests = faceted_requests(number + warm_up)
    for request in requests[:warm_up]:
        engine.search(request)
        bare_query(request)
    bare: list[float] = []
    ours: list[float] = []
    totals: list[int] = []
    for request in requests[warm_up:]:
        # Each request is new to both; who goes first, and finds colder caches, changes by turns.
        if len(bare) % 2:
            bare.append(seconds(partial(bare_query, request)))
            ours.append(seconds(partial(engine.search, request)))
        else:
            ours.append(seconds(partial(engine.search, request)))
            bare.append(seconds(partial(bare_query, request)))
        totals.append(engine.search(request.model_copy(update={"size": 0, "facets": ()})).total)
    all_bare, all_ours = [], []
    for _ in range(7):
        all_bare.append(seconds(partial(bare_query, EVERYTHING)))
        all_ours.append(seconds(partial(engine.search, EVERYTHING)))
    filtered = EVERYTHING.model_copy(update={"filters": {"country": Selection(include=("UA",))}})
    return {
        "query: hits, median": round(statistics.median(totals)),
        "query: bare ms": milliseconds(bare),
        "query: ours ms": milliseconds(ours),
        "query: ours/bare (<= 1.25)": round(
            statistics.median([o / b for o, b in zip(ours, bare, strict=True)]), 3
        ),
        "everything: bare ms": milliseconds(all_bare),
        "everything: ours ms": milliseconds(all_ours),
        "country=UA: ours ms": milliseconds(seven(lambda: engine.search(filtered))),
        "typeahead 'ka': ours ms": milliseconds(
            seven(lambda: engine.facet_values("person", "ka", SearchRequest()))
        ),
        "export, articles/s": _export_rate(engine),
    }


def _export_rate(engine: SearchEngine) -> int:
    started = time.perf_counter()
    number = 0
    for number, _ in enumerate(engine.scan(SearchRequest()), 1):
        if number == 5000:
            break
    return round(number / (time.perf_counter() - started))


def seven(act: Callable[[], object]) -> list[float]:
    """The seconds of seven calls."""
    return [seconds(act) for _ in range(7)]


def seconds(act: Callable[[], object]) -> float:
    """The seconds of one call."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def milliseconds(times: Sequence[float]) -> float:
    """The median in ms."""
    return round(statistics.median(times) * 1000, 2)
