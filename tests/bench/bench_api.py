"""What the command line and HTTP cost: ``--help``, the start of the API, and a search through it.

    python -m tests.bench.bench_api [--articles 20000] [--queries 200]

- *help*: ``dramatis --help`` as a process, the best of five, beside a Python that does nothing.
- *start*: from the start of ``dramatis serve`` to its first answer, and its memory then. Whether
  spaCy was imported is read from the files that the process has mapped.
- *HTTP*: the same faceted searches in turn through ``GET /v1/search`` on one connection, and
  straight from the engine; what HTTP adds is the median of the differences.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote, urlsplit

from indexer.writers.embedded import EmbeddedAdmin
from mappings.settings import IndexSettings
from search_api.engines.embedded import EmbeddedEngine
from search_api.models import SearchRequest
from tests.bench.generate import generate
from tests.bench.queries import SPECS

RESULTS = Path(__file__).parent / "results"
COMMAND = [sys.executable, "-c", "import dramatis; dramatis.main()"]
FLAT_FACETS = "person,institution,country,source,published:month"


def main() -> None:
    """Print the figures and write them as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=200)
    options = parser.parse_args()
    figures = measure_help()
    with tempfile.TemporaryDirectory() as folder:
        settings = IndexSettings(index_dir=Path(folder) / "index")
        build(settings, options.articles)
        figures |= measure_api(settings, options.queries)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "api.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    for name, value in figures.items():
        print(f"{name:36} {value:12,.3f}")


def measure_help() -> dict[str, float]:
    """Seconds of ``dramatis --help`` and of a bare interpreter, the best of five in turn."""
    ours, bare = [], []
    for _ in range(5):
        ours.append(_seconds([*COMMAND, "--help"]))
        bare.append(_seconds([sys.executable, "-c", "pass"]))
    return {"help: s (< 0.5)": min(ours), "help: bare Python s": min(bare)}


def build(settings: IndexSettings, articles: int) -> None:
    """An embedded index of generated articles."""
    with EmbeddedAdmin(settings).build() as writer:
        batch = []
        for article in generate(articles):
            batch.append(article)
            if len(batch) == settings.batch_articles:
                writer.write(batch)
                batch = []
        writer.write(batch)
        writer.publish(expect_articles=articles)


def measure_api(settings: IndexSettings, queries: int) -> dict[str, float]:
    """Start, memory, and what HTTP adds to a search."""
    environment = os.environ | {"DRAMATIS_INDEX_DIR": str(settings.index_dir)}
    started = time.perf_counter()
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0"], env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr is not None
        address = next(w for w in process.stderr.readline().split() if w.startswith("http://"))
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        _get(connection, "/health/ready")
        answered = time.perf_counter() - started
        figures = {"start: s to the first answer (< 2)": answered}
        if Path("/proc/self/maps").exists():
            maps = Path(f"/proc/{process.pid}/maps").read_text(encoding="utf-8")
            figures |= {
                "start: MiB (< 200)": _resident_mib(process.pid),
                "start: spaCy imported (0)": float("/spacy/" in maps or "/thinc/" in maps),
            }
        return figures | _http_against_engine(connection, settings, queries)
    finally:
        process.terminate()
        process.wait(20)


def _http_against_engine(
    connection: http.client.HTTPConnection, settings: IndexSettings, queries: int
) -> dict[str, float]:
    vocabulary = sorted({w for a in generate(50, seed=7) for w in a.body.split() if w.islower()})
    words = [vocabulary[at * 37 % len(vocabulary)] for at in range(queries)]
    engine = EmbeddedEngine(settings)
    direct, through, added = [], [], []
    for at, word in enumerate(words):
        request = SearchRequest(q=word, facets=SPECS)
        path = f"/v1/search?q={quote(word)}&facets={FLAT_FACETS}"
        if at < 3:
            engine.search(request)
            _get(connection, path)
            continue
        began = time.perf_counter()
        engine.search(request)
        between = time.perf_counter()
        _get(connection, path)
        ended = time.perf_counter()
        direct.append(between - began)
        through.append(ended - between)
        added.append(through[-1] - direct[-1])
    engine.close()
    return {
        "http: engine ms": 1000 * statistics.median(direct),
        "http: through the API ms": 1000 * statistics.median(through),
        "http: added ms (<= 3)": 1000 * statistics.median(added),
    }


def _get(connection: http.client.HTTPConnection, path: str) -> bytes:
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, (answer.status, body[:300])
    return body


def _resident_mib(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
