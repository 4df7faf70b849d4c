"""The corpus is as its guidelines say, and its checker finds what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.model.corpus import CorpusError, GoldArticle, parse_articles, read_corpus
from indexer.model.corpus.checks import check, two_labels
from indexer.model.corpus.report import report
from indexer.model.corpus.samples import render_samples

ROOT = Path(__file__).parents[2]
FILLER = "Nothing else of note was said in the long and quiet session of that afternoon. " * 5
HEAD = """# test-001
published: 2023-05-11
source: Test Post
topic: courts
title: [Nigeria](L NG) waits
about: NG

"""


def articles_of(body: str) -> list[GoldArticle]:
    return list(parse_articles(f"{HEAD}{body}\n\n{FILLER}\n"))


@pytest.fixture(scope="module")
def corpus() -> list[GoldArticle]:
    return list(read_corpus(sorted((ROOT / "corpus" / "articles").glob("*.txt"))))


def test_the_corpus_has_no_problem(corpus: list[GoldArticle]) -> None:
    assert check(corpus) == []


def test_the_corpus_is_large_and_says_nothing_twice(corpus: list[GoldArticle]) -> None:
    found = report(corpus)
    assert found.articles >= 600
    assert found.words >= 120_000
    assert found.repeated_sentences == 0
    assert found.shared_5grams < 0.01


def test_about_a_fifth_only_measures(corpus: list[GoldArticle]) -> None:
    assert 0.15 < sum(a.is_test for a in corpus) / len(corpus) < 0.25


def test_the_sample_is_the_corpus_without_its_marks(corpus: list[GoldArticle]) -> None:
    stored = (ROOT / "samples" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert stored == list(render_samples(corpus))


def test_a_sound_article_has_no_problem() -> None:
    assert (
        check(articles_of("[Ann Obi](P) spoke in [Kano](L /NG) on [Monday](D 2023-05-08).")) == []
    )


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("[Ann Obi](P) spoke on [Monday](D 2023-05-09).", "is a Tuesday"),
        ("[Ann Obi](P) spoke, and Ann Obi left.", "'Ann Obi' is unmarked"),
        ("[Ann Obi](P) spoke on Monday.", "weekday 'Monday' is unmarked"),
        ("[Obi’s](P Ann Obi) word.", "possessive inside"),
    ],
)
def test_what_is_inconsistent_is_found(body: str, words: str) -> None:
    problems = check(articles_of(body))
    assert len(problems) == 1
    assert words in problems[0]


def test_an_id_is_used_once() -> None:
    twice = articles_of("One.") + articles_of("Two.")
    assert any("id is used twice" in problem for problem in check(twice))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("[Kano](L) waits.", "a place needs"),
        ("[Lagos](L /XX) waits.", "XX"),
        ("[May](D 2023-13) came.", "month must be"),
    ],
)
def test_a_mark_that_cannot_be_read_is_told_with_its_line(body: str, words: str) -> None:
    with pytest.raises(CorpusError) as error:
        articles_of(body)
    assert words in str(error.value)
    assert ":8:" in str(error.value)


def test_a_name_with_two_labels_is_listed() -> None:
    found = two_labels(articles_of("[Santos](P Ana Santos) came from [Santos](L /BR)."))
    assert found == ["Santos: {'PERSON': 1, 'LOC': 1}"]
