"""Generations as a person handles them: list, roll back, prune, reindex, and copy to the other engine."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from indexer.writers import open_admin
from mappings.article import EnrichedArticle
from mappings.settings import EngineName, IndexSettings
from tests.cli.process import dramatis, start, variables_of
from tests.contract.articles import article, when
from tests.elasticsearch.shared import empty_index

OTHER: dict[EngineName, EngineName] = {"embedded": "elasticsearch", "elasticsearch": "embedded"}
both_ways = pytest.mark.parametrize("to", ["elasticsearch", "embedded"])


@dataclass
class Place:
    """Settings that name an empty index in each engine, and a folder to work in."""

    settings: IndexSettings
    folder: Path

    def on(self, engine: EngineName) -> IndexSettings:
        return self.settings.model_copy(update={"engine": engine})

    def run(self, *arguments: str, on: EngineName, **more: Any) -> subprocess.CompletedProcess[str]:
        return dramatis(*arguments, cwd=self.folder, **variables_of(self.on(on), **more))

    def add(self, engine: EngineName, articles: Sequence[EnrichedArticle]) -> None:
        with closing(open_admin(self.on(engine))) as admin, admin.append() as writer:
            writer.write(articles)
            writer.publish()

    def stored(self, engine: EngineName) -> list[str]:
        with closing(open_admin(self.on(engine))) as admin:
            return sorted(one.to_json() for one in admin.stored())

    def names(self, engine: EngineName) -> list[str]:
        """All generations, newest first."""
        with closing(open_admin(self.on(engine))) as admin:
            return [one.name for one in admin.generations()]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with empty_index(
        index_dir=tmp_path / "index", writer_memory_mb=32, shards=2, batch_articles=7
    ) as settings:
        yield Place(settings, tmp_path)


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def engine(request: pytest.FixtureRequest) -> EngineName:
    name: EngineName = request.param
    return name


ARTICLES = [
    article(
        f"a-{at:03}",
        f"The court met on day {at}. Líne\nand 🙂",
        title=f"Report {at}",
        published=f"2022-03-{at % 28 + 1:02}",
        persons=["Ann Lee"] if at % 2 else ["Bob Ray", "Ann Lee"],
        institutions=["International Criminal Court"],
        about=["UA"] if at % 3 else ["FR"],
        dates=[when("2013-11-01", "2013-11-30", "month")],
        language="en",
        source="Meridian Wire",
    )
    for at in range(60)
]


def test_generations_are_listed_rolled_back_and_pruned(place: Place, engine: EngineName) -> None:
    place.add(engine, ARTICLES[:3])
    for _ in range(2):
        done = place.run("reindex", on=engine, keep_generations=3)
        assert "3 articles in generation" in done.stdout, done.stderr
    third, second, first = place.names(engine)
    table = place.run("generations", on=engine).stdout
    assert [line.split()[:2] for line in table.splitlines()[1:]] == [
        ["live", third],
        [second, "3"],
        [first, "3"],
    ]
    assert place.run("rollback", on=engine).stdout == f"{second} is live.\n"
    assert place.run("rollback", "--to", third, on=engine).stdout == f"{third} is live.\n"
    pruned = place.run("generations", "--prune", "2", "--json", on=engine)
    answer = json.loads(pruned.stdout)
    assert answer["removed"] == [first]
    assert [(g["name"], g["live"], g["articles"]) for g in answer["generations"]] == [
        (third, True, 3),
        (second, False, 3),
    ]
    unknown = place.run("rollback", "--to", first, on=engine)
    assert unknown.returncode == 1
    assert f"choose one of: {third}, {second}" in unknown.stderr


def test_before_the_first_article_there_are_no_generations(
    place: Place, engine: EngineName
) -> None:
    assert "No generation yet" in place.run("generations", on=engine).stdout
    missing = place.run("rollback", on=engine)
    assert missing.returncode == 1
    assert "dramatis index" in missing.stderr


@pytest.mark.elasticsearch
@both_ways
def test_copy_gives_the_other_engine_every_article_as_it_is(place: Place, to: EngineName) -> None:
    source = OTHER[to]
    place.add(source, ARTICLES)
    before = place.names(source)
    done = place.run("copy", "--to", to, on=source)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"60 articles copied to {to}" in done.stdout
    assert f"Set DRAMATIS_ENGINE={to} to serve them." in done.stdout
    assert place.stored(to) == sorted(a.to_json() for a in ARTICLES) == place.stored(source)
    assert place.names(source) == before
    answers = []
    for engine in (source, to):
        found = place.run("search", "court", "--person", "Bob Ray", "--json", on=engine)
        answer = json.loads(found.stdout)
        answers.append((answer["total"], answer["facets"]))
    assert answers[0] == answers[1]
    assert answers[0][0] == 30


@pytest.mark.elasticsearch
@both_ways
def test_copy_asks_before_it_replaces_what_is_served(place: Place, to: EngineName) -> None:
    place.add(to, ARTICLES[:2])
    place.add(OTHER[to], ARTICLES[1:6])
    kept = place.names(to)
    refused = place.run("copy", "--to", to, on=OTHER[to])
    assert refused.returncode == 1
    assert f"got 2 in generation {kept[0]}; --replace" in refused.stderr
    assert place.names(to) == kept
    # The settings may name the new engine already.
    done = place.run("copy", "--to", to, "--replace", "--json", on=to)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["articles"] == 5
    assert place.stored(to) == sorted(a.to_json() for a in ARTICLES[1:6])
    assert place.run("rollback", on=to).returncode == 0
    assert place.stored(to) == sorted(a.to_json() for a in ARTICLES[:2])


@pytest.mark.elasticsearch
@both_ways
def test_copy_of_nothing_says_what_to_do_and_leaves_nothing(place: Place, to: EngineName) -> None:
    nothing = place.run("copy", "--to", to, on=OTHER[to])
    assert nothing.returncode == 1
    assert "run `dramatis index SOURCE`" in nothing.stderr
    assert place.names(to) == []


@pytest.mark.elasticsearch
@both_ways
def test_copy_waits_for_no_writer_but_says_that_there_is_one(place: Place, to: EngineName) -> None:
    place.add(OTHER[to], ARTICLES[:2])
    with closing(open_admin(place.on(OTHER[to]))) as admin, admin.append():
        locked = place.run("copy", "--to", to, on=OTHER[to])
    assert locked.returncode == 1
    assert "wait until" in locked.stderr
    assert place.names(to) == []


@pytest.mark.elasticsearch
def test_copy_reads_a_folder_that_cannot_be_written_to(place: Place) -> None:
    place.add("embedded", ARTICLES[:2])
    lock = place.settings.index_dir / "writer.lock"
    lock.unlink()
    lock.mkdir()  # even root cannot write to it
    done = place.run("copy", "--to", "elasticsearch", on="embedded")
    assert done.returncode == 0, done.stderr
    assert len(place.stored("elasticsearch")) == 2


@pytest.mark.elasticsearch
@both_ways
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_copy_that_is_stopped_publishes_nothing_and_can_be_run_again(
    place: Place, to: EngineName, number: signal.Signals
) -> None:
    many = [one.model_copy(update={"id": f"{one.id}-{n}"}) for one in ARTICLES for n in range(40)]
    place.add(OTHER[to], many)
    process = start(
        "copy", "--to", to, cwd=place.folder, **variables_of(place.on(to), batch_articles=2)
    )
    deadline = time.monotonic() + 60
    while not place.names(to):
        assert process.poll() is None, "it ended before anything was seen of it"
        assert time.monotonic() < deadline, "nothing was begun"
        time.sleep(0.05)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode in (130, -signal.SIGKILL), said
    with closing(open_admin(place.on(to))) as admin:
        assert not any(one.live for one in admin.generations())
    again = place.run("copy", "--to", to, on=to, batch_articles=1000)
    assert again.returncode == 0, again.stderr
    assert len(place.stored(to)) == len(many)
    # What a kill left behind is removed by the copy after it.
    assert len(place.names(to)) == 1


def test_copy_to_a_server_that_is_not_there_says_so(tmp_path: Path) -> None:
    settings = IndexSettings(
        index_dir=tmp_path / "index", elasticsearch_url="http://127.0.0.1:9", writer_memory_mb=32
    )
    Place(settings, tmp_path).add("embedded", ARTICLES[:1])
    gone = dramatis("copy", "--to", "elasticsearch", cwd=tmp_path, **variables_of(settings))
    assert gone.returncode == 1
    assert "it cannot be reached" in gone.stderr
    assert "DRAMATIS_ELASTICSEARCH_URL" in gone.stderr
