"""The engines under contract. A second engine is one more entry of ``ENGINES``: no test changes.

An entry makes the settings of an empty index of its own and takes it away afterwards; everything
else goes through the seam (``open_admin``, ``open_engine``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.writers import IndexAdmin, open_admin
from mappings.article import EnrichedArticle
from mappings.settings import IndexSettings
from search_api.engines import SearchEngine, open_engine
from tests.elasticsearch.shared import empty_index

SettingsFactory = Callable[[Path], AbstractContextManager[IndexSettings]]


@contextmanager
def embedded_settings(folder: Path) -> Iterator[IndexSettings]:
    yield IndexSettings(engine="embedded", index_dir=folder / "index", writer_memory_mb=32)


def elastic_settings(shards: int) -> SettingsFactory:
    @contextmanager
    def settings(folder: Path) -> Iterator[IndexSettings]:
        with empty_index(shards=shards, rejected_file=folder / "rejected.jsonl") as made:
            yield made

    return settings


ENGINES: dict[str, SettingsFactory] = {
    "embedded": embedded_settings,
    "elasticsearch-1": elastic_settings(1),
    "elasticsearch-3": elastic_settings(3),
}
MARKS: dict[str, list[pytest.MarkDecorator]] = {
    name: [pytest.mark.elasticsearch] for name in ENGINES if name.startswith("elasticsearch")
}
"""Marks of an engine, for one that needs a server."""


@dataclass
class House:
    """An index with its writer's side and its reader's side."""

    settings: IndexSettings
    admin: IndexAdmin
    engine: SearchEngine

    def add(self, articles: Sequence[EnrichedArticle]) -> None:
        """Add to the live generation and publish."""
        with self.admin.append() as writer:
            writer.write(articles)
            writer.publish()
        self.reopen()

    def build(self, articles: Sequence[EnrichedArticle]) -> str:
        """Build a new generation, publish it and give its name."""
        with self.admin.build() as writer:
            writer.write(articles)
            writer.publish()
            name = writer.generation
        self.reopen()
        return name

    def reopen(self) -> None:
        """Open the reader's side anew, so that a test need not wait until it sees a change."""
        self.engine.close()
        self.engine = open_engine(self.settings)


def engine_params() -> list[object]:
    return [pytest.param(name, marks=MARKS.get(name, [])) for name in ENGINES]


@pytest.fixture(scope="module", params=engine_params())
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def engine_factory(
    engine_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], House]]:
    """Makes empty indexes of the engine."""
    with ExitStack() as stack:

        def make() -> House:
            folder = tmp_path_factory.mktemp(engine_name)
            settings = stack.enter_context(ENGINES[engine_name](folder))
            house = House(settings, open_admin(settings), open_engine(settings))
            stack.callback(lambda: (house.engine.close(), house.admin.close()))
            return house

        yield make


@pytest.fixture
def house(engine_factory: Callable[[], House]) -> House:
    """An empty index."""
    return engine_factory()


@pytest.fixture(scope="module")
def searchable(engine_factory: Callable[[], House]) -> Callable[..., SearchEngine]:
    """``searchable(articles)`` gives an engine that serves these articles, for reading alone.

    Tests of a module that ask for the same articles share one index.
    """
    made: dict[tuple[str, ...], SearchEngine] = {}

    def make(articles: Sequence[EnrichedArticle]) -> SearchEngine:
        key = tuple(article.to_json() for article in articles)
        if key not in made:
            house = engine_factory()
            house.add(articles)
            made[key] = house.engine
        return made[key]

    return make
