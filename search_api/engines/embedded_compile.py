"""From a request to tantivy queries: the words, and one clause a filter, joined as they are needed. Pure.

A leaf over title or body is scored by BM25, the title three times. Every other leaf (names, days,
prefixes, near spellings) scores 1, and filters score nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import tantivy
from tantivy import FieldType, Occur

from mappings.dates import epoch_day, overlap_ranges
from mappings.embedded import clean, schema, tokens
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
Clause = tuple[Occur, tantivy.Query]


@dataclass(frozen=True)
class Compiled:
    """A request in pieces, so that each facet is counted without its own selection.

    ``words`` scores; ``filters`` holds the clauses of each facet's inclusions and of the ranges by
    name; ``exclusions`` those of each excluded value.
    """

    words: tantivy.Query
    scored: bool
    filters: dict[str, tantivy.Query]
    exclusions: dict[tuple[str, str], tantivy.Query]

    def full(self) -> tantivy.Query:
        """Everything that the request asks for, scored by its words."""
        return _conjunction(self.words, self.filters.values(), self.exclusions.values())

    def unscored(
        self, *, without: str | None = None, admit: tuple[str, str] | None = None
    ) -> tantivy.Query:
        """The same articles with no scores; without a facet's inclusions, or one exclusion."""
        return _conjunction(
            _silent(self.words),
            (query for name, query in self.filters.items() if name != without),
            (query for key, query in self.exclusions.items() if key != admit),
        )


def compile_request(request: SearchRequest, query: Query) -> Compiled:
    """The pieces of a request whose ``q`` was parsed to this tree."""
    filters: dict[str, tantivy.Query] = {}
    exclusions: dict[tuple[str, str], tantivy.Query] = {}
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
    return Compiled(compile_query(query), _is_scored(query), filters, exclusions)


def compile_query(query: Query) -> tantivy.Query:
    """The words of a request. A query that has words but none that can be looked up finds nothing."""
    if isinstance(query, Everything):
        return _silent(tantivy.Query.all_query())
    compiled = _node(query)
    return tantivy.Query.empty_query() if compiled is None else compiled


def has_value(facet: str, value: str) -> tantivy.Query:
    """Articles that have this value of a facet."""
    return tantivy.Query.term_query(schema(), facet, clean(value), "basic")


def within(field: str, low: int | None, high: int | None) -> tantivy.Query:
    """Articles with a number of an integer field from low to high, both included."""
    return tantivy.Query.range_query(schema(), field, FieldType.Integer, low, high)


def both(query: tantivy.Query, other: tantivy.Query) -> tantivy.Query:
    """Articles of two queries, scored by the first."""
    return tantivy.Query.boolean_query([(Occur.Must, query), (Occur.Must, _silent(other))])


def but_not(query: tantivy.Query, other: tantivy.Query) -> tantivy.Query:
    """Articles of the first query that the other does not find."""
    return tantivy.Query.boolean_query([(Occur.Must, query), (Occur.MustNot, other)])


def _is_scored(query: Query) -> bool:
    """Whether two articles found can have different scores."""
    if isinstance(query, And):
        return any(_is_scored(child) for child in query.children)
    return isinstance(query, Or) or (
        isinstance(query, Text) and (query.field is None or query.field in TEXT_FIELDS)
    )


def _node(query: Query) -> tantivy.Query | None:
    """A compiled node; None for one without any word that is indexed, which then has no say."""
    if isinstance(query, And):
        return _all_of(query)
    if isinstance(query, Or):
        parts = [part for child in query.children if (part := _node(child))]
        return _any_of(parts)
    if isinstance(query, Not):
        child = _node(query.child)
        return None if child is None else but_not(_silent(tantivy.Query.all_query()), child)
    if isinstance(query, Text):
        return _text(query)
    if isinstance(query, Prefix):
        return _parts(query, "prefix")
    if isinstance(query, Fuzzy):
        return _parts(query, "fuzzy")
    if isinstance(query, Days):
        ranged = _published if query.field == "published" else _mentioned
        return _flat(ranged(query.first, query.last))
    raise AssertionError(f"not a node of the query tree: {query!r}")


