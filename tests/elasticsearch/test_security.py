"""A server with security, set up as in docker-compose.yml: passwords, API keys, and the rights that we need."""

from __future__ import annotations

import hashlib
import os
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from elasticsearch import AuthenticationException
from pydantic import SecretStr

from indexer.writers import open_admin
from mappings.elastic_client import connect
from mappings.errors import EngineRefused
from mappings.settings import PREFIX, IndexSettings
from search_api.engines import open_engine
from tests.contract.articles import article, ask
from tests.elasticsearch.node import Node, running_node
from tests.elasticsearch.shared import started_or_skipped

pytestmark = pytest.mark.elasticsearch
PASSWORD: Final = "correct-horse-7"
COMPOSE: Final = yaml.safe_load((Path(__file__).parents[2] / "docker-compose.yml").read_text())
# The server of the tests has no machine learning, and may lock no memory.
WITHOUT: Final = {"ELASTIC_PASSWORD", "xpack.ml.enabled", "bootstrap.memory_lock"}
WRITER: Final[dict[str, Any]] = {"names": ["dramatis*"], "privileges": ["manage", "read", "write"]}
READER: Final[dict[str, Any]] = {
    "names": ["dramatis*"],
    "privileges": ["read", "view_index_metadata"],
}
"""The least rights, as docs/operations.md has them."""


@pytest.fixture(scope="module")
def secured() -> Iterator[tuple[IndexSettings, Node]]:
    """Settings of the compose file's API, on a server with the compose file's settings."""
    given = COMPOSE["services"]["elasticsearch"]["environment"]
    settings = {name: value for name, value in given.items() if name not in WITHOUT}
    with started_or_skipped(
        running_node(heap_mb=256, settings=settings, password=PASSWORD)
    ) as node:
        api = COMPOSE["services"]["api"]["environment"]
        named = {name.removeprefix(PREFIX).lower(): value for name, value in api.items()}
        settings = IndexSettings(
            engine=named["engine"],
            elasticsearch_url=node.url,
            elasticsearch_username=named["elasticsearch_username"],
            elasticsearch_password=SecretStr(PASSWORD),
        )
        yield settings, node


@pytest.fixture
def settings(secured: tuple[IndexSettings, Node]) -> IndexSettings:
    return secured[0]


def test_the_settings_of_the_compose_file_index_and_search(settings: IndexSettings) -> None:
    with closing(open_admin(settings)) as admin:
        with admin.append() as writer:
            writer.write([article("1")])
            writer.publish(expect_articles=1)
        assert admin.count() == 1
    with closing(open_engine(settings)) as engine:
        assert engine.search(ask("text")).total == 1


@pytest.mark.parametrize(
    "change",
    [
        {"elasticsearch_password": SecretStr("wrong")},
        {"elasticsearch_username": None, "elasticsearch_password": None},
        {"elasticsearch_api_key": SecretStr("bm9uZTpub25l")},
    ],
    ids=["wrong password", "no password", "wrong key"],
)
def test_credentials_that_are_refused_are_named(
    settings: IndexSettings, change: dict[str, Any]
) -> None:
    with closing(open_engine(settings.model_copy(update=change))) as engine:
        with pytest.raises(EngineRefused, match="DRAMATIS_ELASTICSEARCH_API_KEY"):
            engine.generation()
        with pytest.raises(EngineRefused, match="DRAMATIS_ELASTICSEARCH_USERNAME"):
            engine.search(ask("text"))


def stored_password(password: str) -> str:
    """A password as the server's file of users keeps it."""
    salt = os.urandom(32)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, 10_000, 32)
    return f"{{PBKDF2}}10000${b64encode(salt).decode()}${b64encode(digest).decode()}"


@pytest.fixture(scope="module")
def users(secured: tuple[IndexSettings, Node]) -> dict[str, IndexSettings]:
    """The settings of a writer and of a reader who have the documented rights and nothing else."""
    settings, node = secured
    rights = {"writer": WRITER, "reader": READER}
    config = node.folder / "config"
    files = {
        "roles.yml": yaml.safe_dump({name: {"indices": [rights[name]]} for name in rights}),
        "users": "".join(f"{name}:{stored_password(PASSWORD)}\n" for name in rights),
        "users_roles": "".join(f"{name}:{name}\n" for name in rights),
    }
    for name, content in files.items():
        (config / name).write_text(content)
    made = {name: settings.model_copy(update={"elasticsearch_username": name}) for name in rights}
    # The server looks at its files every five seconds.
    deadline = time.monotonic() + 60
    for one in made.values():
        while not may_read(one):
            assert time.monotonic() < deadline, "the server does not know its users"
            time.sleep(0.5)
    return made


def may_read(settings: IndexSettings) -> bool:
    with closing(connect(settings)) as client, suppress(AuthenticationException):
        asked = [{"names": ["dramatis"], "privileges": ["read"]}]
        return bool(client.security.has_privileges(index=asked)["has_all_requested"])
    return False


def test_the_least_rights_that_are_documented_are_enough(
    users: dict[str, IndexSettings],
) -> None:
    writing, reading = users["writer"], users["reader"]
    with closing(open_admin(writing)) as admin:
        for key in ("1", "2"):
            with admin.build() as writer:
                writer.write([article(key)])
                writer.publish(expect_articles=1)
        with admin.append() as writer:
            writer.write([article("3", persons=["Ann Lee"])])
            writer.publish(expect_articles=2)
        admin.rollback()
        admin.rollback(admin.generations()[0].name)
        assert len(admin.prune(1)) >= 1
        assert admin.count() == 2
    with closing(open_engine(reading)) as engine:
        found = engine.search(ask("text", "person", size=1))
        assert found.total == 2
        assert found.cursor is not None
        assert engine.search(ask("text", size=1, cursor=found.cursor)).hits
        assert [value.value for value in engine.facet_values("person", "le", ask())] == ["Ann Lee"]
        assert engine.article("3").id == "3"
        assert len(list(engine.scan(ask()))) == 2
        assert engine.status().articles == 2
    with closing(open_admin(reading)) as admin, pytest.raises(EngineRefused):
        admin.append()
