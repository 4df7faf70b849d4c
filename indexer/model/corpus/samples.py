"""The sample articles: the files ``sample-*.txt`` of the corpus without their marks."""

from __future__ import annotations

import json
from collections.abc import Iterator

from indexer.model.corpus.format import GoldArticle


def render_samples(articles: list[GoldArticle]) -> Iterator[str]:
    """The articles of the ``sample-`` files as plain JSON lines, as ``dramatis index`` reads them."""
    for article in articles:
        if article.id.startswith("sample-"):
            record = {
                "id": article.id,
                "title": article.title,
                "body": article.body,
                "published": article.published.isoformat(),
                "source": article.source,
                "language": "en",
                "authors": list(article.authors),
                "tags": [article.topic, *article.tags],
            }
            yield json.dumps(record, ensure_ascii=False)
