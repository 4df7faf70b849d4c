"""One writer at a time in an index folder: a lock that the system gives back when its process dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Self

from mappings.embedded_store import LOCK
from mappings.errors import IndexLocked, IndexReadOnly


class FolderLock:
    """An exclusive lock on ``writer.lock`` in a folder, which is made when it is not there."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK
        self._handle: int | None = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def acquire(self) -> None:
        """Take the lock. Raises IndexLocked when another holds it, IndexReadOnly."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise IndexReadOnly(
                f"expected to write in {self._path.parent}, got: {error.strerror}; "
                "check its permissions or choose another folder with DRAMATIS_INDEX_DIR"
            ) from error
        try:
            _lock(handle)
        except OSError as error:
            os.close(handle)
            raise IndexLocked(
                f"another process is writing to {self._path.parent}: "
                "wait until the other `dramatis index` or `dramatis reindex` has ended"
            ) from error
        self._handle = handle

    def release(self) -> None:
        """Give the lock back; closing the file does it on every system."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
