"""What is done to an index in Elasticsearch besides writing articles: generations, rollback, reading all."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from elasticsearch import Elasticsearch

from indexer.writers import GenerationInfo
from indexer.writers.elastic_lock import ElasticLock
from indexer.writers.elastic_writer import ElasticWriter, swap_alias
from mappings.article import EnrichedArticle
from mappings.elastic_client import calling, connect
from mappings.elastic_store import (
    Stored,
    check_compatible,
    count_all,
    read_all,
    read_generations,
    read_live,
)
from mappings.errors import GenerationError, IndexIncompatible, IndexMissing
from mappings.generations import build_name
from mappings.settings import IndexSettings


class ElasticAdmin:
    """See :class:`indexer.writers.IndexAdmin`."""

    def __init__(self, settings: IndexSettings) -> None:
        self._settings = settings
        self._index = settings.index_name
        self._client: Elasticsearch = connect(settings)

    def append(self) -> ElasticWriter:
        """A writer that adds to the live generation, or to a first one that is not there yet."""
        try:
            live = self._live()
        except IndexMissing:
            return self.build()
        check_compatible(live)
        return ElasticWriter(self._settings, self._client, live.name, new=False)

    def build(self) -> ElasticWriter:
        """A writer that builds a new generation."""
        now = datetime.now(UTC)
        # Microseconds come first in the suffix: names made in one second sort by age too.
        suffix = f"{now.microsecond:05x}{secrets.randbelow(4096):03x}"
        name = build_name(self._index, now, suffix)
        return ElasticWriter(self._settings, self._client, name, new=True)

    def stored(self) -> Iterator[EnrichedArticle]:
        """Every article of the live generation, of this or an older schema, as of one moment."""
        name = self._live().name
        with calling(self._settings):
            for text in read_all(self._client, name, {"match_all": {}}, sort="_shard_doc"):
                try:
                    yield EnrichedArticle.from_json(text)
                except ValueError as error:
                    raise IndexIncompatible(
                        f"expected a stored article of this version, got: {error}; "
                        "index the sources again with `dramatis index`"
                    ) from error

    def count(self) -> int:
        """Articles in the live generation."""
        name = self._live().name
        with calling(self._settings):
            return count_all(self._client, name)

    def generations(self) -> tuple[GenerationInfo, ...]:
        """All generations, newest first; one that is not complete has no fingerprint."""
        found = self._generations()
        if not found:
            return ()
        with calling(self._settings):
            stats = self._client.indices.stats(
                index=[one.name for one in found],
                metric=["docs", "store"],
                filter_path=[
                    "indices.*.primaries.docs.count",
                    "indices.*.total.store.size_in_bytes",
                ],
            ).get("indices", {})
        return tuple(
            GenerationInfo(
                name=one.name,
                live=one.live,
                articles=_number(stats, one.name, "primaries", "docs", "count"),
                bytes=_number(stats, one.name, "total", "store", "size_in_bytes"),
                schema_fingerprint=one.schema_fingerprint if one.complete else None,
            )
            for one in found
        )

    def rollback(self, to: str | None = None) -> str:
        """Make the generation before the live one (or ``to``) live and give its name."""
        with self.locked():
            names = [one.name for one in self._generations() if one.complete]
            if to is None:
                live = self._live().name
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
            with calling(self._settings):
                swap_alias(self._client, self._index, to)
        return to

    def prune(self, keep: int) -> tuple[str, ...]:
        """Remove all but the live generation and the newest others, ``keep`` in all."""
        if keep < 1:
            raise GenerationError(f"expected to keep 1 generation or more, got {keep}")
        with self.locked():
            found = self._generations()
            is_live = any(one.live for one in found)
            others = [one.name for one in found if one.complete and not one.live]
            kept = others[: keep - is_live]
            removed = tuple(o.name for o in found if not o.live and o.name not in kept)
            for name in removed:
                with calling(self._settings):
                    self._client.indices.delete(index=name, ignore_unavailable=True)
        return removed

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every writer out while inside."""
        lock = ElasticLock(self._client, self._index)
        with calling(self._settings):
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _live(self) -> Stored:
        with calling(self._settings):
            return read_live(self._client, self._index)

    def _generations(self) -> tuple[Stored, ...]:
        with calling(self._settings):
            return read_generations(self._client, self._index)


def _number(stats: object, *path: str) -> int:
    for part in path:
        stats = stats.get(part, {}) if isinstance(stats, dict) else {}
    return stats if isinstance(stats, int) else 0
