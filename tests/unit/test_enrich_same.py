"""The same article gives the same result byte for byte, whatever the order or the number of workers."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, datetime

from indexer.enrich.workers import enrich_all
from indexer.settings import EnrichSettings
from mappings.article import Article, EnrichedArticle, Rejected
from tests.unit.test_enrich_article import BODY, TITLE
from tests.unit.test_enrich_robust import NEWS, TEXTS
from tests.unit.whole_enricher import article, enricher

ARTICLES = (
    *(article(make(60), f"{kind}: Khan", key=kind) for kind, make in TEXTS.items()),
    article(BODY, TITLE, key="news of a day"),
    *(article(f"{NEWS} {number}", key=str(number)) for number in range(18)),
)


def results(found: Iterable[EnrichedArticle | Rejected]) -> dict[str | None, str]:
    """JSON by id; the time of enrichment is no part of what is found."""
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    return {
        item.id: item.model_copy(
            update={"enrichment": item.enrichment.model_copy(update={"at": moment})}
        ).to_json()
        for item in found
        if isinstance(item, EnrichedArticle)
    }


def shuffled(articles: Iterable[Article], seed: int) -> list[Article]:
    mixed = list(articles)
    random.Random(seed).shuffle(mixed)
    return mixed


def test_order_and_workers_change_nothing() -> None:
    expected = results(enricher().enrich(ARTICLES))
    assert len(expected) == len(ARTICLES)
    assert results(enricher().enrich(shuffled(ARTICLES, 1))) == expected
    order = shuffled(ARTICLES, 2)
    found = list(enrich_all(order, EnrichSettings(workers=2)))
    assert [item.id for item in found] == [a.id for a in order]
    assert results(found) == expected
