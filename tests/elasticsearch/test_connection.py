"""What a person is told when Elasticsearch is not as it should be, and that it goes on when it is."""

from __future__ import annotations

import base64
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from indexer.writers import elastic_writer
from indexer.writers.elastic import ElasticAdmin
from mappings.elastic_client import check_version, connect
from mappings.errors import (
    EngineRefused,
    EngineTimeout,
    EngineUnavailable,
    IndexIncompatible,
    IndexMissing,
    IndexReadOnly,
    SettingsError,
)
from mappings.settings import IndexSettings
from search_api.app import create_app
from search_api.engines import elastic_views
from search_api.engines.elastic import ElasticEngine
from search_api.settings import ApiSettings
from tests.contract.articles import article, ask, found
from tests.elasticsearch.shared import empty_index
from tests.elasticsearch.stand_ins import answering, forwarding, free_port, silent

node = pytest.mark.elasticsearch
REFUSED = {
    "error": {
        "root_cause": [{"type": "security_exception", "reason": "unable to authenticate user"}],
        "type": "security_exception",
        "reason": "unable to authenticate user [reader] for REST request [/dramatis/_mapping]",
        "header": {"WWW-Authenticate": ['Basic realm="security"', "ApiKey"]},
    },
    "status": 401,
}
TOO_OLD = {
    "error": {
        "root_cause": [
            {"type": "media_type_header_exception", "reason": "Invalid media-type value"}
        ],
        "type": "media_type_header_exception",
        "reason": "Invalid media-type value on headers [Accept]",
        "caused_by": {
            "type": "status_exception",
            "reason": "A compatible version is required on both Content-Type and Accept headers",
        },
    },
    "status": 400,
}


def settings_for(url: str, **more: Any) -> IndexSettings:
    return IndexSettings(engine="elasticsearch", elasticsearch_url=url, **more)


def refuse_search(
    settings: IndexSettings, error: type[Exception], words: str
) -> pytest.ExceptionInfo[Exception]:
    """Both sides, reading and writing, say the same."""
    engine, admin = ElasticEngine(settings), ElasticAdmin(settings)
    try:
        with pytest.raises(error, match=words):
            admin.append()
        with pytest.raises(error, match=words) as caught:
            engine.search(ask("war"))
        return caught
    finally:
        engine.close()
        admin.close()


def test_a_server_that_is_not_there_is_named_with_what_to_do() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    refuse_search(settings_for(url), EngineUnavailable, rf"{url}, it cannot be reached .*start it")


def test_a_password_in_the_address_is_not_shown() -> None:
    url = f"http://reader:secret@127.0.0.1:{free_port()}"
    caught = refuse_search(settings_for(url), EngineUnavailable, "cannot be reached")
    assert "secret" not in str(caught.value)


def test_a_server_that_does_not_answer_is_not_waited_for() -> None:
    with silent() as url:
        started = time.monotonic()
        refuse_search(
            settings_for(url, elasticsearch_timeout=0.2),
            EngineTimeout,
            r"within 0\.2 s.*DRAMATIS_ELASTICSEARCH_TIMEOUT",
        )
        assert time.monotonic() - started < 15


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize(
    ("given", "header"),
    [
        (
            {"elasticsearch_username": "reader", "elasticsearch_password": SecretStr("right")},
            basic("reader", "right"),
        ),
        ({"elasticsearch_api_key": SecretStr("a2V5")}, "ApiKey a2V5"),
    ],
)
def test_credentials_are_sent_and_wrong_ones_are_named(given: dict[str, Any], header: str) -> None:
    with answering(401, REFUSED, only_for=header) as server:
        right = settings_for(server.url, **given)
        refuse_search(right, IndexMissing, "dramatis index")
        assert set(server.authorizations) == {header}
        wrong = {name: SecretStr("d3Jvbmc=") for name in given if name != "elasticsearch_username"}
        refuse_search(
            right.model_copy(update=wrong),
            EngineRefused,
            r"refuses us \(401\).*DRAMATIS_ELASTICSEARCH_USERNAME.*API_KEY",
        )


def test_a_server_that_refuses_our_version_is_named() -> None:
    with answering(400, TOO_OLD) as server:
        refuse_search(settings_for(server.url), EngineRefused, r"expected Elasticsearch 8\.19 or 9")


@pytest.mark.parametrize("version", ["7.17.28", "8.18.9", "10.0.0"])
def test_a_server_of_a_version_that_is_not_tested_is_refused(version: str) -> None:
    with answering(200, {"nodes": {"a": {"version": "9.1.0"}, "b": {"version": version}}}) as one:
        client = connect(settings_for(one.url))
        with pytest.raises(EngineRefused, match=rf"8\.19 or 9, got a server of {version}"):
            check_version(client)
        client.close()


@pytest.mark.parametrize("version", ["8.19.0", "8.19.21", "9.2.1"])
def test_a_server_of_a_version_that_is_tested_is_taken(version: str) -> None:
    with answering(200, {"nodes": {"a": {"version": version}}}) as one:
        client = connect(settings_for(one.url))
        check_version(client)
        client.close()


@node
def test_both_sides_ask_for_the_version_first(
    index: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Any) -> None:
        raise EngineRefused("another version")

    for module in (elastic_views, elastic_writer):
        monkeypatch.setattr(module, "check_version", refuse)
    refuse_search(index, EngineRefused, "another version")


