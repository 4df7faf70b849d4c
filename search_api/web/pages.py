"""The pages: search, article, entity."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from markupsafe import Markup, escape
from pydantic import ValidationError
from starlette.responses import HTMLResponse

from mappings.article import EnrichedArticle
from mappings.fields import FACET_BY_NAME, facet_label
from mappings.labels import date_label
from search_api.entities import entity_profile
from search_api.evidence import evidence_of
from search_api.flat import FlatSearch, to_parameters, to_request
from search_api.limits import check_limits
from search_api.models import FacetSpec, HistogramResult, SearchRequest, Selection, Snippet
from search_api.routes.deps import Engine, Settings, not_modified
from search_api.web import links

router = APIRouter(include_in_schema=False)

PAGE_HITS = 10
PAGE_FACETS: tuple[FacetSpec, ...] = (
    FacetSpec(name="person", size=10),
    FacetSpec(name="institution", size=10),
    FacetSpec(name="country", size=10),
    FacetSpec(name="about", size=6),
    FacetSpec(name="place", size=8),
    FacetSpec(name="source", size=8),
    FacetSpec(name="published", interval="month"),
    FacetSpec(name="mentioned", interval="year"),
)


@router.get("/")
def get_search_page(request: Request, engine: Engine, settings: Settings) -> Response:
    """Search box, hits with highlights, facets as links, histograms."""
    search = check_limits(_page_request(request), settings)
    etag, fresh = not_modified(engine, request)
    if fresh:
        return fresh
    result = engine.search(search)
    hidden = [(k, v) for k, v in to_parameters(search) if k != "q"]
    return render(
        request,
        "search.html",
        search=search,
        result=result,
        facets=[(FACET_BY_NAME[name], facet) for name, facet in result.facets.items()],
        hidden=hidden,
        published_url=partial(links.in_days, search, "published"),
        mentioned_url=partial(links.in_days, search, "mentioned"),
        etag=etag,
    )


def _page_request(request: Request) -> SearchRequest:
    """The request of the page's address. Empty fields of the form are passed over."""
    fields: dict[str, Any] = {}
    for name, value in request.query_params.multi_items():
        if not value:
            continue
        if name in FACET_BY_NAME and FACET_BY_NAME[name].kind == "terms":
            fields.setdefault(name, []).append(value)
        else:
            fields[name] = value
    try:
        search = to_request(FlatSearch.model_validate(fields))
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error
    return search.model_copy(update={"facets": PAGE_FACETS, "size": PAGE_HITS})


@router.get("/article/{article_id:path}")
def get_article_page(article_id: str, request: Request, engine: Engine) -> Response:
    """One article with its marked names and the values found in it."""
    article = engine.article(article_id)
    return render(
        request,
        "article.html",
        article=article,
        title_html=marked_text(article, "title"),
        paragraphs=marked_paragraphs(article),
        evidence=list(evidence_of(article)),
    )


@router.get("/entity/{kind}/{name:path}")
def get_entity_page(kind: str, name: str, request: Request, engine: Engine) -> Response:
    """What the index knows of a person, institution, country or place."""
    profile = entity_profile(engine, kind, name)
    search = SearchRequest(filters={kind: Selection(include=(name,))})
    return render(
        request,
        "entity.html",
        profile=profile,
        articles_url=links.search_url(search),
        days_url=partial(links.in_days, search, "published"),
    )


def render(
    request: Request, template: str, *, status_code: int = 200, etag: str = "", **values: Any
) -> Response:
    """A template as an HTML response that may load nothing but our own style sheet."""
    from search_api.web import CONTENT_SECURITY_POLICY

    page = request.app.state.templates.get_template(template).render(
        now=datetime.now(UTC), **values
    )
    headers = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    if etag:
        headers |= {"ETag": etag, "Cache-Control": "no-cache"}
    return HTMLResponse(page, status_code, headers)


def marked_text(article: EnrichedArticle, field: str) -> Markup:
    """A field of an article as HTML, each mention of a value a link to its search. Escaped."""
    text = article.title if field == "title" else article.body
    spans = sorted(
        (m.start, -m.end, m.end, kind, value)
        for kind, value, mentions in _links(article)
        for m in mentions
        if m.field == field
    )
    html, position = Markup(""), 0
    for start, _, end, kind, value in spans:
        if start < position:
            continue  # one mention may give several values: a demonym its country and a team
        url = links.toggled(SearchRequest(), kind, value)
        label = f"{FACET_BY_NAME[kind].label}: {facet_label(kind, value)}"
        html += escape(text[position:start])
        html += Markup('<a class="m m-{}" href="{}" title="{}">{}</a>').format(
            kind, url, label, text[start:end]
        )
        position = end
    return html + escape(text[position:])


def marked_paragraphs(article: EnrichedArticle) -> list[Markup]:
    """The body as marked paragraphs."""
    return [
        Markup(part) for part in str(marked_text(article, "body")).split("\n\n") if part.strip()
    ]


def _links(article: EnrichedArticle) -> list[tuple[str, str, tuple[Any, ...]]]:
    return [
        *(("person", p.name, p.mentions) for p in article.persons),
        *(("institution", i.name, i.mentions) for i in article.institutions),
        *(("place", p.name, p.mentions) for p in article.places),
        *(("country", c.code, c.mentions) for c in article.countries),
    ]


def bars(histogram: HistogramResult) -> list[dict[str, Any]]:
    """Buckets with their height in percent of the tallest."""
    most = max((bucket.count for bucket in histogram.buckets), default=0) or 1
    return [
        {
            "first": bucket.first,
            "last": bucket.last,
            "count": bucket.count,
            "height": round(100 * bucket.count / most),
        }
        for bucket in histogram.buckets
    ]


def snippet_html(snippet: Snippet) -> Markup:
    """The highlighter's HTML, which is escaped where it is made."""
    return Markup(snippet.html)


TEMPLATE_GLOBALS: dict[str, Any] = {
    "bars": bars,
    "date_label": date_label,
    "facet_label": facet_label,
    "links": links,
    "snippet_html": snippet_html,
    "sorts": ("relevance", "newest", "oldest"),
}
