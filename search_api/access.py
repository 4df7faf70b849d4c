"""Who may ask: optional API keys, compared in constant time and never logged.

A key comes as ``X-API-Key: KEY``, ``Authorization: Bearer KEY``, or, so that a browser can open
the web page, as the password of basic authentication.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import ipaddress

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from search_api.problems import problem_response

OPEN_PATHS = ("/health/",)


class ApiKeys:
    """ASGI middleware that refuses requests without one of the keys; ``/health/`` stays open."""

    def __init__(self, app: ASGIApp, keys: tuple[str, ...]) -> None:
        self.app = app
        self.keys = tuple(key.encode() for key in keys)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 401."""
        if scope["type"] != "http" or scope["path"].startswith(OPEN_PATHS):
            await self.app(scope, receive, send)
            return
        sent = sent_key(Headers(scope=scope))
        # Every key is compared, so that the time tells nothing of which one came near.
        if sent is not None and any([hmac.compare_digest(sent, key) for key in self.keys]):  # noqa: C419
            await self.app(scope, receive, send)
            return
        detail = (
            "this server expects an API key in the header X-API-Key (or as a bearer token); "
            + ("the one that came is not valid" if sent is not None else "none came")
        )
        headers = {"WWW-Authenticate": 'Basic realm="Dramatis", charset="UTF-8"'}
        await problem_response(401, detail, headers=headers)(scope, receive, send)


def sent_key(headers: Headers) -> bytes | None:
    """The key that a request carries, None when it carries none."""
    if (key := headers.get("x-api-key")) is not None:
        return key.encode()
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip().encode()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).partition(b":")[2]
        except binascii.Error:
            return b""
    return None


def is_loopback(host: str) -> bool:
    """Whether an address to listen at can be reached from this machine alone."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
