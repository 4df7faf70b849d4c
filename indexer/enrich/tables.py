"""Reads the knowledge files: one entry a line, columns parted by ``|``, values by commas.

``#`` begins a comment line. The shipped files stand in ``indexer/knowledge/``; a file of the same
name in the user's folder is read after, so that its entries add to the shipped ones or override
them. Every error names file and line.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mappings.errors import KnowledgeError

SHIPPED = Path(__file__).parent.parent / "knowledge"


@dataclass(frozen=True)
class Row:
    """One line of a knowledge file: its place and its cells, stripped."""

    path: Path
    line: int
    cells: tuple[str, ...]

    def values(self, column: int) -> tuple[str, ...]:
        """The values of a cell."""
        return tuple(part.strip() for part in self.cells[column].split(",") if part.strip())

    def error(self, message: str) -> KnowledgeError:
        """An error that names this line."""
        return KnowledgeError(f"{self.path}:{self.line}: {message}")


def read_table(name: str, columns: int, user_folder: Path | None = None) -> Iterator[Row]:
    """Rows of a shipped table, then of the user's table of the same name.

    Raises KnowledgeError for a line of another number of columns, with an empty first column, or
    that is not UTF-8, and for a user folder that is not there.
    """
    if user_folder is not None and not user_folder.is_dir():
        raise KnowledgeError(f"DRAMATIS_KNOWLEDGE: expected a folder, {user_folder} is none")
    for folder in filter(None, (SHIPPED, user_folder)):
        path = folder / name
        if path.is_file():
            yield from _rows(path, columns)


def _rows(path: Path, columns: int) -> Iterator[Row]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"{path}: not valid UTF-8 at byte {error.start}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = tuple(cell.strip() for cell in line.split("|"))
        row = Row(path, number, cells)
        if len(cells) != columns:
            raise row.error(f"expected {columns} columns parted by '|', got {len(cells)}")
        if not cells[0]:
            raise row.error("the first column is empty")
        yield row


def fingerprint(names: Iterable[str], user_folder: Path | None = None) -> str:
    """Twelve hexadecimal digits over the content of these tables, shipped and the user's."""
    digest = hashlib.sha256()
    for name in names:
        for folder in filter(None, (SHIPPED, user_folder)):
            path = folder / name
            if path.is_file():
                digest.update(name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def collector_paused() -> Iterator[None]:
    """Load tables without the collector: nothing of them is garbage, and looking takes a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
