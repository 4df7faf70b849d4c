"""Every curl line of docs/api.md works, against a real server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pydantic import SecretStr

from indexer.writers import open_admin
from mappings.settings import IndexSettings
from search_api.settings import ApiSettings
from tests.api.serving import served
from tests.contract.articles import article

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
BLOCKS = [
    re.sub("^    ", "", block, flags=re.MULTILINE)
    for block in re.findall(r"(?:^    .*\n)+", PAGE, re.MULTILINE)
]
HOST = "127.0.0.1:8000"
ARTICLES = [
    article(
        f"sample-{at:03}",
        f"The court heard of war crimes, day {at}.",
        published=f"2022-{at % 12 + 1:02}-03",
        persons=["Karim Khan"],
        institutions=["International Criminal Court"],
        about=["UA"],
        countries=["RU"],
    )
    for at in range(120)
]


@pytest.fixture(scope="module")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A server that is open, and one that asks for the keys of the page."""
    index = IndexSettings(index_dir=tmp_path_factory.mktemp("page") / "index", writer_memory_mb=32)
    with open_admin(index).append() as writer:
        writer.write(ARTICLES)
        writer.publish()
    locked = ApiSettings(api_keys=SecretStr("first-key,second-key"))
    with ExitStack() as stack:
        yield {
            "open": stack.enter_context(served(index, ApiSettings())),
            "locked": stack.enter_context(served(index, locked)),
        }


def run(block: str, host: str, folder: Path, options: str = "-sS --fail-with-body") -> str:
    script = block.replace(HOST, host).replace("curl -s", f"curl {options}")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
    return done.stdout


pytestmark = pytest.mark.skipif(not shutil.which("curl"), reason="no curl: apt-get install curl")


def test_the_page_has_examples() -> None:
    assert sum(block.count("curl ") for block in BLOCKS) > 20


@pytest.mark.parametrize("block", [b for b in BLOCKS if "persn" not in b])
def test_example_works(block: str, hosts: dict[str, str], tmp_path: Path) -> None:
    host = hosts["locked" if "first-key" in block else "open"]
    shown = run(block, host, tmp_path)
    assert shown or list(tmp_path.iterdir()), "an example shows nothing"
    if "If-None-Match" in block:
        assert shown == "304\n"
    if "cursor=$" in block:
        assert json.loads(shown)["hits"][0]["id"] != ""
        assert len(json.loads(shown)["hits"]) == 50
    if "first-key" in block:
        bare = re.sub(r"-H '[^']*'", "", block).splitlines()[0]
        assert '"status":401' in run(bare, host, tmp_path, "-sS")


def test_error_is_as_the_page_shows_it(hosts: dict[str, str], tmp_path: Path) -> None:
    (block,) = [b for b in BLOCKS if "persn" in b]
    (shown,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert json.loads(run(block, hosts["open"], tmp_path, "-sS")) == json.loads(shown)
