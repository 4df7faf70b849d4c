"""The connection to Elasticsearch, and what its errors mean to a person.

Errors of the client become ours in one place, :func:`calling`; the tree is in ``mappings.errors``.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from elastic_transport import (
    ConnectionError as NotReached,
)
from elastic_transport import (
    ConnectionTimeout,
    SerializationError,
    TlsError,
    TransportError,
)
from elasticsearch import (
    ApiError,
    AuthorizationException,
    Elasticsearch,
    NotFoundError,
    UnsupportedProductError,
)
from elasticsearch.serializer import JsonSerializer, NdjsonSerializer
from pydantic_core import from_json, to_json

from mappings.errors import (
    DramatisError,
    EngineError,
    EngineRefused,
    EngineTimeout,
    EngineUnavailable,
    IndexMissing,
    IndexReadOnly,
    LimitExceeded,
    SettingsError,
)
from mappings.settings import IndexSettings

_RETRIED: Final = (502, 503, 504)
_READ_ONLY: Final = ("cluster_block_exception", "read-only", "read_only")


class FastJson(JsonSerializer):
    """JSON by pydantic's Rust: a third of the time for a batch of articles or 10,000 buckets."""

    def dumps(self, data: Any) -> bytes:
        """JSON of plain values; what is JSON already stays."""
        return (
            data.encode()
            if isinstance(data, str)
            else data
            if isinstance(data, bytes)
            else to_json(data)
        )

    def loads(self, data: bytes) -> Any:
        """Plain values of JSON. Raises SerializationError."""
        try:
            return from_json(data)
        except ValueError as error:
            raise SerializationError(
                f"expected JSON, got {data[:80]!r}", errors=(error,)
            ) from error


class FastNdjson(FastJson, NdjsonSerializer):
    """The same a line."""

    def dumps(self, data: Any) -> bytes:
        """One line of JSON for each value."""
        return b"".join(FastJson.dumps(self, one).rstrip(b"\n") + b"\n" for one in data)


def connect(settings: IndexSettings, *, retries: int = 3) -> Elasticsearch:
    """A client for the servers of the settings; nothing is sent yet. Raises SettingsError."""
    hosts = [url.strip() for url in settings.elasticsearch_url.split(",") if url.strip()]
    options: dict[str, Any] = {
        "request_timeout": settings.elasticsearch_timeout,
        "max_retries": retries,
        "retry_on_status": _RETRIED,
        "retry_on_timeout": False,
        "serializers": {"application/json": FastJson(), "application/x-ndjson": FastNdjson()},
    }
    if settings.elasticsearch_api_key:
        options["api_key"] = settings.elasticsearch_api_key.get_secret_value()
    elif settings.elasticsearch_username:
        secret = settings.elasticsearch_password
        password = secret.get_secret_value() if secret else ""
        options["basic_auth"] = (settings.elasticsearch_username, password)
    if settings.elasticsearch_ca_cert:
        options["ca_certs"] = str(_checked(settings.elasticsearch_ca_cert))
    try:
        return Elasticsearch(hosts, **options)
    except ValueError as error:
        raise SettingsError(
            f"expected DRAMATIS_ELASTICSEARCH_URL like https://host:9200, got "
            f"{shown_url(settings)!r} ({error}); see `dramatis config`"
        ) from error


def _checked(authority: Path) -> Path:
    """A file of certificates that can be read: else the client fails at its first request."""
    try:
        ssl.create_default_context(cafile=authority)
    except OSError as error:
        raise SettingsError(
            f"expected DRAMATIS_ELASTICSEARCH_CA_CERT to be a file of certificates (PEM), got "
            f"{str(authority)!r} ({error})"
        ) from error
    return authority


def check_version(client: Elasticsearch) -> None:
    """Raise EngineRefused for servers that are older or newer than those that are tested.

    A server of 7.17 answers much of what we ask and not all of it. Where our user may not ask for
    the version nothing is checked. Raises the client's errors.
    """
    try:
        answer = client.nodes.info(metric="_none", filter_path="nodes.*.version")
    except (AuthorizationException, NotFoundError):
        return
    for version in sorted({node["version"] for node in answer.get("nodes", {}).values()}):
        major, minor = (int(part) for part in version.split(".")[:2])
        if not (8, 19) <= (major, minor) < (10, 0):
            raise EngineRefused(f"expected Elasticsearch 8.19 or 9, got a server of {version}")


