"""From the stored JSON of an article to the hit that a list shows, the same for every engine. Pure."""

from __future__ import annotations

from typing import Any

from pydantic_core import from_json

from search_api.highlight import Marker, highlight
from search_api.models import Hit


def make_hit(stored: str | bytes, score: float | None, markers: dict[str, Marker] | None) -> Hit:
    """The hit of an article; with marked words where there are markers."""
    # Plain JSON: validating the whole article with its mentions would take three times as long.
    article: dict[str, Any] = from_json(stored)
    countries = article["countries"]
    return Hit(
        id=article["id"],
        score=score,
        title=article["title"],
        url=article["url"],
        published=article["published"],
        source=article["source"],
        language=article["language"],
        persons=tuple(person["name"] for person in article["persons"]),
        institutions=tuple(body["name"] for body in article["institutions"]),
        countries=tuple(country["code"] for country in countries),
        about=tuple(country["code"] for country in countries if country["about"]),
        highlights=highlight(markers, article["title"], article["body"]) if markers else {},
    )
