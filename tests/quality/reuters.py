"""Countries that a newswire article is mainly about, against PLACES of Reuters-21578.

    python -m tests.quality.reuters --data DIR [--articles 2000 | --all]

Articles without PLACES are left out. Former names count as their successors, where PLACES does not
tell them apart.
"""

from __future__ import annotations

import argparse
import html
import os
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.enrich.countries import guess_about, read_places, resolve_countries
from indexer.enrich.enricher import Enricher, open_enricher
from indexer.enrich.found import TITLE_BREAK
from indexer.enrich.gazetteer import Geography, key
from indexer.enrich.names import resolve_names
from tests.quality.gold import Counts, in_context, recognised, watched, write_errors

SAMPLE = 2000
"""Articles that are measured where not all are asked for: every so-manieth of the whole."""

_ARTICLE = re.compile(r"<REUTERS.*?</REUTERS>", re.DOTALL)
_OTHER_NAMES = {
    "uk": "GB", "usa": "US", "ussr": "SUHH", "west-germany": "DE", "south-korea": "KR", "uae": "AE",
    "east-germany": "DDDE", "ivory-coast": "CI", "zaire": "CD", "yugoslavia": "YUCS",
    "czechoslovakia": "CSHH", "burma": "MM", "hong-kong": "HK", "north-korea": "KP",
    "democratic-yemen-and-yemen-arab-republic": "YE", "yemen-arab-republic": "YE",
    "yemen-demo-republic": "YDYE", "democratic-yemen": "YDYE", "republic-of-congo": "CG", "uruguay": "UY",
}  # fmt: skip
_SAME = {"ZRCD": "CD", "BUMM": "MM"}


@dataclass(frozen=True)
class Newswire:
    """An article of the set, and its PLACES as country codes."""

    id: str
    title: str
    body: str
    places: frozenset[str]


def read_reuters(data: Path, geography: Geography) -> list[Newswire]:
    """The articles that have a title, a body and PLACES; none where the folder lacks the set."""
    path = data / "reuters21578" / "reut2-000-010.tar.xz"
    if not path.is_file():
        print(f"SKIPPED reuters: {path} is missing")
        return []
    with tarfile.open(path) as archive:
        streams = (archive.extractfile(m) for m in archive if m.name.endswith(".sgm"))
        texts = [stream.read().decode("latin-1") for stream in streams if stream]
    return [found for text in texts for found in _articles(text, geography)]


def _articles(text: str, geography: Geography) -> Iterator[Newswire]:
    for match in _ARTICLE.finditer(text):
        title, body = _part(match[0], "TITLE"), _part(match[0], "BODY")
        names = re.findall(r"<D>(.*?)</D>", _part(match[0], "PLACES"))
        codes = {
            _OTHER_NAMES.get(name) or geography.countries.get(key(name.replace("-", " ")))
            for name in names
        }
        number = re.search(r'NEWID="(\d+)"', match[0])
        if title and body and number and (places := frozenset(code for code in codes if code)):
            where = html.unescape(_part(match[0], "DATELINE")).strip().rstrip("- ")
            clean = html.unescape(body).replace("\x03", "").strip()
            yield Newswire(number[1], html.unescape(title).strip(), f"{where} - {clean}", places)


def _part(text: str, name: str) -> str:
    match = re.search(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)
    return match[1] if match else ""


def sample(articles: list[Newswire], most: int) -> list[Newswire]:
    """At most so many articles, evenly from the whole."""
    step = max(1, -(-len(articles) // most))
    return articles[::step]


def measure(articles: list[Newswire], enricher: Enricher) -> Counts:
    """``about`` against PLACES: pairs of article and country."""
    counts = Counts()
    for article in watched(articles, "reuters"):
        text = article.title + TITLE_BREAK + article.body
        doc = recognised.__wrapped__(text)  # not kept: there are thousands
        readings = read_places(doc, len(article.title), enricher.geography)
        names = resolve_names(doc, enricher.knowledge, about=guess_about(readings))
        countries, _ = resolve_countries(readings, names, enricher.geography)
        lead = " ".join(text[:300].split())
        found = {
            _SAME.get(c.code, c.code): in_context(text, c.spans[0].start, c.spans[0].end)
            + f" ({len(c.spans)} of {sum(len(o.spans) for o in countries)} mentions) {lead}"
            for c in countries
            if c.about
        }
        counts.add(article.id, found, dict.fromkeys(article.places, lead))
    return counts


def main() -> None:
    """Print the figures and write the errors."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=os.environ.get("DRAMATIS_DATA"))
    parser.add_argument("--articles", type=int, default=SAMPLE)
    parser.add_argument("--all", action="store_true", help="every article")
    options = parser.parse_args()
    if not options.data:
        parser.error("give --data DIR or set DRAMATIS_DATA")
    enricher = open_enricher()
    articles = read_reuters(Path(options.data), enricher.geography)
    counts = measure(articles if options.all else sample(articles, options.articles), enricher)
    print("reuters about", counts.figures())
    write_errors("about-reuters", counts.errors)


if __name__ == "__main__":
    main()
