"""Settings of the index, shared by indexer and API: environment ``DRAMATIS_*`` or a file ``.env``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

SETTINGS_CONFIG = SettingsConfigDict(
    env_prefix="DRAMATIS_", env_file=".env", extra="ignore", frozen=True
)


class IndexSettings(BaseSettings):
    """Which engine holds the index, and where."""

    model_config = SETTINGS_CONFIG

    engine: Literal["embedded", "elasticsearch"] = Field(
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
