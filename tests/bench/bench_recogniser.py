"""Measure the recogniser: words a second on one core, time to load, peak memory.

    python -m tests.bench.bench_recogniser [--rounds 3] [--words 500000]

Texts are the articles of the corpus's test part, one a call as in indexing, with tokens and
sentences. ``--words`` adds one text of that many words without a sentence end.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def main(arguments: list[str] | None = None) -> dict[str, float]:
    """Print the figures, write them as JSON, and return them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--rounds", type=int, default=3, help="the best of them counts")
    parser.add_argument("--words", type=int, default=0, help="words of one long text")
    options = parser.parse_args(arguments)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    figures = measure(rounds=options.rounds, long_words=options.words)
    for name, value in figures.items():
        print(f"{name:24} {value:12,.2f}")
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / "recogniser.json"
    path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return figures


def measure(*, rounds: int, long_words: int = 0) -> dict[str, float]:
    """Seconds, words a second and MiB by name; imports count on their own."""
    started = time.perf_counter()
    from indexer.enrich.recognise import load_pipeline

    imported = time.perf_counter()
    nlp = load_pipeline()
    nlp("Angela Merkel spoke in Berlin.")
    loaded = time.perf_counter()
    from tests.quality.ner_sets import own_sets

    texts = [p.text for p in next(iter(own_sets())).passages]
    words = sum(len(text.split()) for text in texts)
    wall, processor = [], []
    for _ in range(rounds):
        began, began_cpu = time.perf_counter(), time.process_time()
        for text in texts:
            nlp(text)
        wall.append(time.perf_counter() - began)
        processor.append(time.process_time() - began_cpu)
    figures = {
        "import_s": imported - started,
        "load_s": loaded - imported,
        "articles": len(texts),
        "words": words,
        "words_per_s": words / min(wall),
        "words_per_cpu_s": words / min(processor),
        "peak_mib": _peak_mib(),
    }
    if long_words:
        began = time.perf_counter()
        nlp.max_length = 100 * long_words
        nlp("and then Angela Merkel walked on to " * (long_words // 7))
        figures |= {"long_text_s": time.perf_counter() - began, "long_peak_mib": _peak_mib()}
    return figures


def _peak_mib() -> float:
    """Most memory that the process has held; Linux counts KiB, macOS bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main()
