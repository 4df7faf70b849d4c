"""How the embedded engine stores an article: schema, analysis and document for tantivy. Pure.

Analysis (the Elasticsearch mapping gives the same tokens with the ``standard`` tokenizer):

- ``text``   words by Unicode UAX #29, lower case, accents folded, English stems (Porter 2, whose
  first step drops the possessive ``'s``). Stop words are kept: "The Who" is a phrase.
- ``name``   the same without stemming.

Fields beyond the table of ``mappings.fields``, for this engine alone: ``title_exact`` and
``body_exact`` (unstemmed words for ``prefix*`` and ``fuzzy~``), ``published_ms`` (sort key),
``published_week/_month/_year`` (histograms), ``<facet>_n`` (number of values, 0 when there is
none), ``mentioned_grain`` (the finest grain among the dates: 0 none, 1 year, 2 month, 3 day) and
``id_key0..7`` (the first 64 bytes of the id as big-endian integers: tantivy cannot ask for a range
of texts, and reading ids from a text column takes 35 us each; a constant column takes no space).
"""

from __future__ import annotations

import struct
import threading
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final, Literal

import tantivy

from mappings.article import EnrichedArticle
from mappings.dates import bucket_number
from mappings.fields import ARTICLE_FIELDS, TERMS_FACETS, to_document

