"""Every command line of the tutorial works on the sample, in the order in which it stands there."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.cli.process import dramatis, start

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
    process = start("demo", "--port", "0", cwd=sample)
    try:
        assert process.stderr is not None
        address = next(w for w in process.stderr.readline().split() if w.startswith("http://"))
        with urllib.request.urlopen(f"{address}/?q=court", timeout=30) as answer:
            page = answer.read().decode()
        assert "International Criminal Court" in page
        with urllib.request.urlopen(f"{address}/v1/status", timeout=30) as answer:
            assert json.load(answer)["articles"] == 130
    finally:
        process.terminate()
        process.wait(20)
        process.stderr.close()
