"""The folder of the embedded engine: what lies where, and how a generation becomes the live one.

::

    data/index/
      live.json                              the pointer: {"generation", "schema_fingerprint"}
      writer.lock                            held by the process that writes
      dramatis-20261123t231500-1a2b3c4d/     one generation, a tantivy index
        complete.json                        written last: {"schema_fingerprint"}

``live.json`` is written beside itself and renamed, so that at any moment it is the old one or the
new one. A generation without ``complete.json`` is being built, or was abandoned.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import tantivy

from mappings.embedded import register
from mappings.errors import IndexIncompatible, IndexMissing, IndexReadOnly
from mappings.generations import parse_name, schema_fingerprint

POINTER = "live.json"
COMPLETE = "complete.json"
LOCK = "writer.lock"


@dataclass(frozen=True)
class Pointer:
    """What ``live.json`` says."""

    generation: str
    schema_fingerprint: str


def read_pointer(folder: Path) -> Pointer | None:
    """The live generation of an index folder, None before the first publish. Raises IndexIncompatible."""
    path = folder / POINTER
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise IndexMissing(f"expected to read {path}, got: {error.strerror}") from error
    try:
        content = json.loads(text)
        return Pointer(str(content["generation"]), str(content["schema_fingerprint"]))
    except (ValueError, KeyError, TypeError) as error:
        raise IndexIncompatible(
            f"expected {path} to name the live generation, got {text[:80]!r}; "
            "restore it from a backup or make the index anew with `dramatis index`"
        ) from error


def live_pointer(folder: Path) -> Pointer:
    """The live generation. Raises IndexMissing when there is none."""
    pointer = read_pointer(folder)
    if pointer is None or not (folder / pointer.generation).is_dir():
        raise IndexMissing(f"there is no index in {folder} yet: run `dramatis index SOURCE`")
    return pointer


def check_compatible(pointer: Pointer) -> None:
    """Raise IndexIncompatible for a generation that another version of the schema made."""
    if pointer.schema_fingerprint != schema_fingerprint():
        raise IndexIncompatible(
            f"expected an index of schema {schema_fingerprint()}, got {pointer.schema_fingerprint} "
            f"in generation {pointer.generation}; run `dramatis reindex` to bring it up to date "
            "(the stored articles are kept, nothing is recognised anew)"
        )


def write_pointer(folder: Path, pointer: Pointer) -> None:
    """Make a generation the live one in one atomic step. Raises IndexReadOnly."""
    _write_whole(folder / POINTER, asdict(pointer))


def mark_complete(folder: Path, generation: str) -> None:
    """Say that a generation is whole and of this schema. Raises IndexReadOnly."""
    _write_whole(folder / generation / COMPLETE, {"schema_fingerprint": schema_fingerprint()})


def fingerprint_of(folder: Path, generation: str) -> str | None:
    """The schema fingerprint of a complete generation, None for one that is not complete."""
    try:
        content = json.loads((folder / generation / COMPLETE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    found = content.get("schema_fingerprint") if isinstance(content, dict) else None
    return found if isinstance(found, str) else None


def list_generations(folder: Path) -> tuple[str, ...]:
    """The names of all generations in the folder, newest first, complete or not."""
    try:
        names = [path.name for path in folder.iterdir() if path.is_dir() and parse_name(path.name)]
    except OSError:
        return ()
    return tuple(sorted(names, key=lambda name: name.split("-")[-2:], reverse=True))


def open_index(path: Path) -> tantivy.Index:
    """Open a generation with its analyzers. Raises IndexIncompatible when it cannot be read."""
    try:
        index = tantivy.Index.open(str(path))
    except Exception as error:  # tantivy raises ValueError, and OSError for a missing folder
        raise IndexIncompatible(
            f"expected a readable index in {path}, got: {error}; "
            "run `dramatis rollback` or make the index anew"
        ) from error
    register(index)
    # The reader is reloaded by hand, so that a request sees one state of the index.
    index.config_reader("manual", 0)
    return index


def _write_whole(path: Path, content: dict[str, str]) -> None:
    beside = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        with beside.open("w", encoding="utf-8") as file:
            json.dump(content, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise IndexReadOnly(f"expected to write {path}, got: {error.strerror}") from error


def _sync_folder(folder: Path) -> None:
    """Make a rename durable; some systems cannot open folders, there it is left to them."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
