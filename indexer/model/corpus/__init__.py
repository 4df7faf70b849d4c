"""The annotated corpus: its format, its checks, and what it holds.

:func:`read_corpus` gives plain text with marks at code-point offsets, so that the same files
measure recognition, names, countries and dates. ``python -m indexer.model.corpus`` is the checker.
"""

from indexer.model.corpus.format import (
    CorpusError,
    GoldArticle,
    Label,
    Mark,
    date_bounds,
    parse_articles,
    read_corpus,
)

__all__ = [
    "CorpusError",
    "GoldArticle",
    "Label",
    "Mark",
    "date_bounds",
    "parse_articles",
    "read_corpus",
]
