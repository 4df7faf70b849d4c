"""The index body as it is reviewed: ``python -m tests.elasticsearch.golden`` writes it anew.

A mapping is data that lives on servers for years, so that a change of it is to be seen in a diff.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from mappings.elastic import index_body

GOLDEN: Final = Path("mappings/articles.elastic.json")


def render() -> str:
    """The body that makes a generation of one shard."""
    body = index_body(shards=1, replicas=0, meta={})
    return json.dumps(body, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    GOLDEN.write_text(render())
    print(f"{GOLDEN} is written: look at what changed in it")
