"""Ranges and histograms of published and mentioned dates."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mappings.dates import Interval
from mappings.errors import LimitExceeded
from search_api.engines import SearchEngine
from search_api.models import FacetSpec
from tests.contract.articles import article, ask, buckets, found, histogram, when

Searchable = Callable[..., SearchEngine]

PUBLISHED = [
    article("jan", published="2022-01-31T23:59:59.999"),
    article("feb", published="2022-02-01"),
    article("may", published="2022-05-16", countries=["UA"]),
    article("may-too", published="2022-05-17"),
    article("undated"),
]
MENTIONED = [
    article("day", dates=[when("2013-11-21"), when("2013-11-22")]),
    article("month", dates=[when("2013-11-01", "2013-11-30", "month")]),
    article("year", dates=[when("2013-01-01", "2013-12-31", "year")]),
    article("winter", dates=[when("2013-12-01", "2014-02-28", "range")]),
    article("weekend", dates=[when("2014-03-01", "2014-03-02", "range")]),
    article("mixed", dates=[when("2013-01-01", "2013-12-31", "year"), when("2014-02-03")]),
    article("none"),
]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2022-01-31", "2022-01-31", {"jan"}),
        ("2022-02-01", "2022-05-16", {"feb", "may"}),
        ("2022-02-01", None, {"feb", "may", "may-too"}),
        (None, "2022-02-01", {"jan", "feb"}),
        (None, None, {"jan", "feb", "may", "may-too", "undated"}),
        ("2023-01-01", None, set()),
    ],
)
def test_published_range_takes_both_of_its_days(
    searchable: Searchable, first: str | None, last: str | None, expected: set[str]
) -> None:
    assert found(searchable(PUBLISHED), published=(first, last)) == expected


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        ("year", [("2022-01-01", 4)]),
        (
            "month",
            [
                ("2022-01-01", 1),
                ("2022-02-01", 1),
                ("2022-03-01", 0),
                ("2022-04-01", 0),
                ("2022-05-01", 2),
            ],
        ),
    ],
)
def test_published_histogram_has_its_empty_buckets(
    searchable: Searchable, interval: Interval, expected: list[tuple[str, int]]
) -> None:
    result = searchable(PUBLISHED).search(ask("", FacetSpec(name="published", interval=interval)))
    assert buckets(result, "published") == expected
    assert histogram(result, "published").missing == 1
    assert histogram(result, "published").interval == interval


def test_weeks_begin_on_monday_and_days_are_days(searchable: Searchable) -> None:
    engine = searchable(PUBLISHED)
    weekly = engine.search(ask("", FacetSpec(name="published", interval="week")))
    assert buckets(weekly, "published")[0] == ("2022-01-31", 2)
    assert buckets(weekly, "published")[-1] == ("2022-05-16", 2)
    daily = engine.search(
        ask("", FacetSpec(name="published", interval="day"), published=("2022-05-01", None))
    )
    assert buckets(daily, "published") == [("2022-05-16", 1), ("2022-05-17", 1)]


def test_a_histogram_follows_filters(searchable: Searchable) -> None:
    result = searchable(PUBLISHED).search(ask("", "published", country=["UA"]))
    assert buckets(result, "published") == [("2022-05-01", 1)]
    assert histogram(result, "published").missing == 0


def test_days_before_1970_have_buckets(searchable: Searchable) -> None:
    engine = searchable(
        [article("old", published="1899-12-31"), article("moon", published="1969-07-20")]
    )
    result = engine.search(ask("", FacetSpec(name="published", interval="year")))
    assert buckets(result, "published")[0] == ("1899-01-01", 1)
    assert buckets(result, "published")[-1] == ("1969-01-01", 1)
    assert len(buckets(result, "published")) == 71
    weekly = engine.search(
        ask("", FacetSpec(name="published", interval="week"), published=("1969-01-01", None))
    )
    assert buckets(weekly, "published") == [("1969-07-14", 1)]


def test_too_many_buckets_are_refused_with_advice(searchable: Searchable) -> None:
    engine = searchable(
        [article("a", published="0001-01-01"), article("b", published="9999-12-31")]
    )
    with pytest.raises(LimitExceeded, match="wider interval"):
        engine.search(ask("", FacetSpec(name="published", interval="day")))
    yearly = engine.search(ask("", FacetSpec(name="published", interval="year")))
    assert len(buckets(yearly, "published")) == 9999


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2013-11-21", "2013-11-21", {"day", "month", "year", "mixed"}),
        ("2013-11-23", "2013-11-30", {"month", "year", "mixed"}),
        ("2013-12-31", "2014-01-01", {"year", "winter", "mixed"}),
        ("2014-02-28", "2014-03-01", {"winter", "weekend"}),
        ("2014-03-03", None, set()),
        (None, "2012-12-31", set()),
        (None, "2013-01-01", {"year", "mixed"}),
        ("2014-02-03", "2014-02-03", {"winter", "mixed"}),
    ],
)
def test_mentioned_range_takes_every_overlap(
    searchable: Searchable, first: str | None, last: str | None, expected: set[str]
) -> None:
    assert found(searchable(MENTIONED), mentioned=(first, last)) == expected


def test_a_mentioned_date_counts_in_each_bucket_it_touches(searchable: Searchable) -> None:
    result = searchable(MENTIONED).search(ask("", FacetSpec(name="mentioned", interval="month")))
    assert buckets(result, "mentioned") == [
        ("2013-11-01", 2),
        ("2013-12-01", 1),
        ("2014-01-01", 1),
        ("2014-02-01", 2),
        ("2014-03-01", 1),
    ]
    assert histogram(result, "mentioned").missing == 1
    assert histogram(result, "mentioned").coarser == 1


def test_dates_coarser_than_a_bucket_are_told(searchable: Searchable) -> None:
    engine = searchable(MENTIONED)
    daily = engine.search(ask("", FacetSpec(name="mentioned", interval="day")))
    assert [b for b in buckets(daily, "mentioned") if b[1]] == [
        ("2013-11-21", 1),
        ("2013-11-22", 1),
        ("2014-02-03", 1),
        ("2014-03-01", 1),
        ("2014-03-02", 1),
    ]
    assert histogram(daily, "mentioned").coarser == 3
    weekly = engine.search(ask("", FacetSpec(name="mentioned", interval="week")))
    assert [b for b in buckets(weekly, "mentioned") if b[1]] == [
        ("2013-11-18", 1),
        ("2014-02-03", 1),
        ("2014-02-24", 1),
    ]
    assert histogram(weekly, "mentioned").coarser == 3
    yearly = engine.search(ask("", FacetSpec(name="mentioned", interval="year")))
    assert buckets(yearly, "mentioned") == [("2013-01-01", 5), ("2014-01-01", 3)]
    assert histogram(yearly, "mentioned").coarser == 0
