"""A news text through the whole enricher: one entity, one value, with the words that give it."""

from __future__ import annotations

from datetime import date

from tests.unit.whole_enricher import enrich, words_of

TITLE = "Kremlin rejects words of ICC prosecutor"
BODY = """\
Prosecutor Karim Khan of the International Criminal Court (ICC) said in Kyiv that Ukraine was a crime scene. \
The Kremlin rejected Khan's words. Russia is not a member of the court.

On Wednesday, U.S. President Joe Biden called Vladimir Putin a war criminal. "Mr. Biden should look at his own \
country," said Putin's spokesman. A day earlier, the U.S. Senate passed a resolution that backs the work of the ICC. \
Senator Lindsey Graham had brought it in. Graham praised Khan, and the Senate applauded.
"""


def test_each_person_once_under_the_full_name() -> None:
    persons = {p.name: words_of(p) for p in enrich(BODY, TITLE).persons}
    assert persons == {
        "Karim Khan": ["Karim Khan", "Khan", "Khan"],
        "Joe Biden": ["Joe Biden", "Biden"],
        "Vladimir Putin": ["Vladimir Putin", "Putin"],
        "Lindsey Graham": ["Lindsey Graham", "Graham"],
    }


def test_each_institution_once_with_its_acronym_joined() -> None:
    institutions = {
        i.name: (i.acronym, i.kind, words_of(i)) for i in enrich(BODY, TITLE).institutions
    }
    assert institutions == {
        "Kremlin": (None, "government", ["Kremlin", "Kremlin"]),
        "International Criminal Court": (
            "ICC",
            "international organisation",
            ["ICC", "International Criminal Court", "ICC", "ICC"],
        ),
        "United States Senate": (None, "legislature", ["U.S. Senate", "Senate"]),
    }


def test_countries_with_the_words_that_show_them() -> None:
    countries = {c.code: words_of(c) for c in enrich(BODY, TITLE).countries}
    assert set(countries) == {"RU", "US", "UA"}
    assert {"Kremlin", "Russia"} <= set(countries["RU"])
    assert {"U.S.", "U.S. Senate"} <= set(countries["US"])
    assert {"Kyiv", "Ukraine"} <= set(countries["UA"])


def test_each_date_with_its_day() -> None:
    dates = {words_of(d)[0]: (d.first, d.precision) for d in enrich(BODY, TITLE).dates}
    assert dates == {
        "Wednesday": (date(2022, 3, 16), "day"),
        "A day earlier": (date(2022, 3, 15), "day"),
    }


def test_every_mention_is_the_words_of_its_field() -> None:
    found = enrich(BODY, TITLE)
    references = (
        *found.persons,
        *found.institutions,
        *found.countries,
        *found.places,
        *found.dates,
    )
    for reference in references:
        for mention in reference.mentions:
            assert getattr(found, mention.field)[mention.start : mention.end] == mention.text
