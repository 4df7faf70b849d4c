"""Writing: add, replace, build, publish, roll back, prune; and what is left when it goes wrong."""

from __future__ import annotations

import contextlib

import pytest

from mappings.article import EnrichedArticle
from mappings.errors import GenerationError, IndexLocked, IndexMissing
from tests.contract.articles import article, ask, found
from tests.contract.conftest import House


def bodies(house: House) -> dict[str, str]:
    return {a.id: a.body for a in house.admin.stored()}


def test_before_the_first_publish_there_is_no_index(house: House) -> None:
    assert house.engine.status().generation is None
    assert house.engine.status().articles == 0
    for act in (house.engine.generation, house.admin.count, lambda: list(house.admin.stored())):
        with pytest.raises(IndexMissing, match="dramatis index"):
            act()
    with pytest.raises(IndexMissing, match="dramatis index"):
        house.engine.search(ask(""))


def test_the_first_articles_are_seen_once_published(house: House) -> None:
    with house.admin.append() as writer:
        outcome = writer.write([article("1"), article("2")])
        with pytest.raises(IndexMissing):
            house.admin.count()
        writer.publish(expect_articles=2)
    house.reopen()
    assert (outcome.indexed, outcome.replaced, outcome.rejected) == (2, 0, ())
    assert house.admin.count() == 2
    assert found(house.engine) == {"1", "2"}
    assert house.engine.generation() == house.admin.generations()[0].name


def test_an_article_of_the_same_id_is_replaced(house: House) -> None:
    house.add([article("1", "old", persons=["Ann"]), article("2", "kept")])
    with house.admin.append() as writer:
        outcome = writer.write([article("1", "new"), article("3", "added")])
        writer.publish(expect_articles=3)
    house.reopen()
    assert (outcome.indexed, outcome.replaced) == (1, 1)
    assert bodies(house) == {"1": "new", "2": "kept", "3": "added"}
    assert found(house.engine, "old") == set()
    assert found(house.engine, person=["Ann"]) == set()


def test_of_several_of_one_id_the_last_stays(house: House) -> None:
    with house.admin.append() as writer:
        first = writer.write([article("1", "a"), article("1", "b"), article("2", "c")])
        second = writer.write([article("2", "d"), article("1", "e")])
        writer.publish(expect_articles=2)
    assert (first.indexed, first.replaced) == (2, 1)
    assert (second.indexed, second.replaced) == (0, 2)
    assert bodies(house) == {"1": "e", "2": "d"}


@pytest.mark.parametrize("bad", ["", "x" * 600])
def test_what_cannot_be_indexed_is_rejected_and_the_rest_goes_on(house: House, bad: str) -> None:
    odd = article("odd", "null \x00 and \x1f in it", title="\x00", persons=["\x00"])
    with house.admin.append() as writer:
        outcome = writer.write([article("1"), article(bad), odd])
        writer.publish(expect_articles=2)
    assert (outcome.indexed, len(outcome.rejected)) == (2, 1)
    assert outcome.rejected[0].reason
    assert set(bodies(house)) == {"1", "odd"}


def test_a_build_is_unseen_until_it_is_published(house: House) -> None:
    house.add([article("old")])
    with house.admin.build() as writer:
        writer.write([article("new")])
        house.reopen()
        assert found(house.engine) == {"old"}
        writer.publish(expect_articles=1)
    house.reopen()
    assert found(house.engine) == {"new"}
    assert [g.live for g in house.admin.generations()] == [True, False]
    assert [g.articles for g in house.admin.generations()] == [1, 1]


def test_the_wrong_number_of_articles_is_not_published(house: House) -> None:
    house.add([article("old")])
    with house.admin.build() as writer:
        writer.write([article("new")])
        with pytest.raises(GenerationError, match="expected 2 articles"):
            writer.publish(expect_articles=2)
    with house.admin.append() as writer:
        writer.write([article("more")])
        with pytest.raises(GenerationError, match="expected 3 articles"):
            writer.publish(expect_articles=3)
    assert set(bodies(house)) == {"old"}
    assert len(house.admin.generations()) == 1


