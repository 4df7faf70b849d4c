"""The web application: routes, middleware, and the engine that lives as long as the app."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi_offline import FastAPIOffline

from mappings.settings import IndexSettings
from search_api.access import ApiKeys
from search_api.engines import open_engine
from search_api.metrics import Measured, Metrics
from search_api.problems import install_problems
from search_api.routes import articles, facets, health, search
from search_api.settings import ApiSettings

_DESCRIPTION = """
Search the news by who, which institution, where and when.

Counts are articles. `person` and `institution` narrow (AND), the other facets widen (OR); a
parameter repeats for several values and a leading `-` excludes. Errors are problem+json.
"""


def create_app(index: IndexSettings | None = None, settings: ApiSettings | None = None) -> FastAPI:
    """The application over the index of the settings; it may start before there is an index."""
    index, settings = index or IndexSettings(), settings or ApiSettings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.engine = open_engine(index)
        try:
            yield
        finally:
            app.state.engine.close()

    # The interactive pages come from the package's own files: they work without a network.
    app: FastAPI = FastAPIOffline(
        redoc_url=None,
        title="Dramatis",
        version=version("dramatis"),
        description=_DESCRIPTION,
        lifespan=lifespan,
    )
    app.state.settings = settings
    app.state.metrics = Metrics()
    for module in (search, articles, facets, health):
        app.include_router(module.router)
    if settings.web:
        from search_api.web import install_pages

        install_pages(app)
    install_problems(app)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    if keys := settings.keys():
        app.add_middleware(ApiKeys, keys=keys)
    if origins := settings.origins():
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=["X-API-Key", "Authorization", "Content-Type"],
            expose_headers=["ETag"],
        )
    app.add_middleware(Measured, metrics=app.state.metrics)
    return app
