"""The command line with Elasticsearch behind it: the same commands as with the embedded engine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from mappings.settings import IndexSettings
from tests.cli.process import dramatis, fetch, serving, variables_of
from tests.elasticsearch.shared import empty_index

pytestmark = pytest.mark.elasticsearch
STORY = {
    "id": "khan",
    "title": "Court opens inquiry",
    "published": "2022-03-17",
    "source": "Meridian Wire",
    "body": "Prosecutor Karim Khan spoke in Kyiv. The International Criminal Court said nothing.",
}


@pytest.fixture
def settings() -> Iterator[IndexSettings]:
    with empty_index(shards=2) as made:
        yield made


def test_index_search_status_and_serve(settings: IndexSettings, tmp_path: Path) -> None:
    variables = variables_of(settings)
    (tmp_path / "articles.jsonl").write_text(json.dumps(STORY))

    first = dramatis("search", "inquiry", cwd=tmp_path, **variables)
    assert first.returncode == 1
    assert "dramatis index" in first.stderr

    loaded = dramatis("index", "articles.jsonl", cwd=tmp_path, **variables)
    assert loaded.returncode == 0, loaded.stderr
    assert "1 articles indexed, 0 replaced, 0 rejected" in loaded.stdout

    answer = json.loads(
        dramatis(
            "search", "inquiry", "--person", "Karim Khan", "--json", cwd=tmp_path, **variables
        ).stdout
    )
    assert (answer["total"], answer["hits"][0]["id"]) == (1, "khan")
    assert answer["facets"]["institution"]["values"][0]["value"] == "International Criminal Court"

    status = json.loads(dramatis("status", "--json", cwd=tmp_path, **variables).stdout)
    assert (status["engine"], status["articles"]) == ("elasticsearch", 1)
    assert status["details"] == {"url": settings.elasticsearch_url, "shards": 2}

    with serving("serve", cwd=tmp_path, **variables) as address:
        assert fetch(f"{address}/health/ready").startswith('{"status":"ready"')
        assert "Court opens <mark>inquiry</mark>" in fetch(f"{address}/?q=inquiry")