Analysis = Literal["text", "name"]
ID_KEYS: Final = tuple(f"id_key{at}" for at in range(8))
MAX_ID_BYTES: Final = 512
"""Longest id, in bytes of UTF-8: the limit of Elasticsearch, so that both engines take the same."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_MAX_TOKEN_BYTES = 1024
"""A longer "word" is a blob of base64 or the like: not indexed."""


def _word_pattern() -> str:
    """The word rules of UAX #29 (WB4 to WB13) as a regular expression, plus what Lucene adds.

    Lucene's standard tokenizer gives Han and Hiragana characters singly, South East Asian scripts
    in runs, and an emoji with its modifiers as one token.
    """
    extend = r"[\p{WB=Extend}\p{WB=Format}\p{WB=ZWJ}]*"
    letter = rf"(?:[\p{{WB=ALetter}}\p{{WB=Hebrew_Letter}}]{extend})"
    digit = rf"(?:\p{{WB=Numeric}}{extend})"
    joiner = rf"(?:\p{{WB=ExtendNumLet}}{extend})"
    katakana = rf"(?:\p{{WB=Katakana}}{extend})"
    mid_letter = rf"(?:['.:·‘’․‧﹒﹕＇．：]{extend})"
    mid_number = rf"(?:['.,;‘’․⁄٬﹐﹒﹔＇，．；]{extend})"
    block = (
        rf"(?:{letter}+(?:{mid_letter}{letter}+)*|{digit}+(?:{mid_number}{digit}+)*)+|{katakana}+"
    )
    word = rf"{joiner}*(?:{block})(?:{joiner}+(?:{block}))*{joiner}*"
    picture = r"[\p{Extended_Pictographic}--[©®™‼⁉ℹ〰〽㊗㊙]][\p{EMod}\x{FE0F}]*"
    emoji = rf"\p{{RI}}\p{{RI}}|{picture}(?:\x{{200D}}{picture})*"
    runs = r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]+"
    return rf"{runs}|{word}|[\p{{Han}}\p{{Hiragana}}]{extend}|{emoji}"


WORD_PATTERN: Final = _word_pattern()


def build_analyzer(kind: Analysis) -> tantivy.TextAnalyzer:
    """The analyzer of ``text`` or ``name`` fields."""
    builder = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(WORD_PATTERN))
        .filter(tantivy.Filter.remove_long(_MAX_TOKEN_BYTES))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
    )
    if kind == "text":
        builder = builder.filter(tantivy.Filter.stemmer("english"))
    return builder.build()


def tokens(text: str, kind: Analysis) -> list[str]:
    """The tokens that a field of this kind indexes for a text, in order."""
    return list(_analyzer(kind).analyze(clean(text)))


def token_spans(text: str, kind: Analysis) -> list[tuple[str, int, int]]:
    """The tokens of a text with start and end in code points."""
    analysed = _analyzer(kind).pre_tokenize(clean(text)).tokens
    return [(token.text, token.char_offset_from, token.char_offset_to) for token in analysed]


def clean(text: str) -> str:
    """The text with lone surrogates, which no UTF-8 can hold, replaced one by one."""
    return (
        text
        if text.isascii()
        else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )


@cache
def schema() -> tantivy.Schema:
    """The tantivy schema of the field table."""
    builder = tantivy.SchemaBuilder()
    for field in ARTICLE_FIELDS:
        if field.kind == "text":
            builder.add_text_field(field.name, tokenizer_name="text")
            builder.add_text_field(
                f"{field.name}_exact", tokenizer_name="name", index_option="basic"
            )
        elif field.kind == "name":
            builder.add_text_field(field.name, tokenizer_name="name")
        elif field.kind == "keyword":
            builder.add_text_field(
                field.name,
                tokenizer_name="raw",
                index_option="basic",
                stored=field.name == "id",
                fast=not field.name.endswith("_lookup"),
            )
        elif field.kind == "integer":
            builder.add_integer_field(field.name, fast=True)
        elif field.kind == "stored":
            builder.add_bytes_field(field.name, stored=True)
    for name in ("published_ms", "published_week", "published_month", "published_year"):
        builder.add_integer_field(name, fast=True)
    for facet in TERMS_FACETS:
        builder.add_integer_field(f"{facet}_n", fast=True)
    builder.add_integer_field("mentioned_grain", fast=True)
    for key in ID_KEYS:
        builder.add_unsigned_field(key, fast=True)
    return builder.build()


def register(index: tantivy.Index) -> None:
    """Register the analyzers; tantivy forgets them, so this is due at every open."""
    index.register_tokenizer("text", build_analyzer("text"))
    index.register_tokenizer("name", build_analyzer("name"))


def to_tantivy(article: EnrichedArticle) -> tantivy.Document:
    """The tantivy document of an article. Raises ValueError for an id that cannot be indexed."""
    # Without the schema an unsigned field would be filled with signed integers, and the worker
    # thread of the writer would panic.
    return tantivy.Document.from_dict(to_flat(article), schema())


def to_flat(article: EnrichedArticle) -> dict[str, Any]:
    """The values of every field of :func:`schema` for an article. Raises ValueError."""
    key = article.id.encode()
    if not key or len(key) > MAX_ID_BYTES:
        raise ValueError(f"expected an id of 1 to {MAX_ID_BYTES} bytes, got {len(key)}")
    flat = to_document(article)
    flat["stored"] = flat["stored"].encode()
    flat["title_exact"] = article.title
    flat["body_exact"] = article.body
    published = flat.pop("published", None)
    if published is not None:
        day = published.date()
        flat["published_ms"] = (published - _EPOCH) // _MILLISECOND
        flat["published_week"] = bucket_number(day, "week")
        flat["published_month"] = bucket_number(day, "month")
        flat["published_year"] = day.year
    for facet in TERMS_FACETS:
        flat[f"{facet}_n"] = len(flat.get(facet, ()))
    flat["mentioned_grain"] = (
        3 if "mentioned_day" in flat
        else 2 if "mentioned_month" in flat
        else 1 if "mentioned_year" in flat
        else 0
    )  # fmt: skip
    flat.update(zip(ID_KEYS, id_keys(article.id), strict=True))
    return flat


def id_keys(article_id: str) -> tuple[int, ...]:
    """The first 64 bytes of an id as integers that sort as the id does, but for longer ids."""
    key = article_id.encode()
    return struct.unpack(">8Q", key[:64].ljust(64, b"\0"))


_local = threading.local()


def _analyzer(kind: Analysis) -> tantivy.TextAnalyzer:
    """One analyzer a thread: it is changed while it works."""
    found: tantivy.TextAnalyzer | None = getattr(_local, kind, None)
    if found is None:
        found = build_analyzer(kind)
        setattr(_local, kind, found)
    return found
