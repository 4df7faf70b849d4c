"""Measure the recogniser: precision, recall and F1 a label and a set, and every error in a file.

    python -m tests.quality.ner [--data DIR] [--model DIR | --pipeline NAME] [--record]

A mention counts when offsets and label are exactly right. ``DRAMATIS_DATA`` names the data folder
when ``--data`` does not. ``--record`` writes the figures to ``tests/quality/figures.json``.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from indexer.enrich.recognise import load_pipeline
from indexer.model.data import Passage, Span
from tests.quality.ner_sets import GoldSet, data_sets, own_sets

HERE = Path(__file__).parent
FIGURES = HERE / "figures.json"
ERRORS = HERE / "errors"

Find = Callable[[str], list[Span]]
Figures = dict[str, dict[str, float]]


@dataclass
class Tally:
    """Right, superfluous and missed mentions a label, and the errors by group."""

    right: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)
    errors: dict[str, list[str]] = field(default_factory=dict)

    def figures(self, labels: Iterable[str]) -> Figures:
        """Precision, recall and F1 in per cent and the number of gold mentions, a label and all."""
        rows = {label: [label] for label in labels} | {"all": list(labels)}
        return {name: self._row(parts) for name, parts in rows.items()}

    def _row(self, labels: list[str]) -> dict[str, float]:
        right, found, gold = (
            sum(counts[label] for label in labels) for counts in (self.right, self.found, self.gold)
        )
        precision, recall = right / max(1, found), right / max(1, gold)
        f1 = 2 * right / max(1, found + gold)
        return {
            "precision": round(100 * precision, 1),
            "recall": round(100 * recall, 1),
            "f1": round(100 * f1, 1),
            "mentions": gold,
        }


def measure(gold: GoldSet, find: Find) -> Tally:
    """Compare what ``find`` says with the gold marks of a set."""
    tally = Tally()
    for passage in gold.passages:
        right = {s for s in passage.spans if s[2] in gold.labels}
        found = {
            s
            for s in find(passage.text)
            if s[2] in gold.labels and (s in right or not _touches(s, passage.masked))
        }
        tally.right.update(s[2] for s in found & right)
        tally.found.update(s[2] for s in found)
        tally.gold.update(s[2] for s in right)
        for kind, line in explain(passage, right, found):
            tally.errors.setdefault(kind, []).append(line)
    return tally


def _touches(span: Span, stretches: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in stretches)


def explain(passage: Passage, right: set[Span], found: set[Span]) -> Iterable[tuple[str, str]]:
    """Each error as (group, line): wrong label, wrong boundary, missed or superfluous."""
    left = found - right
    for span in sorted(right - found):
        same = next((f for f in left if f[:2] == span[:2]), None)
        near = same or next((f for f in left if _touches(f, [span[:2]])), None)
        if same:
            yield f"wrong label {span[2]} as {same[2]}", _show(passage, span, same)
        elif near:
            yield f"wrong boundary {span[2]}", _show(passage, span, near)
        else:
            yield f"missed {span[2]}", _show(passage, span, None)
        left.discard(near or span)
    for span in sorted(left):
        yield f"superfluous {span[2]}", _show(passage, None, span)


def _show(passage: Passage, right: Span | None, found: Span | None) -> str:
    spans = [s for s in (right, found) if s]
    start, end = min(s[0] for s in spans), max(s[1] for s in spans)
    context = passage.text[max(0, start - 40) : start], passage.text[end : end + 30]
    words = [f"[{passage.text[s[0] : s[1]]}]{s[2]}" if s else "nothing" for s in (right, found)]
    line = f"{words[0]} found {words[1]}   …{context[0]}|{passage.text[start:end]}|{context[1]}…"
    return " ".join(line.split())


def pipeline_finder(pipeline: str | None, model: Path | None) -> Find:
    """A function from text to mentions: the pipeline that indexing uses, or another."""
    nlp = load_pipeline(pipeline)
    nlp.max_length = 10_000_000
    if model:
        nlp.get_pipe("dramatis_ner").from_disk(model)  # type: ignore[attr-defined]
    return lambda text: [(e.start_char, e.end_char, e.label_) for e in nlp(text).ents]


def run(*, data: Path | None, find: Find, errors: Path | None = ERRORS) -> dict[str, Figures]:
    """Figures a set; errors are written to one file a set."""
    results: dict[str, Figures] = {}
    for gold in [*own_sets(), *(data_sets(data) if data else ())]:
        if not gold.passages:
            print(f"SKIPPED {gold.name}: it holds no article yet")
            continue
        tally = measure(gold, find)
        results[gold.name] = tally.figures(gold.labels)
        if errors:
            _write_errors(errors / f"ner-{gold.name}.txt", tally)
    if not data:
        print("SKIPPED the sets of a data folder: give --data DIR or set DRAMATIS_DATA")
    return results


def _write_errors(path: Path, tally: Tally) -> None:
    path.parent.mkdir(exist_ok=True)
    groups = sorted(tally.errors.items(), key=lambda item: -len(item[1]))
    lines = (f"== {kind}: {len(found)}\n" + "\n".join(found) for kind, found in groups)
    path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")


def table(results: dict[str, Figures]) -> str:
    """The figures as text: one line a set and label."""
    lines = [f"{'set':20} {'label':8} {'P':>6} {'R':>6} {'F1':>6} {'n':>7}"]
    for name, figures in results.items():
        lines += [
            f"{name:20} {label:8} {row['precision']:6.1f} {row['recall']:6.1f} "
            f"{row['f1']:6.1f} {row['mentions']:7.0f}"
            for label, row in figures.items()
        ]
    return "\n".join(lines)


def record(results: dict[str, Figures], path: Path = FIGURES) -> None:
    """Put the figures under the key "ner" of the file, and leave its other keys alone."""
    figures = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    figures["ner"] = results
    path.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def main(arguments: list[str] | None = None) -> dict[str, Figures]:
    """Command line; also what ``make quality`` calls. Returns the figures a set."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("DRAMATIS_DATA"))
    parser.add_argument("--model", type=Path, help="folder of another trained model")
    parser.add_argument("--pipeline", help="an installed spaCy pipeline instead")
    parser.add_argument("--record", action="store_true", help="write tests/quality/figures.json")
    options = parser.parse_args(arguments)
    data = Path(options.data) if options.data else None
    results = run(data=data, find=pipeline_finder(options.pipeline, options.model))
    print(table(results))
    if options.record:
        record(results)
    return results


if __name__ == "__main__":
    main()
