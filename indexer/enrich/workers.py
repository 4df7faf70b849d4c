"""Enrichment in several processes: the same results in the same order, faster."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice

from indexer.enrich.enricher import Enricher, open_enricher
from indexer.settings import EnrichSettings
from mappings.article import Article, EnrichedArticle, Rejected

CHUNK_ARTICLES = 16
_AHEAD = 4
"""Chunks in flight for each worker: enough to keep it busy, few enough to keep memory flat."""

_enricher: Enricher | None = None


def enrich_all(
    articles: Iterable[Article | Rejected], settings: EnrichSettings
) -> Iterator[EnrichedArticle | Rejected]:
    """Enrich with ``settings.workers`` processes; order is kept. Raises as :func:`open_enricher`."""
    if settings.workers == 1:
        yield from open_enricher(settings).enrich(articles)
        return
    open_enricher(settings)  # a wrong setting is told here, once, and not by every worker
    context = multiprocessing.get_context("spawn")
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    source = iter(articles)
    with ProcessPoolExecutor(settings.workers, context, _start, (settings,)) as pool:
        pending: deque[Future[list[EnrichedArticle | Rejected]]] = deque()
        try:
            while True:
                while len(pending) < settings.workers * _AHEAD:
                    chunk = list(islice(source, CHUNK_ARTICLES))
                    if not chunk:
                        break
                    pending.append(pool.submit(_enrich_chunk, chunk))
                if not pending:
                    return
                yield from pending.popleft().result()
        finally:
            for future in pending:
                future.cancel()


def _start(settings: EnrichSettings) -> None:
    global _enricher  # noqa: PLW0603 - the one place where a worker process keeps its pipeline
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    _enricher = open_enricher(settings)


def _enrich_chunk(chunk: list[Article | Rejected]) -> list[EnrichedArticle | Rejected]:
    assert _enricher is not None
    return list(_enricher.enrich(chunk))
