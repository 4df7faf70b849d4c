"""The documentation keeps up with the code: every setting, command, route and status stands in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings

import dramatis
from indexer.settings import EnrichSettings
from mappings.settings import PREFIX, IndexSettings
from search_api.app import create_app
from search_api.problems import STATUSES
from search_api.settings import ApiSettings

ROOT = Path(__file__).parents[2]
PAGES = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}
PAGES["README.md"] = (ROOT / "README.md").read_text(encoding="utf-8")
EVERYTHING = "\n".join(PAGES.values())
CLASSES: tuple[type[BaseSettings], ...] = (IndexSettings, EnrichSettings, ApiSettings)


def rows() -> dict[str, str]:
    """The line of docs/operations.md that each setting must have."""
    found = {}
    for cls in CLASSES:
        for name, info in cls.model_fields.items():
            variable = PREFIX + name.upper()
            assert info.default is not PydanticUndefined, f"{variable} has no default"
            shown = "" if info.default in (None, "") else f"`{info.default}`"
            found[variable] = f"| `{variable}` | {shown} | {info.description} |".replace(
                "|  |", "| |"
            )
    return found


@pytest.mark.parametrize("variable", rows())
def test_setting_is_documented_with_its_default(variable: str) -> None:
    assert rows()[variable] in PAGES["operations.md"].splitlines(), (
        f"docs/operations.md needs this line: {rows()[variable]}"
    )


def test_no_setting_is_documented_that_is_none() -> None:
    known = set(rows())
    for page, text in PAGES.items():
        named = set(re.findall(r"\bDRAMATIS_[A-Z0-9_]+\b", text))
        tests = {name for name in named if name.startswith(("DRAMATIS_TEST_", "DRAMATIS_REQUIRE_"))}
        assert named - known - tests - {"DRAMATIS_DEBUG", "DRAMATIS_DATA"} == set(), page


def commands() -> set[str]:
    return set(typer.main.get_command(dramatis.app).commands)  # type: ignore[attr-defined]


def test_every_command_is_documented() -> None:
    missing = {name for name in commands() if not re.search(rf"\bdramatis {name}\b", EVERYTHING)}
    assert missing == set()


def test_no_command_is_documented_that_is_none() -> None:
    for page, text in PAGES.items():
        # In a line of code: after a prompt, at the start, or after variables that are set for it.
        code = re.findall(
            r"(?:^    |^\$ |`|&& )(?:[A-Z_]+=\S+ )*dramatis ([a-z]+)", text, re.MULTILINE
        )
        assert set(code) <= commands(), page


def test_every_route_is_documented_with_an_example() -> None:
    text = PAGES["api.md"]
    examples = re.findall(r"127\.0\.0\.1:8000(/[^\s'?`>]*)", text)
    for path, methods in create_app().openapi()["paths"].items():
        for method in methods:
            assert f"`{method.upper()} {path}`" in text, f"{method} {path} is not in docs/api.md"
        pattern = re.sub(r"\{\w+\}", "[^/]+", path)
        assert any(re.fullmatch(pattern, example) for example in examples), f"no example of {path}"


def test_every_status_of_an_error_is_documented() -> None:
    table = set(re.findall(r"^\| (\d{3}) \|", PAGES["api.md"], re.MULTILINE))
    assert {str(status.value) for _, status in STATUSES} - {"500"} <= table


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    base = ROOT if page == "README.md" else ROOT / "docs"
    for target in re.findall(r"\]\(([^)\s]+)\)", PAGES[page]):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = base / path if path else base / page
        assert file.exists(), f"{page} links to {target}"
        if anchor:
            heads = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            names = {re.sub(r"[^\w -]", "", h).strip().lower().replace(" ", "-") for h in heads}
            assert anchor in names, f"{page} links to {target}"
