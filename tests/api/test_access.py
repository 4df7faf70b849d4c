"""API keys, CORS, and what is said about them."""

from __future__ import annotations

import base64

import pytest
from starlette.testclient import TestClient

from mappings.settings import IndexSettings
from search_api.access import is_loopback
from search_api.app import create_app
from search_api.settings import ApiSettings


@pytest.fixture
def guarded(index: IndexSettings) -> TestClient:
    return TestClient(create_app(index, ApiSettings(api_keys="first-key, second-key")))


@pytest.mark.parametrize(
    "headers",
    [
        {"X-API-Key": "first-key"},
        {"X-API-Key": "second-key"},
        {"Authorization": "Bearer second-key"},
        {"Authorization": "Basic " + base64.b64encode(b"reader:first-key").decode()},
    ],
)
def test_any_of_the_keys_opens(guarded: TestClient, headers: dict[str, str]) -> None:
    with guarded as client:
        assert client.get("/v1/search", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-API-Key": "wrong"},
        {"X-API-Key": ""},
        {"Authorization": "Basic !!"},
        {"Authorization": "Bearer"},
    ],
)
@pytest.mark.parametrize("path", ["/v1/search", "/", "/docs", "/openapi.json", "/metrics"])
def test_without_a_valid_key_everything_is_closed(
    guarded: TestClient, path: str, headers: dict[str, str]
) -> None:
    with guarded as client:
        answer = client.get(path, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert "X-API-Key" in answer.json()["detail"]
    assert "first-key" not in answer.text


def test_health_needs_no_key(guarded: TestClient) -> None:
    with guarded as client:
        assert client.get("/health/ready").status_code == 200


def test_keys_never_show_in_settings() -> None:
    assert "first-key" not in repr(ApiSettings(api_keys="first-key"))


def test_cors_only_for_the_named_origins(index: IndexSettings) -> None:
    settings = ApiSettings(cors_origins="https://frontend.example")
    with TestClient(create_app(index, settings)) as client:
        allowed = client.get("/v1/search", headers={"Origin": "https://frontend.example"})
        other = client.get("/v1/search", headers={"Origin": "https://other.example"})
    assert allowed.headers["access-control-allow-origin"] == "https://frontend.example"
    assert "access-control-allow-origin" not in other.headers


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("10.0.0.5", False),
    ],
)
def test_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected
