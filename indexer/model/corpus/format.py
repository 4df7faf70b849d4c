"""The format of the annotated corpus: text files with inline marks, read into plain text and offsets.

The format is documented in ``corpus/guidelines.md``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import pycountry

Label = Literal["PERSON", "ORG", "LOC", "NORP", "DATE"]

LABELS: dict[str, Label] = {"P": "PERSON", "O": "ORG", "L": "LOC", "N": "NORP", "D": "DATE"}
FORMER_STATES = frozenset({"SUHH", "YUCS", "CSHH", "DDDE", "VDVN", "YDYE", "CSXX", "ZRCD", "BUMM"})
COUNTRY_CODES = frozenset(c.alpha_2 for c in pycountry.countries) | FORMER_STATES | {"XK"}
TOPICS = frozenset(
    "politics courts economy business science disaster sport culture crime weather society "
    "military media health education diplomacy environment technology religion".split()
)

_HEAD = re.compile(r"^# ([a-z]+-\d{3,4})\s*$")
_MARK = re.compile(r"\[([^\[\]\n]+)\]\(([PLOND])(?: ((?:[^()\n]|\([^()\n]*\))*))?\)")
_DAY = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_DATE = re.compile(rf"^({_DAY})(?:\.\.({_DAY}))?$")


class CorpusError(ValueError):
    """A line of the corpus that does not follow the guidelines: file, line and what to do."""


@dataclass(frozen=True)
class Mark:
    """One marked mention; ``start`` and ``end`` count code points of its field."""

    field: Literal["title", "body"]
    start: int
    end: int
    text: str
    label: Label
    value: str | None
    """Canonical name, ISO code(s) for a bare country, or date; None for ``-`` and ``?``."""
    countries: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class GoldArticle:
    """An annotated article: plain text and its marks."""

    id: str
    published: date
    source: str
    topic: str
    title: str
    body: str
    about: tuple[str, ...]
    countries: frozenset[str]
    marks: tuple[Mark, ...]
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    path: str = ""
    line: int = 0

    @property
    def is_test(self) -> bool:
        """Whether the article only measures and never trains: a fifth, by the hash of its id."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 5 == 0


def date_bounds(value: str) -> tuple[date, date, str]:
    """First day, last day and precision (day, month, year, range) of a date value of the guidelines.

    Raises ValueError for a value that is no date.
    """
    match = _DATE.match(value)
    if not match:
        raise ValueError(f"expected YYYY[-MM[-DD]] or first..last, got {value!r}")
    first, last = match[1], match[2] or match[1]
    start, end = _first_day(first), _last_day(last)
    if end < start:
        raise ValueError(f"{value!r} ends before it begins")
    precision = {4: "year", 7: "month", 10: "day"}[len(first)] if match[2] is None else "range"
    return start, end, precision


