"""JSON Lines, plain or gzipped, from a file or standard input: one article a line."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from indexer.sources.records import RecordReader, reject
from mappings.article import Article, Rejected
from mappings.errors import SourceError

STANDARD_INPUT = "-"


def read_jsonl(path: str, reader: RecordReader) -> Iterator[Article | Rejected]:
    """Articles of a file of JSON lines (``-``: standard input); empty lines are passed over.

    A line that is not an object with a body is rejected with its number. Raises SourceError when
    the file itself cannot be read.
    """
    if path == STANDARD_INPUT:
        yield from _lines(sys.stdin.buffer, path, reader)
        return
    with Path(path).open("rb") as raw:
        stream = gzip.GzipFile(fileobj=raw) if Path(path).suffix == ".gz" else raw
        yield from _lines(cast(BinaryIO, stream), path, reader)


def _lines(stream: BinaryIO, path: str, reader: RecordReader) -> Iterator[Article | Rejected]:
    number = 0
    while True:
        try:
            line = stream.readline()
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise SourceError(f"{path}: damaged gzip file after line {number}: {error}") from error
        if not line:
            return
        number += 1
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            yield _parse(line, path, number, reader)


def _parse(line: bytes, path: str, number: int, reader: RecordReader) -> Article | Rejected:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        return reject(path, number, f"not valid UTF-8 at byte {error.start} of the line", line)
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        return reject(path, number, f"not JSON: {error}", text)
    return reader.read(record, source=path, line=number)
