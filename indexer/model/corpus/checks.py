"""What is inconsistent in the corpus, and names with two labels for a person to judge."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from indexer.model.corpus.format import GoldArticle


def check(articles: list[GoldArticle]) -> list[str]:
    """What is inconsistent over the corpus, one line each; an empty list when all is well."""
    problems: list[str] = []
    seen: dict[str, str] = {}
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for article in articles:
        where = f"{article.path}:{article.line}: {article.id}"
        if article.id in seen:
            problems.append(f"{where}: id is used twice, first in {seen[article.id]}")
        seen[article.id] = article.path
        words = len(article.body.split())
        if not 55 <= words <= 450:
            problems.append(f"{where}: {words} words, expected 60 to 400")
        fields = {"title": article.title, "body": article.body}
        for mark in article.marks:
            if fields[mark.field][mark.start : mark.end] != mark.text:
                problems.append(f"{article.path}:{mark.line}: offsets do not give {mark.text!r}")
            if mark.text.endswith(("'s", "’s")) and mark.label == "PERSON":
                problems.append(f"{article.path}:{mark.line}: possessive inside [{mark.text}]")
            if mark.label == "DATE" and mark.value and re.fullmatch(r"\d{4}-\d\d-\d\d", mark.value):
                weekday = re.match(r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day", mark.text)
                day = date.fromisoformat(mark.value)
                if weekday and f"{day:%A}" != weekday[0]:
                    problems.append(
                        f"{article.path}:{mark.line}: {mark.value} is a {day:%A}, not [{mark.text}]"
                    )
            labels[mark.text][mark.label] += 1
        problems += _unmarked(article)
    return problems


_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")


def _unmarked(article: GoldArticle) -> Iterator[str]:
    """Names marked in an article whose same words stand unmarked elsewhere in it; weekdays without a mark."""
    names = {
        m.text
        for m in article.marks
        if m.label != "DATE" and len(m.text) > 3 and m.text[0].isupper()
    }
    # One pattern an article: compiling one a name would take most of the time.
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    marked_words = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")
    for where, text in (("title", article.title), ("body", article.body)):
        taken = [(m.start, m.end) for m in article.marks if m.field == where]
        for match in marked_words.finditer(text) if names else ():
            if not any(s <= match.start() and match.end() <= e for s, e in taken):
                context = text[max(0, match.start() - 20) : match.end() + 20].replace("\n", " ")
                yield f"{article.path}:{article.line}: {article.id}: {match[0]!r} is unmarked in …{context}…"
        for match in _WEEKDAY.finditer(text):
            before = text[: match.start()].lower().split()[-1:]
            if before != ["every"] and not any(
                s <= match.start() and match.end() <= e for s, e in taken
            ):
                yield f"{article.path}:{article.line}: {article.id}: weekday {match[0]!r} is unmarked"


def two_labels(articles: list[GoldArticle]) -> list[str]:
    """Names that carry more than one label, with counts, for a person to judge."""
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for article in articles:
        for mark in article.marks:
            labels[mark.text][mark.label] += 1
    return [f"{name}: {dict(counts)}" for name, counts in sorted(labels.items()) if len(counts) > 1]
