"""Every command line of the tutorial works on the sample, in the order in which it stands there."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.process import dramatis, fetch, serving

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial.md"
LINES = [
    line.removeprefix("$ dramatis ")
    for line in TUTORIAL.read_text(encoding="utf-8").splitlines()
    if line.startswith("$ dramatis ")
]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the sample was indexed as ``dramatis demo`` does it."""
    folder = tmp_path_factory.mktemp("tutorial")
    done = subprocess.run(
        [sys.executable, "-c", "from indexer.demo import index_samples; index_samples()"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_the_tutorial_has_commands() -> None:
    assert len(LINES) > 10


@pytest.mark.parametrize("line", LINES)
def test_command_of_the_tutorial_works(line: str, sample: Path) -> None:
    result = dramatis(*shlex.split(line), cwd=sample)
    assert result.returncode == 0, result.stderr
    assert result.stderr == "" or "Indexing" in result.stderr or "Rebuilding" in result.stderr
    assert result.stdout.strip()


def test_demo_serves_what_is_indexed(sample: Path) -> None:
    with serving("demo", cwd=sample) as address:
        assert "International Criminal Court" in fetch(f"{address}/?q=court")
        assert json.loads(fetch(f"{address}/v1/status"))["articles"] == 130
