"""One run: source -> enricher -> writer, with every record accounted for."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TextIO

from indexer.writers import IndexWriter
from mappings.article import Article, EnrichedArticle, Rejected

Enrich = Callable[[Iterable[Article | Rejected]], Iterator[EnrichedArticle | Rejected]]


@dataclass
class LoadReport:
    """What became of the records of a run: read = indexed + replaced + rejected."""

    indexed: int = 0
    replaced: int = 0
    rejected: int = 0
    not_enriched: int = 0
    seconds: float = 0.0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def read(self) -> int:
        """Records read so far."""
        return self.indexed + self.replaced + self.rejected


class RejectedFile:
    """Keeps rejected records, one JSON object a line; the file is made at the first one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stream: TextIO | None = None

    def __enter__(self) -> RejectedFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stream is not None:
            self._stream.close()

    def add(self, rejected: Rejected) -> None:
        """Append one record."""
        if self._stream is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._stream = self.path.open("a", encoding="utf-8")
        self._stream.write(rejected.model_dump_json() + "\n")
        self._stream.flush()


def run(
    records: Iterable[Article | Rejected],
    enrich: Enrich,
    writer: IndexWriter,
    rejected: RejectedFile,
    *,
    batch_articles: int = 500,
    on_progress: Callable[[LoadReport], None] = lambda _: None,
) -> LoadReport:
    """Load records into the writer's generation; publishing is the caller's.

    ``on_progress`` is called after every batch. Raises what the writer raises.
    """
    report = LoadReport()
    started = time.perf_counter()
    stream = enrich(without_duplicates(records))
    while batch := list(islice(stream, batch_articles)):
        articles = [item for item in batch if isinstance(item, EnrichedArticle)]
        refused = [item for item in batch if isinstance(item, Rejected)]
        if articles:
            outcome = writer.write(articles)
            report.indexed += outcome.indexed
            report.replaced += outcome.replaced
            refused += outcome.rejected
        for item in refused:
            rejected.add(item)
            report.reasons[_kind_of_reason(item.reason)] += 1
        report.rejected += len(refused)
        report.not_enriched += sum(a.enrichment.status == "skipped" for a in articles)
        report.seconds = time.perf_counter() - started
        on_progress(report)
    report.seconds = time.perf_counter() - started
    return report


def without_duplicates(records: Iterable[Article | Rejected]) -> Iterator[Article | Rejected]:
    """Pass records on; of articles with one id in a run the first is kept, the others are rejected.

    Eight bytes of hash an id are remembered: 2.4 GB for 30 million articles would be the ids
    themselves, this is a tenth of it.
    """
    seen: set[bytes] = set()
    for record in records:
        if isinstance(record, Article):
            key = hashlib.blake2b(record.id.encode(), digest_size=8).digest()
            if key in seen:
                reason = f"duplicate id {record.id!r} in this run; the first article of it is kept"
                excerpt = record.model_dump_json()[:10_000]
                yield Rejected(
                    source=record.source or "-", id=record.id, reason=reason, record=excerpt
                )
                continue
            seen.add(key)
        yield record


def _kind_of_reason(reason: str) -> str:
    """The reason without what differs from record to record, for counting."""
    return reason.split(":", maxsplit=1)[0].split("'", maxsplit=1)[0].strip()[:80]
