"""Where articles come from: one module a format, chosen by the name of the file.

``open_source`` gives articles and rejected records in the order of the source; a record that
cannot be taken never ends the run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from indexer.sources.documents import read_html, read_text
from indexer.sources.jsonl import STANDARD_INPUT, read_jsonl
from indexer.sources.records import RecordReader, parse_map, reject
from indexer.sources.tables import read_csv, read_parquet
from mappings.article import Article, Rejected
from mappings.errors import SourceError

__all__ = ["FORMATS", "STANDARD_INPUT", "RecordReader", "count_records", "open_source", "parse_map"]

Read = Callable[[str, RecordReader], Iterator[Article | Rejected]]

FORMATS: dict[str, Read] = {
    ".jsonl": read_jsonl,
    ".jsonl.gz": read_jsonl,
    ".ndjson": read_jsonl,
    ".ndjson.gz": read_jsonl,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".parquet": read_parquet,
    ".txt": read_text,
    ".html": read_html,
    ".htm": read_html,
}
_EXPECTED = (
    f"expected a folder, '-' for JSON lines on standard input, or a file: {', '.join(FORMATS)}"
)


def open_source(uri: str, reader: RecordReader) -> Iterator[Article | Rejected]:
    """Articles of a file, a folder (with its sub-folders, in order of name) or ``-``.

    Raises SourceError at once, before the first article, for a source that is missing, empty,
    not readable or of no known format.
    """
    if uri == STANDARD_INPUT:
        return read_jsonl(uri, reader)
    files = _files(Path(uri))
    return _read_files(files, reader, alone=Path(uri).is_file())


def count_records(uri: str) -> int | None:
    """How many records a source holds, for a progress bar; None where only reading would tell."""
    if uri == STANDARD_INPUT:
        return None
    total = 0
    for path in _files(Path(uri)):
        suffix = _suffix(path)
        if suffix in (".jsonl", ".ndjson"):
            with path.open("rb") as stream:
                total += sum(
                    chunk.count(b"\n") for chunk in iter(lambda: stream.read(1 << 20), b"")
                )
        elif suffix in (".txt", ".html", ".htm"):
            total += 1
        else:
            return None
    return total


def _suffix(path: Path) -> str | None:
    name = path.name.lower()
    return next(
        (suffix for suffix in sorted(FORMATS, key=len, reverse=True) if name.endswith(suffix)), None
    )


def _files(path: Path) -> list[Path]:
    try:
        if path.is_dir():
            files = sorted(p for p in path.rglob("*") if p.is_file() and _suffix(p))
            if not files:
                raise SourceError(
                    f"{path}: no articles in this folder; expected files: {', '.join(FORMATS)}"
                )
            return files
        if not path.exists():
            raise SourceError(f"{path}: no such file or folder; {_EXPECTED}")
        if _suffix(path) is None:
            raise SourceError(f"{path}: format not known by its name; {_EXPECTED}")
        if path.stat().st_size == 0:
            raise SourceError(f"{path}: the file is empty; {_EXPECTED}")
        with path.open("rb"):
            return [path]
    except PermissionError as error:
        raise SourceError(f"{path}: no permission to read it") from error


def _read_files(
    files: list[Path], reader: RecordReader, *, alone: bool
) -> Iterator[Article | Rejected]:
    for path in files:
        suffix = _suffix(path) or ""
        try:
            yield from FORMATS[suffix](str(path), reader)
        except (SourceError, OSError) as error:
            reason = str(error) if isinstance(error, SourceError) else f"{path}: {error.strerror}"
            if alone:
                raise SourceError(reason) from error
            # One bad file of a folder does not stop the others.
            yield reject(str(path), None, reason)