def shown_url(settings: IndexSettings) -> str:
    """The addresses of the settings as they may be shown: without a password."""
    return re.sub(r"//[^/@,]*@", "//", settings.elasticsearch_url)


@contextmanager
def calling(settings: IndexSettings) -> Iterator[None]:
    """Turn an error of the client inside the block into ours."""
    try:
        yield
    except (ApiError, TransportError, UnsupportedProductError) as error:
        raise translate(error, settings) from error


def translate(error: Exception, settings: IndexSettings) -> DramatisError:
    """What an error of the client means, with what to do next."""
    where = shown_url(settings)
    if isinstance(error, UnsupportedProductError):  # an ApiError too
        return EngineRefused(f"expected Elasticsearch 8.19 or 9 at {where}, got another product")
    if isinstance(error, ApiError):
        return _translate_answer(error, where)
    if isinstance(error, TlsError):
        return EngineRefused(
            f"expected a certificate that can be trusted at {where}, got: {error.message}; "
            "name its authority with DRAMATIS_ELASTICSEARCH_CA_CERT"
        )
    if isinstance(error, ConnectionTimeout):
        return EngineTimeout(
            f"expected an answer from Elasticsearch within {settings.elasticsearch_timeout:g} s, got "
            "none; try again, or raise DRAMATIS_ELASTICSEARCH_TIMEOUT"
        )
    if isinstance(error, NotReached):
        return EngineUnavailable(
            f"expected Elasticsearch at {where}, it cannot be reached ({_short(error)}); start it, or "
            "set DRAMATIS_ELASTICSEARCH_URL"
        )
    if isinstance(error, SerializationError):
        return EngineRefused(f"expected the JSON of Elasticsearch from {where}, got something else")
    return EngineUnavailable(f"Elasticsearch at {where}: {_short(error)}")


def reasons(error: ApiError) -> str:
    """Every type and reason in the body of an error, in one line."""
    return " ".join(_words(error.body))[:4000]


def is_read_only(text: str) -> bool:
    """Whether a reason tells of a block against writing that does not pass by itself.

    A cluster that is choosing a master, or starting, has blocks too: with status 503.
    """
    return "SERVICE_UNAVAILABLE/" not in text and any(word in text for word in _READ_ONLY)


def _translate_answer(error: ApiError, where: str) -> DramatisError:
    status, said = error.status_code, reasons(error)
    if is_read_only(said):
        return IndexReadOnly(
            f"Elasticsearch at {where} takes no writes: {said[:300]}. Free some space on its disks "
            "(or remove the block) and run the command again; what is there already stays"
        )
    if status in (401, 403):
        return EngineRefused(
            f"Elasticsearch at {where} refuses us ({status}): {said[:200]}. Check "
            "DRAMATIS_ELASTICSEARCH_USERNAME and _PASSWORD, or DRAMATIS_ELASTICSEARCH_API_KEY"
        )
    if "media_type_header_exception" in said or "Accept version" in said:
        return EngineRefused(
            f"expected Elasticsearch 8.19 or 9 at {where}, got another version: {said[:200]}"
        )
    if "too_many_buckets" in said:
        return LimitExceeded(
            "expected facets that can be counted at once, got more buckets than Elasticsearch takes; "
            "ask for a wider interval or a shorter range of days"
        )
    if "index_not_found_exception" in said:
        return IndexMissing(f"there is no such index at {where}: run `dramatis index SOURCE`")
    if status in (408, 429, 502, 503, 504):
        return EngineUnavailable(
            f"Elasticsearch at {where} cannot answer now ({status}): {said[:300]}; try again"
        )
    return EngineError(f"Elasticsearch at {where} answered {status}: {said[:500]}")


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name in ("type", "reason"):
            if isinstance(value.get(name), str):
                yield value[name]
        for inner in value.values():
            if isinstance(inner, dict | list):
                yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)
    elif isinstance(value, str):
        yield value


def _short(error: Exception) -> str:
    return str(getattr(error, "message", error)).splitlines()[0][:200]
