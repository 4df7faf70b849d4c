"""What the numbers of a terms facet mean."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mappings.fields import TERMS_FACETS
from search_api.engines import SearchEngine
from search_api.models import FacetSpec, Selection
from tests.contract.articles import article, ask, counts, found, terms

Searchable = Callable[..., SearchEngine]

ARTICLES = [
    article("1", "court", persons=["Ann", "Bob"], countries=["UA", "RU"], about=["UA"], source="P"),
    article("2", "court", persons=["Ann"], countries=["UA"], source="P", places=["Kyiv"]),
    article("3", "court", persons=["Bob", "Cid"], countries=["FR"], source="Q", language="en"),
    article("4", "sport", persons=["Ann", "Cid"], countries=["RU"], institutions=["FIFA"]),
    article("5", "sport"),
]


def test_counts_are_articles_in_order_of_count_then_value(searchable: Searchable) -> None:
    result = searchable(ARTICLES).search(ask("", "person", "country"))
    assert counts(result, "person") == [("Ann", 3), ("Bob", 2), ("Cid", 2)]
    assert counts(result, "country") == [("RU", 2), ("UA", 2), ("FR", 1)]


def test_every_terms_facet_is_counted(searchable: Searchable) -> None:
    result = searchable(ARTICLES).search(ask("", *TERMS_FACETS))
    assert {facet: counts(result, facet)[0] for facet in TERMS_FACETS} == {
        "person": ("Ann", 3),
        "institution": ("FIFA", 1),
        "country": ("RU", 2),
        "about": ("UA", 1),
        "place": ("Kyiv", 1),
        "source": ("P", 2),
        "language": ("en", 1),
    }
    assert list(result.facets) == list(TERMS_FACETS)


def test_countries_are_labelled_by_their_names(searchable: Searchable) -> None:
    values = terms(searchable(ARTICLES).search(ask("", "country")), "country").values
    assert [(v.value, v.label) for v in values][:2] == [("RU", "Russia"), ("UA", "Ukraine")]


def test_counts_follow_the_words_of_the_query(searchable: Searchable) -> None:
    result = searchable(ARTICLES).search(ask("court", "person"))
    assert counts(result, "person") == [("Ann", 2), ("Bob", 2), ("Cid", 1)]


def test_other_missing_and_total_values(searchable: Searchable) -> None:
    given = terms(searchable(ARTICLES).search(ask("", FacetSpec(name="person", size=1))), "person")
    assert [(v.value, v.count) for v in given.values] == [("Ann", 3)]
    assert (given.other, given.missing, given.total_values) == (4, 1, 3)
    assert given.exact
    assert given.total_values_exact


def test_values_of_an_and_facet_are_all_required(searchable: Searchable) -> None:
    engine = searchable(ARTICLES)
    assert found(engine, person=["Ann", "Cid"]) == {"4"}
    assert found(engine, person=["Ann", "Cid"], op={"person": "or"}) == {"1", "2", "3", "4"}


def test_values_of_an_or_facet_are_alternatives(searchable: Searchable) -> None:
    engine = searchable(ARTICLES)
    assert found(engine, country=["UA", "RU"]) == {"1", "2", "4"}
    assert found(engine, country=["UA", "RU"], op={"country": "and"}) == {"1"}


def test_an_or_facet_ignores_its_own_selection_and_respects_the_others(
    searchable: Searchable,
) -> None:
    result = searchable(ARTICLES).search(ask("", "country", "person", country=["UA"]))
    assert counts(result, "country") == [("RU", 2), ("UA", 2), ("FR", 1)]
    assert counts(result, "person") == [("Ann", 2), ("Bob", 1)]
    narrowed = searchable(ARTICLES).search(ask("", "country", country=["UA"], person=["Bob"]))
    assert counts(narrowed, "country") == [("FR", 1), ("RU", 1), ("UA", 1)]


def test_an_and_facet_respects_its_own_selection(searchable: Searchable) -> None:
    result = searchable(ARTICLES).search(ask("", "person", person=["Bob"]))
    assert counts(result, "person") == [("Bob", 2), ("Ann", 1), ("Cid", 1)]
    either = searchable(ARTICLES).search(ask("", "person", person=["Bob"], op={"person": "or"}))
    assert counts(either, "person") == [("Ann", 3), ("Bob", 2), ("Cid", 2)]
    both = searchable(ARTICLES).search(ask("", "country", country=["UA"], op={"country": "and"}))
    assert counts(both, "country") == [("UA", 2), ("RU", 1)]


def test_selected_value_stays_visible_beyond_the_size(searchable: Searchable) -> None:
    spec = FacetSpec(name="country", size=1)
    given = terms(searchable(ARTICLES).search(ask("", spec, country=["FR"])), "country")
    assert [(v.value, v.count, v.selected) for v in given.values] == [
        ("RU", 2, False),
        ("FR", 1, True),
    ]
    assert given.other == 2


def test_selected_value_stays_visible_at_zero_count(searchable: Searchable) -> None:
    result = searchable(ARTICLES).search(ask("sport", "country", country=["UA"]))
    given = terms(result, "country")
    assert [(v.value, v.count, v.selected) for v in given.values] == [
        ("RU", 1, False),
        ("UA", 0, True),
    ]
    assert (given.total_values, given.missing) == (1, 1)


def test_a_value_that_is_nowhere_can_be_selected(searchable: Searchable) -> None:
    result = searchable(ARTICLES).search(ask("", "person", person=["No\ud800body"]))
    assert result.total == 0
    assert counts(result, "person") == [("No\ud800body", 0)]


def test_an_excluded_value_is_shown_with_what_it_keeps_out(searchable: Searchable) -> None:
    engine = searchable(ARTICLES)
    result = engine.search(ask("", "country", "person", not_country=["RU"]))
    given = terms(result, "country")
    assert [(v.value, v.count, v.excluded) for v in given.values] == [
        ("RU", 2, True),
        ("FR", 1, False),
        ("UA", 1, False),
    ]
    assert (given.total_values, given.missing, given.other) == (2, 1, 0)
    assert counts(result, "person") == [("Ann", 1), ("Bob", 1), ("Cid", 1)]
    without = engine.search(ask("", "country"))
    assert without.total - result.total == 2


def test_an_exclusion_counts_under_all_else_that_is_asked(searchable: Searchable) -> None:
    request = ask("court", "country", country=["UA"], not_country=["RU"], person=["Ann"])
    given = terms(searchable(ARTICLES).search(request), "country")
    assert [(v.value, v.count, v.selected, v.excluded) for v in given.values] == [
        ("RU", 1, False, True),
        ("UA", 1, True, False),
    ]


def test_several_exclusions_of_one_facet_each_count_alone(searchable: Searchable) -> None:
    request = ask("", "person", not_person=["Ann", "Bob"])
    given = terms(searchable(ARTICLES).search(request), "person")
    # Without the exclusion of Ann articles 2 and 4 came back, without that of Bob article 3.
    assert [(v.value, v.count, v.excluded) for v in given.values] == [
        ("Ann", 2, True),
        ("Bob", 1, True),
    ]


def test_a_value_both_included_and_excluded_is_shown_as_both(searchable: Searchable) -> None:
    both = Selection(include=("UA",), exclude=("UA",))
    result = searchable(ARTICLES).search(ask("", "country", filters={"country": both}))
    value = next(v for v in terms(result, "country").values if v.value == "UA")
    assert (value.count, value.selected, value.excluded) == (2, True, True)
    assert result.total == 0


@pytest.mark.parametrize(
    "value", ["a.c", "x|y", "(", "*", "a:b", '"q"', "a/b\\c", "Zoë", "🙂", " "]
)
def test_values_are_taken_literally(searchable: Searchable, value: str) -> None:
    articles = [article("it", persons=[value]), article("near", persons=["abc", "x", "y"])]
    engine = searchable(articles)
    result = engine.search(ask("", "person", person=[value]))
    assert found(engine, person=[value]) == {"it"}
    assert counts(result, "person") == [(value, 1)]


def test_ties_at_the_edge_are_cut_by_value(searchable: Searchable) -> None:
    names = [f"Person {number:03}" for number in range(200)]
    articles = [article(str(at), persons=[name]) for at, name in enumerate(reversed(names))]
    result = searchable(articles).search(ask("", FacetSpec(name="person", size=5)))
    assert counts(result, "person") == [(name, 1) for name in names[:5]]
    assert terms(result, "person").total_values == 200
    assert terms(result, "person").other == 195


def test_facets_without_hits_are_empty_not_absent(searchable: Searchable) -> None:
    given = terms(searchable(ARTICLES).search(ask("absent", "person", size=0)), "person")
    assert (given.values, given.other, given.missing, given.total_values) == ((), 0, 0, 0)
