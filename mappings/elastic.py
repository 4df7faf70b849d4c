"""How Elasticsearch stores an article: settings, analysis, mapping and document. Pure.

Words come to Elasticsearch analysed: a text field holds the tokens of ``mappings.embedded`` joined by
spaces, which the server splits at spaces and nothing more; only a word above 255 characters is cut.
So both engines hold the same words whatever the server's version: Lucene's English stemmer is older
than tantivy's and gives one stem to university and universe, to organ and organize, to
international and internment.

Fields beyond the table of ``mappings.fields``: ``title_exact`` and ``body_exact`` (unstemmed words
for ``prefix*`` and ``fuzzy~``), ``published_ms`` (sort key), ``published_week/_month/_year``
(histograms) and ``mentioned_grain`` (the finest grain among the dates: 0 none, 1 year, 2 month,
3 day). ``stored`` is the article's JSON; it is kept in ``_source`` alone, and ``_source`` keeps
nothing else.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from mappings.article import EnrichedArticle
from mappings.dates import bucket_number
from mappings.embedded import MAX_ID_BYTES
from mappings.fields import ARTICLE_FIELDS, TERMS_FACETS, IndexField, to_document
from mappings.generations import schema_fingerprint
from mappings.words import joined_both, joined_name

_MAX_KEYWORD_CHARACTERS: Final = 8191
"""Of a longer keyword (a URL, a tag) nothing is indexed: 32,766 bytes is Lucene's longest term."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_NUMBERS: Final = ("published_week", "published_month", "published_year", "mentioned_grain")


def index_body(*, shards: int, replicas: int, meta: dict[str, Any]) -> dict[str, Any]:
    """The body that creates a generation; nothing is searchable in it before a refresh."""
    settings = {
        "number_of_shards": shards,
        "number_of_replicas": replicas,
        "refresh_interval": "-1",
    }
    return {"settings": {"index": settings}, "mappings": mapping(meta)}


def mapping(meta: dict[str, Any] | None = None) -> dict[str, Any]:
    """The mapping of the field table; ``meta`` is added to what names the schema."""
    properties: dict[str, Any] = {}
    for field in ARTICLE_FIELDS:
        properties[field.name] = _property(field)
        if field.kind == "text":
            properties[f"{field.name}_exact"] = {
                "type": "text",
                "analyzer": "whitespace",
                "index_options": "docs",
                "norms": False,
            }
    properties["published_ms"] = {"type": "long"}
    properties.update({name: {"type": "integer"} for name in _NUMBERS})
    return {
        "dynamic": "strict",
        "_source": {"includes": ["stored"]},
        "_meta": {"schema_fingerprint": schema_fingerprint(), **(meta or {})},
        "properties": properties,
    }


def to_elastic(article: EnrichedArticle) -> dict[str, Any]:
    """The document of an article, fit for JSON. Raises ValueError for one that cannot be indexed."""
    key = article.id.encode()
    if not key or len(key) > MAX_ID_BYTES:
        raise ValueError(f"expected an id of 1 to {MAX_ID_BYTES} bytes, got {len(key)}")
    flat = to_document(article)
    for field in ARTICLE_FIELDS:
        if field.kind == "text":
            text = flat[field.name]
            flat[field.name], flat[f"{field.name}_exact"] = joined_both(text)
        elif field.kind == "name" and field.name in flat:
            flat[field.name] = list(map(joined_name, flat[field.name]))
    published = flat.get("published")
    if published is not None:
        day = published.date()
        flat["published"] = published.isoformat()
        flat["published_ms"] = (published - _EPOCH) // _MILLISECOND
        flat["published_week"] = bucket_number(day, "week")
        flat["published_month"] = bucket_number(day, "month")
        flat["published_year"] = day.year
    flat["mentioned_grain"] = (
        3 if "mentioned_day" in flat
        else 2 if "mentioned_month" in flat
        else 1 if "mentioned_year" in flat
        else 0
    )  # fmt: skip
    return flat


def _property(field: IndexField) -> dict[str, Any]:
    if field.kind == "text":
        return {"type": "text", "analyzer": "whitespace"}
    if field.kind == "name":
        return {"type": "text", "analyzer": "whitespace", "norms": False}
    if field.kind == "keyword":
        made: dict[str, Any] = {"type": "keyword", "ignore_above": _MAX_KEYWORD_CHARACTERS}
        if field.name in TERMS_FACETS:
            # Built at the refresh of a publish, not in the first search after it.
            made["eager_global_ordinals"] = True
        return made
    if field.kind == "stored":
        return {"type": "keyword", "index": False, "doc_values": False}
    return {"type": field.kind}
