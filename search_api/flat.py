"""A search as flat URL parameters, for GET; made from the table of facets.

``person=Karim Khan&person=-Vladimir Putin&person.op=or&published.from=2022-03-01``: a parameter
repeats for several values, a leading ``-`` excludes. ``facets=person,country:20,published:month``
gives a size or an interval after the colon.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, cast
from urllib.parse import urlencode

from pydantic import Field, create_model

from mappings.countries import country_code
from mappings.dates import INTERVALS
from mappings.errors import UnknownName
from mappings.fields import DATE_FACETS, FACET_BY_NAME, FACETS, TERMS_FACETS
from search_api.models import DayRange, FacetSpec, Model, SearchRequest, Selection

_EXAMPLES = {
    "person": "Karim Khan",
    "institution": "International Criminal Court",
    "country": "UA",
    "about": "UA",
    "place": "Mariupol",
    "source": "Meridian Wire",
    "language": "en",
}


class FlatBase(Model):
    """The parameters that are no facet's."""

    q: str = Field(
        "",
        description='Query: words, "phrases", OR, -not, ( ), prefix*, fuzzy~, title:word, person:name.',
        examples=['"war crimes" -trial'],
    )
    facets: str = Field(
        "",
        description="Facets to count, joined by commas; `name:20` sets the size, `published:month` the interval.",
        examples=["person,country:20,published:month"],
    )
    facet_size: int = Field(10, ge=1, description="Values of a facet at most.", examples=[10])
    sort: Literal["relevance", "newest", "oldest"] = Field(
        "relevance", description="Order of hits.", examples=["newest"]
    )
    size: int = Field(10, ge=0, description="Hits on a page; 0 gives counts alone.", examples=[10])
    cursor: str | None = Field(
        None, description="The `cursor` of the page before.", examples=[None]
    )
    highlight: bool = Field(
        True, description="Whether hits carry highlighted snippets.", examples=[True]
    )


def _facet_parameters() -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for facet in FACETS:
        if facet.kind == "terms":
            value = Field(
                (),
                description=f"{facet.description} A leading `-` excludes. Repeats.",
                examples=[[_EXAMPLES[facet.name]]],
            )
            fields[facet.name] = (tuple[str, ...], value)
            op = Field(
                None,
                alias=f"{facet.name}.op",
                description=f"How several values combine; default {facet.op}.",
                examples=[facet.op],
            )
            fields[f"{facet.name}_op"] = (Literal["and", "or"] | None, op)
            continue
        for side, words in (("from", "First"), ("to", "Last")):
            bound = Field(
                None,
                alias=f"{facet.name}.{side}",
                description=f"{words} day, inclusive. {facet.description}",
                examples=["2022-03-01" if side == "from" else "2022-12-31"],
            )
            fields[f"{facet.name}_{side}"] = (date | None, bound)
    return fields


if TYPE_CHECKING:

    class FlatSearch(FlatBase):
        """The GET parameters of a search."""

else:
    FlatSearch = create_model("FlatSearch", __base__=FlatBase, **_facet_parameters())


def to_request(flat: FlatBase) -> SearchRequest:
    """The request that flat parameters ask for. Raises UnknownName, ValueError."""
    filters = {}
    for name in TERMS_FACETS:
        values = cast(tuple[str, ...], getattr(flat, name))
        if name in ("country", "about"):
            values = tuple(_code(value) for value in values)
        op = getattr(flat, f"{name}_op")
        if values or op:
            filters[name] = Selection(
                include=tuple(dict.fromkeys(v for v in values if v and not v.startswith("-"))),
                exclude=tuple(dict.fromkeys(v[1:] for v in values if v.startswith("-") and v[1:])),
                op=op,
            )
    ranges = {name: _day_range(flat, name) for name in DATE_FACETS}
    return SearchRequest(
        q=flat.q,
        filters=filters,
        facets=parse_facets(flat.facets, size=flat.facet_size),
        sort=flat.sort,
        size=flat.size,
        cursor=flat.cursor,
        highlight=flat.highlight,
        **cast(Any, ranges),
    )


def _code(value: str) -> str:
    return "-" + country_code(value[1:]) if value.startswith("-") else country_code(value)


def _day_range(flat: FlatBase, name: str) -> DayRange | None:
    first, last = getattr(flat, f"{name}_from"), getattr(flat, f"{name}_to")
    return DayRange(first=first, last=last) if first or last else None


def parse_facets(text: str, *, size: int = 10) -> tuple[FacetSpec, ...]:
    """Facet specifications of ``person,country:20,published:month``. Raises UnknownName, ValueError."""
    specs: dict[str, FacetSpec] = {}
    for part in text.split(","):
        name, _, option = (piece.strip() for piece in part.partition(":"))
        if not name:
            continue
        if name not in FACET_BY_NAME:
            raise UnknownName("facet", name, FACET_BY_NAME)
        if FACET_BY_NAME[name].kind == "dates":
            interval = option or "month"
            if interval not in INTERVALS:
                raise UnknownName("interval", interval, INTERVALS)
            specs[name] = FacetSpec(name=name, interval=interval)
        else:
            if option and not option.isdecimal():
                raise ValueError(f"expected a number of values after {name!r}:, got {option!r}")
            specs[name] = FacetSpec(name=name, size=int(option) if option else size)
    return tuple(specs.values())


def to_parameters(request: SearchRequest) -> list[tuple[str, str]]:
    """The flat parameters of a request, defaults left out: the inverse of :func:`to_request`."""
    pairs: list[tuple[str, str]] = []
    if request.q:
        pairs.append(("q", request.q))
    for name, selection in request.filters.items():
        pairs += [(name, value) for value in selection.include]
        pairs += [(name, f"-{value}") for value in selection.exclude]
        if selection.op and selection.op != FACET_BY_NAME[name].op:
            pairs.append((f"{name}.op", selection.op))
    ranges: Mapping[str, DayRange | None] = {
        "published": request.published,
        "mentioned": request.mentioned,
    }
    for name, days in ranges.items():
        for side, day in (("from", days and days.first), ("to", days and days.last)):
            if day:
                pairs.append((f"{name}.{side}", day.isoformat()))
    if request.sort != "relevance":
        pairs.append(("sort", request.sort))
    return pairs


def to_query_string(request: SearchRequest) -> str:
    """The flat parameters of a request, encoded for a URL."""
    return urlencode(to_parameters(request))
