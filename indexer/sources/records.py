"""From one record (a mapping of names to values) to an article, or the reason why not. Pure.

The usual other names of a field are understood; ``--map body=article_text`` names any other.
A record without an id gets one from its url, else from its content, so that indexing twice
gives the same articles once.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from mappings.article import Article, Rejected
from mappings.errors import SourceError, UnknownName

OTHER_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "_id", "uuid", "guid", "article_id"),
    "url": ("url", "link", "href", "source_url", "permalink"),
    "title": ("title", "headline", "heading"),
    "body": (
        "body", "text", "content", "article", "article_text", "full_text", "maintext",
        "articlebody", "plain_text",
    ),
    "published": (
        "published", "published_at", "date", "publishedat", "date_published", "datepublished",
        "publication_date", "publish_date", "pub_date", "pubdate", "date_publish", "timestamp",
        "created_at", "time",
    ),
    "source": ("source", "publisher", "outlet", "site", "sitename", "source_name", "source_domain", "newspaper"),
    "language": ("language", "lang"),
    "authors": ("authors", "author", "byline", "creator"),
    "tags": ("tags", "keywords", "categories", "topics", "section"),
}  # fmt: skip
MAX_RECORD_EXCERPT = 10_000
_URL_ID = "u-"
_CONTENT_ID = "c-"


@dataclass(frozen=True)
class RecordReader:
    """Turns records of one source into articles.

    ``names`` maps our field names to the source's, ahead of ``OTHER_NAMES``. Raises UnknownName
    for a field that an article does not have.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    max_body_chars: int = 5_000_000

    def __post_init__(self) -> None:
        for name in self.names:
            if name not in OTHER_NAMES:
                raise UnknownName("article field", name, OTHER_NAMES)

    def read(self, record: object, *, source: str, line: int | None = None) -> Article | Rejected:
        """The article of a record, or why it cannot be taken."""
        if not isinstance(record, Mapping):
            reason = f"expected an object with a body, got {_kind(record)}"
            return reject(source, line, reason, record)
        fields = self._by_our_names(record)
        try:
            return self._article(fields)
        except ValueError as error:
            return reject(
                source, line, str(error), record, article_id=_text_or_none(fields.get("id"))
            )

    def _by_our_names(self, record: Mapping[Any, Any]) -> dict[str, Any]:
        lowered = {
            str(name).strip().lower().replace(" ", "_"): value for name, value in record.items()
        }
        fields: dict[str, Any] = {}
        for ours, others in OTHER_NAMES.items():
            if ours in self.names:
                fields[ours] = record.get(self.names[ours], lowered.get(self.names[ours].lower()))
                continue
            fields[ours] = next(
                (lowered[o] for o in others if lowered.get(o) not in (None, "")), None
            )
        return fields

    def _article(self, fields: Mapping[str, Any]) -> Article:
        title = _text("title", fields["title"])
        body = _text("body", fields["body"])
        if not body:
            names = ", ".join(OTHER_NAMES["body"][:4])
            raise ValueError(
                f"expected text in 'body' (or {names} ...), found none; name the field with --map body=NAME"
            )
        if len(body) > self.max_body_chars:
            raise ValueError(
                f"the body has {len(body):,} characters, the limit is {self.max_body_chars:,} "
                "(DRAMATIS_MAX_BODY_CHARS)"
            )
        url = _text("url", fields["url"]) or None
        published = _instant(fields["published"])
        article_id = _text("id", fields["id"]) or derived_id(url, title, body)
        if len(article_id.encode()) > 500:
            raise ValueError(f"expected an id of at most 500 bytes, got {len(article_id.encode())}")
        language = _text("language", fields["language"]).lower().replace("_", "-").split("-")[0]
        source = fields["source"]
        if isinstance(source, Mapping):
            source = source.get("name") or source.get("id")
        return Article(
            id=article_id,
            url=url,
            title=" ".join(title.split()),
            body=body,
            published=published,
            source=_text("source", source) or None,
            language=_LANGUAGE_CODES.get(language, language) or None,
            authors=_texts("authors", fields["authors"]),
            tags=_texts("tags", fields["tags"]),
        )


