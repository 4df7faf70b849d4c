"""Measure countries, about and places on the project's corpus and, for about, on Reuters-21578.

    python -m tests.quality.countries [--data DIR] [--part test|dev|all]

With gold mentions and with the recogniser's, so that one sees which part errs.
"""

from __future__ import annotations

import argparse
import html
import os
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

from indexer.enrich.countries import guess_about, read_places, resolve_countries
from indexer.enrich.enricher import Enricher, open_enricher
from indexer.enrich.found import FoundInstitution, Names, TextSpan
from indexer.enrich.gazetteer import Geography, key
from indexer.enrich.names import resolve_names
from indexer.model.corpus import GoldArticle
from mappings.article import Article
from tests.quality.gold import ERRORS, Counts, articles, gold_doc, joined, offset

KINDS = ("country", "about", "place")


def measure(part: str = "test", enricher: Enricher | None = None) -> dict[str, dict[str, Counts]]:
    """Counts by kind of mentions (``gold``, ``recogniser``) and facet."""
    enricher = enricher or open_enricher()
    result = {mode: {kind: Counts() for kind in KINDS} for mode in ("gold", "recogniser")}
    for article in articles(part=part):
        for mode, counts in result.items():
            if mode == "gold":
                doc, names = gold_doc(article), gold_institutions(article)
                readings = read_places(doc, len(article.title), enricher.geography)
            else:
                doc = enricher.nlp(joined(article))
                readings = read_places(doc, len(article.title), enricher.geography)
                names = resolve_names(doc, enricher.knowledge, about=guess_about(readings))
            countries, places = resolve_countries(readings, names, enricher.geography)
            counts["country"].add(article.id, (c.code for c in countries), article.countries)
            counts["about"].add(article.id, (c.code for c in countries if c.about), article.about)
            counts["place"].add(article.id, (key(p.name) for p in places), gold_places(article))
    return result


def gold_places(article: GoldArticle) -> set[str]:
    """Canonical names of cities and regions, folded."""
    return {
        key(mark.value)
        for mark in article.marks
        if mark.label == "LOC" and mark.value and mark.value != ",".join(mark.countries)
    }


def gold_institutions(article: GoldArticle) -> Names:
    """The gold institutions with their countries."""
    return Names(
        institutions=tuple(
            FoundInstitution(
                mark.value or mark.text,
                (
                    TextSpan(
                        offset(article, mark), offset(article, mark) + len(mark.text), mark.text
                    ),
                ),
                country=mark.countries[0] if mark.countries else None,
                kind="company" if not mark.countries else "government",
            )
            for mark in article.marks
            if mark.label == "ORG"
        )
    )


_REUTER = re.compile(r"<REUTERS.*?</REUTERS>", re.DOTALL)
_OTHER_NAMES = {"uk": "GB", "usa": "US", "ussr": "SUHH", "west-germany": "DE", "south-korea": "KR", "uae": "AE",
                "east-germany": "DDDE", "ivory-coast": "CI", "zaire": "ZRCD", "yugoslavia": "YUCS",
                "czechoslovakia": "CSHH", "burma": "MM", "hong-kong": "HK", "north-korea": "KP",
                "democratic-yemen-and-yemen-arab-republic": "YE", "yemen-arab-republic": "YE",
                "democratic-yemen": "YDYE", "republic-of-congo": "CG"}  # fmt: skip
_SAME = {"ZRCD": "CD", "BUMM": "MM"}


def reuters(
    data: Path, geography: Geography, most: int
) -> Iterator[tuple[str, str, str, set[str]]]:
    """Id, title, body and PLACES as codes of the first articles of Reuters-21578 that have a body."""
    path = data / "reuters21578" / "reut2-000-010.tar.xz"
    count = 0
    with tarfile.open(path) as archive:
        for member in archive:
            stream = archive.extractfile(member)
            if stream is None or not member.name.endswith(".sgm"):
                continue
            for match in _REUTER.finditer(stream.read().decode("latin-1")):
                text = match[0]
                body = re.search(r"<BODY>(.*?)</BODY>", text, re.DOTALL)
                title = re.search(r"<TITLE>(.*?)</TITLE>", text, re.DOTALL)
                places = re.search(r"<PLACES>(.*?)</PLACES>", text, re.DOTALL)
                number = re.search(r'NEWID="(\d+)"', text)
                if not (body and title and places and number):
                    continue
                names = re.findall(r"<D>(.*?)</D>", places[1])
                codes = {
                    _OTHER_NAMES.get(n) or geography.countries.get(key(n.replace("-", " ")))
                    for n in names
                }
                dateline = re.search(r"<DATELINE>(.*?)</DATELINE>", text, re.DOTALL)
                where = html.unescape(dateline[1]).strip().rstrip("-").strip() if dateline else ""
                clean = html.unescape(body[1]).replace("\x03", "").strip()
                yield (
                    number[1],
                    html.unescape(title[1]).strip(),
                    f"{where} - {clean}",
                    {c for c in codes if c},
                )
                count += 1
                if count == most:
                    return


def measure_reuters(data: Path, enricher: Enricher, most: int = 1000) -> Counts:
    """``about`` against PLACES, micro-averaged; former names count as their successors."""
    counts = Counts()
    for number, title, body, gold in reuters(data, enricher.geography, most):
        article = enricher.enrich_one(Article(id=number, title=title, body=body, language="en"))
        found = {_SAME.get(c.code, c.code) for c in article.countries if c.about}
        counts.add(number, found, {_SAME.get(code, code) for code in gold})
    return counts


def write_errors(name: str, counts: Counts) -> None:
    """List what is wrong and what is missed, one line each."""
    ERRORS.mkdir(exist_ok=True)
    lines = [f"wrong\t{a}\t{v}" for a, v in counts.wrong] + [
        f"missed\t{a}\t{v}" for a, v in counts.missed
    ]
    (ERRORS / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Print the table and write the errors."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=os.environ.get("DRAMATIS_DATA"))
    parser.add_argument("--part", choices=["test", "dev", "all"], default="test")
    parser.add_argument(
        "--reuters", type=int, default=0, help="articles of Reuters-21578 to measure"
    )
    options = parser.parse_args()
    enricher = open_enricher()
    for mode, counts in measure(options.part, enricher).items():
        for kind, found in counts.items():
            print(f"{mode:12}{kind:9}", found.figures())
            write_errors(f"{kind}-{mode}-{options.part}", found)
    if options.data and options.reuters:
        found = measure_reuters(Path(options.data), enricher, options.reuters)
        print("reuters about", found.figures())
        write_errors("about-reuters", found)


if __name__ == "__main__":
    main()
