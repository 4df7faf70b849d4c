"""The writer of the embedded engine: generations as sub-folders, published by renaming a pointer.

Whatever happens at whatever moment (Ctrl-C, kill, full disk), the live generation is whole: a
tantivy commit is atomic, a new generation is invisible until ``live.json`` names it, and what was
not committed is forgotten. One process writes at a time; readers need no lock.
"""

from __future__ import annotations

import gc
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import tantivy

from indexer.writers import BatchOutcome, GenerationInfo
from indexer.writers.lock import FolderLock
from mappings.article import EnrichedArticle, Rejected
from mappings.embedded import schema, to_tantivy
from mappings.embedded_store import (
    Pointer,
    check_compatible,
    fingerprint_of,
    list_generations,
    live_pointer,
    mark_complete,
    open_index,
    read_pointer,
    write_pointer,
)
from mappings.errors import GenerationError, IndexIncompatible, IndexLocked, IndexReadOnly
from mappings.generations import build_name, schema_fingerprint
from mappings.settings import IndexSettings

COMMIT_ARTICLES = 50_000
"""A commit after so many articles bounds the ids that are held in memory."""
COMMIT_SECONDS = 60.0
"""A writer into the live generation shows its articles at least so often."""
_READ_CHUNK = 20_000


class EmbeddedAdmin:
    """What is done to an embedded index besides writing articles."""

    def __init__(self, settings: IndexSettings) -> None:
        self._settings = settings
        self._folder = settings.index_dir

    def append(self) -> EmbeddedWriter:
        """A writer that adds to the live generation, or to a first one that is not there yet."""
        pointer = read_pointer(self._folder)
        if pointer is None:
            return self.build()
        live_pointer(self._folder)
        check_compatible(pointer)
        return EmbeddedWriter(self._settings, pointer.generation, new=False)

    def build(self) -> EmbeddedWriter:
        """A writer that builds a new generation."""
        now = datetime.now(UTC)
        # Microseconds come first in the suffix: names made in one second sort by age too.
        suffix = f"{now.microsecond:05x}{secrets.randbelow(4096):03x}"
        name = build_name(self._settings.index_name, now, suffix)
        return EmbeddedWriter(self._settings, name, new=True)

    def stored(self) -> Iterator[EnrichedArticle]:
        """Every article of the live generation, of this or an older schema, as of one moment."""
        searcher = self._searcher(live_pointer(self._folder).generation)
        everything = tantivy.Query.all_query()
        for start in range(0, searcher.num_docs, _READ_CHUNK):
            found = searcher.search(everything, _READ_CHUNK, count=False, offset=start)
            for _, address in found.hits:
                yield _read_article(searcher.doc(address).get_first("stored"))

    def count(self) -> int:
        """Articles in the live generation."""
        return int(self._searcher(live_pointer(self._folder).generation).num_docs)

    def generations(self) -> tuple[GenerationInfo, ...]:
        """All generations, newest first; one that is not complete has no fingerprint."""
        pointer = read_pointer(self._folder)
        live = pointer.generation if pointer else None
        return tuple(self._describe(name, live) for name in list_generations(self._folder))

    def rollback(self, to: str | None = None) -> str:
        """Make the generation before the live one (or ``to``) live and give its name."""
        with self.locked():
            names = [n for n in list_generations(self._folder) if fingerprint_of(self._folder, n)]
            if to is None:
                live = live_pointer(self._folder).generation
                older = names[names.index(live) + 1 :] if live in names else names
                if not older:
                    raise GenerationError(
                        f"expected a generation before {live}, got none; "
                        "see `dramatis generations` for those that are kept"
                    )
                to = older[0]
            elif to not in names:
                raise GenerationError(
                    f"expected a complete generation, got {to!r}; choose one of: {', '.join(names)}"
                )
            self._searcher(to)  # it must be readable before it is live
            write_pointer(self._folder, Pointer(to, fingerprint_of(self._folder, to) or ""))
        return to

    def prune(self, keep: int) -> tuple[str, ...]:
        """Remove all but the live generation and the newest others, ``keep`` in all."""
        if keep < 1:
            raise GenerationError(f"expected to keep 1 generation or more, got {keep}")
        with self.locked():
            pointer = read_pointer(self._folder)
            live = pointer.generation if pointer else None
            whole = [n for n in list_generations(self._folder) if fingerprint_of(self._folder, n)]
            others = [name for name in whole if name != live][: keep - (live is not None)]
            removed = [n for n in list_generations(self._folder) if n != live and n not in others]
            for name in removed:
                _remove(self._folder / name)
        return tuple(removed)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every writer out while inside."""
        with FolderLock(self._folder):
            yield

    def close(self) -> None:
        """Nothing is held between calls."""

    def _searcher(self, generation: str) -> tantivy.Searcher:
        index = open_index(self._folder / generation)
        index.reload()
        return index.searcher()

    def _describe(self, name: str, live: str | None) -> GenerationInfo:
        fingerprint = fingerprint_of(self._folder, name)
        size = 0
        for path in (self._folder / name).iterdir():
            with suppress(OSError):  # a merge may remove a file while it is counted
                size += path.stat().st_size
        articles = 0
        with suppress(IndexIncompatible):  # one being made may have no index yet
            articles = int(self._searcher(name).num_docs)
        return GenerationInfo(name, name == live, articles, size, fingerprint)


class EmbeddedWriter:
    """Writes into one generation; see :class:`indexer.writers.IndexWriter`."""

    def __init__(self, settings: IndexSettings, generation: str, *, new: bool) -> None:
        self._folder = settings.index_dir
        self._generation = generation
        self._new = new
        self._lock = FolderLock(self._folder)
        self._lock.acquire()
        try:
            self._index = self._open()
            self._index.reload()
            self._searcher = self._index.searcher()
            self._writer: tantivy.IndexWriter | None = _open_writer(
                self._index, settings.writer_memory_mb
            )
        except BaseException:
            self._abandon()
            raise
        self._articles = int(self._searcher.num_docs)
        self._uncommitted: set[str] = set()
        self._committed_at = time.monotonic()

    @property
    def generation(self) -> str:
        """The generation that is written to."""
        return self._generation

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Forget what is not published; merges that are under way are finished after success."""
        writer, self._writer = self._writer, None
        if writer is not None:
            if self._uncommitted or error[0] is not None or self._new:
                with suppress(Exception):  # the writer may have died of what brought us here
                    writer.rollback()
            else:
                writer.wait_merging_threads()
        del writer
        self._abandon()

    def write(self, articles: Sequence[EnrichedArticle]) -> BatchOutcome:
        """Add articles, replacing those of the same id; of several in one batch the last stays."""
        writer = self._live_writer()
        documents: dict[str, tantivy.Document] = {}
        rejected: list[Rejected] = []
        for article in articles:
            try:
                document = to_tantivy(article)
            except (ValueError, OverflowError) as error:
                rejected.append(_reject(article, error))
                continue
            documents.pop(article.id, None)
            documents[article.id] = document
        fresh = [key for key in documents if key not in self._uncommitted]
        known = self._count_committed(fresh)
        try:
            for key, document in documents.items():
                if known or key in self._uncommitted:
                    writer.delete_documents_by_term("id", key)
                writer.add_document(document)
        except ValueError as error:
            raise self._cannot_write(error) from error
        self._uncommitted.update(documents)
        indexed = len(fresh) - known
        self._articles += indexed
        self._commit_when_due()
        return BatchOutcome(
            indexed, len(articles) - len(rejected) - indexed, rejected=tuple(rejected)
        )

    def publish(self, *, expect_articles: int | None = None) -> None:
        """Commit, verify, and make this generation the live one."""
        self._verify(expect_articles, self._articles)
        self._commit()
        if not self._new:
            return
        self._verify(expect_articles, int(self._searcher.num_docs))
        mark_complete(self._folder, self._generation)
        write_pointer(self._folder, Pointer(self._generation, schema_fingerprint()))
        self._new = False

    def _open(self) -> tantivy.Index:
        path = self._folder / self._generation
        if self._new:
            try:
                path.mkdir(parents=True)
                tantivy.Index(schema(), str(path))
            except (OSError, ValueError) as error:
                raise IndexReadOnly(
                    f"expected to make the folder {path}, got: {error}; "
                    "free some space or choose another place with DRAMATIS_INDEX_DIR"
                ) from error
        return open_index(path)

    def _live_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            raise GenerationError(f"the writer into {self._generation} is closed; open another")
        return self._writer

    def _count_committed(self, ids: list[str]) -> int:
        """How many of these ids the last commit holds."""
        if not ids or not self._searcher.num_docs:
            return 0
        query = tantivy.Query.term_set_query(schema(), "id", ids)
        return int(self._searcher.search(query, 1).count)

    def _commit_when_due(self) -> None:
        late = not self._new and time.monotonic() - self._committed_at > COMMIT_SECONDS
        if late or len(self._uncommitted) >= COMMIT_ARTICLES:
            self._commit()

    def _commit(self) -> None:
        try:
            self._live_writer().commit()
        except ValueError as error:
            raise self._cannot_write(error) from error
        self._index.reload()
        self._searcher = self._index.searcher()
        self._uncommitted.clear()
        self._committed_at = time.monotonic()

    def _verify(self, expected: int | None, found: int) -> None:
        if expected is not None and found != expected:
            raise GenerationError(
                f"expected {expected} articles in generation {self._generation}, got {found}; "
                "nothing was published, the live generation is as it was"
            )

    def _cannot_write(self, error: ValueError) -> IndexReadOnly:
        free = shutil.disk_usage(self._folder).free // 2**20
        return IndexReadOnly(
            f"expected to write into {self._folder / self._generation} ({free} MiB free on its disk), "
            f"got: {error}; free some space and run the command again. "
            "What was published before is whole"
        )

    def _abandon(self) -> None:
        """Let go of everything; the folder of a generation never published is removed."""
        self._writer = None
        gc.collect()  # the lock file of tantivy is held until its writer is gone
        if self._new:
            _remove(self._folder / self._generation)
        self._lock.release()


def _open_writer(index: tantivy.Index, memory_mb: int) -> tantivy.IndexWriter:
    try:
        return index.writer(memory_mb * 2**20)
    except ValueError as error:
        raise IndexLocked(
            f"expected to be the only writer, got: {error}; "
            "wait until the other `dramatis index` or `dramatis reindex` has ended"
        ) from error


def _reject(article: EnrichedArticle, error: Exception) -> Rejected:
    shown = article.id.encode("utf-8", "replace").decode()[:200]
    return Rejected(source="index", id=shown, reason=str(error)[:500])


def _read_article(stored: object) -> EnrichedArticle:
    if not isinstance(stored, bytes | str):
        raise IndexIncompatible(f"expected a stored article, got {type(stored).__name__}")
    try:
        return EnrichedArticle.from_json(stored)
    except ValueError as error:
        raise IndexIncompatible(
            f"expected a stored article of this version, got: {error}; "
            "index the sources again with `dramatis index`"
        ) from error


def _remove(path: Path) -> None:
    """Remove a folder; again when a reader puts its lock file into it meanwhile."""
    for _ in range(3):
        shutil.rmtree(path, ignore_errors=True)
        if not path.exists():
            return
        time.sleep(0.05)
