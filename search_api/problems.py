"""The only place where an exception becomes an HTTP status (RFC 9457 problem+json).

A problem says what was expected, what came and what to do; a traceback goes to the log alone.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from mappings import errors

log = logging.getLogger("dramatis.api")

STATUSES: tuple[tuple[type[Exception], HTTPStatus], ...] = (
    (errors.NotFound, HTTPStatus.NOT_FOUND),
    (errors.BadCursor, HTTPStatus.GONE),
    (errors.RequestError, HTTPStatus.BAD_REQUEST),
    (errors.EngineTimeout, HTTPStatus.GATEWAY_TIMEOUT),
    (errors.EngineError, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.IndexStateError, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.DramatisError, HTTPStatus.INTERNAL_SERVER_ERROR),
    (ValidationError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (ValueError, HTTPStatus.UNPROCESSABLE_ENTITY),
)


class Problem(BaseModel):
    """An error as RFC 9457 problem details."""

    type: str = Field("about:blank", examples=["about:blank"])
    title: str = Field(examples=["Bad Request"])
    status: int = Field(examples=[400])
    detail: str = Field(
        description="What was expected, what came, what to do.",
        examples=["facet 'persn' is not defined; choose one of: person, institution, country."],
    )
    errors: list[dict[str, str]] = Field(default_factory=list, description="One entry a parameter.")


def problem_response(
    status: int, detail: str, *, headers: dict[str, str] | None = None, **more: Any
) -> Response:
    """A problem+json response."""
    problem = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, **more)
    content = problem.model_dump(
        exclude_defaults=False, exclude={"errors"} if not problem.errors else None
    )
    return JSONResponse(content, status, headers, media_type="application/problem+json")


def to_problem(error: Exception) -> tuple[int, str, list[dict[str, str]]]:
    """Status, detail and per-parameter errors of an exception."""
    if isinstance(error, HTTPException):
        return error.status_code, str(error.detail), []
    if isinstance(error, RequestValidationError | ValidationError):
        found = [_one_error(dict(e)) for e in error.errors()]
        detail = "; ".join(f"{e['parameter']}: {e['expected']}" for e in found)
        return HTTPStatus.UNPROCESSABLE_ENTITY, detail, found
    for kind, status in STATUSES:
        if isinstance(error, kind):
            return status, str(error), []
    log.error("unexpected error", exc_info=error)
    return (
        500,
        "an unexpected error, written to the server's log; the request can be tried again",
        [],
    )


def install_problems(app: FastAPI) -> None:
    """Answer every exception of the app with a problem."""

    async def handle(request: Request, error: Exception) -> Response:
        status, detail, found = to_problem(error)
        if status == HTTPStatus.NOT_FOUND and isinstance(error, HTTPException):
            detail = f"there is nothing at {request.url.path}; /docs lists what there is"
        headers = dict(getattr(error, "headers", None) or {})
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            headers["Retry-After"] = "5"
        render = getattr(request.app.state, "problem_page", None)
        if render and "text/html" in request.headers.get("accept", "") and not _is_api(request):
            page: Response = render(request, status, detail)
            return page
        return problem_response(status, detail, headers=headers, errors=found)

    for kind in (HTTPException, RequestValidationError, ValidationError, ValueError):
        app.add_exception_handler(kind, handle)
    app.add_exception_handler(errors.DramatisError, handle)
    app.add_exception_handler(Exception, handle)


def _is_api(request: Request) -> bool:
    return request.url.path.startswith(("/v1", "/health", "/metrics"))


def _one_error(error: dict[str, Any]) -> dict[str, str]:
    place = [str(p) for p in error.get("loc", ()) if p not in ("query", "body", "path", "header")]
    message = str(error.get("msg", "")).removeprefix("Value error, ")
    if error.get("type") == "extra_forbidden":
        message = "no such parameter; /docs lists those that there are"
    return {
        "parameter": ".".join(place) or "request",
        "expected": message,
        "got": str(error.get("input"))[:200],
    }
