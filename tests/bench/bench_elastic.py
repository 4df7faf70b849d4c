"""Elasticsearch through Dramatis against the bare client, on one node, in one run.

``python -m tests.bench.bench_elastic [--articles 100000] [--shards 1 3]`` prints a table and writes
``tests/bench/results/elastic.json``. It starts a node of its own, or uses that of
``DRAMATIS_TEST_ELASTICSEARCH_URL``. Ours and bare take turns, so that whatever else the machine does
falls on both; each figure is the median over the turns.

- *Loading.* Bare: ``streaming_bulk`` with its defaults over the same documents, made before the clock
  starts, into an index of the same body, and a refresh. Ours: articles through ``ElasticWriter``,
  which makes those documents, accounts for each, verifies their number and publishes.
- *Faceted query.* Two words, four facets, a histogram by month, ten highlighted hits. Bare: one
  ``search`` with the leanest body for the same answer: terms as deep on each shard as ours, ten of
  them returned; a missing count a facet; the number of its values, exact up to 10,000 and estimated
  above; the unified highlighter; and each hit's article read from JSON. For it the words are kept in
  the source, which ours does without. No count is verified, nothing is sorted beyond the server's
  order, no model is built. *Estimated*: the same body with the number of values only estimated, which
  is much less to do and not the same answer.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from indexer.writers.elastic import ElasticAdmin
from mappings.article import EnrichedArticle
from mappings.elastic import index_body, to_elastic
from mappings.elastic_client import connect
from mappings.settings import IndexSettings
from mappings.words import joined_words
from search_api.engines.elastic import ElasticEngine
from search_api.engines.elastic_facets import LISTED_BY_SHARD
from search_api.models import SearchRequest
from tests.bench.generate import generate
from tests.bench.queries import (
    FACETS,
    faceted_requests,
    measure_queries,
    milliseconds,
    seconds,
)
from tests.elasticsearch.node import running_node
from tests.elasticsearch.server import VERSION

RESULTS = Path(__file__).parent / "results"
BATCH = 500
PART = 5_000
TURNS = 3
LISTED = 10_001
TIMEOUT = 120.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=60)
    parser.add_argument("--shards", type=int, nargs="+", default=[1, 3])
    parser.add_argument("--heap", type=int, default=1024, help="heap of the node in MiB")
    options = parser.parse_args()
    figures: dict[str, object] = {
        "articles": options.articles,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, Elasticsearch {VERSION}, heap {options.heap} MiB",
    }
    with server(options.heap) as url:
        for shards in options.shards:
            print(f"measuring with {shards} shards ...", flush=True)
            found = run(url, shards, options.articles, options.queries)
            figures |= {f"{shards} shard{'s' * (shards > 1)}: {k}": v for k, v in found.items()}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "elastic.json").write_text(json.dumps(figures, indent=1) + "\n")
    _show(figures)


def _show(figures: dict[str, object]) -> None:
    for name, value in figures.items():
        shown = f"{value:>14,}" if isinstance(value, int | float) else str(value)
        print(f"{name:52} {shown}", flush=True)


@contextmanager
def server(heap_mb: int) -> Iterator[str]:
    """The address of the server that is measured."""
    with ExitStack() as stack:
        yield (
            os.environ.get("DRAMATIS_TEST_ELASTICSEARCH_URL")
            or stack.enter_context(running_node(heap_mb=heap_mb, quick=False)).url
        )


def run(url: str, shards: int, articles: int, queries: int) -> dict[str, object]:
    settings = IndexSettings(
        engine="elasticsearch",
        elasticsearch_url=url,
        elasticsearch_shards=shards,
        elasticsearch_timeout=TIMEOUT,
        index_name=f"bench-{shards}",
    )
    client = Elasticsearch(url, request_timeout=TIMEOUT)
    bare_rates, our_rates = [], []
    part = min(articles, PART)
    for turn in range(TURNS + 1):
        sample = list(generate(part, seed=100 + turn))
        documents = [(article.id, to_elastic(article)) for article in sample]
        rates = part / _load_bare(client, shards, documents), part / _load(settings, sample, part)
        if turn:  # the first warms the server up
            bare_rates.append(rates[0])
            our_rates.append(rates[1])
    taken = _load(settings, generate(articles), articles)
    _load_words(client, shards, generate(articles))
    admin = ElasticAdmin(settings)
    stored = admin.generations()[0].bytes or 0
    admin.close()
    engine = ElasticEngine(settings)
    figures: dict[str, object] = {
        "load: bare articles/s": round(statistics.median(bare_rates)),
        "load: ours articles/s": round(statistics.median(our_rates)),
        "load: ours/bare (>= 0.9)": round(
            statistics.median([o / b for o, b in zip(our_rates, bare_rates, strict=True)]), 3
        ),
        "load: whole, writer alone, articles/s": round(articles / taken),
        "index bytes/article": round(stored / articles),
    }
    figures |= measure_queries(engine, partial(_bare_query, client), queries, warm_up=20)
    estimated = [
        seconds(partial(_bare_query, client, request, numbered=False))
        for request in faceted_requests(queries + 20)[20:]
    ]
    figures["query: bare, numbers of values estimated, ms"] = milliseconds(estimated)
    engine.close()
    generations = list(client.indices.get(index=f"{settings.index_name}-*", features="aliases"))
    client.indices.delete(index=[*generations, "bench-words"])
    client.close()
    return figures


def _load_bare(
    client: Elasticsearch, shards: int, documents: Sequence[tuple[str, dict[str, Any]]]
) -> float:
    index = "bench-bare"
    client.indices.create(index=index, **index_body(shards=shards, replicas=0, meta={}))
    actions = ({"_index": index, "_id": key, "_source": source} for key, source in documents)
    started = time.perf_counter()
    for _ in streaming_bulk(client, actions):
        pass
    client.indices.refresh(index=index)
    taken = time.perf_counter() - started
    client.indices.delete(index=index)
    return taken


def _load(settings: IndexSettings, articles: Iterable[EnrichedArticle], expected: int) -> float:
    """Seconds in the writer; the generation before is removed."""
    admin = ElasticAdmin(settings)
    source = iter(articles)
    taken = 0.0
    with admin.build() as writer:
        while batch := list(islice(source, BATCH)):
            taken += seconds(partial(writer.write, batch))
        taken += seconds(partial(writer.publish, expect_articles=expected))
    admin.prune(1)
    admin.close()
    return taken


def _load_words(client: Elasticsearch, shards: int, articles: Iterable[EnrichedArticle]) -> None:
    """The same index with the words in the source, for the server's own highlighter."""
    body = index_body(shards=shards, replicas=0, meta={})
    body["mappings"]["_source"] = {"includes": ["stored", "title", "body"]}
    client.indices.create(index="bench-words", **body)
    actions = ({"_index": "bench-words", "_id": a.id, "_source": to_elastic(a)} for a in articles)
    for _ in streaming_bulk(connect(IndexSettings(elasticsearch_url=_url(client))), actions):
        pass
    client.indices.refresh(index="bench-words")


