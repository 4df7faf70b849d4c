"""Measure the dates of the enrichment: spans and values, on the project's corpus and on TimeML sets.

    python -m tests.quality.dates [--data DIR] [--part test|dev|all]

``--data`` (or ``DRAMATIS_DATA``) is a folder with ``dates/TBAQ-cleaned.tar.xz`` and
``dates/meantime_newsreader_english_oct15.tar.xz``; without it only the corpus is measured. Prints a
table and writes each error with its sentence to ``tests/quality/errors/date-*.tsv``.
"""

from __future__ import annotations

import argparse
import os
import re
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

from spacy.tokens import Doc

from indexer.enrich.dates import DateMention, find_dates, periods
from indexer.model.corpus import GoldArticle, date_bounds
from tests.quality.gold import (
    MODES,
    Row,
    articles,
    in_context,
    joined,
    offset,
    plain_doc,
    recognised,
    row,
    watched,
    write_errors,
)

Bounds = tuple[date, date]


@dataclass(frozen=True)
class Gold:
    """A date of the annotation; ``bounds`` is None where it has no value."""

    start: int
    end: int
    bounds: Bounds | None


@dataclass(frozen=True)
class GoldText:
    """A text with its date of publication and its dates; ``ignored`` spans are neither right nor wrong."""

    id: str
    text: str
    published: date | None
    dates: tuple[Gold, ...]
    ignored: tuple[tuple[int, int], ...] = ()
    names: tuple[tuple[int, int, str], ...] = ()
    annotated: int | None = None
    """Where the annotation ends; None for the end of the text."""


@dataclass
class Score:
    """Counts of one comparison."""

    right: int = 0
    found: int = 0
    gold: int = 0

    def figures(self) -> Row:
        """Precision, recall and F1, with the number of gold items."""
        return row(self.right, self.found, self.gold)


@dataclass
class Result:
    """Scores of a set, and its errors as lines."""

    scores: dict[str, Score] = field(
        default_factory=lambda: {
            name: Score() for name in ("date", "date value", "date span", "date overlap")
        }
    )
    """``date``: pairs of article and value; ``date value``: mentions with the right days."""
    errors: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)


def corpus_texts(articles: Iterable[GoldArticle]) -> Iterator[GoldText]:
    """Title and body of each article as one text, with its names."""
    for article in articles:
        gold, names = [], []
        for mark in article.marks:
            start = offset(article, mark)
            end = start + len(mark.text)
            if mark.label == "DATE":
                gold.append(Gold(start, end, date_bounds(mark.value)[:2] if mark.value else None))
            names.append((start, end, mark.label))
        yield GoldText(
            article.id, joined(article), article.published, tuple(gold), names=tuple(names)
        )


def with_gold_names(text: GoldText) -> Doc:
    """The text with its annotated names."""
    return plain_doc(text.text, text.names)


def with_recognised_names(text: GoldText) -> Doc:
    """The text with the names of the recogniser."""
    return recognised(text.text)


MAKERS = dict(zip(MODES, (with_gold_names, with_recognised_names), strict=True))


def timex_bounds(value: str) -> Bounds | None:
    """First and last day of a TIMEX3 value (2022-03-16, 2022-W12, 2022-Q3, 2022-SU, 199, ...); None for others."""
    value = re.sub(r"T.*$", "", value)
    patterns: list[tuple[str, Callable[[re.Match[str]], periods.Period]]] = [
        (r"(\d{4})-(\d\d)-(\d\d)$", lambda m: periods.day(date(int(m[1]), int(m[2]), int(m[3])))),
        (r"(\d{4})-(\d\d)(?:-XX)?$", lambda m: periods.month(int(m[1]), int(m[2]))),
        (r"(\d{4})(?:-XX)?$", lambda m: periods.year(int(m[1]))),
        (r"(\d{4})-W(\d\d?)$", lambda m: periods.week(_monday(m))),
        (r"(\d{4})-W(\d\d?)-WE$", lambda m: periods.weekend(_monday(m))),
        (r"(\d{4})-Q([1-4])$", lambda m: periods.quarter(int(m[1]), int(m[2]))),
        (r"(\d{4})-H([12])$", lambda m: periods.half(int(m[1]), int(m[2]))),
        (r"(\d{4})-(SP|SU|FA|WI)$", lambda m: periods.season(int(m[1]), _SEASONS[m[2]])),
        (r"(\d{3})$", lambda m: periods.decade(int(m[1]) * 10)),
    ]
    for pattern, make in patterns:
        if match := re.match(pattern, value):
            try:
                period = make(match)
            except ValueError:
                return None
            return period.first, period.last
    return None


