"""Run the benches one after the other, each in a process of its own: ``make bench``.

    python -m tests.bench [NAME ...]        # api, embedded, recogniser ...; without a name all

Each prints a table and writes ``tests/bench/results/NAME.json``. Options of one bench are given to it
alone: ``python -m tests.bench.bench_embedded --articles 20000``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

BENCHES = tuple(
    sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))
)


def main() -> None:
    """Run what was named; exit with 1 when one of them fails."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    names = parser.parse_args().names or BENCHES
    if unknown := [name for name in names if name not in BENCHES]:
        parser.error(f"expected names of {', '.join(BENCHES)}, got {', '.join(unknown)}")
    failed = []
    for name in names:
        print(f"== {name}", flush=True)
        # A process each, so that the peak of memory is that of this bench.
        if subprocess.run(
            [sys.executable, "-m", f"tests.bench.bench_{name}"], check=False
        ).returncode:
            failed.append(name)
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
