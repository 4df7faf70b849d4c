"""The command line as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
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


def environment(**variables: str) -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(PREFIX)}
    return inherited | {"COLUMNS": "120", f"{PREFIX}WRITER_MEMORY_MB": "32"} | variables


def variables_of(settings: IndexSettings, **more: Any) -> dict[str, str]:
    """The variables that give a process these settings."""
    given = settings.model_dump(exclude_defaults=True) | more
    return {PREFIX + name.upper(): str(value) for name, value in given.items()}
