"""A whole result as a stream: NDJSON (the article of the contract) or CSV (flat columns)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Literal

from mappings.article import EnrichedArticle

ExportFormat = Literal["ndjson", "csv"]
MEDIA_TYPES: dict[ExportFormat, str] = {
    "ndjson": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
}
CHUNK_ARTICLES = 100
COLUMNS = (
    "id", "url", "title", "published", "source", "language", "authors", "tags",
    "persons", "institutions", "countries", "about", "places", "dates", "body",
)  # fmt: skip
SEPARATOR = "; "
_FORMULA = ("=", "+", "-", "@", "\t")


def export(articles: Iterable[EnrichedArticle], format_: ExportFormat) -> Iterator[str]:
    """Text of the export in chunks of 100 articles; an empty result still has its CSV header."""
    stream = iter(articles)
    if format_ == "csv":
        yield _csv_lines([COLUMNS])
    while chunk := list(islice(stream, CHUNK_ARTICLES)):
        if format_ == "csv":
            yield _csv_lines(csv_row(article) for article in chunk)
        else:
            yield "".join(article.to_json() + "\n" for article in chunk)


def csv_row(article: EnrichedArticle) -> tuple[str, ...]:
    """The flat columns of an article; several values are joined by ``; ``.

    A cell that a spreadsheet would run as a formula gets a leading apostrophe (OWASP, CSV injection).
    """
    cells = (
        article.id,
        article.url or "",
        article.title,
        article.published.isoformat() if article.published else "",
        article.source or "",
        article.language or "",
        SEPARATOR.join(article.authors),
        SEPARATOR.join(article.tags),
        SEPARATOR.join(p.name for p in article.persons),
        SEPARATOR.join(i.name for i in article.institutions),
        SEPARATOR.join(c.code for c in article.countries),
        SEPARATOR.join(c.code for c in article.countries if c.about),
        SEPARATOR.join(p.name for p in article.places),
        SEPARATOR.join(
            f"{d.first}" if d.first == d.last else f"{d.first}..{d.last}"
            for d in article.dates
            if d.first
        ),
        article.body,
    )
    return tuple(f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells)


def _csv_lines(rows: Iterable[Iterable[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue()