class Interrupted(Exception):
    """Stands for anything that ends a run: Ctrl-C, an error in the source."""


@pytest.mark.parametrize("mode", ["append", "build"])
def test_an_error_on_the_way_abandons_what_is_not_published(house: House, mode: str) -> None:
    house.add([article("old", "as it was")])
    with contextlib.suppress(Interrupted), getattr(house.admin, mode)() as writer:
        writer.write([article("old", "changed"), article("new")])
        raise Interrupted
    assert bodies(house) == {"old": "as it was"}
    assert len(house.admin.generations()) == 1
    house.add([article("new")])
    assert set(bodies(house)) == {"old", "new"}


def test_an_error_before_the_first_publish_leaves_nothing(house: House) -> None:
    with contextlib.suppress(Interrupted), house.admin.append() as writer:
        writer.write([article("1")])
        raise Interrupted
    with pytest.raises(IndexMissing):
        house.admin.count()
    house.add([article("2")])
    assert set(bodies(house)) == {"2"}


@pytest.mark.parametrize("mode", ["append", "build"])
def test_a_second_writer_is_told_to_wait(house: House, mode: str) -> None:
    house.add([article("1")])
    with house.admin.append() as writer:
        with pytest.raises(IndexLocked, match="wait"):
            getattr(house.admin, mode)()
        writer.write([article("2")])
        writer.publish()
    assert set(bodies(house)) == {"1", "2"}


def test_rollback_goes_to_the_generation_before_or_to_a_named_one(house: House) -> None:
    names = [house.build([article(key)]) for key in ("one", "two", "three")]
    assert house.admin.rollback() == names[1]
    house.reopen()
    assert found(house.engine) == {"two"}
    assert house.admin.rollback(to=names[2]) == names[2]
    house.reopen()
    assert found(house.engine) == {"three"}
    with pytest.raises(GenerationError, match="choose one of"):
        house.admin.rollback(to="dramatis-20200101t000000-00000000")


def test_rollback_of_the_only_generation_is_refused(house: House) -> None:
    house.add([article("1")])
    with pytest.raises(GenerationError, match="expected a generation before"):
        house.admin.rollback()
    assert set(bodies(house)) == {"1"}


def test_prune_keeps_the_live_one_and_the_newest_others(house: House) -> None:
    names = [house.build([article(key)]) for key in ("one", "two", "three")]
    house.admin.rollback(to=names[0])
    assert house.admin.prune(2) == (names[1],)
    assert [g.name for g in house.admin.generations()] == [names[2], names[0]]
    assert house.admin.prune(1) == (names[2],)
    house.reopen()
    assert found(house.engine) == {"one"}


def test_stored_gives_articles_as_they_came(house: House) -> None:
    whole: list[EnrichedArticle] = [
        article("1", "body", title="T", published="2022-01-01", persons=["Ann"], countries=["UA"]),
        article("2", "líne\nbreak 🙂"),
    ]
    house.add(whole)
    assert sorted(house.admin.stored(), key=lambda a: a.id) == whole


def test_status_tells_what_is_served(house: House) -> None:
    bare = article("2").model_copy(
        update={"enrichment": EnrichedArticle(id="x", body="").enrichment}
    )
    name = house.build([article("1"), bare])
    status = house.engine.status()
    assert status.engine == house.engine.name
    assert (status.generation, status.articles, status.enriched) == (name, 2, 1)
    assert status.enrichment_fingerprints == {"test": 1}
    assert status.generations == (name,)


def test_a_reader_sees_a_publish_without_being_opened_anew(house: House) -> None:
    import time

    house.add([article("1")])
    assert house.engine.search(ask("")).total == 1
    with house.admin.append() as writer:
        writer.write([article("2")])
        writer.publish()
    deadline = time.monotonic() + 20
    while house.engine.search(ask("")).total != 2:
        assert time.monotonic() < deadline, "the engine goes on serving the old state"
        time.sleep(0.05)
