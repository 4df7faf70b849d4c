"""The query language: what a person types becomes a small tree that every engine compiles.

::

    query   = either
    either  = all { "OR" all }
    all     = item { ["AND"] item }
    item    = { "-" | "NOT" } ( group | leaf )
    group   = [ field ":" ] "(" either ")"
    leaf    = [ field ":" ] ( word | word "*" | word "~" | '"' words '"' )
            | ( "published" | "mentioned" ) ":" days
    days    = day | [ day ] ".." [ day ]         (one side at least)
    day     = YYYY | YYYY-MM | YYYY-MM-DD
    field   = title body person institution country about place source language author tag

Words side by side must all match; ``OR`` binds weaker. A word is compared after analysis: case,
accents and English endings do not matter, and a word of several parts (``U.S.``,
``state-of-the-art``) is a phrase, so a word and a phrase are one type, :class:`Text`. ``word*``
and ``word~`` are compared without stemming; a tilde allows one edit for 3 to 5 letters, two for
more, none for less. A group's field holds for every leaf in it that names none.

:func:`parse` never fails: a sign that cannot be an operator where it stands is a word, a quote or
parenthesis that is not closed ends with the query, and parentheses deeper than ``MAX_DEPTH`` are
left out. :func:`render` gives a query that parses to the same tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from mappings.dates import bucket_bounds
from mappings.fields import TERMS_FACETS

TEXT_FIELDS: Final = ("title", "body")
NAME_FIELDS: Final = (*TERMS_FACETS, "author", "tag")
QUERY_FIELDS: Final = (*TEXT_FIELDS, *NAME_FIELDS)
DAY_FIELDS: Final = ("published", "mentioned")
MAX_DEPTH: Final = 24


@dataclass(frozen=True)
class Everything:
    """The empty query."""


@dataclass(frozen=True)
class Text:
    """A word or phrase; ``field`` None means title or body."""

    text: str
    field: str | None = None


@dataclass(frozen=True)
class Prefix:
    """A word that begins so. Of several parts, the last is the prefix and the others must be there."""

    text: str
    field: str | None = None


@dataclass(frozen=True)
class Fuzzy:
    """A word spelt nearly so. Of several parts, each must be there nearly so."""

    text: str
    field: str | None = None


@dataclass(frozen=True)
class Days:
    """Published within, or with a date in the text that overlaps, these days; one side may be open."""

    field: Literal["published", "mentioned"]
    first: date | None
    last: date | None


@dataclass(frozen=True)
class Not:
    """Articles that the child does not match. The child is never a ``Not``."""

    child: Node


@dataclass(frozen=True)
class And:
    """Every child matches: two or more, none of them an ``And``."""

    children: tuple[Node, ...]


@dataclass(frozen=True)
class Or:
    """At least one child matches: two or more, none of them an ``Or``."""

    children: tuple[Node, ...]


Leaf: TypeAlias = Text | Prefix | Fuzzy | Days
Node: TypeAlias = Leaf | Not | And | Or
Query: TypeAlias = Everything | Node

_SPACE = r"\s\x00\x1c-\x1f"
_QUOTES = '"“”„‟＂'
_TOKEN = re.compile(
    rf"(?P<field>\w+):(?=[(]|[{_QUOTES}])"
    rf"|[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?:[{_QUOTES}]|$)"
    rf"|(?P<sign>[()]|-(?=[^{_SPACE})]))"
    rf"|(?P<word>[^{_SPACE}(){_QUOTES}]+)"
)
_OPERATORS = ("OR", "AND", "NOT")
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def parse(text: str) -> Query:
    """The tree of a query; never fails. A query without any word is :class:`Everything`."""
    return _Parser(text).query()


def render(query: Query) -> str:
    """A query in the language that parses to this tree."""
    if isinstance(query, Everything):
        return ""
    if isinstance(query, Or):
        return " OR ".join(render(child) for child in query.children)
    if isinstance(query, And):
        return " ".join(_grouped(child) for child in query.children)
    if isinstance(query, Not):
        inner = query.child
        return f"-({render(inner)})" if isinstance(inner, And | Or) else f"-{render(inner)}"
    return _render_leaf(query)


def leaves(query: Query) -> Iterator[Leaf]:
    """Every leaf from left to right, those under a ``Not`` included."""
    if isinstance(query, Not):
        yield from leaves(query.child)
    elif isinstance(query, And | Or):
        for child in query.children:
            yield from leaves(child)
    elif not isinstance(query, Everything):
        yield query


def positive_leaves(query: Query) -> Iterator[Leaf]:
    """The leaves that can make an article match: what a highlighter marks."""
    if isinstance(query, And | Or):
        for child in query.children:
            yield from positive_leaves(child)
    elif not isinstance(query, Everything | Not):
        yield query


def count_clauses(query: Query) -> int:
    """How many leaves a query has: what a limit on clauses counts."""
    return sum(1 for _ in leaves(query))


def fuzzy_distance(word: str) -> int:
    """How many edits a tilde allows for a word of this length."""
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2


def _grouped(child: Node) -> str:
    return f"({render(child)})" if isinstance(child, Or) else render(child)


def _render_leaf(leaf: Leaf) -> str:
    if isinstance(leaf, Days):
        return f"{leaf.field}:{leaf.first or ''}..{leaf.last or ''}"
    field = f"{leaf.field}:" if leaf.field else ""
    if isinstance(leaf, Prefix):
        return f"{field}{leaf.text}*"
    if isinstance(leaf, Fuzzy):
        return f"{field}{leaf.text}~"
    bare = f"{field}{leaf.text}"
    return bare if _is_bare(bare, leaf) else f'{field}"{leaf.text}"'


def _is_bare(bare: str, leaf: Text) -> bool:
    """Whether the text may stand without quotes and still be read as this leaf."""
    match = _TOKEN.fullmatch(bare)
    if match is None or match["word"] is None or bare in _OPERATORS or bare[0] == "-":
        return False
    return _read_word(bare, None) == leaf


def _read_word(word: str, field: str | None) -> Leaf:
    name, colon, rest = word.partition(":")
    name = name.lower()
    if colon and rest:
        if name in DAY_FIELDS and (days := _read_days(rest)):
            return Days("published" if name == "published" else "mentioned", *days)
        if name in QUERY_FIELDS:
            field, word = name, rest
    if len(word) > 1 and word[-1] == "*":
        return Prefix(word[:-1], field)
    if len(word) > 1 and word[-1] == "~":
        return Fuzzy(word[:-1], field)
    return Text(word, field)


def _read_days(text: str) -> tuple[date | None, date | None] | None:
    first, dots, last = text.partition("..")
    if not dots:
        return _read_day(text)
    start = _read_day(first) if first else None
    end = _read_day(last) if last else None
    if (first and not start) or (last and not end) or not (start or end):
        return None
    low, high = (start[0] if start else None), (end[1] if end else None)
    return None if low and high and high < low else (low, high)


def _read_day(text: str) -> tuple[date, date] | None:
    match = _DAY.fullmatch(text)
    if not match or not text.isascii():
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    if not year or (month is not None and not 1 <= month <= 12):
        return None
    if month is None:
        return bucket_bounds(year, "year")
    if day is None:
        return bucket_bounds(year * 12 + month - 1, "month")
    try:
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True)
class _Token:
    kind: Literal["field", "phrase", "sign", "word"]
    text: str


class _Parser:
    """Recursive descent over the tokens; the depth of recursion is bounded by ``MAX_DEPTH``."""

    def __init__(self, text: str) -> None:
        self._tokens = [
            _Token(match.lastgroup, match[match.lastgroup])  # type: ignore[arg-type]
            for match in _TOKEN.finditer(text)
            if match.lastgroup
        ]
        self._at = 0
        self._skipped = 0
        """Parentheses too deep that are open and left out."""

    def query(self) -> Query:
        nodes: list[Node] = []
        while self._peek():
            nodes += self._parts(self._either(None, 0), And)
            if self._sign(")"):
                self._at += 1
        return _join(nodes, And) or Everything()

    def _either(self, field: str | None, depth: int) -> Node | None:
        options: list[Node] = self._parts(self._all(field, depth), Or)
        while self._operator("OR", bool(options)):
            self._at += 1
            options += self._parts(self._all(field, depth), Or)
        return _join(options, Or)

    def _all(self, field: str | None, depth: int) -> Node | None:
        items: list[Node] = []
        while (token := self._peek()) and not self._operator("OR", bool(items)):
            if token == _Token("sign", ")"):
                if not self._skipped:
                    break
                self._skipped -= 1
                self._at += 1
                continue
            if self._operator("AND", bool(items)):
                self._at += 1
            items += self._parts(self._item(field, depth), And)
        return _join(items, And)

    def _item(self, field: str | None, depth: int) -> Node | None:
        negative = False
        while self._sign("-") or self._operator("NOT", True):
            negative = not negative
            self._at += 1
        node = self._primary(field, depth)
        if node is None or not negative:
            return node
        return node.child if isinstance(node, Not) else Not(node)

    def _primary(self, field: str | None, depth: int) -> Node | None:
        token = self._peek()
        if token is None or token == _Token("sign", ")"):
            return None
        self._at += 1
        if token.kind == "field":
            name = token.text.lower()
            if name not in QUERY_FIELDS:
                return Text(f"{token.text}:", field)
            following = self._peek()
            if following is None or following.kind == "word":
                return None
            return self._primary(name, depth)
        if token.kind == "phrase":
            words = " ".join(token.text.split())
            return Text(words, field) if words else None
        if token.kind == "word":
            return _read_word(token.text, field)
        if depth >= MAX_DEPTH:
            self._skipped += 1
            return None
        node = self._either(field, depth + 1)
        if self._sign(")"):
            self._at += 1
        return node

    def _peek(self, ahead: int = 0) -> _Token | None:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else None

    def _sign(self, sign: str) -> bool:
        return self._peek() == _Token("sign", sign)

    def _operator(self, word: str, has_left: bool) -> bool:
        """Whether the next token is this operator with something on its left and its right."""
        following = self._peek(1)
        return (
            has_left
            and self._peek() == _Token("word", word)
            and following is not None
            and following != _Token("sign", ")")
        )

    @staticmethod
    def _parts(node: Node | None, join: type[And] | type[Or]) -> list[Node]:
        if node is None:
            return []
        return list(node.children) if isinstance(node, join) else [node]


def _join(nodes: list[Node], join: type[And] | type[Or]) -> Node | None:
    if len(nodes) > 1:
        return join(tuple(nodes))
    return nodes[0] if nodes else None
