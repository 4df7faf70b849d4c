"""What runs in containers, proven as far as that goes without Docker: names, versions, health checks."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import uvicorn
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema
from dotenv import dotenv_values
from jsonschema import Draft202012Validator
from pydantic_settings import BaseSettings

from indexer.settings import EnrichSettings
from indexer.writers import open_admin
from mappings.settings import PREFIX, IndexSettings
from search_api.app import create_app
from search_api.server import listen
from search_api.settings import ApiSettings
from tests.contract.articles import article
from tests.elasticsearch.server import VERSION

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("api", "index")
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
EXAMPLE = (ROOT / ".env.example").read_text()
CLASSES: tuple[type[BaseSettings], ...] = (IndexSettings, EnrichSettings, ApiSettings)
SETTINGS = {PREFIX + name.upper() for cls in CLASSES for name in cls.model_fields}


def steps(word: str, *, last_stage: bool = False) -> list[str]:
    """What stands behind an instruction of the Dockerfile."""
    lines = DOCKERFILE
    if last_stage:
        lines = lines[max(at for at, line in enumerate(lines) if line.startswith("FROM ")) :]
    return [line.split(None, 1)[1] for line in lines if line.startswith(f"{word} ")]


def test_compose_file_is_as_the_specification_has_it() -> None:
    Draft202012Validator(get_builtin_schema("vendor.compose-spec")).validate(COMPOSE)


def test_every_setting_named_is_one() -> None:
    named = {
        "docker-compose.yml": set(SERVICES["api"]["environment"])
        | set(SERVICES["index"]["environment"]),
        ".env.example": set(re.findall(r"^#?(\w+)=", EXAMPLE, re.MULTILINE)),
        "Dockerfile": set(re.findall(r"(\w+)=", " ".join(steps("ENV", last_stage=True)))),
    }
    for file, names in named.items():
        ours = {name for name in names if name.startswith(PREFIX)}
        assert ours, f"no setting of Dramatis in {file}"
        assert ours <= SETTINGS, f"{file} names what is no setting: {ours - SETTINGS}"


def test_values_that_are_given_are_accepted() -> None:
    shown = re.sub(r"^#(?=\w+=)", "", EXAMPLE, flags=re.MULTILINE)
    (dockerfile,) = steps("ENV", last_stage=True)
    given = {
        **dict(part.split("=", 1) for part in dockerfile.split()),
        **SERVICES["api"]["environment"],
        **{k: v for k, v in dotenv_values(stream=StringIO(shown)).items() if v},
    }
    values = {k.removeprefix(PREFIX).lower(): v for k, v in given.items()}
    for cls in CLASSES:
        cls.model_validate({k: v for k, v in values.items() if k in cls.model_fields})


def test_what_compose_asks_of_the_environment_is_explained_in_the_example() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    asked = set(re.findall(r"(?<!\$)\$\{?(\w+)", text))
    assert asked == {"ELASTIC_PASSWORD", "ELASTICSEARCH_MEMORY", "API_ADDRESS", "ARTICLES"}
    assert asked <= set(re.findall(r"^#?(\w+)=", EXAMPLE, re.MULTILINE))
    for name, default in re.findall(r"\$\{(\w+):-([^}]+)\}", text):
        assert f"#{name}={default}\n" in EXAMPLE, f"another default of {name} in .env.example"


def test_the_server_is_the_one_that_is_tested() -> None:
    assert SERVICES["elasticsearch"]["image"].split("/")[-1] == f"elasticsearch:{VERSION}"


def test_nothing_is_open_that_need_not_be() -> None:
    server = SERVICES["elasticsearch"]
    assert server["environment"]["xpack.security.enabled"] == "true"
    assert "ports" not in server
    for holder in (server["environment"], SERVICES["api"]["environment"]):
        passwords = [value for name, value in holder.items() if "PASSWORD" in name]
        assert all(value.startswith("${ELASTIC_PASSWORD:?") for value in passwords)
        assert passwords, "there is no password"
    assert SERVICES["api"]["ports"] == ["${API_ADDRESS:-127.0.0.1:8000}:8000"]
    assert dotenv_values(stream=StringIO(EXAMPLE)) == {"ELASTIC_PASSWORD": ""}
    for name in OURS:
        assert SERVICES[name]["read_only"]
        assert SERVICES[name]["cap_drop"] == ["ALL"]


def test_the_image_runs_without_rights_from_pinned_versions() -> None:
    (user,) = steps("USER", last_stage=True)
    assert any(f"useradd --uid 10001 --user-group --home-dir /data --create-home {user}" in line
               for line in steps("RUN", last_stage=True))  # fmt: skip
    assert any("pip install -c constraints.txt" in line for line in steps("RUN"))


def test_the_image_gets_what_it_is_built_from_and_nothing_else() -> None:
    patterns = (ROOT / ".dockerignore").read_text().split("*\n", 1)[1].split()
    allowed = {line.removeprefix("!") for line in patterns if line.startswith("!")}
    copied = [part for line in steps("COPY") if "--from" not in line for part in line.split()[:-1]]
    assert set(copied) == allowed
    assert all((ROOT / name).exists() for name in copied)
    # Every package and file that the wheel is made of is among them.
    wheel = (ROOT / "pyproject.toml").read_text().split("[tool.hatch.build.targets.wheel]")[1]
    assert {*re.findall(r'"([\w.]+)"', wheel.splitlines()[1]), "samples"} <= set(copied)


@contextmanager
def served(index: IndexSettings) -> Iterator[int]:
    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(create_app(index, ApiSettings()), log_level="critical"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()


def check_health(port: int) -> int:
    (check,) = [line for line in DOCKERFILE if line.startswith("HEALTHCHECK ")]
    command = json.loads(check.split("CMD", 1)[1])
    assert command[0] == "python"
    done = subprocess.run(
        [sys.executable, *command[1:]],
        env={**os.environ, "DRAMATIS_PORT": str(port)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    return done.returncode


def test_health_check_of_the_image_tells_whether_searches_are_answered(tmp_path: Path) -> None:
    index = IndexSettings(index_dir=tmp_path / "index", writer_memory_mb=32)
    with served(index) as port:
        assert check_health(port) == 1
        with open_admin(index).append() as writer:
            writer.write([article("1")])
            writer.publish()
        assert check_health(port) == 0
    assert check_health(port) == 1  # nobody listens there


@pytest.mark.parametrize("name", OURS)
def test_commands_of_the_containers_are_commands_of_ours(name: str) -> None:
    command, *arguments = SERVICES[name]["command"]
    done = subprocess.run(
        [sys.executable, "-c", "import dramatis; dramatis.main()", command, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    mounted = {volume.rsplit(":", 2)[-2] for volume in SERVICES[name]["volumes"][1:]}
    assert set(arguments) == mounted


def test_the_indexer_reads_the_samples_unless_told_and_runs_when_asked() -> None:
    index = SERVICES["index"]
    assert index["profiles"] == ["index"]
    assert "${ARTICLES:-./samples}:/articles:ro" in index["volumes"]
    assert (ROOT / "samples").is_dir()
    assert index["depends_on"]["elasticsearch"]["condition"] == "service_healthy"
