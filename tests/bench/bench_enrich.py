"""Measure the whole enrichment: against its recogniser alone, with two workers, in memory and at start.

    python -m tests.bench.bench_enrich [--rounds 5] [--times 4] [--no-workers]

Texts are the articles of the corpus's test part. ``share_of_bare`` is the speed of the whole enrichment divided
by that of bare ``nlp.pipe`` with the same recogniser on one core, ``speedup_of_two`` the speed of two
workers divided by that of one: medians of rounds that take turns, so that a noisy machine disturbs both.
``share_of_bare`` counts processor time, ``speedup_of_two`` the clock, from the first result to the last, and
means nothing on a machine whose cores are busy with something else: ``load`` is the load of the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import Path

from mappings.article import Article

RESULTS = Path(__file__).parent / "results"


def main(arguments: list[str] | None = None) -> dict[str, float]:
    """Print the figures, write them as JSON, and return them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--times", type=int, default=4, help="how often workers read each article")
    parser.add_argument("--no-workers", action="store_true")
    parser.add_argument("--peak", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.peak:
        print(peak_of_articles(options.peak))
        return {}
    figures = loading() | one_core(options.rounds) | memory()
    if not options.no_workers:
        figures |= workers(options.rounds, options.times)
    figures["load"] = os.getloadavg()[0]
    for name, value in figures.items():
        print(f"{name:24} {value:12,.3f}")
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / "enrich.json"
    path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return figures


def articles() -> list[Article]:
    """The articles of the test part; the language is given, as a newsroom's own are."""
    from tests.quality.gold import articles as gold

    return [
        Article(id=g.id, title=g.title, body=g.body, published=f"{g.published}T12:00:00Z", language="en")
        for g in gold(part="test")
    ]  # fmt: skip


def loading() -> dict[str, float]:
    """Seconds to load what is known, in median."""
    from indexer.enrich.gazetteer import load_geography
    from indexer.enrich.knowledge import load_knowledge

    loaders: dict[str, Callable[[], object]] = {
        "knowledge_load_s": load_knowledge,
        "geography_load_s": load_geography,
    }
    return {
        name: statistics.median(_seconds(load) for _ in range(5)) for name, load in loaders.items()
    }


def one_core(rounds: int) -> dict[str, float]:
    """The whole enrichment and the bare recogniser in turns on one core."""
    from indexer.enrich.enricher import open_enricher
    from indexer.enrich.found import joined_text

    everywhere = _stay_on_one_core()
    enricher = open_enricher()
    chosen = articles()
    texts = [joined_text(article) for article in chosen]
    words = sum(len(text.split()) for text in texts)

    def bare() -> None:
        for _ in enricher.nlp.pipe(texts):
            pass

    def whole() -> None:
        for _ in enricher.enrich(chosen):
            pass

    for warm_up in (bare, whole):
        warm_up()
    seconds = [(_seconds(bare), _seconds(whole)) for _ in range(rounds)]
    if everywhere is not None:
        os.sched_setaffinity(0, everywhere)
    return {
        "articles": len(texts),
        "words": words,
        "bare_words_per_cpu_s": words / statistics.median(b for b, _ in seconds),
        "whole_words_per_cpu_s": words / statistics.median(w for _, w in seconds),
        "share_of_bare": statistics.median(b / w for b, w in seconds),
    }


def workers(rounds: int, times: int) -> dict[str, float]:
    """One and two workers in turns, each process as ``--workers`` starts it."""
    from indexer.enrich.workers import enrich_all
    from indexer.settings import EnrichSettings

    def rate(number: int) -> float:
        stream = iter(enrich_all(_repeated(times), EnrichSettings(workers=number)))
        for _ in range(2 * 16):  # until every worker has loaded its pipeline
            next(stream)
        began, done = time.perf_counter(), sum(1 for _ in stream)
        return done / (time.perf_counter() - began)

    rates = [(rate(1), rate(2)) for _ in range(rounds)]
    return {
        "one_worker_articles_per_s": statistics.median(one for one, _ in rates),
        "two_workers_articles_per_s": statistics.median(two for _, two in rates),
        "speedup_of_two": statistics.median(two / one for one, two in rates),
    }


def memory() -> dict[str, float]:
    """Peak of a process that enriches so many articles, each on its own: flat if nothing is kept."""
    figures = {}
    for number in (100, 400):
        command = [sys.executable, "-m", "tests.bench.bench_enrich", "--peak", str(number)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        figures[f"peak_mib_of_{number}"] = float(done.stdout)
    return figures


def peak_of_articles(number: int) -> float:
    """MiB that this process has held at most, after enriching so many articles."""
    from indexer.enrich.enricher import open_enricher

    chosen = articles()
    enricher = open_enricher()
    for done in range(number):
        enricher.enrich_one(chosen[done % len(chosen)])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _repeated(times: int) -> Iterator[Article]:
    number = count()
    for _ in range(times):
        for article in articles():
            yield article.model_copy(update={"id": str(next(number))})


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _stay_on_one_core() -> Iterable[int] | None:
    if not hasattr(os, "sched_setaffinity"):
        return None
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(everywhere)})
    return everywhere


if __name__ == "__main__":
    main()
