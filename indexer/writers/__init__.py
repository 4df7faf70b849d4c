"""The seam to the index: a writer puts batches of enriched articles into a generation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, Self

from mappings.article import EnrichedArticle, Rejected
from mappings.settings import IndexSettings


@dataclass(frozen=True)
class BatchOutcome:
    """What became of one batch: indexed + replaced + len(rejected) is its length."""

    indexed: int
    replaced: int
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True)
class GenerationInfo:
    """One generation as `dramatis generations` lists it."""

    name: str
    live: bool
    articles: int
    bytes: int | None
    schema_fingerprint: str | None


class IndexWriter(Protocol):
    """Writes into one generation. A context manager: leaving it by an exception abandons what is not published.

    A writer into the live generation makes each batch durable and visible at ``publish`` (and at
    intervals of its own); a writer into a new generation shows nothing before ``publish``.
    """

    @property
    def generation(self) -> str:
        """The generation that is written to."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *error: object) -> None: ...

    def write(self, articles: Sequence[EnrichedArticle]) -> BatchOutcome:
        """Add articles, replacing those of the same id. Raises IndexReadOnly, EngineUnavailable."""
        ...

    def publish(self, *, expect_articles: int | None = None) -> None:
        """Make the generation whole, verify it (``expect_articles`` distinct ids), and make it the live one.

        Raises GenerationError when the number of articles is another; nothing is published then.
        """
        ...


class IndexAdmin(Protocol):
    """What is done to an index besides writing articles."""

    def append(self) -> IndexWriter:
        """A writer that adds to the live generation; the first one is created, and is live once published.

        Raises IndexIncompatible, IndexLocked.
        """
        ...

    def build(self) -> IndexWriter:
        """A writer that builds a new generation."""
        ...

    def stored(self) -> Iterator[EnrichedArticle]:
        """Every article of the live generation, of this or an older schema. Raises IndexMissing."""
        ...

    def count(self) -> int:
        """Articles in the live generation. Raises IndexMissing."""
        ...

    def generations(self) -> tuple[GenerationInfo, ...]:
        """All generations, newest first."""
        ...

    def rollback(self, to: str | None = None) -> str:
        """Make the generation before the live one live and give its name. Raises GenerationError.

        ``to`` names any complete generation; then there need not be a live one (a restored snapshot).
        """
        ...

    def prune(self, keep: int) -> tuple[str, ...]:
        """Remove all but the live one and the newest others, ``keep`` in all; give the names removed."""
        ...

    def locked(self) -> AbstractContextManager[None]:
        """Keep every writer out while inside. Raises IndexLocked, IndexReadOnly."""
        ...

    def close(self) -> None:
        """Give back what is held."""
        ...


def open_admin(settings: IndexSettings) -> IndexAdmin:
    """The index of the settings."""
    if settings.engine == "elasticsearch":
        from indexer.writers.elastic import ElasticAdmin

        return ElasticAdmin(settings)
    from indexer.writers.embedded import EmbeddedAdmin

    return EmbeddedAdmin(settings)
