"""Marked words in title and body."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from search_api.engines import SearchEngine
from search_api.models import Hit
from tests.contract.articles import article, ask

Searchable = Callable[..., SearchEngine]

LONG = " ".join(f"filler{number}" for number in range(400))
ARTICLE = article(
    "one",
    f"Zoë Ünal spoke of crimes. {LONG} The criminal court investigated 🙂 war crimes. {LONG}",
    title="Khan’s inquiry into wars",
    persons=["Karim Khan"],
)
SCRIPT = article("xss", "<script>alert('war')</script> & more", title="<b>war</b>")


def hit(engine: SearchEngine, q: str, **more: object) -> Hit:
    (only,) = engine.search(ask(q, **more)).hits
    return only


def marked(hit: Hit, field: str) -> list[str]:
    return [
        snippet.text[start:end]
        for snippet in hit.highlights[field]
        for start, end in snippet.ranges
    ]


@pytest.mark.parametrize(
    ("q", "title", "body"),
    [
        ("khan", ["Khan’s"], []),
        ("war", ["wars"], ["war"]),
        ("wars crime", ["wars"], ["crimes", "war", "crimes"]),
        ('"war crimes"', [], ["war", "crimes"]),
        ("investigation", [], ["investigated"]),
        ("unal", [], ["Ünal"]),
        ("crim*", [], ["crimes", "criminal", "crimes"]),
        ("inqiury~", ["inquiry"], []),
        ("war -absent", ["wars"], ["war"]),
        ("title:war crime", ["wars"], ["crimes", "crimes"]),
        ("body:war", [], ["war"]),
        ("absent OR inquiry", ["inquiry"], []),
        ("person:khan", [], []),
        ("", [], []),
    ],
)
def test_the_words_that_matched_are_marked(
    searchable: Searchable, q: str, title: list[str], body: list[str]
) -> None:
    found = hit(searchable([ARTICLE]), q)
    assert marked(found, "title") == title
    assert marked(found, "body") == body


def test_the_title_is_whole_and_passages_are_short(searchable: Searchable) -> None:
    found = hit(searchable([ARTICLE]), "crimes")
    assert [s.text for s in found.highlights["title"]] == [ARTICLE.title]
    assert len(found.highlights["body"]) == 2
    for snippet in found.highlights["body"]:
        assert 100 < len(snippet.text) <= 220
        assert snippet.text in ARTICLE.body
        assert snippet.text.split()[0] in ARTICLE.body.split()
        assert snippet.text.split()[-1] in ARTICLE.body.split()


def test_at_most_three_passages_in_the_order_of_the_text(searchable: Searchable) -> None:
    body = " ".join(f"war{LONG[:300]} number{n} war" for n in range(9))
    found = hit(searchable([article("nine", body)]), "war")
    starts = [body.index(snippet.text) for snippet in found.highlights["body"]]
    assert len(starts) == 3
    assert starts == sorted(starts)


def test_ranges_count_code_points(searchable: Searchable) -> None:
    found = hit(searchable([article("emoji", "🙂🙂 Zoë saw the 𝒳 war")]), "war")
    (snippet,) = found.highlights["body"]
    assert snippet.ranges == ((17, 20),)
    assert snippet.text[17:20] == "war"


def test_html_is_escaped_and_marked(searchable: Searchable) -> None:
    found = hit(searchable([SCRIPT]), "war")
    assert found.highlights["title"][0].html == "&lt;b&gt;<mark>war</mark>&lt;/b&gt;"
    assert found.highlights["body"][0].html == (
        "&lt;script&gt;alert(&#x27;<mark>war</mark>&#x27;)&lt;/script&gt; &amp; more"
    )


def test_without_a_match_the_body_begins(searchable: Searchable) -> None:
    (snippet,) = hit(searchable([ARTICLE]), "", person=["Karim Khan"]).highlights["body"]
    assert ARTICLE.body.startswith(snippet.text)
    assert 150 < len(snippet.text) <= 200
    assert snippet.ranges == ()
    assert ARTICLE.body[len(snippet.text)] == " "


def test_highlights_can_be_left_out(searchable: Searchable) -> None:
    assert hit(searchable([ARTICLE]), "war", highlight=False).highlights == {}


def test_an_article_without_title_or_body_has_no_snippets(searchable: Searchable) -> None:
    assert hit(searchable([article("empty", "")]), "").highlights == {"title": (), "body": ()}