_SEASONS = {"SP": "spring", "SU": "summer", "FA": "fall", "WI": "winter"}


def _monday(match: re.Match[str]) -> date:
    return date.fromisocalendar(int(match[1]), max(1, int(match[2])), 1)


def timebank_texts(archive: Path) -> Iterator[GoldText]:
    """TimeBank and AQUAINT of TempEval-3; references to now, durations, sets and times are set aside."""
    with tarfile.open(archive) as files:
        for member in sorted(files.getmembers(), key=lambda m: m.name):
            if (
                not re.search(r"(?:TimeBank|AQUAINT)/[^/]+\.tml$", member.name)
                or "/._" in member.name
            ):
                continue
            source = files.extractfile(member)
            assert source is not None
            root = ElementTree.fromstring(source.read())
            creation = root.find("DCT/TIMEX3")
            published = timex_bounds(creation.attrib["value"]) if creation is not None else None
            body = root.find("TEXT")
            assert body is not None
            text, spans = _flatten(body)
            yield _timex_text(
                Path(member.name).stem, text, published[0] if published else None, spans
            )


def _flatten(element: ElementTree.Element) -> tuple[str, list[tuple[int, int, dict[str, str]]]]:
    parts: list[str] = []
    spans: list[tuple[int, int, dict[str, str]]] = []
    length = 0

    def walk(node: ElementTree.Element) -> None:
        nonlocal length
        start = length
        for piece, child in [(node.text, None), *((c.tail, c) for c in node)]:
            if child is not None:
                walk(child)
            if piece:
                parts.append(piece)
                length += len(piece)
            if child is None and node.tag == "TIMEX3" and not len(node):
                break
        if node.tag == "TIMEX3":
            spans.append((start, length, dict(node.attrib)))

    walk(element)
    return "".join(parts), spans


def _timex_text(
    name: str,
    text: str,
    published: date | None,
    spans: list[tuple[int, int, dict[str, str]]],
    annotated: int | None = None,
) -> GoldText:
    gold, ignored = [], []
    for start, end, attributes in spans:
        bounds = timex_bounds(attributes.get("value", ""))
        if (
            attributes.get("type") in {"DATE", "TIME"}
            and bounds
            and not re.match(r"\s*\d\d?:?\d*\s*(?:[ap]\.?m|EST|$)", text[start:end])
        ) and attributes["type"] == "DATE":
            gold.append(Gold(start, end, bounds))
            continue
        ignored.append((start, end))
    return GoldText(name, text, published, tuple(gold), tuple(ignored), annotated=annotated)


def meantime_texts(archive: Path) -> Iterator[GoldText]:
    """Wikinews articles of MEANTIME; only the first sentences are annotated, the rest is left out."""
    with tarfile.open(archive) as files:
        for member in sorted(files.getmembers(), key=lambda m: m.name):
            if (
                "/intra_cross-doc" not in member.name
                or not member.name.endswith(".xml")
                or "/._" in member.name
            ):
                continue
            source = files.extractfile(member)
            assert source is not None
            root = ElementTree.fromstring(source.read())
            offsets: dict[str, tuple[int, int]] = {}
            text, sentence = "", "0"
            for token in root.iter("token"):
                if int(token.attrib["sentence"]) > 5:
                    break
                if token.attrib["sentence"] != sentence:
                    text, sentence = text + "\n\n", token.attrib["sentence"]
                elif (
                    text
                    and (token.text or "") not in {",", ".", ":", ";", "'s", ")"}
                    and text[-1] != "("
                ):
                    text += " "
                offsets[token.attrib["t_id"]] = (len(text), len(text) + len(token.text or ""))
                text += token.text or ""
            published = None
            spans = []
            for timex in root.iter("TIMEX3"):
                anchors = [offsets.get(a.attrib["t_id"]) for a in timex.findall("token_anchor")]
                if timex.attrib.get("functionInDocument") == "CREATION_TIME":
                    bounds = timex_bounds(timex.attrib.get("value", ""))
                    published = bounds[0] if bounds else None
                known = [a for a in anchors if a]
                if known:
                    spans.append((known[0][0], known[-1][1], dict(timex.attrib)))
            yield _timex_text(Path(member.name).stem[:50], text, published, spans)


