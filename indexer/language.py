"""The language of a text, for articles whose source does not tell it."""

from __future__ import annotations

from functools import cache
from typing import Any

SAMPLE_CHARS = 2000


def detect_language(text: str) -> str | None:
    """ISO 639-1 code of the language of a text, from its first 2,000 characters.

    None for a text without letters. Found by py3langid, which is deterministic.
    """
    sample = text[:SAMPLE_CHARS]
    if not any(c.isalpha() for c in sample):
        return None
    code: str = _identifier().classify(sample)[0]
    return code


@cache
def _identifier() -> Any:
    import py3langid

    return py3langid
