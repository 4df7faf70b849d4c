"""Sources: every format, other names of fields, derived ids, and what is rejected."""

from __future__ import annotations

import gzip
import io
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from indexer.sources import RecordReader, count_records, open_source, parse_map
from indexer.sources.documents import parse_text
from mappings.article import Article, Rejected
from mappings.errors import SourceError, UnknownName


def read(path: Path | str, **names: str) -> list[Article | Rejected]:
    return list(open_source(str(path), RecordReader(names)))


def one(path: Path, **names: str) -> Article:
    (article,) = read(path, **names)
    assert isinstance(article, Article), article
    return article


def write_jsonl(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(r) + "\n" for r in records))
    return path


RECORD = {
    "id": "1",
    "url": "https://example.org/1",
    "title": "A  title",
    "body": "Some text.",
    "published": "2022-03-17T10:00:00+02:00",
    "source": "Wire",
    "language": "EN-us",
    "authors": ["A", "B"],
    "tags": "war; court",
}
EXPECTED = Article(
    id="1",
    url="https://example.org/1",
    title="A title",
    body="Some text.",
    published=datetime(2022, 3, 17, 8, tzinfo=UTC),
    source="Wire",
    language="en",
    authors=("A", "B"),
    tags=("war", "court"),
)


def test_jsonl(tmp_path: Path) -> None:
    assert one(write_jsonl(tmp_path / "a.jsonl", RECORD)) == EXPECTED


def test_gzipped_jsonl_with_byte_order_mark_and_empty_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf" + json.dumps(RECORD).encode() + b"\n\n  \n"))
    assert one(path) == EXPECTED


def test_csv(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('headline,text,date\n"A, b","Two\nlines",2022-03-17\n')
    article = one(path)
    assert (article.title, article.body) == ("A, b", "Two\nlines")
    assert article.published == datetime(2022, 3, 17, tzinfo=UTC)


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    moment = datetime(2022, 3, 17, 8, tzinfo=UTC)
    pyarrow.parquet.write_table(
        pyarrow.table({"body": ["x", None], "published": [moment, None]}), path
    )
    article, rejected = read(path)
    assert isinstance(article, Article)
    assert article.published == moment
    assert isinstance(rejected, Rejected)


def test_folder_of_texts_and_pages(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").write_text(
        "Title: One\nPublished: 17 March 2022\nSource: Wire\n\nThe body.\n"
    )
    (tmp_path / "notes.md").write_text("no article")
    paragraphs = (
        "<p>The court in the capital heard the case of the two ministers for a third day.</p>" * 5
    )
    (tmp_path / "sub" / "b.html").write_text(
        "<html lang='en'><head><title>Two</title>"
        "<meta property='article:published_time' content='2022-03-18'></head>"
        f"<body><nav>Home News</nav><article><h1>Two</h1>{paragraphs}</article></body></html>"
    )
    first, second = read(tmp_path)
    assert isinstance(first, Article)
    assert (first.title, first.body, first.source) == ("One", "The body.", "Wire")
    assert first.published == datetime(2022, 3, 17, tzinfo=UTC)
    assert isinstance(second, Article)
    assert second.title == "Two"
    assert "two ministers" in second.body
    assert "Home News" not in second.body
    assert second.published == datetime(2022, 3, 18, tzinfo=UTC)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(json.dumps(RECORD).encode()))
    monkeypatch.setattr("sys.stdin", stream)
    assert read("-") == [EXPECTED]


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("A headline\n\nThe text.", "A headline", "The text."),
        ("Only a text without a headline.", None, "Only a text without a headline."),
        (
            "Date: it was set\nby the court.\n\nMore.",
            None,
            "Date: it was set\nby the court.\n\nMore.",
        ),
        ("Title: T\n\nFirst.\n\nSecond.", "T", "First.\n\nSecond."),
    ],
)
def test_headers_of_a_text(text: str, title: str | None, body: str) -> None:
    record = parse_text(text)
    assert (record.get("title"), record["body"]) == (title, body)


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("content", "x", "body", "x"),
        ("headline", "x", "title", "x"),
        ("publishedAt", "2022-03-17", "published", datetime(2022, 3, 17, tzinfo=UTC)),
        (
            "pubDate",
            "Thu, 17 Mar 2022 08:00:00 GMT",
            "published",
            datetime(2022, 3, 17, 8, tzinfo=UTC),
        ),
        ("timestamp", 1647504000, "published", datetime(2022, 3, 17, 8, tzinfo=UTC)),
        ("timestamp", 1647504000000, "published", datetime(2022, 3, 17, 8, tzinfo=UTC)),
        ("date", "March 17, 2022", "published", datetime(2022, 3, 17, tzinfo=UTC)),
        ("source", {"id": "w", "name": "Wire"}, "source", "Wire"),
        ("byline", "A. Writer", "authors", ("A. Writer",)),
        ("lang", "english", "language", "en"),
    ],
)
def test_usual_other_names_and_forms(
    name: str, value: object, field: str, expected: object
) -> None:
    article = RecordReader().read({"body": "x", name: value}, source="test")
    assert isinstance(article, Article), article
    assert getattr(article, field) == expected


