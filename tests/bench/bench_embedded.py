"""The embedded engine against the bare tantivy calls for the same work, in one run.

``python -m tests.bench.bench_embedded [--articles 100000]`` prints a table and writes
``tests/bench/results/embedded.json``. Ours and bare take turns query by query, so that whatever
else the machine does falls on both; each figure is the median over the queries.

- *Loading.* Bare: the leanest way to build the same documents (``Document.from_dict`` of values
  made before the clock starts), ``add_document``, ``commit``. Ours: articles through
  ``EmbeddedWriter``, which makes those values, looks for ids that are there, and publishes.
- *Faceted query.* Two words, four facets, a histogram by month, ten highlighted hits. Bare: one
  search, one aggregation with the same sizes, a cardinality for each facet whose values were cut,
  and for each hit its document and a snippet of title and body; no counts are verified, no ties
  are broken, no model is built.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import statistics
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import tantivy
from tantivy import Occur

from indexer.writers.embedded import EmbeddedAdmin
from mappings.article import EnrichedArticle
from mappings.embedded import register, schema, to_flat, tokens
from mappings.settings import IndexSettings
from search_api.engines.embedded import EmbeddedEngine
from search_api.models import SearchRequest
from tests.bench.generate import generate
from tests.bench.queries import FACETS, frequent_words, measure_queries, milliseconds, seven

RESULTS = Path(__file__).parent / "results"
BATCH = 500
MEMORY_MB = 256


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=60)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = run(Path(folder), arguments.articles, arguments.queries)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "embedded.json").write_text(json.dumps(figures, indent=1) + "\n")
    for name, value in figures.items():
        print(f"{name:44} {value:>14,}" if isinstance(value, int | float) else f"{name:44} {value}")


def run(folder: Path, articles: int, queries: int) -> dict[str, object]:
    settings = IndexSettings(index_dir=folder / "index", writer_memory_mb=MEMORY_MB)
    # Small rounds in turn, so that both meet the same machine; then the whole for the queries.
    part = max(1, min(articles, 10_000))
    bare_rates, our_rates = [], []
    for turn in range(2):
        sample = list(generate(part, seed=100 + turn))
        bare_rates.append(part / _load_bare(folder / f"bare{turn}", sample))
        our_rates.append(part / _load_ours(folder / f"ours{turn}", sample))
    del sample
    gc.collect()
    started = time.perf_counter()
    made = 0.0
    with EmbeddedAdmin(settings).build() as writer:
        batch: list[EnrichedArticle] = []
        for article in generate(articles):
            batch.append(article)
            if len(batch) == BATCH:
                before = time.perf_counter()
                writer.write(batch)
                made += time.perf_counter() - before
                batch = []
        before = time.perf_counter()
        writer.write(batch)
        writer.publish(expect_articles=articles)
        made += time.perf_counter() - before
    whole = time.perf_counter() - started
    size = EmbeddedAdmin(settings).generations()[0].bytes or 0
    engine = EmbeddedEngine(settings)
    figures: dict[str, object] = {
        "articles": articles,
        "machine": f"{platform.machine()}, Python {platform.python_version()}, tantivy "
        + tantivy.__version__.split(",")[0],
        "load: bare articles/s": round(statistics.median(bare_rates)),
        "load: ours articles/s": round(statistics.median(our_rates)),
        "load: ours/bare (>= 0.8)": round(
            statistics.median(our_rates) / statistics.median(bare_rates), 3
        ),
        "load: whole, generating included, s": round(whole, 1),
        "load: whole, writer alone, articles/s": round(articles / made),
        "index bytes/article": round(size / articles),
    }
    figures |= _queries(engine, settings, queries)
    engine.close()
    return figures


def _load_bare(path: Path, articles: Sequence[EnrichedArticle]) -> float:
    values = [to_flat(article) for article in articles]
    path.mkdir()
    index = tantivy.Index(schema(), str(path))
    register(index)
    writer = index.writer(MEMORY_MB * 2**20)
    started = time.perf_counter()
    for flat in values:
        writer.add_document(tantivy.Document.from_dict(flat, schema()))
    writer.commit()
    taken = time.perf_counter() - started
    writer.wait_merging_threads()
    return taken


def _load_ours(path: Path, articles: Sequence[EnrichedArticle]) -> float:
    settings = IndexSettings(index_dir=path, writer_memory_mb=MEMORY_MB)
    with EmbeddedAdmin(settings).build() as writer:
        started = time.perf_counter()
        for at in range(0, len(articles), BATCH):
            writer.write(articles[at : at + BATCH])
        writer.publish(expect_articles=len(articles))
        return time.perf_counter() - started


def _queries(engine: EmbeddedEngine, settings: IndexSettings, number: int) -> dict[str, object]:
    index = tantivy.Index.open(str(settings.index_dir / engine.generation()))
    register(index)
    index.reload()
    bare = partial(_bare_query, index.searcher())
    by_date = SearchRequest(q=frequent_words()[0], highlight=False, sort="newest")
    deep = engine.search(by_date.model_copy(update={"size": 1000}))
    second = by_date.model_copy(update={"cursor": deep.cursor})
    return measure_queries(engine, bare, number, warm_up=3) | {
        "page 2 of 1000 by date: ours ms": milliseconds(seven(lambda: engine.search(second)))
    }


def _bare_query(searcher: tantivy.Searcher, request: SearchRequest) -> int:
    clauses = []
    for word in request.q.split():
        (token,) = tokens(word, "text")
        title = tantivy.Query.term_query(schema(), "title", token, "freq")
        body = tantivy.Query.term_query(schema(), "body", token, "freq")
        either = [(Occur.Should, tantivy.Query.boost_query(title, 3.0)), (Occur.Should, body)]
        clauses.append((Occur.Must, tantivy.Query.boolean_query(either)))
    query = tantivy.Query.boolean_query(clauses) if clauses else tantivy.Query.all_query()
    found = searcher.search(query, 10)
    unscored = tantivy.Query.const_score_query(query, 0.0)
    aggregations: dict[str, object] = {
        facet: {"terms": {"field": facet, "size": 50, "segment_size": 2000}} for facet in FACETS
    }
    aggregations |= {f"{f} n": {"stats": {"field": f"{f}_n"}} for f in FACETS}
    aggregations["published"] = {
        "histogram": {"field": "published_month", "interval": 1, "min_doc_count": 1}
    }
    answer = searcher.aggregate(unscored, aggregations)
    for facet in FACETS:
        if answer[facet]["sum_other_doc_count"]:
            searcher.cardinality(unscored, facet)
    marks = [_marks(searcher, query, field) for field in ("title", "body")]
    for _, address in found.hits:
        article = json.loads(searcher.doc(address).get_first("stored"))
        for field, generator in zip(("title", "body"), marks, strict=True):
            document = tantivy.Document()
            document.add_text(field, article[field])
            generator.snippet_from_doc(document).to_html()
    return int(found.count)


def _marks(
    searcher: tantivy.Searcher, query: tantivy.Query, field: str
) -> tantivy.SnippetGenerator:
    generator = tantivy.SnippetGenerator.create(searcher, query, schema(), field)
    generator.set_max_num_chars(200)
    return generator


if __name__ == "__main__":
    main()
