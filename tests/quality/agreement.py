"""How far the two readings of the corpus agree, from the project's own history.

    python -m tests.quality.agreement

Compares each file before its first commit "Second reading: ..." with its state after the last one: the
marks that both have over all marks, as F1. The second reader saw the marks of the first, so this is what a
review changes, not the agreement of two who annotate blind. Articles whose text was changed are left out.
"""

from __future__ import annotations

import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from indexer.model.corpus import GoldArticle, Mark, parse_articles

ROOT = Path(__file__).parents[2]

Tally = dict[str, Counter[str]]
"""By label the marks before, after, and in both."""


def second_readings() -> dict[str, list[str]]:
    """The commits of the second reading a file, oldest first."""
    log = _git("log", "--reverse", "--grep=^Second reading", "--format=%x00%H", "--name-only",
               "--", "corpus/articles")  # fmt: skip
    found: dict[str, list[str]] = defaultdict(list)
    for entry in log.split("\0")[1:]:
        commit, *paths = [line for line in entry.splitlines() if line]
        for path in paths:
            found[path].append(commit)
    return found


def pairs() -> Iterator[tuple[GoldArticle, GoldArticle]]:
    """Each article that was read twice, before and after."""
    for path, commits in sorted(second_readings().items()):
        before = {a.id: a for a in parse_articles(_git("show", f"{commits[0]}^:{path}"), path)}
        for after in parse_articles(_git("show", f"{commits[-1]}:{path}"), path):
            if after.id in before:
                yield before[after.id], after


def main() -> None:
    """Print the agreement a label."""
    spans: Tally = defaultdict(Counter)
    values: Tally = defaultdict(Counter)
    read = changed = about = 0
    for before, after in pairs():
        read += 1
        if (before.title, before.body) != (after.title, after.body):
            changed += 1
            continue
        about += before.about == after.about
        _count(spans, set(map(_span, before.marks)), set(map(_span, after.marks)))
        _count(values, set(map(_valued, before.marks)), set(map(_valued, after.marks)))
    print(f"{read} articles read twice; {changed} whose text was changed are left out")
    if read == changed:
        return
    print(f"{'label':8} {'span and label':>15} {'and value':>10} {'marks':>7}")
    for label in [*sorted(spans), "all"]:
        marks = _sum(spans, label)["after"]
        print(f"{label:8} {_f1(spans, label):15.1f} {_f1(values, label):10.1f} {marks:7}")
    print(f"about    {100 * about / (read - changed):15.1f} per cent of the articles")


def _span(mark: Mark) -> tuple[str, str, int, int]:
    return mark.label, mark.field, mark.start, mark.end


def _valued(mark: Mark) -> tuple[object, ...]:
    return *_span(mark), mark.value, mark.countries


def _count(tally: Tally, before: set[Any], after: set[Any]) -> None:
    for name, marks in (("before", before), ("after", after), ("both", before & after)):
        for mark in marks:
            tally[mark[0]][name] += 1


def _sum(tally: Tally, label: str) -> Counter[str]:
    return sum(tally.values(), Counter()) if label == "all" else tally[label]


def _f1(tally: Tally, label: str) -> float:
    counts = _sum(tally, label)
    return round(200 * counts["both"] / max(1, counts["before"] + counts["after"]), 1)


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    main()
