"""From a request to the query of Elasticsearch: the words, and one clause a filter. Pure.

The same meaning as ``embedded_compile``: a leaf over title or body is scored by BM25, the title three
times; every other leaf scores 1, and filters score nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from mappings.dates import epoch_day, overlap_ranges
from mappings.embedded import clean
from mappings.words import joined_words
from search_api.models import SearchRequest, Selection
from search_api.query import (
    TEXT_FIELDS,
    And,
    Days,
    Everything,
    Fuzzy,
    Not,
    Or,
    Prefix,
    Query,
    Text,
    fuzzy_distance,
)

TITLE_BOOST: Final = 3.0
Clause = dict[str, Any]
EVERYTHING: Final[Clause] = {"match_all": {}}
NOTHING: Final[Clause] = {"match_none": {}}


@dataclass(frozen=True)
class Compiled:
    """A request in pieces, so that each facet is counted without its own selection.

    ``words`` scores; ``filters`` holds the clauses of each facet's inclusions and of the ranges by
    name; ``exclusions`` those of each excluded value.
    """

    words: Clause
    scored: bool
    filters: dict[str, Clause]
    exclusions: dict[tuple[str, str], Clause]

    def full(self, *, without: str | None = None) -> Clause:
        """Everything that the request asks for, scored by its words; without a facet's inclusions."""
        filters = [clause for name, clause in self.filters.items() if name != without]
        if self.scored:
            return join(must=[self.words], filters=filters, must_not=self.exclusions.values())
        return join(filters=[self.words, *filters], must_not=self.exclusions.values())


def compile_request(request: SearchRequest, query: Query) -> Compiled:
    """The pieces of a request whose ``q`` was parsed to this tree."""
    filters: dict[str, Clause] = {}
    exclusions: dict[tuple[str, str], Clause] = {}
    for facet in request.filters:
        selection = request.selection(facet)
        if selection.include:
            filters[facet] = _included(facet, selection)
        for value in dict.fromkeys(selection.exclude):
            exclusions[facet, value] = has_value(facet, value)
    if request.published and (request.published.first or request.published.last):
        filters["published"] = _published(request.published.first, request.published.last)
    if request.mentioned and (request.mentioned.first or request.mentioned.last):
        filters["mentioned"] = _mentioned(request.mentioned.first, request.mentioned.last)
    return Compiled(compile_query(query), is_scored(query), filters, exclusions)


def compile_query(query: Query) -> Clause:
    """The words of a request. A query that has words but none that can be looked up finds nothing."""
    if isinstance(query, Everything):
        return EVERYTHING
    return _node(query) or NOTHING


def is_scored(query: Query) -> bool:
    """Whether two articles found can have different scores."""
    if isinstance(query, And):
        return any(is_scored(child) for child in query.children)
    return isinstance(query, Or) or (
        isinstance(query, Text) and (query.field is None or query.field in TEXT_FIELDS)
    )


def has_value(facet: str, value: str) -> Clause:
    """Articles that have this value of a facet."""
    return {"term": {facet: {"value": clean(value)}}}


def join(
    *,
    must: Iterable[Clause] = (),
    filters: Iterable[Clause] = (),
    must_not: Iterable[Clause] = (),
) -> Clause:
    """All of some clauses and none of others, in the fewest words."""
    parts = {
        "must": [clause for clause in must if clause != EVERYTHING],
        "filter": [clause for clause in filters if clause != EVERYTHING],
        "must_not": list(must_not),
    }
    given = {name: clauses for name, clauses in parts.items() if clauses}
    if not given:
        return EVERYTHING
    if list(given) == ["must"] and len(given["must"]) == 1:
        return given["must"][0]
    return {"bool": given}


