"""Whatever text comes, the recogniser answers, with offsets that are right to the character."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.enrich.recognise import load_pipeline
from indexer.model.tagger import CHUNK, Tagger, _chunks

PIECES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "Karim Khan ", "the ICC ", "Kyiv", " U.S.-led ", "Mr. O’Neill’s ", "\n\n", "\x00", "\u200f",
            "مرحبا بك في القاهرة ", "北京 ", "👩‍👩‍👧 ", "e\u0301", "\ufeff", "ﬁ", "İstanbul ", "ß", "\t", "\u2028",
        ]
    ),
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=12).map("".join)


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger()


nlp = load_pipeline()


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXTS)
def test_mentions_lie_in_the_text_in_order_and_apart(text: str) -> None:
    doc = nlp(text)
    assert doc.text == text
    last = 0
    for ent in doc.ents:
        assert last <= ent.start_char < ent.end_char <= len(text)
        assert ent.text == text[ent.start_char : ent.end_char]
        assert ent.text.strip()
        last = ent.end_char
    assert "".join(s.text_with_ws for s in doc.sents) == text


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXTS)
def test_name_after_any_text_keeps_its_offset(text: str) -> None:
    sentence = "President Emmanuel Macron said so in Paris on Monday."
    whole = f"{text}\n\n{sentence}"
    names = [whole[a:b] for a, b, *_ in nlp.get_pipe("dramatis_ner").tagger.find(whole)]  # type: ignore[attr-defined]
    assert "Emmanuel Macron" in names


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n", "x", "\x00\x01\x02", "a" * 10_000, "A" * 10_000 + " Paris", "😀" * 3000, "." * 5000],
    ids=["empty", "space", "newline", "one letter", "control", "long word", "long capitals", "emoji", "dots"],
)  # fmt: skip
def test_odd_text_is_no_error(text: str) -> None:
    doc = nlp(text)
    assert all(0 <= e.start_char < e.end_char <= len(text) for e in doc.ents)


def test_long_text_without_a_sentence_end_is_read_to_its_last_word(tagger: Tagger) -> None:
    filler = "and then they walked on " * 4000
    found = tagger.find(f"{filler}to Angela Merkel in Berlin")
    assert [f"{filler}to Angela Merkel in Berlin"[a:b] for a, b, *_ in found[-2:]] == [
        "Angela Merkel",
        "Berlin",
    ]


@given(st.integers(0, 3 * CHUNK), st.sampled_from(["a", "a ", "a\n", "ab c\n"]))
def test_chunks_cover_the_text_once(length: int, piece: str) -> None:
    text = (piece * length)[:length]
    parts = _chunks(text)
    assert "".join(part for _, part in parts) == text
    assert all(text.startswith(part, start) for start, part in parts)
    assert all(len(part) <= CHUNK for _, part in parts)