def _url(client: Elasticsearch) -> str:
    return next(iter(client.transport.node_pool.all())).base_url


def _bare_query(client: Elasticsearch, request: SearchRequest, *, numbered: bool = True) -> int:
    must = [
        {
            "bool": {
                "should": [
                    {"match": {"title": {"query": word, "boost": 3}}},
                    {"match": {"body": word}},
                ],
                "minimum_should_match": 1,
            }
        }
        for word in joined_words(request.q, "text").split()
    ]
    aggs: dict[str, Any] = {
        facet: {"terms": {"field": facet, "size": 10, "shard_size": LISTED_BY_SHARD}}
        for facet in FACETS
    }
    aggs |= {f"{f} missing": {"missing": {"field": f}} for f in FACETS}
    aggs |= {
        f"{f} values": {"cardinality": {"field": f, "precision_threshold": 10_000}} for f in FACETS
    }
    if numbered:
        by_key = {"size": LISTED, "shard_size": LISTED, "order": {"_key": "desc"}}
        aggs |= {f"{f} listed": {"terms": {"field": f, **by_key}} for f in FACETS}
        aggs |= {
            f"{f} number": {"stats_bucket": {"buckets_path": f"{f} listed._count"}} for f in FACETS
        }
    aggs["published"] = {
        "histogram": {"field": "published_month", "interval": 1, "min_doc_count": 1}
    }
    marked = {"number_of_fragments": 3, "fragment_size": 200}
    answer = client.search(
        index="bench-words",
        query={"bool": {"must": must}} if must else {"match_all": {}},
        size=10,
        source={"includes": ["stored"]},
        track_total_hits=True,
        aggs=aggs,
        filter_path=[f"-aggregations.{facet} listed.buckets" for facet in FACETS],
        highlight={"fields": {"title": {"number_of_fragments": 0}, "body": marked}},
    )
    for hit in answer["hits"]["hits"]:
        json.loads(hit["_source"]["stored"])
    return int(answer["hits"]["total"]["value"])


if __name__ == "__main__":
    main()
