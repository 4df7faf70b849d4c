"""What a request must answer, worked out article by article in memory: slow, and simple to check.

Shares with the engines only the analysis of words (``mappings.embedded.tokens``) and the meaning
of dates (``mappings.dates``); each has tests of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from mappings.article import EnrichedArticle
from mappings.dates import Interval, bucket_bounds, bucket_number, bucket_numbers
from mappings.embedded import Analysis, tokens
from mappings.fields import facet_label, facet_values
from search_api.facets import rank
from search_api.models import (
    DayRange,
    FacetResult,
    FacetSpec,
    FacetValue,
    HistogramResult,
    SearchRequest,
    TermsResult,
)
from search_api.query import (
    TEXT_FIELDS,
    And,
    Days,
    Everything,
    Fuzzy,
    Not,
    Or,
    Prefix,
    Query,
    Text,
    fuzzy_distance,
    parse,
)

Articles = Sequence[EnrichedArticle]


def matching(articles: Articles, request: SearchRequest, *, without: str | None = None) -> Articles:
    """The articles that a request finds; without a facet's inclusions."""
    query = parse(request.q)
    return [
        article
        for article in articles
        if says(query, article)
        and all(_chosen(article, request, facet, facet != without) for facet in request.filters)
        and _within(article, "published", request.published)
        and _within(article, "mentioned", request.mentioned)
    ]


def ordered(articles: Articles, request: SearchRequest) -> list[str]:
    """The ids of what a request finds in its order; by relevance as if all scores were equal."""
    found = sorted(matching(articles, request), key=lambda a: a.id.encode())
    if request.sort != "relevance":
        sign = -1 if request.sort == "newest" else 1
        dated = [a for a in found if a.published]
        dated.sort(key=lambda a: sign * a.published.timestamp() if a.published else 0)
        found = dated + [a for a in found if not a.published]
    return [article.id for article in found]


def facet(articles: Articles, request: SearchRequest, spec: FacetSpec) -> FacetResult:
    """The answer of one facet."""
    if spec.name == "published":
        return _published(matching(articles, request), spec.interval)
    if spec.name == "mentioned":
        return _mentioned(matching(articles, request), spec.interval)
    return _terms(articles, request, spec)


def says(query: Query, article: EnrichedArticle) -> bool:
    """Whether an article matches the words of a query."""
    return True if isinstance(query, Everything) else bool(_node(query, article))


def _node(query: Query, article: EnrichedArticle) -> bool | None:
    """None for a part without a word that could be looked up: it has no say."""
    if isinstance(query, And | Or):
        answers = [a for child in query.children if (a := _node(child, article)) is not None]
        if not answers:
            return None
        return all(answers) if isinstance(query, And) else any(answers)
    if isinstance(query, Not):
        answer = _node(query.child, article)
        return None if answer is None else not answer
    if isinstance(query, Days):
        return _within(article, query.field, DayRange(first=query.first, last=query.last))
    assert isinstance(query, Text | Prefix | Fuzzy)
    stemmed = isinstance(query, Text) and (query.field is None or query.field in TEXT_FIELDS)
    kind: Analysis = "text" if stemmed else "name"
    words = _tokens(query.text, kind)
    if not words:
        return None
    texts = [_tokens(text, kind) for text in _texts(article, query.field)]
    if isinstance(query, Text):
        return any(_holds(text, words) for text in texts)
    return all(
        any(
            other.startswith(word)
            if isinstance(query, Prefix) and at == len(words) - 1
            else edits(word, other) <= (fuzzy_distance(word) if isinstance(query, Fuzzy) else 0)
            for text in texts
            for other in text
        )
        for at, word in enumerate(words)
    )


@lru_cache(maxsize=100_000)
def _tokens(text: str, kind: Analysis) -> tuple[str, ...]:
    return tuple(tokens(text, kind))


def _texts(article: EnrichedArticle, field: str | None) -> list[str]:
    if field is None:
        return [article.title, article.body]
    if field in TEXT_FIELDS:
        return [article.title if field == "title" else article.body]
    if field in ("author", "tag"):
        return list(article.authors if field == "author" else article.tags)
    values = facet_values(article)[field]
    return [*values, *(facet_label(field, value) for value in values)]