def _node(query: Query) -> Clause | None:
    """A compiled node; None for one without any word that is indexed, which then has no say."""
    if isinstance(query, And):
        return _all_of(query)
    if isinstance(query, Or):
        return _any_of([part for child in query.children if (part := _node(child))])
    if isinstance(query, Not):
        child = _node(query.child)
        return None if child is None else {"bool": {"must_not": [child]}}
    if isinstance(query, Text):
        return _text(query)
    if isinstance(query, Prefix | Fuzzy):
        return _parts(query)
    if isinstance(query, Days):
        ranged = _published if query.field == "published" else _mentioned
        return _flat(ranged(query.first, query.last))
    raise AssertionError(f"not a node of the query tree: {query!r}")


def _all_of(query: And) -> Clause | None:
    must: list[Clause] = []
    must_not: list[Clause] = []
    for child in query.children:
        part = _node(child.child if isinstance(child, Not) else child)
        if part is not None:
            (must_not if isinstance(child, Not) else must).append(part)
    if not must and not must_not:
        return None
    return join(must=must, must_not=must_not)


def _any_of(parts: list[Clause]) -> Clause | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return {"bool": {"should": parts, "minimum_should_match": 1}}


def _text(leaf: Text) -> Clause | None:
    if leaf.field is not None and leaf.field not in TEXT_FIELDS:
        words = joined_words(leaf.text, "name")
        return _flat(_words(f"{leaf.field}_words", words)) if words else None
    words = joined_words(leaf.text, "text")
    if not words:
        return None
    fields = [leaf.field] if leaf.field else TEXT_FIELDS
    return _any_of([_words(f, words, TITLE_BOOST if f == "title" else 1.0) for f in fields])


def _words(field: str, words: str, boost: float = 1.0) -> Clause:
    """The words in a row. They are analysed: the server splits them at the spaces and no more."""
    options: dict[str, Any] = {"query": words}
    if boost != 1.0:
        options["boost"] = boost
    return {"match_phrase": {field: options}}


def _parts(leaf: Prefix | Fuzzy) -> Clause | None:
    """Each part of a word with a star (the last one is a prefix) or a tilde; all must be there."""
    words = joined_words(leaf.text, "name").split()
    if not words:
        return None
    fields = _exact_fields(leaf.field)
    clauses: list[Clause] = []
    for at, word in enumerate(words):
        prefix = isinstance(leaf, Prefix) and at == len(words) - 1
        distance = fuzzy_distance(word) if isinstance(leaf, Fuzzy) else 0
        found = _any_of([_near(field, word, distance, prefix=prefix) for field in fields])
        if found is not None:
            clauses.append(found)
    return _flat(join(filters=clauses))


def _exact_fields(field: str | None) -> list[str]:
    if field is None:
        return [f"{name}_exact" for name in TEXT_FIELDS]
    return [f"{field}_exact" if field in TEXT_FIELDS else f"{field}_words"]


def _near(field: str, word: str, distance: int, *, prefix: bool) -> Clause:
    if prefix:
        return {"prefix": {field: {"value": word}}}
    if distance == 0:
        return {"term": {field: {"value": word}}}
    # Scored alike, so that no near spelling is left out: by default only the best 50 are taken.
    options = {"value": word, "fuzziness": distance, "rewrite": "constant_score"}
    return {"fuzzy": {field: options}}


def _included(facet: str, selection: Selection) -> Clause:
    values = list(dict.fromkeys(clean(value) for value in selection.include))
    if len(values) == 1:
        return has_value(facet, values[0])
    if selection.op == "or":
        return {"terms": {facet: values}}
    return join(filters=[has_value(facet, value) for value in values])


def _published(first: date | None, last: date | None) -> Clause:
    bounds: dict[str, int] = {}
    if first:
        bounds["gte"] = epoch_day(first)
    if last:
        bounds["lte"] = epoch_day(last)
    return {"range": {"published_day": bounds}}


def _mentioned(first: date | None, last: date | None) -> Clause:
    ranges = [
        {"range": {field: {"gte": low, "lte": high}}}
        for field, (low, high) in overlap_ranges(first, last).items()
    ]
    return {"bool": {"should": ranges, "minimum_should_match": 1}}


def _flat(query: Clause) -> Clause:
    """The same articles, each adding 1 to the score."""
    return {"constant_score": {"filter": query}}
