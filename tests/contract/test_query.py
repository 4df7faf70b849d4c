"""What each form of the query language finds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from search_api.engines import SearchEngine
from tests.contract.articles import article, ask, found, ids, when

Searchable = Callable[..., SearchEngine]

COURT = article(
    "court",
    "The prosecutor said crimes of war were being investigated in the U.S. state.",
    title="Khan opens inquiry",
    published="2022-03-17",
    persons=["Karim Khan"],
    institutions=["International Criminal Court"],
    countries=["UA"],
    source="The Example Post",
    language="en",
    authors=("Ann Lee",),
    tags=("justice",),
)
FILM = article(
    "film",
    "The Who play a café. War crimes are the subject of a state-of-the-art film.",
    title="Cinema",
    published="2023-01-02",
    persons=["Ann Müller"],
    countries=["DE"],
    source="Beispiel",
    language="de",
)
SPORT = article("sport", "Crime novel wins. Who knew?", title="War of words")


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("", {"court", "film", "sport"}),
        ("war", {"court", "film", "sport"}),
        ("war crimes", {"court", "film", "sport"}),
        ('"war crimes"', {"film"}),
        ("“war crimes”", {"film"}),
        ('"crime of wars"', {"court"}),
        ("investigation", {"court"}),
        ("CAFE", {"film"}),
        ("café", {"film"}),
        ('"the who"', {"film"}),
        ("U.S.", {"court"}),
        ("u.s", {"court"}),
        ("state-of-the-art", {"film"}),
        ("prosecutor OR cinema", {"court", "film"}),
        ("prosecutor OR cinema war", {"court", "film"}),
        ("(prosecutor OR novel) khan", {"court"}),
        ("war -khan", {"film", "sport"}),
        ("war NOT khan", {"film", "sport"}),
        ("-khan", {"film", "sport"}),
        ("-khan -cinema", {"sport"}),
        ("-(khan OR cinema)", {"sport"}),
        ("khan OR -war", {"court"}),
        ("cinema OR -khan", {"film", "sport"}),
        ("prosec*", {"court"}),
        ("investigate*", {"court"}),
        ("state-of-the-a*", {"film"}),
        ("prosecuter~", {"court"}),
        ("cinmea~", {"film"}),
        ("of~", {"court", "film", "sport"}),
        ("title:war", {"sport"}),
        ("title:crimes", set()),
        ("body:war", {"court", "film"}),
        ("title:(war OR cinema)", {"film", "sport"}),
        ("title:inq*", {"court"}),
        ("person:khan", {"court"}),
        ("person:KHAN", {"court"}),
        ('person:"karim khan"', {"court"}),
        ('person:"khan karim"', set()),
        ("person:muller", {"film"}),
        ("person:kha*", {"court"}),
        ("person:kahn~", {"court"}),
        ("country:Ukraine", {"court"}),
        ("country:UA", {"court"}),
        ("country:germany OR country:ua", {"court", "film"}),
        ("institution:criminal", {"court"}),
        ("source:beispiel", {"film"}),
        ("language:de", {"film"}),
        ("author:lee", {"court"}),
        ("tag:justice", {"court"}),
        ("-person:khan", {"film", "sport"}),
        ("published:2022-03", {"court"}),
        ("published:2022..2023", {"court", "film"}),
        ("published:2022-03-18..", {"film"}),
        ("published:..2022", {"court"}),
        ("war -published:2022", {"film", "sport"}),
        ("published:2022-02-31", set()),
        ("!!! khan ???", {"court"}),
        ("!!!", set()),
        ("-", set()),
        ("khan OR !!!", {"court"}),
        ("nothing:here", set()),
    ],
)
def test_a_query_finds(searchable: Searchable, q: str, expected: set[str]) -> None:
    engine = searchable([COURT, FILM, SPORT])
    assert found(engine, q) == expected


def test_mentioned_days_are_asked_for_in_the_query(searchable: Searchable) -> None:
    engine = searchable(
        [
            article("day", dates=[when("2013-11-21")]),
            article("month", dates=[when("2013-11-01", "2013-11-30", "month")]),
            article("later", dates=[when("2014-02-18")]),
        ]
    )
    assert found(engine, "mentioned:2013-11-21") == {"day", "month"}
    assert found(engine, "mentioned:2014") == {"later"}
    assert found(engine, "-mentioned:2014") == {"day", "month"}


def test_every_word_must_match_but_not_in_the_same_field(searchable: Searchable) -> None:
    engine = searchable([article("both", "about peace", title="War"), article("one", "about war")])
    assert found(engine, "war peace") == {"both"}


def test_a_match_in_the_title_ranks_above_one_in_the_body(searchable: Searchable) -> None:
    engine = searchable(
        [
            article("a-body", "an inquiry into floods and rain", title="News of the day"),
            article("b-title", "rain and more rain in the news", title="Inquiry of the day"),
        ]
    )
    assert ids(engine.search(ask("inquiry"))) == ["b-title", "a-body"]


def test_filters_leave_scores_as_they_are(searchable: Searchable) -> None:
    engine = searchable([COURT, FILM, SPORT])
    plain = {hit.id: hit.score for hit in engine.search(ask("war")).hits}
    filtered = engine.search(ask("war", country=["UA"])).hits
    assert [(hit.id, hit.score) for hit in filtered] == [("court", plain["court"])]


def test_only_a_search_for_words_by_relevance_has_scores(searchable: Searchable) -> None:
    engine = searchable([COURT])
    assert engine.search(ask("war")).hits[0].score is not None
    assert engine.search(ask("")).hits[0].score is None
    assert engine.search(ask("war", sort="newest")).hits[0].score is None


@pytest.mark.parametrize(
    "q",
    [
        "\x00",
        "\ud800",
        "a" * 5000,
        "(" * 3000,
        "*",
        "~",
        "**",
        "person:*",
        "a:b:c",
        '"',
        "\\",
        "AND",
        "OR OR",
        "title:",
        "/.*/",
        "[a TO b]",
        "{",
        "^2",
        "word^2",
        "😀",
        "published:9999-12-31",
        "mentioned:0001..9999",
    ],
)
def test_any_string_is_a_query(searchable: Searchable, q: str) -> None:
    engine = searchable([COURT])
    assert engine.search(ask(q)).total in (0, 1)


def test_scripts_without_spaces_are_found_by_their_characters(searchable: Searchable) -> None:
    engine = searchable(
        [article("jp", "東京で会議"), article("th", "ประเทศไทย"), article("ko", "서울 회의")]
    )
    assert found(engine, "東京") == {"jp"}
    assert found(engine, "서울") == {"ko"}
    assert found(engine, "ประเทศไทย") == {"th"}
