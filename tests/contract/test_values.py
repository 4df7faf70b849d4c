"""Facet values found by a prefix, and what a hit carries."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mappings.article import EnrichedArticle, InstitutionRef, PersonRef
from mappings.errors import NotFound, UnknownName
from search_api.engines import SearchEngine
from search_api.models import SearchRequest
from tests.contract.articles import article, ask, mention

Searchable = Callable[..., SearchEngine]
ICC = "International Criminal Court"


def with_names(key: str, person: str, said: list[str], **more: object) -> EnrichedArticle:
    made = article(key, **more)  # type: ignore[arg-type]
    ref = PersonRef(name=person, mentions=tuple(mention(text) for text in said))
    return made.model_copy(update={"persons": (*made.persons, ref)})


COURT = article("3", "court", countries=["UA"]).model_copy(
    update={
        "institutions": (
            InstitutionRef(name=ICC, acronym="ICC", mentions=(mention("the ICC"),)),
            InstitutionRef(name="Interpol", mentions=(mention("Interpol"),)),
        )
    }
)
ARTICLES = [
    with_names("1", "Karim Khan", ["Karim Khan", "Khan"], countries=["UA"]),
    with_names("2", "Karim Khan", ["Mr. Khan"], countries=["FR"]),
    COURT,
    with_names("4", "Imran Khan", ["Imran Khan"], countries=["PK"]),
    with_names("5", "Zoë Müller", ["Zoë Müller"], countries=["UA"], institutions=[ICC]),
]


def values(
    engine: SearchEngine, facet: str, prefix: str, **more: object
) -> list[tuple[str, int, str]]:
    found = engine.facet_values(facet, prefix, ask(**more))  # type: ignore[arg-type]
    return [(value.value, value.count, value.matched) for value in found]


@pytest.mark.parametrize(
    ("facet", "prefix", "expected"),
    [
        ("person", "kha", [("Karim Khan", 2, "Khan"), ("Imran Khan", 1, "Imran Khan")]),
        ("person", "KARIM K", [("Karim Khan", 2, "Karim Khan")]),
        ("person", "zoe mu", [("Zoë Müller", 1, "Zoë Müller")]),
        ("person", "ZOË", [("Zoë Müller", 1, "Zoë Müller")]),
        ("person", "han", []),
        ("institution", "icc", [(ICC, 2, "ICC")]),
        ("institution", "international crim", [(ICC, 2, ICC)]),
        ("institution", "criminal", [(ICC, 2, ICC)]),
        ("institution", "inter", [(ICC, 2, ICC), ("Interpol", 1, "Interpol")]),
        ("country", "ukr", [("UA", 3, "Ukraine")]),
        ("country", "ua", [("UA", 3, "UA")]),
        ("person", "\ud800", []),
        ("person", "*", []),
    ],
)
def test_a_prefix_finds_values_by_any_word_of_any_alias(
    searchable: Searchable, facet: str, prefix: str, expected: list[tuple[str, int, str]]
) -> None:
    assert values(searchable(ARTICLES), facet, prefix) == expected


def test_an_empty_prefix_gives_the_top_values(searchable: Searchable) -> None:
    assert values(searchable(ARTICLES), "country", "") == [
        ("UA", 3, "Ukraine"),
        ("FR", 1, "France"),
        ("PK", 1, "Pakistan"),
    ]


def test_values_are_counted_under_the_filters_without_their_own(searchable: Searchable) -> None:
    engine = searchable(ARTICLES)
    assert values(engine, "person", "kha", country=["UA"]) == [("Karim Khan", 1, "Khan")]
    assert [v[:2] for v in values(engine, "person", "kha", person=["Imran Khan"])] == [
        ("Karim Khan", 2),
        ("Imran Khan", 1),
    ]
    assert values(engine, "person", "kha", q="court") == []
    assert [v[:2] for v in values(engine, "person", "kha", not_person=["Karim Khan"])] == [
        ("Imran Khan", 1)
    ]


def test_size_limits_the_values(searchable: Searchable) -> None:
    found = searchable(ARTICLES).facet_values("person", "kha", SearchRequest(), size=1)
    assert [value.value for value in found] == ["Karim Khan"]
    assert found[0].label == "Karim Khan"


def test_a_facet_without_values_is_refused(searchable: Searchable) -> None:
    with pytest.raises(UnknownName, match="choose one of: person"):
        searchable(ARTICLES).facet_values("published", "2", SearchRequest())


def test_a_hit_carries_what_a_list_shows(searchable: Searchable) -> None:
    full = article(
        "full",
        "body",
        title="Title",
        url="https://news.example/1",
        published="2022-03-17T10:30:00.123",
        source="Post",
        language="en",
        persons=["B", "A"],
        institutions=["I"],
        countries=["RU"],
        about=["UA"],
    )
    (hit,) = searchable([full]).search(ask("")).hits
    assert (hit.id, hit.title, hit.url, hit.source, hit.language) == (
        "full",
        "Title",
        "https://news.example/1",
        "Post",
        "en",
    )
    assert hit.published == full.published
    assert (hit.persons, hit.institutions) == (("B", "A"), ("I",))
    assert (hit.countries, hit.about) == (("RU", "UA"), ("UA",))


def test_an_article_is_given_as_it_was_stored(searchable: Searchable) -> None:
    engine = searchable(ARTICLES)
    assert engine.article("3") == COURT


@pytest.mark.parametrize("key", ["absent", "", "\ud800", "\x00", "x" * 70_000])
def test_an_article_that_is_not_there_is_not_found(searchable: Searchable, key: str) -> None:
    with pytest.raises(NotFound):
        searchable(ARTICLES).article(key)


def test_what_has_no_name_is_no_value(searchable: Searchable) -> None:
    nameless = with_names("1", "", ["someone"], institutions=[""], places=[""])
    engine = searchable([with_names("2", "Ann", ["Ann"]), nameless])
    for facet in ("person", "institution", "place"):
        assert [v.value for v in engine.facet_values(facet, "", SearchRequest())] == (
            ["Ann"] if facet == "person" else []
        )
    assert engine.facet_values("person", "someone", SearchRequest()) == ()
    assert engine.search(ask("")).total == 2
