"""Any string is a query, and the rendering of a query is that query."""

from __future__ import annotations

from hypothesis import example, given, settings

from search_api.query import count_clauses, parse, render
from tests.property.strategies import noise, queries


@settings(max_examples=1000, deadline=None)
@given(noise | queries)
@example('title:"a" -(b OR "OR") published:..2022 *~ -- -OR "unclosed')
@example("(" * 500 + "a OR b" + ")" * 300)
def test_any_string_parses_and_renders_to_the_same_tree(text: str) -> None:
    tree = parse(text)
    assert parse(render(tree)) == tree


@settings(max_examples=300, deadline=None)
@given(noise)
def test_a_query_has_no_more_clauses_than_characters(text: str) -> None:
    assert count_clauses(parse(text)) <= len(text)
