"""Build a new generation from stored articles: no NLP, nothing missing, published at once.

From one engine to another the same way: this is how an index moves to Elasticsearch.
"""

from __future__ import annotations

import time
from itertools import islice

from indexer.pipeline import LoadReport
from indexer.progress import progress
from indexer.writers import open_admin
from mappings.errors import GenerationError
from mappings.settings import IndexSettings


def rebuild(
    source: IndexSettings, target: IndexSettings, *, quiet: bool = False
) -> tuple[LoadReport, str]:
    """Write every stored article of ``source``'s live generation into a new one of ``target``.

    Gives the report and the name of the published generation. Raises IndexMissing, and
    GenerationError when an article is missing or refused; nothing is published then.
    """
    origin = open_admin(source)
    destination = open_admin(target)
    total = origin.count()
    report = LoadReport()
    started = time.perf_counter()
    stored = origin.stored()
    with destination.build() as writer, progress("Reindexing", total, quiet=quiet) as bar:
        while batch := list(islice(stored, target.batch_articles)):
            outcome = writer.write(batch)
            report.indexed += outcome.indexed + outcome.replaced
            if outcome.rejected:
                first = outcome.rejected[0]
                raise GenerationError(
                    f"{len(outcome.rejected)} stored articles were refused, the first is {first.id!r}: "
                    f"{first.reason}. The live generation is as it was."
                )
            report.seconds = time.perf_counter() - started
            bar(report.indexed)
        if report.indexed != total:
            raise GenerationError(
                f"expected {total:,} stored articles, read {report.indexed:,}; the live generation is as it was"
            )
        writer.publish(expect_articles=total)
        generation = writer.generation
    destination.prune(target.keep_generations)
    report.seconds = time.perf_counter() - started
    return report, generation
