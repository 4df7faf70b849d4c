"""Facets: which there are, their values by prefix, and the profile of an entity."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from mappings.errors import UnknownName
from mappings.fields import FACETS, TERMS_FACETS
from search_api.entities import EntityProfile, entity_profile
from search_api.flat import FlatSearch, to_request
from search_api.limits import check_limits
from search_api.models import FoundValue, Model
from search_api.routes.deps import NOT_FOUND, PROBLEMS, Engine, Settings, json_answer, not_modified

router = APIRouter(tags=["facets"], responses=PROBLEMS)


class FacetInfo(Model):
    """A facet that can be counted and selected."""

    name: str
    kind: Literal["terms", "dates"]
    op: Literal["and", "or"] | None
    label: str
    description: str


class FacetList(Model):
    """All facets."""

    facets: tuple[FacetInfo, ...]


class FoundValues(Model):
    """Facet values found by a prefix."""

    values: tuple[FoundValue, ...]


class _FlatValues(FlatSearch):
    prefix: str = Field(
        "", description="Beginning of any word of a value or of an alias of it.", examples=["kha"]
    )


@router.get("/v1/facets", response_model=FacetList, summary="The facets there are")
def get_facets() -> Response:
    """Name, kind and default operator of every facet."""
    return json_answer(FacetList(facets=tuple(FacetInfo(**vars(facet)) for facet in FACETS)))


@router.get("/v1/facets/{facet}", response_model=FoundValues, summary="Find values of a facet")
def get_facet_values(
    facet: Annotated[str, Path(description="Name of a terms facet.", examples=["person"])],
    request: Request,
    flat: Annotated[_FlatValues, Query()],
    engine: Engine,
    settings: Settings,
) -> Response:
    """Values whose name or alias has a word beginning with the prefix: "ICC" finds International Criminal Court.

    Counted under the same query and filters as a search.
    """
    if facet not in TERMS_FACETS:
        raise UnknownName("facet", facet, TERMS_FACETS)
    etag, fresh = not_modified(engine, request)
    if fresh:
        return fresh
    search = check_limits(to_request(flat), settings)
    values = engine.facet_values(
        facet, flat.prefix, search, size=min(search.size or 10, settings.max_facet_size)
    )
    return json_answer(FoundValues(values=values), etag=etag)


@router.get(
    "/v1/entities/{kind}/{name:path}",
    response_model=EntityProfile,
    summary="Profile of an entity",
    responses=NOT_FOUND,
)
def get_entity(
    kind: Annotated[
        str, Path(description="person, institution, country or place.", examples=["person"])
    ],
    name: Annotated[
        str, Path(description="Canonical name; a country's code.", examples=["Karim Khan"])
    ],
    request: Request,
    engine: Engine,
) -> Response:
    """Articles, timeline, what it is mentioned with, aliases seen, and sample sentences."""
    etag, fresh = not_modified(engine, request)
    return fresh or json_answer(entity_profile(engine, kind, name), etag=etag)
