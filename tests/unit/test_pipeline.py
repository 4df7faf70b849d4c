"""A run accounts for every record: indexed, replaced or rejected with its reason."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from indexer.language import detect_language
from indexer.pipeline import LoadReport, RejectedFile, run
from indexer.rebuild import rebuild
from indexer.writers import open_admin
from mappings.article import Article, EnrichedArticle, Rejected
from mappings.errors import GenerationError, IndexMissing
from mappings.settings import IndexSettings


def as_they_are(articles: Iterable[Article | Rejected]) -> Iterator[EnrichedArticle | Rejected]:
    for article in articles:
        yield article if isinstance(article, Rejected) else EnrichedArticle(**article.model_dump())


def load(settings: IndexSettings, *records: Article | Rejected) -> LoadReport:
    admin = open_admin(settings)
    with RejectedFile(settings.rejected_file) as rejected, admin.append() as writer:
        report = run(records, as_they_are, writer, rejected, batch_articles=2)
        writer.publish()
    admin.close()
    return report


@pytest.fixture
def settings(tmp_path: Path) -> IndexSettings:
    return IndexSettings(
        index_dir=tmp_path / "index", rejected_file=tmp_path / "rejected.jsonl", writer_memory_mb=32
    )


def test_every_record_is_accounted_for(settings: IndexSettings) -> None:
    a, b, c = (Article(id=key, body="x") for key in "abc")
    bad = Rejected(source="s", line=3, reason="not JSON: x", record="{")
    report = load(settings, a, b, bad, a, c)
    assert (report.indexed, report.replaced, report.rejected, report.read) == (3, 0, 2, 5)
    kept = [json.loads(line) for line in settings.rejected_file.read_text().splitlines()]
    assert [(k["line"], k["id"]) for k in kept] == [(3, None), (None, "a")]
    assert "duplicate id 'a'" in kept[1]["reason"]
    assert report.reasons == {"not JSON": 1, "duplicate id": 1}


def test_indexing_twice_gives_the_same_articles_once(settings: IndexSettings) -> None:
    articles = [Article(id=key, body="x") for key in "abc"]
    first, second = load(settings, *articles), load(settings, *articles)
    assert (first.indexed, first.replaced) == (3, 0)
    assert (second.indexed, second.replaced) == (0, 3)
    assert open_admin(settings).count() == 3


def test_no_rejected_file_without_rejected_records(settings: IndexSettings) -> None:
    load(settings, Article(id="a", body="x"))
    assert not settings.rejected_file.exists()


def test_an_interrupted_run_leaves_the_index_as_it_was(settings: IndexSettings) -> None:
    load(settings, Article(id="a", body="x"))

    def interrupted() -> Iterator[Article]:
        yield Article(id="b", body="x")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(settings, *interrupted())
    admin = open_admin(settings)
    assert [article.id for article in admin.stored()] == ["a"]
    load(settings, Article(id="c", body="x"))  # and it can be written to again
    assert open_admin(settings).count() == 2


def test_reindex_builds_the_same_articles_without_enriching(settings: IndexSettings) -> None:
    load(settings, *(Article(id=key, body=f"body {key}") for key in "abcde"))
    before = sorted(a.to_json() for a in open_admin(settings).stored())
    report, generation = rebuild(settings, quiet=True)
    admin = open_admin(settings)
    assert report.indexed == 5
    assert sorted(a.to_json() for a in admin.stored()) == before
    live = next(g for g in admin.generations() if g.live)
    assert live.name == generation
    assert len(admin.generations()) == 2
    admin.rollback()
    assert next(g for g in admin.generations() if g.live).name != generation


def test_reindex_without_an_index_says_what_to_do(settings: IndexSettings) -> None:
    with pytest.raises(IndexMissing, match="dramatis index"):
        rebuild(settings, quiet=True)


def test_publish_of_another_number_of_articles_is_refused(settings: IndexSettings) -> None:
    load(settings, Article(id="a", body="x"))
    admin = open_admin(settings)
    with admin.build() as writer:
        writer.write([EnrichedArticle(id="b", body="x")])
        with pytest.raises(GenerationError, match="2"):
            writer.publish(expect_articles=2)
    assert [article.id for article in open_admin(settings).stored()] == ["a"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The court heard the case on Wednesday and will meet again in the spring.", "en"),
        ("Le tribunal a entendu l'affaire mercredi et se réunira de nouveau au printemps.", "fr"),
        ("Суд заслушал дело в среду и соберётся снова весной в столице.", "ru"),
        ("12345 !!!", None),
    ],
)
def test_language_is_detected(text: str, language: str | None) -> None:
    assert detect_language(text) == language