def test_any_name_can_be_mapped(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", {"Article Text": "x", "body": "not this"})
    assert one(path, body="Article Text").body == "x"


def test_mapping_to_an_unknown_field_names_those_there_are() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'body'"):
        RecordReader(parse_map(["bdy=text"]))


def test_derived_ids_are_stable_and_come_from_the_url_first() -> None:
    reader = RecordReader()

    def id_of(**record: str) -> str:
        article = reader.read(record, source="test")
        assert isinstance(article, Article)
        return article.id

    assert id_of(url="u", body="x") == id_of(url="u", body="changed")
    assert id_of(title="t", body="x") == id_of(title="t", body="x")
    assert id_of(title="t", body="x") != id_of(title="t", body="y")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON"),
        (b'["a"]', "expected an object with a body, got a list"),
        (b"null", "got nothing"),
        (b'{"title": "t"}', "--map body=NAME"),
        (b'{"body": "   "}', "--map body=NAME"),
        (b'{"body": ["x"]}', "expected a text in 'body', got a list"),
        (b'{"body": "a\\u0000b"}', "NUL character at offset 1"),
        (b'{"body": "\\ud800"}', "not valid UTF-8"),
        (b'{"body": "\xff"}', "not valid UTF-8 at byte"),
        (b'{"body": "x", "published": "soon"}', "expected a date like 2022-03-17"),
        (b'{"body": "x", "published": "2022-02-31"}', "expected a date like 2022-03-17"),
        (b'{"body": "x", "published": 1e300}', "expected a date like 2022-03-17"),
        (b'{"body": "x", "authors": 5}', "expected a list of texts in 'authors'"),
        (b'{"body": "x", "id": "' + b"i" * 501 + b'"}', "at most 500 bytes"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_bad_records_are_rejected_with_line_and_reason_and_the_next_is_read(
    tmp_path: Path, line: bytes, reason: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(line + b'\n{"body": "good"}\n')
    bad, good = read(path)
    assert isinstance(bad, Rejected)
    assert reason in bad.reason
    assert (bad.line, bad.source) == (1, str(path))
    assert isinstance(good, Article)
    assert "\ud800" not in (bad.record or "")


def test_a_body_above_the_limit_is_rejected() -> None:
    result = RecordReader(max_body_chars=1000).read({"body": "x" * 1001}, source="test")
    assert isinstance(result, Rejected)
    assert "DRAMATIS_MAX_BODY_CHARS" in result.reason
    assert len(result.record or "") <= 10_000


def test_csv_row_of_too_many_cells_and_bad_bytes_are_rejected(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"title,body\na,b,c\nd,\xff\ne,good\n")
    many, bad, good = read(path)
    assert isinstance(many, Rejected)
    assert "expected 2 cells" in many.reason
    assert isinstance(bad, Rejected)
    assert "UTF-8" in bad.reason
    assert isinstance(good, Article)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda p: p / "missing.jsonl", "no such file"),
        (lambda p: p, "no articles in this folder"),
        (lambda p: (p / "a.xyz").write_text("x") and p / "a.xyz", "format not known"),
        (lambda p: (p / "a.jsonl").write_text("") or p / "a.jsonl", "the file is empty"),
    ],
)
def test_a_source_that_cannot_be_read_is_told_at_once(
    tmp_path: Path, make: object, message: str
) -> None:
    path = make(tmp_path)  # type: ignore[operator]
    with pytest.raises(SourceError, match=message):
        open_source(str(path), RecordReader())


def test_no_permission_is_told(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", RECORD)
    path.chmod(0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)  # root reads everything: try as nobody
    try:
        with pytest.raises(SourceError, match="no permission"):
            open_source(str(path), RecordReader())
    finally:
        os.seteuid(user)


@pytest.mark.parametrize(
    ("name", "content"), [("a.parquet", b"no parquet"), ("a.jsonl.gz", b"\x1f\x8bbroken")]
)
def test_a_damaged_file_is_told(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=name):
        read(path)


def test_a_damaged_file_of_a_folder_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"no parquet")
    write_jsonl(tmp_path / "b.jsonl", RECORD)
    bad, good = read(tmp_path)
    assert isinstance(bad, Rejected)
    assert isinstance(good, Article)


def test_records_are_counted_for_the_progress_bar(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "a.jsonl", RECORD, RECORD)
    (tmp_path / "b.txt").write_text("x")
    assert count_records(str(tmp_path)) == 3
    assert count_records("-") is None
