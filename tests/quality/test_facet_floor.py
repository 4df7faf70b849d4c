"""No facet of the corpus's own test part falls below what was measured for it."""

from __future__ import annotations

import json

import pytest

from tests.quality.facets import FACETS, Figures, own
from tests.quality.gold import FIGURES, MODES

ALLOWED_DROP = 2.0
"""Points of F1: less than what a mended article moves, more than what a rounding does."""
MEASURES = [*FACETS, "person B-cubed", "institution B-cubed", "date value"]


@pytest.fixture(scope="module")
def measured() -> Figures:
    return own("test")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("measure", MEASURES)
def test_facet_keeps_its_recorded_f1_on_the_own_test_part(
    measure: str, mode: str, measured: Figures
) -> None:
    recorded = json.loads(FIGURES.read_text(encoding="utf-8"))["facets"]["own_test"]
    floor = recorded[mode][measure]["f1"] - ALLOWED_DROP
    assert measured[mode][measure]["f1"] >= floor, (
        f"{measure} with {mode}: F1 {measured[mode][measure]['f1']} against "
        f"{recorded[mode][measure]['f1']} on record; the errors are in tests/quality/errors/"
        f"*-own_test-{mode.replace(' ', '-')}.tsv, and 'make quality' measures all again"
    )
