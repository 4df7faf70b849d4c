"""The words of Elasticsearch are those of the embedded engine, in texts that are hard to split."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import pytest
import tantivy
from elasticsearch import Elasticsearch

from indexer.writers import open_admin
from mappings.elastic import to_elastic
from mappings.elastic_client import connect
from mappings.embedded import Analysis, tokens
from mappings.settings import IndexSettings
from search_api.engines import SearchEngine, open_engine
from tests.contract.articles import article, found
from tests.elasticsearch.hard_strings import GROUPS, HARD, TOO_LONG
from tests.elasticsearch.shared import empty_index

pytestmark = pytest.mark.elasticsearch
_MARK: Final = "zzmarkzz"
OTHER_THAN_LUCENE: Final = {
    "signs that are pictures to Unicode and no words to a reader": (
        "™", "®", "©", "™️", "㊗️", "〰️", "‼️", "#️⃣", "*️⃣", "🏽",
    ),
    "invisible signs beside a picture fall off": ("🙂\u200d", "\u200d🙂", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
    "quotes in Hebrew abbreviations part words, which then stand side by side": (
        'צה"ל', "ג'ורג'", 'ע"ש', "אבג'",
    ),
}  # fmt: skip
"""Where the tokenizer of both engines is meant to differ from Lucene's ``standard``."""


@pytest.fixture(scope="module")
def settings() -> Iterator[IndexSettings]:
    """An index in which each hard string is an article, and a name of it."""
    with empty_index(shards=1) as made:
        _fill(made)
        yield made


@pytest.fixture(scope="module")
def client(settings: IndexSettings) -> Iterator[Elasticsearch]:
    with connect(settings) as made:
        yield made


@pytest.fixture(scope="module")
def engines(
    settings: IndexSettings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[SearchEngine, SearchEngine]]:
    folder = tmp_path_factory.mktemp("embedded")
    other = IndexSettings(engine="embedded", index_dir=folder, writer_memory_mb=32)
    _fill(other)
    opened = open_engine(settings), open_engine(other)
    yield opened
    for engine in opened:
        engine.close()


def _fill(settings: IndexSettings) -> None:
    admin = open_admin(settings)
    with admin.append() as writer:
        strings = (*HARD, *TOO_LONG)
        writer.write([article(f"{n:03}", t, persons=[t]) for n, t in enumerate(strings)])
        writer.publish(expect_articles=len(strings))
    admin.close()


def analysed(client: Elasticsearch, texts: Sequence[str], **how: Any) -> list[list[str]]:
    """The tokens of each text as the server makes them."""
    parts = [part for text in texts for part in (text, _MARK)]
    answer = client.indices.analyze(text=parts, **how)
    found: list[list[str]] = [[]]
    for token in answer["tokens"]:
        if token["token"] == _MARK:
            found.append([])
        else:
            found[-1].append(token["token"])
    return found[:-1]


def test_there_are_hard_strings_enough() -> None:
    assert len(set(HARD)) == len(HARD) >= 300


@pytest.mark.parametrize(
    ("field", "kind"), [("body", "text"), ("body_exact", "name"), ("person_words", "name")]
)
def test_tokens_are_those_of_the_embedded_engine(
    settings: IndexSettings, client: Elasticsearch, field: str, kind: Analysis
) -> None:
    documents = [to_elastic(article("1", text, persons=[text])) for text in HARD]
    sent = [d.get(field, "") if field != "person_words" else _first(d) for d in documents]
    given = analysed(client, sent, index=settings.index_name, field=field)
    expected = [tokens(text, kind) for text in HARD]
    assert dict(zip(HARD, given, strict=True)) == dict(zip(HARD, expected, strict=True))


def _first(document: dict[str, Any]) -> str:
    return str(next(iter(document.get("person_words", [])), ""))


def test_a_word_above_255_characters_is_cut(settings: IndexSettings, client: Elasticsearch) -> None:
    sent = [to_elastic(article("1", text))["body_exact"] for text in TOO_LONG]
    given = analysed(client, sent, index=settings.index_name, field="body_exact")
    for text, words in zip(TOO_LONG, given, strict=True):
        whole = tokens(text, "name")
        assert len(words) == len(whole)
        for word, full in zip(words, whole, strict=True):
            units = len(word.encode("utf-16-le")) // 2
            assert word == full or (full.startswith(word) and units in (254, 255))
        assert words != whole


def test_each_hard_string_finds_the_same_articles(
    engines: tuple[SearchEngine, SearchEngine],
) -> None:
    """As a phrase, as words, by the beginning of its last word, and as a name."""
    elastic, embedded = engines
    differing = {}
    matched = 0
    for text in HARD:
        quoted = text.replace('"', " ")
        for q in (f'"{quoted}"', quoted, f"{quoted}*", f'person:"{quoted}"'):
            ours, theirs = found(elastic, q), found(embedded, q)
            matched += bool(theirs)
            if ours != theirs:
                differing[q] = (ours, theirs)
    assert differing == {}
    assert matched > 3 * len(HARD) - 400


def test_words_are_those_of_lucenes_standard_tokenizer(client: Elasticsearch) -> None:
    fold = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .build()
    )
    given = [
        ["".join(fold.analyze(token)) for token in words]
        for words in analysed(client, HARD, tokenizer="standard")
    ]
    differing = {t for t, words in zip(HARD, given, strict=True) if words != tokens(t, "name")}
    assert differing == {text for texts in OTHER_THAN_LUCENE.values() for text in texts}


def test_every_kind_of_string_has_words() -> None:
    for name, texts in GROUPS.items():
        assert any(tokens(text, "text") for text in texts), name
