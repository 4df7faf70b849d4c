"""Measure what the enrichment gets right: one table, one JSON, and each error with its sentence.

    python -m tests.quality [--data DIR] [--all] [--record]

Measured are the recogniser (exact mentions a label) and the facets (pairs of article and value), on
the test part of the project's corpus and, where ``--data`` or ``DRAMATIS_DATA`` names a data folder,
on its sets. Figures are per cent. They are written to ``tests/quality/errors/figures.json``, and
with ``--record`` to ``tests/quality/figures.json``, where the sets that were not measured stay.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from tests.quality import facets, ner
from tests.quality.gold import ERRORS, FIGURES, recognised_mentions


def measure(data: Path | None, *, every_article: bool = False) -> dict[str, Any]:
    """Figures of the recogniser by set and label, and of the facets by set, mentions and facet."""
    _tell("recogniser")
    found: dict[str, Any] = {"ner": ner.run(data=data, find=recognised_mentions)}
    _tell("facets of the own test part")
    found["facets"] = {"own_test": facets.own("test")}
    if data:
        _tell("facets of the data folder")
        found["facets"] |= facets.data_folder(data, every_article=every_article)
    return found


def _tell(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def table(figures: dict[str, Any]) -> str:
    """The figures as text: the recogniser a set and label, the facets a set, mentions and facet."""
    head = f"{'precision':>9} {'recall':>7} {'F1':>7} {'gold':>7}"
    lines = [f"{'set':18} {'mentions':14} {'measure':20} {head}"]
    rows = [
        (name, "recogniser", f"mentions {label}", row["mentions"], row)
        for name, labels in figures["ner"].items()
        for label, row in labels.items()
    ] + [
        (name, mode, facet, row["gold"], row)
        for name, modes in figures["facets"].items()
        for mode, rows_of_mode in modes.items()
        for facet, row in rows_of_mode.items()
    ]
    lines += [
        f"{name:18} {mode:14} {label:20} {row['precision']:9.1f} {row['recall']:7.1f} "
        f"{row['f1']:7.1f} {gold:7.0f}"
        for name, mode, label, gold, row in rows
    ]
    return "\n".join(lines)


def record(figures: dict[str, Any], path: Path = FIGURES) -> None:
    """Put the figures into the file; what was not measured this time stays as it is."""
    recorded = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    for part, sets in figures.items():
        recorded[part] = recorded.get(part, {}) | sets
    _write(recorded, path)


def _write(figures: dict[str, Any], path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def main(arguments: list[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.quality",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, default=os.environ.get("DRAMATIS_DATA"))
    parser.add_argument(
        "--all", action="store_true", help="every article of Reuters-21578, not a sample"
    )
    parser.add_argument("--record", action="store_true", help=f"write {FIGURES.name}")
    options = parser.parse_args(arguments)
    data = Path(options.data) if options.data else None
    if data and not data.is_dir():
        parser.error(f"--data: expected a folder, {data} is none")
    figures = measure(data, every_article=options.all)
    print(table(figures))
    _write(figures, ERRORS / "figures.json")
    print(f"Errors with their sentences: {ERRORS}")
    if options.record:
        record(figures)


if __name__ == "__main__":
    main()
