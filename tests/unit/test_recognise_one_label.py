"""One name has one label within an article."""

from __future__ import annotations

from indexer.enrich.one_label import one_label
from indexer.model.features import LABELS
from indexer.model.tagger import Found


def mention(text: str, words: str, start: int, **chances: float) -> Found:
    """The first ``words`` from ``start`` on, labelled by the greatest chance."""
    at = text.index(words, start)
    row = tuple(chances.get(label, 0.0) for label in LABELS)
    return Found(at, at + len(words), LABELS[row.index(max(row))], row)


def test_doubtful_mention_takes_the_label_of_the_sure_ones() -> None:
    text = "Raja won. Fans of Raja sang. RAJA it is."
    found = [
        mention(text, "Raja", 0, ORG=0.9),
        mention(text, "Raja", 10, PERSON=0.6, ORG=0.4),
        mention(text, "RAJA", 20, PERSON=0.5, ORG=0.4),
    ]
    assert [label for *_, label in one_label(text, found)] == ["ORG", "ORG", "ORG"]


def test_surname_follows_the_person_who_is_named_in_full() -> None:
    text = "Thaddée Mvondo spoke. Mvondo left."
    found = [
        mention(text, "Thaddée Mvondo", 0, PERSON=0.9),
        mention(text, "Mvondo", 20, ORG=0.8, PERSON=0.2),
    ]
    assert [label for *_, label in one_label(text, found)] == ["PERSON", "PERSON"]


def test_people_and_dates_keep_their_label() -> None:
    text = "French wine, French bread in May. May won."
    found = [
        mention(text, "French", 0, NORP=0.9),
        mention(text, "French", 10, NORP=0.6, LOC=0.4),
        mention(text, "May", 20, DATE=0.7, PERSON=0.2),
        mention(text, "May", 33, PERSON=0.9),
    ]
    assert [label for *_, label in one_label(text, found)] == ["NORP", "NORP", "DATE", "PERSON"]


def test_offsets_are_left_alone() -> None:
    text = "Kyiv and Kyiv"
    found = [mention(text, "Kyiv", 0, LOC=0.9), mention(text, "Kyiv", 5, ORG=0.6, LOC=0.4)]
    assert one_label(text, found) == [(0, 4, "LOC"), (9, 13, "LOC")]