def test_another_product_is_refused() -> None:
    with answering(200, {}, product="") as server:
        refuse_search(settings_for(server.url), EngineRefused, "another product")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that is its own authority, and its key, in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("the program openssl is missing: install it to test certificates")
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    options = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=dramatis-test".split()
    names = ["-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(path.with_suffix(".key")), "-out", str(path)]
    subprocess.run([openssl, *options, *names, *files], check=True, capture_output=True)
    path.write_text(path.read_text() + path.with_suffix(".key").read_text())
    return path


def test_an_unknown_authority_is_refused_and_one_of_the_settings_trusted(certificate: Path) -> None:
    with answering(401, REFUSED, certificate=certificate, only_for=basic("reader", "right")) as one:
        user = {"elasticsearch_username": "reader", "elasticsearch_password": SecretStr("right")}
        unknown = settings_for(one.url, **user)
        refuse_search(unknown, EngineRefused, "DRAMATIS_ELASTICSEARCH_CA_CERT")
        known = unknown.model_copy(update={"elasticsearch_ca_cert": certificate})
        refuse_search(known, IndexMissing, "dramatis index")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"elasticsearch_url": "127.0.0.1"}, "DRAMATIS_ELASTICSEARCH_URL like https"),
        ({"elasticsearch_url": " , "}, "DRAMATIS_ELASTICSEARCH_URL like https"),
        (
            {"elasticsearch_url": "https://h:1", "elasticsearch_ca_cert": Path("/no/such.pem")},
            "DRAMATIS_ELASTICSEARCH_CA_CERT.*no/such.pem",
        ),
        (
            {"elasticsearch_url": "https://h:1", "elasticsearch_ca_cert": Path(__file__)},
            "DRAMATIS_ELASTICSEARCH_CA_CERT",
        ),
    ],
)
def test_a_setting_that_cannot_be_is_named_before_anything_is_sent(
    wrong: dict[str, Any], words: str
) -> None:
    with pytest.raises(SettingsError, match=words):
        connect(IndexSettings(engine="elasticsearch", **wrong))


@pytest.fixture
def index() -> Iterator[IndexSettings]:
    """A published index of one article on a real node."""
    with empty_index() as settings:
        admin = ElasticAdmin(settings)
        with admin.append() as writer:
            writer.write([article("1", "war")])
            writer.publish()
        admin.close()
        yield settings


@node
def test_of_several_nodes_one_that_answers_is_enough(index: IndexSettings) -> None:
    urls = [f"http://127.0.0.1:{free_port()}", index.elasticsearch_url]
    engine = ElasticEngine(index.model_copy(update={"elasticsearch_url": ", ".join(urls)}))
    for _ in range(4):
        assert found(engine, "war") == {"1"}
    engine.close()


@node
def test_without_an_alias_the_first_step_is_named(index: IndexSettings) -> None:
    missing = index.model_copy(update={"index_name": "test-nothing-here"})
    engine = ElasticEngine(missing)
    with pytest.raises(IndexMissing, match=r"no index 'test-nothing-here'.*`dramatis index"):
        engine.search(ask(""))
    engine.close()


@node
def test_a_disk_that_is_full_is_named_and_what_is_there_stays(index: IndexSettings) -> None:
    admin, engine = ElasticAdmin(index), ElasticEngine(index)
    block = "index.blocks.read_only_allow_delete"
    with connect(index) as client:
        # As Elasticsearch does at the flood stage of its disk.
        client.indices.put_settings(index=index.index_name, settings={block: True})
        with pytest.raises(IndexReadOnly, match="free some space"), admin.append() as writer:
            writer.write([article("2", "war")])
        assert found(engine, "war") == {"1"}
        client.indices.put_settings(index=index.index_name, settings={block: None})
    with admin.append() as writer:
        writer.write([article("2", "war")])
        writer.publish(expect_articles=2)
    assert admin.count() == 2
    admin.close()
    engine.close()


@node
def test_an_index_of_another_version_asks_for_a_reindex(index: IndexSettings) -> None:
    admin = ElasticAdmin(index)
    with connect(index) as client:
        meta = {"schema_fingerprint": "0" * 16, "complete": True, "revision": "x"}
        client.indices.put_mapping(index=index.index_name, meta=meta)
    refuse_search(index, IndexIncompatible, r"got 0000000000000000.*`dramatis reindex`")
    # Which is what helps: the articles can still be read.
    with admin.build() as writer:
        writer.write(list(admin.stored()))
        writer.publish(expect_articles=1)
    engine = ElasticEngine(index)
    assert found(engine, "war") == {"1"}
    engine.close()
    admin.close()


@node
def test_an_alias_on_a_foreign_index_is_refused() -> None:
    with empty_index() as settings, connect(settings) as client:
        client.indices.create(
            index=f"{settings.index_name}-foreign", aliases={settings.index_name: {}}
        )
        refuse_search(settings, IndexIncompatible, "on one index that Dramatis made, got 0")


@node
def test_the_api_starts_without_elasticsearch_and_recovers_when_it_comes(
    index: IndexSettings,
) -> None:
    port = free_port()
    there = index.model_copy(update={"elasticsearch_url": f"http://127.0.0.1:{port}"})

    def comes() -> AbstractContextManager[None]:
        return forwarding(port, index.elasticsearch_url)

    with TestClient(create_app(there, ApiSettings()), raise_server_exceptions=False) as client:
        assert client.get("/health/live").status_code == 200
        for _ in range(2):
            ready = client.get("/health/ready")
            assert ready.status_code == 503
            assert "cannot be reached" in ready.json()["detail"]
            assert client.get("/v1/search?q=war").status_code == 503
            with comes():
                assert client.get("/health/ready").json()["status"] == "ready"
                assert client.get("/v1/search?q=war").json()["total"] == 1
            time.sleep(0.3)  # what was known a moment ago may still be believed
        assert client.get("/health/ready").status_code == 503
