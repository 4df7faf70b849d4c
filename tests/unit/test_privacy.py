"""What is read stays on the machine: enriching articles reports to nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENRICH = """
from indexer.enrich.enricher import open_enricher
from mappings.article import Article
found = open_enricher().enrich_one(Article(id="1", body="Karim Khan spoke in Kyiv on Wednesday."))
assert found.persons, found
"""


def test_enriching_leaves_nothing_at_home(tmp_path: Path) -> None:
    # onnxruntime keeps the number of the machine and what it is to report below ~/.cache.
    environment = {k: v for k, v in os.environ.items() if k != "ORT_DISABLE_TELEMETRY"}
    subprocess.run(
        [sys.executable, "-c", ENRICH],
        cwd=ROOT,
        env=environment | {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / ".cache")},
        check=True,
        timeout=120,
    )
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
