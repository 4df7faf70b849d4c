"""Where sentences end in news."""

from __future__ import annotations

import pytest

from indexer.enrich.recognise import load_pipeline

nlp = load_pipeline()
nlp.disable_pipe("dramatis_ner")


@pytest.mark.parametrize(
    "sentences",
    [
        ["Mr. Khan met Gen. Oleg Ivanov.", "He left."],
        ["The U.S. Senate voted.", "It passed."],
        ["He left the U.S.", "The talks failed."],
        ["Karim A. A. Khan spoke at 5 p.m. in Kyiv.", "Nobody came."],
        ["“We will go!” he said.", "They went."],
        ['It was "good."', "We left."],
        ["Is it true?", "“Yes.”", "So he said."],
        ["Acme Inc. sold Beta Corp. to Jan. 5 buyers."],
        ["Prices rose 3.5 percent.", "2023 was worse."],
        ["He waited … and left.", "She stayed."],
    ],
)
def test_sentences_end_where_a_reader_ends_them(sentences: list[str]) -> None:
    doc = nlp(" ".join(sentences))
    assert [s.text for s in doc.sents] == sentences


def test_blank_line_ends_a_sentence_without_a_full_stop() -> None:
    doc = nlp("Court to rule\n\nGENEVA — He left.\n\n- one\n\n- two")
    assert [s.text.strip() for s in doc.sents] == [
        "Court to rule",
        "GENEVA — He left.",
        "- one",
        "- two",
    ]


def test_single_line_break_does_not_end_a_sentence() -> None:
    doc = nlp("The court in\nGeneva ruled.\nIt was late.")
    assert [s.text.strip() for s in doc.sents] == ["The court in\nGeneva ruled.", "It was late."]
