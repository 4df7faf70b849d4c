"""Measure the dates of the enrichment: spans and values, on the project's corpus and on TimeML sets.

    python -m tests.quality.dates [--data DIR] [--part test|dev|all]

``--data`` (or ``DRAMATIS_DATA``) is a folder with ``dates/TBAQ-cleaned.tar.xz`` and
``dates/meantime_newsreader_english_oct15.tar.xz``; without it only the corpus is measured. Prints a
table, writes ``tests/quality/errors/dates.json`` and each error with its sentence beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import spacy

from indexer.enrich.dates import DateMention, find_dates, periods
from indexer.model.corpus import CorpusError, GoldArticle, date_bounds, read_corpus

HERE = Path(__file__).parent
ERRORS = HERE / "errors"
CORPUS = HERE.parent.parent / "corpus" / "articles"
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

    def figures(self) -> dict[str, float]:
        """Precision, recall and F1, with the number of gold items."""
        precision = self.right / self.found if self.found else 0.0
        recall = self.right / self.gold if self.gold else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return {
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(f1, 4),
            "gold": self.gold,
        }


@dataclass
class Result:
    """Scores of a set, and its errors as lines."""

    scores: dict[str, Score] = field(
        default_factory=lambda: {
            "span exact": Score(), "span overlap": Score(), "value (mentions)": Score(), "value (doc, value)": Score(),
        }
    )  # fmt: skip
    errors: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)


def corpus_texts(articles: Iterable[GoldArticle], *, names: bool) -> Iterator[GoldText]:
    """Title and body of each article as one text, with the gold names when asked for."""
    for article in articles:
        text = f"{article.title}\n\n{article.body}"
        shift = {"title": 0, "body": len(article.title) + 2}
        gold, ents = [], []
        for mark in article.marks:
            start, end = mark.start + shift[mark.field], mark.end + shift[mark.field]
            if mark.label == "DATE":
                gold.append(Gold(start, end, date_bounds(mark.value)[:2] if mark.value else None))
            elif names:
                ents.append((start, end, mark.label))
        yield GoldText(article.id, text, article.published, tuple(gold), names=tuple(ents))


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


def measure(texts: Iterable[GoldText]) -> Result:
    """Compare what is found with the annotation of each text."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.max_length = 10_000_000
    result = Result()
    for text in texts:
        doc = nlp(text.text)
        ents = [
            doc.char_span(s, e, label=label, alignment_mode="contract")
            for s, e, label in text.names
        ]
        doc.ents = tuple(span for span in ents if span is not None)
        found = [
            m for m in find_dates(doc, text.published)
            if not any(s < m.end and m.start < e for s, e in text.ignored)
        ]  # fmt: skip
        _compare(text, found, result)
    return result


def _compare(text: GoldText, found: list[DateMention], result: Result) -> None:
    spans = {(g.start, g.end) for g in text.dates}
    scores = result.scores
    exact = sum((m.start, m.end) in spans for m in found)
    _count(scores["span exact"], exact, len(found), len(text.dates))
    values_gold = {g.bounds for g in text.dates if g.bounds}
    values_found = {(m.first, m.last) for m in found if m.first and m.last}
    _count(
        scores["value (doc, value)"],
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
    _count(scores["span overlap"], overlapped, len(found), len(text.dates))
    _count(scores["value (mentions)"], valued, len(found), len(text.dates))


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
    left = text.text[max(0, start - 110) : start]
    right = text.text[end : end + 90]
    sentence = " ".join(f"{left}[{text.text[start:end]}]{right}".split())
    result.kinds[kind] += 1
    result.errors.append(f"{kind}\t{text.id}\t{text.published}\t{note}\t{sentence}")


def speed(texts: list[GoldText]) -> float:
    """Words a second of ``find_dates`` alone, the documents made before."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    docs = [(nlp(t.text), t.published) for t in texts]
    words = sum(len(t.text.split()) for t in texts)
    start = time.perf_counter()
    for doc, published in docs:
        find_dates(doc, published)
    return words / (time.perf_counter() - start)


def sets(data: Path | None, part: str) -> Iterator[tuple[str, list[GoldText]]]:
    """The name and the texts of each set that is there."""
    articles = [a for a in _articles() if part == "all" or a.is_test == (part == "test")]
    if articles:
        yield f"corpus {part}, gold names", list(corpus_texts(articles, names=True))
        yield f"corpus {part}, no names", list(corpus_texts(articles, names=False))
    if data is None:
        return
    if (archive := data / "dates" / "TBAQ-cleaned.tar.xz").exists():
        yield "TBAQ", list(timebank_texts(archive))
    if (archive := data / "dates" / "meantime_newsreader_english_oct15.tar.xz").exists():
        yield "MEANTIME", list(meantime_texts(archive))


def _articles() -> Iterator[GoldArticle]:
    """The corpus; a file that does not follow the guidelines is named and left out."""
    for path in sorted(CORPUS.glob("*.txt")):
        try:
            yield from list(read_corpus([path]))
        except CorpusError as error:
            print(f"left out: {error}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=os.environ.get("DRAMATIS_DATA"))
    parser.add_argument("--part", choices=["test", "dev", "all"], default="test")
    options = parser.parse_args()
    ERRORS.mkdir(exist_ok=True)
    report: dict[str, dict[str, object]] = {}
    print(f"{'set':28} {'measure':20} {'precision':>9} {'recall':>7} {'F1':>7} {'gold':>6}")
    for name, texts in sets(Path(options.data) if options.data else None, options.part):
        result = measure(texts)
        report[name] = {measure: score.figures() for measure, score in result.scores.items()}
        report[name]["errors"] = dict(result.kinds)
        report[name]["words_per_second"] = round(speed(texts))
        for label, score in result.scores.items():
            f = score.figures()
            print(
                f"{name:28} {label:20} {f['precision']:9.3f} {f['recall']:7.3f} {f['f1']:7.3f} {f['gold']:6}"
            )
        print(f"{name:28} {dict(result.kinds)}, {report[name]['words_per_second']:,} words/s")
        file = ERRORS / f"dates-{re.sub(r'[^a-z]+', '-', name.lower()).strip('-')}.tsv"
        file.write_text("\n".join(sorted(result.errors)) + "\n", encoding="utf-8")
    (ERRORS / f"dates-{options.part}.json").write_text(
        json.dumps(report, indent=1), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