def measure(texts: Sequence[GoldText], make_doc: Callable[[GoldText], Doc]) -> Result:
    """Compare what is found with the annotation of each text; ``make_doc`` gives the names."""
    result = Result()
    for text in watched(texts, "dates"):
        found = [
            m for m in find_dates(make_doc(text), text.published)
            if not any(s < m.end and m.start < e for s, e in text.ignored)
        ]  # fmt: skip
        _compare(text, found, result)
    return result


def _compare(text: GoldText, found: list[DateMention], result: Result) -> None:
    spans = {(g.start, g.end) for g in text.dates}
    scores = result.scores
    exact = sum((m.start, m.end) in spans for m in found)
    _count(scores["date span"], exact, len(found), len(text.dates))
    values_gold = {g.bounds for g in text.dates if g.bounds}
    values_found = {(m.first, m.last) for m in found if m.first and m.last}
    _count(
        scores["date"],
        len(values_gold & values_found),
        len(values_found),
        len(values_gold),
    )
    overlapped = valued = 0
    used: set[int] = set()
    for gold in text.dates:
        near = [
            (i, m) for i, m in enumerate(found) if m.start < gold.end and gold.start < m.end and i not in used
        ]  # fmt: skip
        if not near:
            _error(text, result, "missed", gold.start, gold.end, f"gold {_show(gold.bounds)}")
            continue
        right = [(i, m) for i, m in near if _bounds(m) == gold.bounds]
        index, mention = (right or near)[0]
        used.add(index)
        overlapped += 1
        valued += bool(right)
        if not right:
            note = f"gold {_show(gold.bounds)} found {_show(_bounds(mention))} for {mention.text!r}"
            _error(text, result, "value", gold.start, gold.end, note)
        elif (mention.start, mention.end) != (gold.start, gold.end):
            _error(text, result, "span", gold.start, gold.end, f"found {mention.text!r}")
    for index, mention in enumerate(found):
        if index not in used:
            _error(
                text,
                result,
                "spurious",
                mention.start,
                mention.end,
                f"found {_show(_bounds(mention))}",
            )
    _count(scores["date overlap"], overlapped, len(found), len(text.dates))
    _count(scores["date value"], valued, len(found), len(text.dates))


def _count(score: Score, right: int, found: int, gold: int) -> None:
    score.right, score.found, score.gold = (
        score.right + right,
        score.found + found,
        score.gold + gold,
    )


def _bounds(mention: DateMention) -> Bounds | None:
    return (mention.first, mention.last) if mention.first and mention.last else None


def _show(bounds: Bounds | None) -> str:
    if bounds is None:
        return "?"
    return str(bounds[0]) if bounds[0] == bounds[1] else f"{bounds[0]}..{bounds[1]}"


def _error(text: GoldText, result: Result, kind: str, start: int, end: int, note: str) -> None:
    result.kinds[kind] += 1
    result.errors.append(
        f"{kind}\t{text.id}\t{text.published}\t{note}\t{in_context(text.text, start, end)}"
    )


def speed(texts: Sequence[GoldText]) -> float:
    """Words a second of ``find_dates`` alone, the documents made before."""
    docs = [(plain_doc(t.text), t.published) for t in texts]
    words = sum(len(t.text.split()) for t in texts)
    start = time.perf_counter()
    for doc, published in docs:
        find_dates(doc, published)
    return words / (time.perf_counter() - start)


def data_sets(data: Path) -> Iterator[tuple[str, list[GoldText]]]:
    """The name and the texts of each set of a data folder that is there."""
    for name, file, read in (
        ("tbaq", "TBAQ-cleaned.tar.xz", timebank_texts),
        ("meantime", "meantime_newsreader_english_oct15.tar.xz", meantime_texts),
    ):
        archive = data / "dates" / file
        if archive.is_file():
            yield name, list(read(archive))
        else:
            print(f"SKIPPED {name}: {archive} is missing")


def main() -> None:
    """Print the table and write the errors."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=os.environ.get("DRAMATIS_DATA"))
    parser.add_argument("--part", choices=["test", "dev", "all"], default="test")
    options = parser.parse_args()
    sets = [(f"own_{options.part}", list(corpus_texts(articles(part=options.part))))]
    sets += data_sets(Path(options.data)) if options.data else []
    for name, texts in sets:
        for mode, make_doc in MAKERS.items():
            result = measure(texts, make_doc)
            for label, score in result.scores.items():
                print(f"{name:10} {mode:14} {label:13}", score.figures())
            print(f"{name:10} {mode:14} {dict(result.kinds)}")
            write_errors(f"date-{name}-{mode.replace(' ', '-')}", result.errors)
        print(f"{name:10} {speed(texts):,.0f} words/s")


if __name__ == "__main__":
    main()
