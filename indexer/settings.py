"""Settings of the indexer: which pipeline recognises names, which knowledge resolves them."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings

from mappings.settings import SETTINGS_CONFIG


class EnrichSettings(BaseSettings):
    """How articles are enriched."""

    model_config = SETTINGS_CONFIG

    spacy_pipeline: str = Field(
        "dramatis",
        description="`dramatis`, or the name of any installed spaCy pipeline with a recogniser.",
    )
    knowledge: Path | None = Field(
        None, description="Folder of your own knowledge files, added to those that are shipped."
    )
    enrich_languages: str = Field(
        "en",
        description="Languages that the pipeline serves, joined by commas; others are not enriched.",
    )
    workers: int = Field(1, ge=1, le=64, description="Processes that enrich side by side.")
    max_body_chars: int = Field(
        5_000_000, ge=1000, description="Longest body that is taken, in characters."
    )
