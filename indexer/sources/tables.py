"""Tables: CSV with a header line, and Parquet (extra ``parquet``): one article a row."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from indexer.sources.records import RecordReader, reject
from mappings.article import Article, Rejected
from mappings.errors import SourceError

_DELIMITERS = {".csv": ",", ".tsv": "\t"}


def read_csv(path: str, reader: RecordReader) -> Iterator[Article | Rejected]:
    """Articles of a CSV or TSV file in UTF-8 whose first line names the columns.

    A row of too many cells or invalid UTF-8 is rejected. Raises SourceError without a header.
    """
    csv.field_size_limit(sys.maxsize)
    # Surrogates let one bad row be rejected where a strict decoder would end the file.
    with open(path, encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        rows = csv.DictReader(stream, delimiter=_DELIMITERS.get(Path(path).suffix, ","), restkey="")
        if rows.fieldnames is None:
            return
        while True:
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield reject(path, rows.line_num, f"not CSV: {error}")
                continue
            if "" in row:
                found = len(rows.fieldnames) + len(row[""] or ())
                reason = f"expected {len(rows.fieldnames)} cells as in the header, got {found}"
                yield reject(path, rows.line_num, reason, row)
            else:
                yield reader.read(row, source=path, line=rows.line_num)


def read_parquet(path: str, reader: RecordReader) -> Iterator[Article | Rejected]:
    """Articles of a Parquet file. Raises SourceError without pyarrow, or for a damaged file."""
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise SourceError(
            f"{path}: reading Parquet needs pyarrow; install it with: pip install 'dramatis[parquet]'"
        ) from error
    try:
        table = pyarrow.parquet.ParquetFile(path)
    except pyarrow.ArrowException as error:
        raise SourceError(f"{path}: not a Parquet file: {error}") from error
    number = 0
    with table:
        for batch in table.iter_batches(batch_size=256):
            for row in batch.to_pylist():
                number += 1
                yield reader.read(row, source=path, line=number)