_LANGUAGE_CODES = {"english": "en", "eng": "en", "french": "fr", "german": "de", "spanish": "es"}


def derived_id(url: str | None, title: str, body: str) -> str:
    """The id of an article that brings none: a hash of its url, else of its title and body."""
    prefix, key = (_URL_ID, url) if url else (_CONTENT_ID, f"{title}\n\n{body}")
    return prefix + hashlib.sha256(key.encode()).hexdigest()[:20]


def reject(
    source: str,
    line: int | None,
    reason: str,
    record: object = None,
    *,
    article_id: str | None = None,
) -> Rejected:
    """A rejected record with what came, cut to ``MAX_RECORD_EXCERPT`` characters."""
    if isinstance(record, bytes):
        text: str | None = record.decode("utf-8", "backslashreplace")
    elif record is None or isinstance(record, str):
        text = record
    else:
        text = json.dumps(record, ensure_ascii=True, default=str)
    if text is not None:
        text = text[:MAX_RECORD_EXCERPT].encode("utf-8", "backslashreplace").decode()
    return Rejected(source=source, line=line, id=article_id, reason=reason, record=text)


def parse_map(options: list[str]) -> dict[str, str]:
    """``["body=article_text"]`` as a mapping. Raises SourceError for an option of another form."""
    names = {}
    for option in options:
        ours, equals, theirs = option.partition("=")
        if not equals or not ours.strip() or not theirs.strip():
            raise SourceError(f"--map expects FIELD=NAME, like body=article_text; got {option!r}")
        names[ours.strip()] = theirs.strip()
    return names


def _kind(value: object) -> str:
    names = {
        str: "a text",
        list: "a list",
        int: "a number",
        float: "a number",
        bool: "a truth value",
    }
    return names.get(type(value), "nothing" if value is None else type(value).__name__)


_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _text(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise ValueError(f"expected a text in {name!r}, got {_kind(value)}")
    if "\x00" in value:
        raise ValueError(f"{name!r} has a NUL character at offset {value.index(chr(0))}")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"{name!r} is not valid UTF-8 at offset {error.start}") from error
    return _CONTROL.sub(" ", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _text_or_none(value: object) -> str | None:
    try:
        return _text("id", value)[:500] or None
    except ValueError:
        return None


def _texts(name: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = re.split(r"[;,]", value)
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise ValueError(f"expected a list of texts in {name!r}, got {_kind(value)}")
    parts = (_text(name, v.get("name") if isinstance(v, Mapping) else v) for v in value)
    return tuple(dict.fromkeys(part for part in parts if part))


def _instant(value: object) -> datetime | None:
    """A publication time as aware UTC. Raises ValueError for what is none."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return _utc(value)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = value / 1000 if abs(value) >= 1e11 else value
        return _guarded(lambda: datetime.fromtimestamp(seconds, UTC), value)
    text = _text("published", value)
    for parse in (datetime.fromisoformat, _compact_day, parsedate_to_datetime, _written_day):
        try:
            parsed = parse(text)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
        if parsed is not None:
            return _guarded(lambda parsed=parsed: _utc(parsed), value)
    raise ValueError(_no_date(value))


def _guarded(make: Any, value: object) -> datetime:
    try:
        made: datetime = make()
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError(_no_date(value)) from error
    return made


def _no_date(value: object) -> str:
    return f"expected a date like 2022-03-17 or 2022-03-17T08:30:00Z in 'published', got {str(value)[:60]!r}"


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _compact_day(text: str) -> datetime | None:
    if re.fullmatch(r"\d{9,11}", text):
        return datetime.fromtimestamp(int(text), UTC)
    if re.fullmatch(r"\d{13}", text):
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    return datetime.strptime(text, "%Y/%m/%d") if re.fullmatch(r"\d{4}/\d\d?/\d\d?", text) else None


def _written_day(text: str) -> datetime | None:
    """Dates in words ("17 March 2022", "Mar 17, 2022 08:30 GMT"): day, month and year must be there."""
    import dateparser

    if len(text) > 80 or not re.search(r"\d", text):
        return None
    parsed: datetime | None = dateparser.parse(
        text, languages=["en"], settings={"REQUIRE_PARTS": ["day", "month", "year"]}
    )
    return parsed
