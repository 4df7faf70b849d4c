"""Single documents: a .txt file with optional header lines, or an .html page (trafilatura)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from indexer.sources.records import OTHER_NAMES, RecordReader, reject
from mappings.article import Article, Rejected

_HEADER = re.compile(r"^([A-Za-z][A-Za-z _-]{1,20}):[ \t]*(.*)$")
_HEADER_NAMES = {
    name: ours for ours, names in OTHER_NAMES.items() if ours != "body" for name in names
}
_LONGEST_TITLE = 200


def read_text(path: str, reader: RecordReader) -> Iterator[Article | Rejected]:
    """The article of a text file in UTF-8.

    Header lines (``Title:``, ``Published:``, ``Source:``, ``Url:``, ``Author:``, ``Language:``,
    ``Tags:``, ``Id:``) may stand first, ended by an empty line. Without a title the first line is
    taken, if it is short and an empty line follows.
    """
    data = Path(path).read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield reject(path, None, f"not valid UTF-8 at byte {error.start}", data)
        return
    yield reader.read(parse_text(text), source=path)


def parse_text(text: str) -> dict[str, str]:
    """Header fields, title and body of a text document. Pure."""
    lines = text.replace("\r\n", "\n").strip("\n").split("\n")
    record: dict[str, str] = {}
    taken = 0
    for line in lines:
        match = _HEADER.match(line)
        name = match and _HEADER_NAMES.get(match[1].strip().lower().replace(" ", "_"))
        if not match or not name:
            break
        record[name] = match[2].strip()
        taken += 1
    if taken and taken < len(lines) and lines[taken].strip():
        # "Date: we have none" opens a story, not a header: the empty line was missing.
        record, taken = {}, 0
    body = "\n".join(lines[taken:]).strip()
    first, _, rest = body.partition("\n")
    if "title" not in record and rest.startswith("\n") and 0 < len(first.strip()) <= _LONGEST_TITLE:
        record["title"], body = first.strip(), rest.strip()
    return {**record, "body": body}


def read_html(path: str, reader: RecordReader) -> Iterator[Article | Rejected]:
    """The article of a web page: main text, title, date, author and site, found by trafilatura."""
    from trafilatura import bare_extraction

    data = Path(path).read_bytes()
    found = bare_extraction(data, with_metadata=True, include_comments=False)
    if found is None:
        yield reject(path, None, "no article text found in the page")
        return
    page = found if isinstance(found, dict) else found.as_dict()
    yield reader.read(
        {
            "url": page.get("url"),
            "title": page.get("title"),
            "body": page.get("text"),
            "published": page.get("date"),
            "source": page.get("sitename") or page.get("hostname"),
            "language": page.get("language"),
            "authors": page.get("author"),
            "tags": page.get("tags") or (),
        },
        source=path,
    )
