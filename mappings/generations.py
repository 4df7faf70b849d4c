"""Names of generations and the fingerprint of the schema. Pure.

A generation is one complete build of the index: ``dramatis-20261123t231500-1a2b3c4d``. The
fingerprint says by which fields and analysis it was made: an index of another fingerprint is
refused rather than read wrongly.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from mappings.fields import ARTICLE_FIELDS

SCHEMA_VERSION = 1
"""Raised when documents or analysis change in a way that the field table does not show."""

_NAME = re.compile(r"^(?P<index>[a-z][a-z0-9-]*)-(?P<made>\d{8}t\d{6})-(?P<suffix>[0-9a-f]{8})$")


@dataclass(frozen=True)
class GenerationName:
    """The parts of a generation's name."""

    index: str
    made: datetime
    suffix: str


def build_name(index: str, made: datetime, suffix: str) -> str:
    """The name of a generation; ``suffix`` is eight hexadecimal digits that make it unique."""
    return f"{index}-{made.astimezone(UTC):%Y%m%dt%H%M%S}-{suffix}"


def parse_name(name: str) -> GenerationName | None:
    """The parts of a generation's name, or None for a name that is none."""
    match = _NAME.match(name)
    if not match:
        return None
    made = datetime.strptime(match["made"], "%Y%m%dt%H%M%S").replace(tzinfo=UTC)
    return GenerationName(match["index"], made, match["suffix"])


def schema_fingerprint() -> str:
    """Sixteen hexadecimal digits over the field table and ``SCHEMA_VERSION``."""
    table = [asdict(field) for field in ARTICLE_FIELDS]
    payload = json.dumps([SCHEMA_VERSION, table], sort_keys=True)
    return hashlib.sha256(payload.encode()).hexdigest()[:16]
