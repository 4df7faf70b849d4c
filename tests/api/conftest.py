"""The real application over a real embedded index of a few articles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from indexer.writers import open_admin
from mappings.article import (
    CountryRef,
    DateRef,
    EnrichedArticle,
    Enrichment,
    InstitutionRef,
    Mention,
    PersonRef,
)
from mappings.settings import IndexSettings
from search_api.app import create_app
from search_api.settings import ApiSettings


def mention(text: str, words: str, field: str = "body") -> Mention:
    start = text.index(words)
    return Mention(field=field, start=start, end=start + len(words), text=words)  # type: ignore[arg-type]


BODY = "Prosecutor Karim Khan opened a war crimes inquiry. Khan spoke on Wednesday at the ICC."
EVIL = "<script>alert('body')</script> A court in Kyiv heard war crimes evidence & more."
ARTICLES = (
    EnrichedArticle(
        id="khan/1",
        url="https://example.org/khan",
        title="ICC opens inquiry",
        body=BODY,
        published=datetime(2022, 3, 3, 8, tzinfo=UTC),
        source="Meridian Wire",
        language="en",
        authors=("A. Writer",),
        persons=(
            PersonRef(
                name="Karim Khan",
                mentions=(mention(BODY, "Karim Khan"), mention(BODY, "Khan spoke")),
            ),
        ),
        institutions=(
            InstitutionRef(
                name="International Criminal Court",
                acronym="ICC",
                kind="court",
                mentions=(mention("ICC opens inquiry", "ICC", "title"), mention(BODY, "ICC")),
            ),
        ),
        dates=(
            DateRef(
                first=date(2022, 3, 2),
                last=date(2022, 3, 2),
                precision="day",
                mentions=(mention(BODY, "Wednesday"),),
            ),
        ),
        sentences=((0, 50), (51, len(BODY))),
        enrichment=Enrichment(status="complete", fingerprint="test"),
    ),
    EnrichedArticle(
        id="evil",
        title="<script>alert('title')</script> hearing",
        body=EVIL,
        url="javascript:alert(1)",
        published=datetime(2022, 5, 24, tzinfo=UTC),
        source="=cmd()",
        language="en",
        countries=(
            CountryRef(code="UA", name="Ukraine", about=True, mentions=(mention(EVIL, "Kyiv"),)),
        ),
        enrichment=Enrichment(status="complete", fingerprint="test"),
    ),
    EnrichedArticle(
        id="plain",
        title="Rain",
        body="It rained in the hills.",
        language="fr",
        enrichment=Enrichment(status="skipped", reason="language 'fr' is not served"),
    ),
)


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> IndexSettings:
    settings = IndexSettings(
        index_dir=tmp_path_factory.mktemp("api") / "index", writer_memory_mb=32
    )
    admin = open_admin(settings)
    with admin.append() as writer:
        writer.write(ARTICLES)
        writer.publish()
    admin.close()
    return settings


@pytest.fixture(scope="session")
def client(index: IndexSettings) -> Iterator[TestClient]:
    with TestClient(create_app(index, ApiSettings()), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def empty_client(tmp_path: Path) -> Iterator[TestClient]:
    """The application before anything was indexed."""
    index = IndexSettings(index_dir=tmp_path / "none")
    with TestClient(create_app(index, ApiSettings()), raise_server_exceptions=False) as client:
        yield client