def _all_of(query: And) -> tantivy.Query | None:
    clauses: list[Clause] = []
    for child in query.children:
        negative = isinstance(child, Not)
        part = _node(child.child if isinstance(child, Not) else child)
        if part is not None:
            clauses.append((Occur.MustNot if negative else Occur.Must, part))
    if not clauses:
        return None
    if all(occur == Occur.MustNot for occur, _ in clauses):
        clauses.append((Occur.Must, _silent(tantivy.Query.all_query())))
    return tantivy.Query.boolean_query(clauses)


def _any_of(parts: list[tantivy.Query]) -> tantivy.Query | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return tantivy.Query.boolean_query([(Occur.Should, part) for part in parts])


def _text(leaf: Text) -> tantivy.Query | None:
    if leaf.field is not None and leaf.field not in TEXT_FIELDS:
        words = tokens(leaf.text, "name")
        return _flat(_words(f"{leaf.field}_words", words)) if words else None
    words = tokens(leaf.text, "text")
    if not words:
        return None
    return _any_of(
        [
            tantivy.Query.boost_query(_words(field, words), TITLE_BOOST)
            if field == "title"
            else _words(field, words)
            for field in ([leaf.field] if leaf.field else TEXT_FIELDS)
        ]
    )


def _words(field: str, words: list[str]) -> tantivy.Query:
    # A phrase query of one word makes tantivy panic.
    if len(words) == 1:
        return tantivy.Query.term_query(schema(), field, words[0], "freq")
    return tantivy.Query.phrase_query(schema(), field, [*words])


def _parts(leaf: Prefix | Fuzzy, kind: Literal["prefix", "fuzzy"]) -> tantivy.Query | None:
    """Each part of a word with a star (the last one is a prefix) or a tilde; all must be there."""
    words = tokens(leaf.text, "name")
    if not words:
        return None
    fields = _exact_fields(leaf.field)
    clauses: list[Clause] = []
    for at, word in enumerate(words):
        prefix = kind == "prefix" and at == len(words) - 1
        distance = 0 if kind == "prefix" else fuzzy_distance(word)
        found = _any_of([_near(field, word, distance, prefix=prefix) for field in fields])
        if found is not None:
            clauses.append((Occur.Must, found))
    return _flat(tantivy.Query.boolean_query(clauses))


def _exact_fields(field: str | None) -> list[str]:
    if field is None:
        return [f"{name}_exact" for name in TEXT_FIELDS]
    return [f"{field}_exact" if field in TEXT_FIELDS else f"{field}_words"]


def _near(field: str, word: str, distance: int, *, prefix: bool) -> tantivy.Query:
    if distance == 0 and not prefix:
        return tantivy.Query.term_query(schema(), field, word, "basic")
    return tantivy.Query.fuzzy_term_query(schema(), field, word, distance, True, prefix)


def _included(facet: str, selection: Selection) -> tantivy.Query:
    values = list(dict.fromkeys(selection.include))
    if len(values) == 1:
        return has_value(facet, values[0])
    if selection.op == "or":
        return tantivy.Query.term_set_query(schema(), facet, [clean(v) for v in values])
    return tantivy.Query.boolean_query([(Occur.Must, has_value(facet, v)) for v in values])


def _published(first: date | None, last: date | None) -> tantivy.Query:
    low, high = (epoch_day(first) if first else None), (epoch_day(last) if last else None)
    return within("published_day", low, high)


def _mentioned(first: date | None, last: date | None) -> tantivy.Query:
    ranges = overlap_ranges(first, last)
    return tantivy.Query.boolean_query(
        [(Occur.Should, within(field, low, high)) for field, (low, high) in ranges.items()]
    )


def _silent(query: tantivy.Query) -> tantivy.Query:
    """The same articles, adding nothing to a score."""
    return tantivy.Query.const_score_query(query, 0.0)


def _flat(query: tantivy.Query) -> tantivy.Query:
    """The same articles, each adding 1 to the score."""
    return tantivy.Query.const_score_query(query, 1.0)


def _conjunction(
    words: tantivy.Query,
    filters: Iterable[tantivy.Query],
    exclusions: Iterable[tantivy.Query],
) -> tantivy.Query:
    clauses = [(Occur.Must, _silent(query)) for query in filters]
    clauses += [(Occur.MustNot, query) for query in exclusions]
    return tantivy.Query.boolean_query([(Occur.Must, words), *clauses]) if clauses else words
