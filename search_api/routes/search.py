"""Search, by flat parameters or by a JSON body of the same model, and export of a whole result."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from search_api.export import MEDIA_TYPES, ExportFormat, export
from search_api.flat import FlatSearch, to_request
from search_api.limits import check_limits
from search_api.models import SearchRequest, SearchResult
from search_api.routes.deps import PROBLEMS, Engine, Settings, json_answer, not_modified

router = APIRouter(tags=["search"], responses=PROBLEMS)


@router.get("/v1/search", response_model=SearchResult, summary="Search articles")
def get_search(
    request: Request, flat: Annotated[FlatSearch, Query()], engine: Engine, settings: Settings
) -> Response:
    """Hits with highlights, and the facets asked for. Unknown parameters are refused."""
    etag, fresh = not_modified(engine, request)
    if fresh:
        return fresh
    return json_answer(engine.search(check_limits(to_request(flat), settings)), etag=etag)


@router.post("/v1/search", response_model=SearchResult, summary="Search articles, request as JSON")
def post_search(request: SearchRequest, engine: Engine, settings: Settings) -> Response:
    """The same search with its request as a JSON body."""
    return json_answer(engine.search(check_limits(request, settings)))


class _FlatExport(FlatSearch):
    format: ExportFormat = Field("ndjson", description="`ndjson` or `csv`.", examples=["csv"])


_EXPORT_CONTENT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "One article a line (NDJSON), or flat columns (CSV).",
        "content": {"application/x-ndjson": {}, "text/csv": {}},
    }
}


@router.get(
    "/v1/export",
    summary="Stream a whole result",
    response_class=Response,
    responses=_EXPORT_CONTENT,
)
def get_export(
    flat: Annotated[_FlatExport, Query()], engine: Engine, settings: Settings
) -> Response:
    """Every article of the result, in the order of ids; `size`, `sort` and `cursor` have no meaning here."""
    request = check_limits(to_request(flat), settings)
    chunks: Iterator[str] = export(engine.scan(request), flat.format)
    first = next(chunks, "")  # an error comes before the headers, as a problem
    name = f"dramatis.{flat.format}"
    return StreamingResponse(
        chain([first], chunks),
        media_type=MEDIA_TYPES[flat.format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
