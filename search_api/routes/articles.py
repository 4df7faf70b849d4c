"""One article as it is stored, and the evidence of its facet values."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from mappings.article import EnrichedArticle
from mappings.errors import UnknownName
from search_api.evidence import Evidence, evidence_of
from search_api.models import Model
from search_api.routes.deps import NOT_FOUND, PROBLEMS, Engine, json_answer, not_modified

router = APIRouter(tags=["articles"], responses=PROBLEMS | NOT_FOUND)

ArticleId = Annotated[str, Path(description="Id of the article.", examples=["sample-001"])]
EVIDENCE_FACETS = ("person", "institution", "country", "about", "place", "mentioned")


class EvidenceList(Model):
    """The evidence of an article."""

    id: str
    evidence: tuple[Evidence, ...]


@router.get(
    "/v1/articles/{article_id:path}/evidence",
    response_model=EvidenceList,
    summary="Why a value is there",
)
def get_evidence(
    article_id: ArticleId,
    engine: Engine,
    facet: Annotated[str | None, Query(description="One facet.", examples=["person"])] = None,
    value: Annotated[
        str | None, Query(description="One value of it.", examples=["Karim Khan"])
    ] = None,
) -> Response:
    """For each facet value of the article its mentions: sentence, offsets and words."""
    if facet is not None and facet not in EVIDENCE_FACETS:
        raise UnknownName("facet with evidence", facet, EVIDENCE_FACETS)
    article = engine.article(article_id)
    return json_answer(
        EvidenceList(id=article.id, evidence=tuple(evidence_of(article, facet, value)))
    )


@router.get("/v1/articles/{article_id:path}", response_model=EnrichedArticle, summary="One article")
def get_article(article_id: ArticleId, request: Request, engine: Engine) -> Response:
    """The stored article with all its mentions."""
    etag, fresh = not_modified(engine, request)
    return fresh or json_answer(engine.article(article_id), etag=etag)