def _first_day(text: str) -> date:
    parts = [int(p) for p in text.split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


def _last_day(text: str) -> date:
    parts = [int(p) for p in text.split("-")]
    if len(parts) == 3:
        return date(*parts)
    year, month = (parts[0], parts[1]) if len(parts) == 2 else (parts[0], 12)
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def read_corpus(paths: Iterable[Path]) -> Iterator[GoldArticle]:
    """Yield the articles of the files in their order. Raises CorpusError at the first bad line."""
    for path in paths:
        yield from parse_articles(path.read_text(encoding="utf-8"), str(path))


def parse_articles(text: str, path: str = "<text>") -> Iterator[GoldArticle]:
    """Yield the articles of one file's text. Raises CorpusError with file and line."""
    lines = text.split("\n")
    starts = [i for i, line in enumerate(lines) if line.startswith("# ")]
    if not starts:
        raise CorpusError(f"{path}: no article; each begins with a line like '# africa-001'")
    if any(line.strip() for line in lines[: starts[0]]):
        raise CorpusError(f"{path}:1: text before the first '# id' line")
    for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield _parse_article(lines[start:stop], path, start + 1)


def _parse_article(lines: list[str], path: str, first_line: int) -> GoldArticle:
    head = _HEAD.match(lines[0])
    if not head:
        raise CorpusError(f"{path}:{first_line}: expected '# name-123', got {lines[0]!r}")
    header: dict[str, tuple[str, int]] = {}
    index = 1
    while index < len(lines) and lines[index].strip():
        key, colon, value = lines[index].partition(":")
        if not colon or key not in {
            "published",
            "source",
            "topic",
            "title",
            "about",
            "countries",
            "tags",
            "authors",
        }:
            raise CorpusError(f"{path}:{first_line + index}: unknown header line {lines[index]!r}")
        header[key] = (value.strip(), first_line + index)
        index += 1
    for key in ("published", "source", "topic", "title", "about"):
        if key not in header:
            raise CorpusError(f"{path}:{first_line}: header {key!r} is missing in {head[1]}")
    try:
        published = date.fromisoformat(header["published"][0])
    except ValueError as error:
        raise CorpusError(f"{path}:{header['published'][1]}: {error}") from error
    if header["topic"][0] not in TOPICS:
        raise CorpusError(
            f"{path}:{header['topic'][1]}: topic is one of {', '.join(sorted(TOPICS))}"
        )
    title, marks = _parse_line(header["title"][0], "title", 0, path, header["title"][1])
    body_parts: list[str] = []
    offset = 0
    for number in range(index, len(lines)):
        if not lines[number].strip():
            continue
        plain, found = _parse_line(lines[number].strip(), "body", offset, path, first_line + number)
        body_parts.append(plain)
        marks += found
        offset += len(plain) + 2
    if not body_parts:
        raise CorpusError(f"{path}:{first_line}: {head[1]} has no body")
    about = _codes(header["about"][0], path, header["about"][1])
    countries = {code for mark in marks for code in mark.countries}
    for change in header.get("countries", ("", 0))[0].split():
        sign, code = change[0], change[1:]
        if sign not in "+-" or code not in COUNTRY_CODES:
            raise CorpusError(
                f"{path}:{header['countries'][1]}: expected +CC or -CC, got {change!r}"
            )
        (countries.add if sign == "+" else countries.discard)(code)
    if len(about) > 3:
        raise CorpusError(f"{path}:{header['about'][1]}: at most three countries in 'about'")
    if missing := set(about) - countries:
        raise CorpusError(
            f"{path}:{header['about'][1]}: about {sorted(missing)} but no mark speaks of it"
        )
    return GoldArticle(
        id=head[1],
        published=published,
        source=header["source"][0],
        topic=header["topic"][0],
        title=title,
        body="\n\n".join(body_parts),
        about=about,
        countries=frozenset(countries),
        marks=tuple(marks),
        tags=_list(header.get("tags", ("", 0))[0]),
        authors=_list(header.get("authors", ("", 0))[0]),
        path=path,
        line=first_line,
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _codes(text: str, path: str, line: int) -> tuple[str, ...]:
    codes = _list(text)
    for code in codes:
        if code not in COUNTRY_CODES:
            raise CorpusError(f"{path}:{line}: {code!r} is no ISO 3166 code")
    return codes


def _parse_line(
    line: str, where: Literal["title", "body"], offset: int, path: str, number: int
) -> tuple[str, list[Mark]]:
    plain, marks, position = "", [], 0
    for match in _MARK.finditer(line):
        plain += line[position : match.start()]
        words, label = match[1], LABELS[match[2]]
        value, countries = _value(label, words, match[3], path, number)
        if words != words.strip():
            raise CorpusError(f"{path}:{number}: spaces at the edge of the mark [{words}]")
        start = offset + len(plain)
        marks.append(Mark(where, start, start + len(words), words, label, value, countries, number))
        plain += words
        position = match.end()
    plain += line[position:]
    rest = _MARK.sub("", line)
    if "](" in rest or re.search(r"\[[^\]]*$", rest) or "[" in plain:
        raise CorpusError(
            f"{path}:{number}: broken or nested mark near {rest[max(0, rest.find('[')) :][:60]!r}"
        )
    return plain, marks


def _value(
    label: Label, words: str, raw: str | None, path: str, line: int
) -> tuple[str | None, tuple[str, ...]]:
    raw = raw.strip() if raw is not None else None
    where = f"{path}:{line}: [{words}]"
    words = words.replace("’", "'")  # values have straight apostrophes
    if label == "DATE":
        if raw == "?":
            return None, ()
        try:
            date_bounds(raw or "")
        except ValueError as error:
            raise CorpusError(f"{where}: {error}") from error
        return raw, ()
    if label == "PERSON":
        if raw == "-":
            return None, ()
        if raw and "/" in raw:
            raise CorpusError(f"{where}: a person has no country, got {raw!r}")
        return raw or words, ()
    if label == "NORP" or (label == "LOC" and raw and all(c in COUNTRY_CODES for c in _list(raw))):
        if raw == "-":
            return None, ()
        codes = _codes(raw or "", path, line)
        if not codes:
            raise CorpusError(f"{where}: expected country codes or '-'")
        return ",".join(codes), codes
    if label == "LOC" and raw is None:
        raise CorpusError(f"{where}: a place needs CC, name/CC, /CC, -/CC or -")
    name, slash, codes_text = (raw or words).rpartition("/")
    if not slash or not re.fullmatch(r"[A-Z]{2,4}(?:, ?[A-Z]{2,4})*", codes_text):
        # A slash may be part of a name: "Radio Free Europe/Radio Liberty".
        slash = ""
        name, codes_text = (raw or words), ""
    codes = _codes(codes_text, path, line) if slash else ()
    if label == "LOC" and not slash and name != "-":
        raise CorpusError(
            f"{where}: {raw!r} needs its country: name/CC (or '-' for a place of no country)"
        )
    return (None if name == "-" else name or words), codes
