"""Settings of the index, shared by indexer and API: environment ``DRAMATIS_*`` or a file ``.env``."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dotenv import dotenv_values
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "DRAMATIS_"
ENV_FILE = ".env"
OUTSIDE_VARIABLES = frozenset(
    {
        "DRAMATIS_DATA",
        "DRAMATIS_DEBUG",
        "DRAMATIS_REQUIRE_BROWSER",
        "DRAMATIS_REQUIRE_ELASTICSEARCH",
        "DRAMATIS_TEST_ELASTICSEARCH_URL",
    }
)
"""Variables of the tests and measurements, which are no settings."""

EngineName = Literal["embedded", "elasticsearch"]

SETTINGS_CONFIG = SettingsConfigDict(
    env_prefix=PREFIX, env_file=ENV_FILE, extra="ignore", frozen=True
)


class IndexSettings(BaseSettings):
    """Which engine holds the index, and where."""

    model_config = SETTINGS_CONFIG

    engine: EngineName = Field(
        "embedded", description="`embedded` (a folder, no server) or `elasticsearch`."
    )
    index_dir: Path = Field(
        Path("data/index"), description="Folder of the embedded engine; it is created when needed."
    )
    index_name: str = Field(
        "dramatis",
        pattern=r"^[a-z][a-z0-9-]{0,60}$",
        description="Name of the index: the alias in Elasticsearch, the prefix of generations.",
    )
    rejected_file: Path = Field(
        Path("data/rejected.jsonl"), description="Where records that could not be taken are kept."
    )
    keep_generations: int = Field(
        2,
        ge=1,
        le=50,
        description="How many generations are kept after a publish, the live one included.",
    )
    writer_memory_mb: int = Field(
        256, ge=32, le=8192, description="Memory of the embedded engine's writer, in MiB."
    )
    batch_articles: int = Field(
        500, ge=1, le=10_000, description="Articles in a batch to the writer."
    )
    batch_mb: int = Field(
        8, ge=1, le=90, description="Largest bulk request to Elasticsearch, in MiB."
    )
    elasticsearch_url: str = Field(
        "http://127.0.0.1:9200", description="URL of Elasticsearch; several are joined by commas."
    )
    elasticsearch_username: str | None = Field(
        None, description="User name for basic authentication."
    )
    elasticsearch_password: SecretStr | None = Field(None, description="Password of that user.")
    elasticsearch_api_key: SecretStr | None = Field(None, description="API key, instead of a user.")
    elasticsearch_ca_cert: Path | None = Field(
        None, description="Certificate of the authority (PEM)."
    )
    elasticsearch_timeout: float = Field(30.0, gt=0, description="Seconds to wait for one answer.")
    elasticsearch_shards: int = Field(
        1, ge=1, le=1024, description="Primary shards of a new generation."
    )
    elasticsearch_replicas: int = Field(
        0, ge=0, le=10, description="Replicas of a published generation."
    )


@dataclass(frozen=True)
class EffectiveSetting:
    """One setting as it is in force: its variable, its value as text, and where that came from."""

    variable: str
    value: str
    origin: Literal["default", "environment", ".env"]
    description: str


def effective_settings(classes: Iterable[type[BaseSettings]]) -> Iterator[EffectiveSetting]:
    """Every setting of the classes; secrets are masked. Raises pydantic.ValidationError."""
    environment, file = _variables()
    for cls in classes:
        values = cls()
        for name, info in cls.model_fields.items():
            variable = PREFIX + name.upper()
            value = getattr(values, name)
            origin: Literal["default", "environment", ".env"] = (
                "environment"
                if variable in environment
                else ".env"
                if variable in file
                else "default"
            )
            text = "" if value is None else str(value)  # a SecretStr prints as asterisks
            yield EffectiveSetting(variable, text, origin, info.description or "")


def unknown_variables(classes: Iterable[type[BaseSettings]]) -> list[str]:
    """One line for each ``DRAMATIS_*`` variable that is no setting, with the nearest that is."""
    known = {PREFIX + name.upper() for cls in classes for name in cls.model_fields}
    environment, file = _variables()
    lines = []
    for variable in sorted({*environment, *file} - known - OUTSIDE_VARIABLES):
        near = difflib.get_close_matches(variable, known, n=1)
        hint = f"did you mean {near[0]}?" if near else "`dramatis config` lists the settings"
        lines.append(f"{variable} is not a setting; {hint}")
    return lines


def _variables() -> tuple[Mapping[str, str], Mapping[str, str | None]]:
    """The ``DRAMATIS_*`` variables of the environment and of the file, names in upper case."""
    environment = {k.upper(): v for k, v in os.environ.items() if k.upper().startswith(PREFIX)}
    file = {
        k.upper(): v for k, v in dotenv_values(ENV_FILE).items() if k.upper().startswith(PREFIX)
    }
    return environment, file
