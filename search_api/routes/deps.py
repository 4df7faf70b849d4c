"""What routes share: the engine and settings of the app, and answers that are not serialised twice."""

from __future__ import annotations

from typing import Annotated, Any, cast

from fastapi import Depends, Request, Response
from pydantic import BaseModel

from search_api.caching import etag_of, is_fresh
from search_api.engines import SearchEngine
from search_api.problems import Problem
from search_api.settings import ApiSettings

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": words, "content": {"application/problem+json": {}}}
    for status, words in (
        (400, "The request cannot be answered as it stands."),
        (422, "A parameter is not as it should be."),
        (503, "The index cannot be searched now."),
    )
}
NOT_FOUND: dict[int | str, dict[str, Any]] = {
    404: {
        "model": Problem,
        "description": "There is no such thing.",
        "content": {"application/problem+json": {}},
    }
}


def _engine(request: Request) -> SearchEngine:
    return cast(SearchEngine, request.app.state.engine)


def _settings(request: Request) -> ApiSettings:
    return cast(ApiSettings, request.app.state.settings)


Engine = Annotated[SearchEngine, Depends(_engine)]
Settings = Annotated[ApiSettings, Depends(_settings)]


def json_answer(model: BaseModel, *, etag: str | None = None) -> Response:
    """A model as JSON, serialised once by pydantic."""
    headers = {"ETag": etag, "Cache-Control": "no-cache"} if etag else {}
    return Response(
        model.model_dump_json(by_alias=True), media_type="application/json", headers=headers
    )


def not_modified(engine: SearchEngine, request: Request) -> tuple[str, Response | None]:
    """The ETag of a GET request, and the 304 answer when the client holds it."""
    etag = etag_of(engine, request)
    if is_fresh(request, etag):
        return etag, Response(status_code=304, headers={"ETag": etag, "Cache-Control": "no-cache"})
    return etag, None
