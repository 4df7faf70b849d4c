"""Server-rendered pages that work without JavaScript: search, article, entity.

Templates escape everything (Jinja2 autoescape); the one exception is the highlighter's HTML,
which is escaped where it is made. A strict Content-Security-Policy stands behind that.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, PackageLoader

from search_api.web import pages

HERE = Path(__file__).parent
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def install_pages(app: FastAPI) -> None:
    """Add the pages and their static files to the app."""
    templates = Environment(
        loader=PackageLoader("search_api.web"), autoescape=True, trim_blocks=True
    )
    templates.globals |= pages.TEMPLATE_GLOBALS
    app.state.templates = templates
    app.state.problem_page = _problem_page
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")


def _problem_page(request: Request, status: int, detail: str) -> Response:
    return pages.render(request, "problem.html", status=status, detail=detail, status_code=status)
