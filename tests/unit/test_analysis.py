"""Words as the embedded engine finds them: those of UAX #29 and of Lucene's standard tokenizer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import tantivy
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.embedded import ID_KEYS, id_keys, schema, to_flat, token_spans, tokens
from mappings.words import joined_words, spans
from search_api.highlight import within_edits
from tests.contract.articles import article
from tests.property.bruteforce import edits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("U.S. troops", ["u.s", "troops"]),
        ("state-of-the-art", ["state", "of", "the", "art"]),
        ("don't can’t", ["don't", "can't"]),
        ("'quoted' ’tis", ["quoted", "tis"]),
        ("1,000.50 3.14% 5;6", ["1,000.50", "3.14", "5;6"]),
        ("1,a a,1 x.1", ["1", "a", "a", "1", "x", "1"]),
        ("COVID-19 G20 20th", ["covid", "19", "g20", "20th"]),
        ("snake_case _x_ a__b", ["snake_case", "_x_", "a__b"]),
        ("e.g.x a:b wall·e", ["e.g.x", "a:b", "wall·e"]),
        ("AT&T C++ @home #tag", ["at", "t", "c", "home", "tag"]),
        ("naïve Straße ﬁne Ænima", ["naive", "strasse", "fine", "aenima"]),
        ("東京タワーは", ["東", "京", "タワー", "は"]),
        ("한국어 뉴스", ["한국어", "뉴스"]),
        ("ภาษาไทย", ["ภาษาไทย"]),
        ("Киев שלום", ["киев", "שלום"]),
        ("e\u0301te\u0301", ["e\u0301te\u0301"]),
        ("🇺🇦👍🏽👨‍👩‍👧", ["🇺🇦", "👍🏽", "👨‍👩‍👧"]),
        ("… — “ ” !!! © ", []),
        ("\ud800war", ["war"]),
    ],
)
def test_words_follow_uax_29(text: str, expected: list[str]) -> None:
    assert tokens(text, "name") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("crimes criminals", ["crime", "crimin"]),
        ("Khan's Khan’s Khans'", ["khan", "khan", "khan"]),
        ("The Who", ["the", "who"]),
        ("running generously skies", ["run", "generous", "sky"]),
    ],
)
def test_text_is_stemmed_by_porter_2_and_keeps_stop_words(text: str, expected: list[str]) -> None:
    assert tokens(text, "text") == expected


_LIKELY = st.sampled_from(
    list("ab1Z_'’‘.:;,·- \n\r\t…“éßŒſİ²½ªº\u00a0\u00ad\u02bc\u202f\u200d\u0301\u2028界ひカทд👍🏽🇰")
)


@settings(max_examples=1000, deadline=None)
@given(st.lists(_LIKELY | st.characters(max_codepoint=0x2500), max_size=14).map("".join))
def test_the_quick_way_to_words_is_the_analyzer(text: str) -> None:
    assert spans(text, "text") == token_spans(text, "text")
    assert [word for word, _, _ in spans(text, "name")] == tokens(text, "name")
    assert joined_words(text, "text").split(" ") == (tokens(text, "text") or [""])


@settings(max_examples=300, deadline=None)
@given(st.text("abc", max_size=6), st.text("abc", max_size=6), st.integers(0, 2))
def test_edits_are_counted_with_swaps(one: str, other: str, allowed: int) -> None:
    assert within_edits(one, other, allowed) == (edits(one, other) <= allowed)


@settings(max_examples=300, deadline=None)
@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_id_keys_sort_as_ids_do(one: str, other: str) -> None:
    if len(one.encode()) < 64 and len(other.encode()) < 64 and "\x00" not in one + other:
        assert (id_keys(one) < id_keys(other)) == (one.encode() < other.encode())


def test_a_document_has_only_fields_of_the_schema(tmp_path: Path) -> None:
    flat = to_flat(article("1", published="2022-03-17", persons=["Ann"], countries=["UA"]))
    assert set(ID_KEYS) <= set(flat)
    assert flat["person_n"] == 1
    assert flat["place_n"] == 0
    # tantivy drops a field that it does not know without a word.
    assert set(flat) <= schema_names(tmp_path)


def schema_names(folder: Path) -> set[str]:
    """The names of the schema, read back from an index."""
    tantivy.Index(schema(), str(folder))
    meta = json.loads((folder / "meta.json").read_text())
    return {field["name"] for field in meta["schema"]}
