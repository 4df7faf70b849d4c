"""Without what the test node needs a test run says so loudly, or fails where a node is required."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.elasticsearch import server

ROOT = Path(__file__).parents[2]


def run_one_test(**variables: str) -> subprocess.CompletedProcess[str]:
    """A test that needs the node, where there are no programs."""
    here = {k: v for k, v in os.environ.items() if not k.startswith("DRAMATIS_")}
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider"),
            *("tests/elasticsearch/test_mapping.py", "-k", "unknown_field"),
        ],
        cwd=ROOT,
        env=here | {"PATH": "/nowhere"} | variables,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_skip_cannot_be_overlooked() -> None:
    done = run_one_test()
    assert done.returncode == 0
    assert "1 skipped" in done.stdout
    assert "ELASTICSEARCH WAS NOT TESTED" in done.stdout
    assert "is missing: install " in done.stdout


def test_where_a_node_is_required_there_is_no_skip() -> None:
    done = run_one_test(DRAMATIS_REQUIRE_ELASTICSEARCH="1")
    assert done.returncode == 1
    assert "DRAMATIS_REQUIRE_ELASTICSEARCH is set, and there is no Elasticsearch" in done.stdout


def test_without_maven_and_cache_what_to_install_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(server, "_shared_cache", lambda: tmp_path / "unpacked")
    with pytest.raises(server.NoElasticsearch, match="mvn is missing: install Maven"):
        server.server_home()
    with pytest.raises(server.NoElasticsearch, match="java is missing: install Java 17"):
        server.java_home()
