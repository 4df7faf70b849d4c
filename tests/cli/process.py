"""The command line as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mappings.settings import PREFIX, IndexSettings

COMMAND = [sys.executable, "-c", "import dramatis; dramatis.main()"]


def dramatis(
    *arguments: str, cwd: Path, stdin: str | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """What a command prints and how it ends; no setting of the tests' own environment reaches it."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=cwd,
        input=stdin,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def start(*arguments: str, cwd: Path, **variables: str) -> subprocess.Popen[str]:
    """A command that goes on while the test does; its error output can be read."""
    return subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=cwd,
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def serving(*arguments: str, cwd: Path, **variables: str) -> Iterator[str]:
    """The address of ``dramatis serve`` or ``demo`` while it runs; Ctrl-C must end it without a traceback."""
    process = start(*arguments, "--port", "0", cwd=cwd, **variables)
    try:
        assert process.stderr is not None
        # It listens before it tells the address: whoever calls now waits for the first answer.
        yield next(w for w in process.stderr.readline().split() if w.startswith("http://"))
        process.send_signal(signal.SIGINT)
        process.wait(20)
        assert "Traceback" not in process.stderr.read()
    finally:
        process.kill()
        process.wait()
        if process.stderr:
            process.stderr.close()


def fetch(url: str) -> str:
    """What a server answers. Raises urllib.error.HTTPError for an error."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        return str(answer.read().decode())


def environment(**variables: str) -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(PREFIX)}
    return inherited | {"COLUMNS": "120", f"{PREFIX}WRITER_MEMORY_MB": "32"} | variables


def variables_of(settings: IndexSettings, **more: Any) -> dict[str, str]:
    """The variables that give a process these settings."""
    given = settings.model_dump(exclude_defaults=True) | more
    return {PREFIX + name.upper(): str(value) for name, value in given.items()}
