"""ETags from the index's revision and the request, so that a client's cache works."""

from __future__ import annotations

import hashlib

from fastapi import Request

from search_api.engines import SearchEngine


def etag_of(engine: SearchEngine, request: Request) -> str:
    """A weak ETag: another one when the index or the request is another. Raises IndexMissing."""
    asked = "&".join(sorted(f"{k}={v}" for k, v in request.query_params.multi_items()))
    payload = f"{engine.revision()}|{request.url.path}|{asked}"
    return f'W/"{hashlib.sha256(payload.encode()).hexdigest()[:24]}"'


def is_fresh(request: Request, etag: str) -> bool:
    """Whether the client holds this very answer."""
    sent = request.headers.get("if-none-match", "")
    return sent.strip() == "*" or etag.removeprefix("W/") in {
        tag.strip().removeprefix("W/") for tag in sent.split(",")
    }
