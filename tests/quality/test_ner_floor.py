"""The recogniser on the corpus's own test part stays where it was measured."""

from __future__ import annotations

import json

import pytest

from indexer.model.features import LABELS
from tests.quality.gold import recognised_mentions
from tests.quality.ner import FIGURES, Figures, measure
from tests.quality.ner_sets import own_sets

ALLOWED_DROP = 2.0
"""Points of F1: less than what a mended article moves, more than what a rounding does."""


@pytest.fixture(scope="module")
def measured() -> Figures:
    gold = next(iter(own_sets()))
    return measure(gold, recognised_mentions).figures(gold.labels)


@pytest.mark.parametrize("label", LABELS)
def test_label_keeps_its_recorded_f1_on_the_own_test_part(label: str, measured: Figures) -> None:
    recorded = json.loads(FIGURES.read_text(encoding="utf-8"))["ner"]["own_test"][label]["f1"]
    assert measured[label]["f1"] >= recorded - ALLOWED_DROP, (
        f"{label}: F1 {measured[label]['f1']} against {recorded} on record; see the errors that "
        "'python -m tests.quality.ner' writes to tests/quality/errors/ner-own_test.txt"
    )
