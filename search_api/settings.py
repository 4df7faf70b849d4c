"""Settings of the API: where it listens, who may ask, and how much."""

from __future__ import annotations

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

from mappings.settings import SETTINGS_CONFIG


class ApiSettings(BaseSettings):
    """How the API serves."""

    model_config = SETTINGS_CONFIG

    host: str = Field("127.0.0.1", description="Address to listen at.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen at; 0 takes a free one.")
    api_keys: SecretStr | None = Field(
        None, description="Keys that callers must send, joined by commas; none leaves the API open."
    )
    cors_origins: str = Field(
        "",
        description="Origins of web frontends that may call the API, joined by commas; `*` for all.",
    )
    web: bool = Field(True, description="Whether the web page is served at `/`.")
    max_query_chars: int = Field(2000, ge=1, description="Longest query, in characters.")
    max_query_clauses: int = Field(100, ge=1, description="Most words and phrases in a query.")
    max_page_size: int = Field(100, ge=1, le=1000, description="Most hits on a page.")
    max_facet_size: int = Field(1000, ge=1, le=1000, description="Most values of a facet.")
    max_filter_values: int = Field(100, ge=1, description="Most selected values in a request.")

    def keys(self) -> tuple[str, ...]:
        """The API keys, empty when none is asked for."""
        raw = self.api_keys.get_secret_value() if self.api_keys else ""
        return tuple(key.strip() for key in raw.split(",") if key.strip())

    def origins(self) -> list[str]:
        """The allowed origins."""
        return [origin.strip() for origin in self.cors_origins.split(",") if origin.strip()]
