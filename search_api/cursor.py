"""The cursor: an opaque place in one result, that only fits the request it came from. Pure.

Base64 of JSON: the place as the engine needs it, the generation, a hash of what was asked, and a
check sum. It holds no secret and gives no right; the check sum finds what was altered or cut, and
an engine takes nothing in it on trust, since anyone can make one.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from mappings.errors import BadCursor
from mappings.generations import parse_name
from search_api.models import SearchRequest

MAX_LENGTH = 16_384


@dataclass(frozen=True)
class Cursor:
    """Where the next page begins: a generation, and a place that its engine understands."""

    generation: str
    place: dict[str, Any]


def encode(request: SearchRequest, cursor: Cursor) -> str:
    """The cursor as the client carries it."""
    content = [_fingerprint(request), cursor.generation, cursor.place]
    body = json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(_check(body) + body).decode().rstrip("=")


def decode(request: SearchRequest) -> Cursor | None:
    """The place that the request asks for, None for the first page. Raises BadCursor."""
    text = request.cursor
    if not text:
        return None
    if len(text) > MAX_LENGTH:
        raise BadCursor(f"expected a cursor of at most {MAX_LENGTH} characters, got {len(text)}")
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        if raw[:6] != _check(raw[6:]):
            raise ValueError("check sum")
        fingerprint, generation, place = json.loads(raw[6:])
        if not isinstance(place, dict) or parse_name(str(generation)) is None:
            raise ValueError("place")
    except (ValueError, TypeError, RecursionError) as error:
        raise BadCursor(
            "expected the `cursor` of an earlier answer, got one that was altered; "
            "start again without a cursor"
        ) from error
    if fingerprint != _fingerprint(request):
        raise BadCursor(
            "expected a cursor of this request, got that of another; a cursor fits while the "
            "query, filters, ranges and sort stay as they were. Start again without a cursor"
        )
    return Cursor(generation, place)


def _fingerprint(request: SearchRequest) -> str:
    """What the order of the hits depends on; facets, size and highlights may change on the way."""
    asked = request.model_dump(exclude={"cursor", "size", "facets", "highlight"})
    text = json.dumps(asked, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _check(body: bytes) -> bytes:
    return hashlib.sha256(b"dramatis cursor" + body).digest()[:6]
