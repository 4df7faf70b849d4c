"""The corpus on the command line.

python -m indexer.model.corpus check corpus/articles/*.txt     # exits with 1 when something is wrong
python -m indexer.model.corpus labels corpus/articles/*.txt    # names that carry two labels
python -m indexer.model.corpus report corpus/articles/*.txt    # sizes, variety, overlap
python -m indexer.model.corpus samples corpus/articles/sample-*.txt > samples/articles.jsonl
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from indexer.model.corpus.checks import check, two_labels
from indexer.model.corpus.format import CorpusError, GoldArticle, read_corpus
from indexer.model.corpus.report import report
from indexer.model.corpus.samples import render_samples


def main() -> int:
    """Do what was asked; the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["check", "report", "labels", "samples"])
    parser.add_argument("files", nargs="+", type=Path)
    options = parser.parse_args()
    articles: list[GoldArticle] = []
    problems: list[str] = []
    for path in options.files:
        try:
            articles += read_corpus([path])
        except CorpusError as error:
            problems.append(str(error))
    if options.what == "labels":
        print("\n".join(two_labels(articles)))
        return 0
    if options.what == "samples":
        print("\n".join(render_samples(articles)))
        return 1 if problems else 0
    if options.what == "report":
        for key, value in vars(report(articles)).items():
            print(f"{key}: {dict(value.most_common(60)) if isinstance(value, Counter) else value}")
        return 0
    problems += check(articles)
    print("\n".join(problems[:200]))
    print(
        f"{len(articles)} articles, {sum(len(a.body.split()) for a in articles)} words, {len(problems)} problems"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
