"""Build a new generation from stored articles: no NLP, nothing missing, published at once.

From one engine to another the same way: this is how an index moves to Elasticsearch.
"""

from __future__ import annotations

import time
from contextlib import ExitStack, closing, suppress
from itertools import islice

from indexer.pipeline import LoadReport
from indexer.progress import progress
from indexer.writers import GenerationInfo, IndexAdmin, open_admin
from mappings.errors import GenerationError, IndexLocked, IndexReadOnly
from mappings.settings import EngineName, IndexSettings


def rebuild(settings: IndexSettings, *, quiet: bool = False) -> tuple[LoadReport, str]:
    """Write every stored article of the live generation into a new one of the same index.

    Gives the report and the name of the published generation. Raises IndexMissing, and
    GenerationError when an article is missing or refused; nothing is published then.
    """
    with closing(open_admin(settings)) as admin:
        admin.count()  # there is something to rebuild
        return _write_all(admin, admin, settings, "Rebuilding", quiet)


def copy(
    settings: IndexSettings, to: EngineName, *, replace: bool = False, quiet: bool = False
) -> tuple[LoadReport, str]:
    """Write every stored article of the other engine's live generation into a new one of ``to``.

    Writers are kept away from the other engine meanwhile, so that none adds an article that would
    stay behind; it is left as it was. Raises as :func:`rebuild`; and GenerationError when ``to``
    serves articles already, unless they may be replaced (that generation stays for a rollback).
    """
    target = settings.model_copy(update={"engine": to})
    source = settings.model_copy(update={"engine": _OTHER[to]})
    with ExitStack() as stack:
        origin = stack.enter_context(closing(open_admin(source)))
        destination = stack.enter_context(closing(open_admin(target)))
        origin.count()  # there is something to copy
        if not replace:
            _check_free(_live(destination), target)
        with suppress(IndexReadOnly):  # what takes no writes needs no lock: a backup, a full disk
            stack.enter_context(origin.locked())
        return _write_all(origin, destination, target, f"Copying to {to}", quiet)


_OTHER: dict[EngineName, EngineName] = {"embedded": "elasticsearch", "elasticsearch": "embedded"}


def _live(admin: IndexAdmin) -> GenerationInfo | None:
    return next((info for info in admin.generations() if info.live), None)


def _check_free(live: GenerationInfo | None, target: IndexSettings) -> None:
    if live is not None and live.articles:
        where = target.index_dir if target.engine == "embedded" else target.elasticsearch_url
        raise GenerationError(
            f"expected no articles in {target.engine} ({where}) yet, got {live.articles:,} in "
            f"generation {live.name}; --replace serves the copy in its place, and "
            "`dramatis rollback` brings it back"
        )


def _write_all(
    origin: IndexAdmin, destination: IndexAdmin, target: IndexSettings, what: str, quiet: bool
) -> tuple[LoadReport, str]:
    """All of one live generation into a new one, verified and published."""
    report = LoadReport()
    started = time.perf_counter()
    with ExitStack() as stack:
        writer = stack.enter_context(destination.build())
        total = origin.count()  # no other writer can add to it from here on
        bar = stack.enter_context(progress(what, total, quiet=quiet))
        stored = origin.stored()
        while batch := list(islice(stored, target.batch_articles)):
            outcome = writer.write(batch)
            report.indexed += outcome.indexed + outcome.replaced
            if outcome.rejected:
                first = outcome.rejected[0]
                raise GenerationError(
                    f"{len(outcome.rejected)} stored articles were refused, the first is {first.id!r}: "
                    f"{first.reason}. The live generation is as it was"
                )
            report.seconds = time.perf_counter() - started
            bar(report.indexed)
        if report.indexed != total:
            raise GenerationError(
                f"expected {total:,} stored articles, read {report.indexed:,}; the live generation is as it was"
            )
        writer.publish(expect_articles=total)
        generation = writer.generation
    with suppress(IndexLocked):  # another writer was faster; the next one removes what is old
        destination.prune(target.keep_generations)
    report.seconds = time.perf_counter() - started
    return report, generation
