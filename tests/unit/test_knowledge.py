"""Curated knowledge: shipped files, the user's own, and errors that name file and line."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from indexer.enrich.folding import institution_key, person_words
from indexer.enrich.knowledge import load_knowledge
from indexer.enrich.tables import read_table
from mappings.errors import KnowledgeError
from tests.unit.names_marks import resolve


def test_shipped_files_load_and_know_the_united_nations() -> None:
    known = load_knowledge().institution("UN")
    assert known is not None
    assert (known.name, known.kind, known.country) == (
        "United Nations",
        "international organisation",
        None,
    )


def test_user_entry_adds_and_overrides(tmp_path: Path) -> None:
    (tmp_path / "institutions.txt").write_text(
        "United Nations | UN, Onusia | ngo |\nZorgon Guild | ZG | ngo | FR\n", encoding="utf-8"
    )
    (tmp_path / "people.txt").write_text("Zara Zorgon | Zaza Zorgon | Zaza\n", encoding="utf-8")
    knowledge = load_knowledge(tmp_path)
    onusia = knowledge.institution("Onusia")
    assert onusia is not None
    assert onusia.kind == "ngo"
    assert knowledge.fingerprint != load_knowledge().fingerprint
    found = resolve("[Zaza](P) met the [ZG](O) in [France](L).", folder=tmp_path)
    assert [p.name for p in found.persons] == ["Zara Zorgon"]
    assert found.persons[0].aliases == ("Zaza Zorgon",)
    assert [(i.name, i.acronym, i.country) for i in found.institutions] == [
        ("Zorgon Guild", "ZG", "FR")
    ]


def test_user_pattern_is_found_for_every_country(tmp_path: Path) -> None:
    (tmp_path / "patterns.txt").write_text(
        "Cheese Bureau of {country} | Cheese Bureau | government\n", encoding="utf-8"
    )
    found = resolve("[Norway](L)’s [Cheese Bureau](O) spoke.", folder=tmp_path).institutions
    assert [i.name for i in found] == ["Cheese Bureau of Norway"]


@pytest.mark.parametrize(
    ("file", "line", "message"),
    [
        (
            "institutions.txt",
            "Guild | G | guild |",
            r"institutions\.txt:1: 'guild' is no kind; choose one of",
        ),
        ("institutions.txt", "Guild | G | ngo | QQ", r"institutions\.txt:1: 'QQ' is no ISO"),
        (
            "institutions.txt",
            "Guild | G | ngo",
            r"institutions\.txt:1: expected 4 columns .* got 3",
        ),
        ("people.txt", " | Zaza | ", r"people\.txt:1: the first column is empty"),
        (
            "patterns.txt",
            "Bureau | Bureau | government",
            r"patterns\.txt:1: expected one \{country\}",
        ),
        (
            "patterns.txt",
            "B of {country} | {city} B | government",
            r"patterns\.txt:1: expected at most one",
        ),
    ],
)
def test_bad_line_is_named_with_file_and_line(
    tmp_path: Path, file: str, line: str, message: str
) -> None:
    (tmp_path / file).write_text(line + "\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=message):
        load_knowledge(tmp_path)


def test_alias_of_two_is_the_one_whose_country_the_article_speaks_of(tmp_path: Path) -> None:
    (tmp_path / "institutions.txt").write_text(
        "Cheese Guild of Peru | CGX | ngo | PE\nCattle Guild of Chad | CGX | ngo | TD\n",
        encoding="utf-8",
    )
    assert [i.name for i in resolve("[CGX](O) in [Peru](L).", folder=tmp_path).institutions] == [
        "Cheese Guild of Peru"
    ]
    assert [i.name for i in resolve("[CGX](O) met.", folder=tmp_path).institutions] == ["CGX"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ministry of Defence", "Ministry of Defense"),
        ("World Health Organisation", "the World Health Organization"),
        ("U.N.", "UN"),
        ("AT&T", "AT&T"),
        ("Rahman & Sons", "Rahman and Sons"),
        ("Université de Genève", "Universite de Geneve"),
    ],
)
def test_spellings_of_an_institution_are_one_key(one: str, other: str) -> None:
    assert institution_key(one) == institution_key(other)


def test_short_capitals_keep_their_case() -> None:
    assert institution_key("WHO") != institution_key("who")


def test_words_of_a_person_have_no_accents_hyphens_or_periods() -> None:
    assert person_words("J.-K. Erdoğan-Øre") == ("j", "k", "erdogan", "ore")


def test_alias_of_a_body_of_a_country_and_of_one_without_is_the_latter_elsewhere(
    tmp_path: Path,
) -> None:
    (tmp_path / "institutions.txt").write_text(
        "Cheese Guild of Peru | CGX | ngo | PE\nWorld Cheese Guild | CGX | ngo |\n",
        encoding="utf-8",
    )
    peru = resolve("[CGX](O) in [Peru](L).", folder=tmp_path).institutions
    elsewhere = resolve("[CGX](O) in [Chad](L).", folder=tmp_path).institutions
    assert [i.name for i in peru] == ["Cheese Guild of Peru"]
    assert [i.name for i in elsewhere] == ["World Cheese Guild"]


def test_shipped_names_belong_to_one_person_and_bare_names_to_one() -> None:
    owners: dict[tuple[str, ...], set[str]] = {}
    bare: dict[tuple[str, ...], set[str]] = {}
    for row in read_table("people.txt", 3):
        for name in (row.cells[0], *row.values(1)):
            owners.setdefault(person_words(name), set()).add(row.cells[0])
        for name in row.values(2):
            bare.setdefault(person_words(name), set()).add(row.cells[0])
    assert not {words: names for words, names in owners.items() if len(names) > 1}
    assert not {words: names for words, names in bare.items() if len(names) > 1}


def test_shipped_alias_of_several_bodies_tells_them_by_country() -> None:
    for key, known in load_knowledge().institutions.items():
        own = [k for k in known if institution_key(k.name) == key]
        countries = [k.country for k in known]
        assert own or len(countries) == len(set(countries)), (key, [k.name for k in known])


@pytest.mark.parametrize("file", ["people.txt", "institutions.txt"])
def test_shipped_entry_is_listed_once(file: str) -> None:
    names = [row.cells[0] for row in read_table(file, 3 if file == "people.txt" else 4)]
    assert not [name for name, count in Counter(names).items() if count > 1]