def _holds(text: Sequence[str], words: Sequence[str]) -> bool:
    width = len(words)
    return any(tuple(text[at : at + width]) == tuple(words) for at in range(len(text)))


def edits(one: str, other: str) -> int:
    """Insertions, deletions, changes and swaps of neighbours that make one word the other."""
    table = {(i, 0): i for i in range(len(one) + 1)} | {(0, j): j for j in range(len(other) + 1)}
    for i, a in enumerate(one, 1):
        for j, b in enumerate(other, 1):
            cost = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, table[i - 2, j - 2] + 1)
            table[i, j] = cost
    return table[len(one), len(other)]


def _chosen(article: EnrichedArticle, request: SearchRequest, name: str, include: bool) -> bool:
    selection, values = request.selection(name), set(facet_values(article)[name])
    if values & set(selection.exclude):
        return False
    if not include or not selection.include:
        return True
    wanted = set(selection.include)
    return wanted <= values if selection.op == "and" else bool(wanted & values)


def _within(article: EnrichedArticle, field: str, days: DayRange | None) -> bool:
    if days is None or (days.first is None and days.last is None):
        return True
    low, high = days.first or date.min, days.last or date.max
    if field == "published":
        return article.published is not None and low <= article.published.date() <= high
    return any(d.first and d.last and d.first <= high and d.last >= low for d in article.dates)


def _terms(articles: Articles, request: SearchRequest, spec: FacetSpec) -> TermsResult:
    name, selection = spec.name, request.selection(spec.name)
    ignores = selection.op == "or"
    seen = matching(articles, request, without=name if ignores else None)
    counts = Counter(value for article in seen for value in facet_values(article)[name])
    shown = dict(rank(counts)[: spec.size])
    shown.update({value: counts[value] for value in selection.include})
    other = sum(counts.values()) - sum(shown.values())
    for value in selection.exclude:
        rest = tuple(v for v in selection.exclude if v != value)
        admitted = selection.model_copy(update={"exclude": rest})
        relaxed = request.model_copy(update={"filters": {**request.filters, name: admitted}})
        shown[value] = sum(
            value in facet_values(article)[name] for article in matching(articles, relaxed)
        )
    return TermsResult(
        exact=True,
        total_values=len(counts),
        other=other,
        missing=sum(not facet_values(article)[name] for article in seen),
        values=tuple(
            FacetValue(
                value=value,
                label=facet_label(name, value),
                count=count,
                selected=value in selection.include,
                excluded=value in selection.exclude,
            )
            for value, count in rank(shown)
        ),
    )


def _published(seen: Articles, interval: Interval) -> HistogramResult:
    days = [article.published.date() for article in seen if article.published]
    counts = Counter(bucket_number(day, interval) for day in days)
    return _histogram(counts, interval, missing=len(seen) - len(days), coarser=0)


def _mentioned(seen: Articles, interval: Interval) -> HistogramResult:
    counts: Counter[int] = Counter()
    missing = coarser = 0
    for article in seen:
        dates = [d for d in article.dates if d.first and d.last and d.precision]
        touched = {
            number
            for d in dates
            if d.first and d.last and d.precision
            for number in bucket_numbers(d.first, d.last, d.precision).get(interval, ())
        }
        counts.update(touched)
        missing += not dates
        coarser += bool(dates) and not touched
    return _histogram(counts, interval, missing=missing, coarser=coarser)


def _histogram(
    counts: Counter[int], interval: Interval, *, missing: int, coarser: int
) -> HistogramResult:
    numbers = range(min(counts), max(counts) + 1) if counts else range(0)
    rows = []
    for number in numbers:
        first, last = bucket_bounds(number, interval)
        rows.append({"from": first, "to": last, "count": counts[number]})
    return HistogramResult.model_validate(
        {"interval": interval, "missing": missing, "coarser": coarser, "buckets": rows}
    )
