"""The whole enricher with the shipped recogniser, loaded once for all tests."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from indexer.enrich.enricher import Enricher, open_enricher
from indexer.settings import EnrichSettings
from mappings.article import Article, EnrichedArticle

PUBLISHED = datetime(2022, 3, 17, 9, tzinfo=UTC)


@cache
def enricher() -> Enricher:
    return open_enricher(EnrichSettings())


def article(body: str, title: str = "", key: str = "a") -> Article:
    return Article(id=key, title=title, body=body, published=PUBLISHED, language="en")


def enrich(body: str, title: str = "") -> EnrichedArticle:
    """The article enriched; raises where a run would reject it."""
    return enricher().enrich_one(article(body, title))


def words_of(reference: object) -> list[str]:
    """The words of each mention."""
    return [mention.text for mention in reference.mentions]  # type: ignore[attr-defined]
