"""The searching half of the command line: search, facets, show, export, serve, status.

Nothing heavy is imported before a command needs it, so that ``--help`` answers at once.
Exit status: 0 done, 1 nothing found or failed, 2 the command was not understood.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from search_api.engines import SearchEngine
    from search_api.models import SearchRequest

app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown")

Query = Annotated[
    str,
    typer.Argument(help='Words, `"phrases"`, `OR`, `-not`, `prefix*`, `fuzzy~`, `person:khan`.'),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Values = list[str] | None


def _values(what: str) -> Any:
    return typer.Option(help=f"{what}; repeats, a leading `-` excludes.", show_default=False)


def _day(what: str) -> Any:
    return typer.Option(metavar="YYYY-MM-DD", help=what, show_default=False)


Person = Annotated[Values, _values("A person")]
Institution = Annotated[Values, _values("An institution")]
Country = Annotated[Values, _values("A country that articles speak of, by code or name")]
About = Annotated[Values, _values("A country that articles are mainly about")]
Place = Annotated[Values, _values("A city or region")]
Source = Annotated[Values, _values("Where it was published")]
Language = Annotated[Values, _values("A language code")]
From = Annotated[
    str | None,
    typer.Option(
        "--from", metavar="YYYY-MM-DD", help="Published on this day or later.", show_default=False
    ),
]
To = Annotated[str | None, _day("Published on this day or earlier")]
MentionedFrom = Annotated[str | None, _day("Speaks of this day or later")]
MentionedTo = Annotated[str | None, _day("Speaks of this day or earlier")]
SEARCH_FACETS = "person,institution,country,published:month"


@app.command(
    epilog="Examples: `dramatis search '\"war crimes\"' --person 'Karim Khan'` · "
    "`dramatis search earthquake --country TR --from 2023-02-01 --sort newest`"
)
def search(
    query: Query = "",
    person: Person = None,
    institution: Institution = None,
    country: Country = None,
    about: About = None,
    place: Place = None,
    source: Source = None,
    language: Language = None,
    from_: From = None,
    to: To = None,
    mentioned_from: MentionedFrom = None,
    mentioned_to: MentionedTo = None,
    facets: Annotated[
        str, typer.Option(help="Facets to count; `name:20` sets a size.")
    ] = SEARCH_FACETS,
    sort: Annotated[str, typer.Option(help="relevance, newest or oldest.")] = "relevance",
    size: Annotated[int, typer.Option(min=0, max=1000, help="Hits at most.")] = 10,
    cursor: Annotated[
        str | None, typer.Option(help="The cursor of the page before.", show_default=False)
    ] = None,
    json_: Json = False,
) -> None:
    """Search articles: hits with the words that matched, and facets beside them."""
    from search_api.show import print_result

    request = _request(
        {
            "q": query, "person": person, "institution": institution, "country": country, "about": about,
            "place": place, "source": source, "language": language, "published.from": from_,
            "published.to": to, "mentioned.from": mentioned_from, "mentioned.to": mentioned_to,
            "facets": facets, "sort": sort, "size": size, "cursor": cursor,
        }
    )  # fmt: skip
    with _engine() as engine:
        result = engine.search(request)
    if json_:
        typer.echo(result.model_dump_json(by_alias=True))
    else:
        print_result(result)
    raise typer.Exit(0 if result.total else 1)


@app.command(
    epilog="Examples: `dramatis facets institution icc` · `dramatis facets person --query 'war crimes'`"
)
def facets(
    facet: Annotated[
        str, typer.Argument(help="person, institution, country, about, place, source or language.")
    ],
    prefix: Annotated[
        str, typer.Argument(help="Beginning of a word of a value or of an alias.")
    ] = "",
    query: Annotated[str, typer.Option(help="Count under this query.")] = "",
    size: Annotated[int, typer.Option(min=1, max=1000, help="Values at most.")] = 20,
    json_: Json = False,
) -> None:
    """Find values of a facet by the beginning of a word, aliases included."""
    from mappings.errors import UnknownName
    from mappings.fields import TERMS_FACETS
    from search_api.models import SearchRequest
    from search_api.show import print_values

    if facet not in TERMS_FACETS:
        raise UnknownName("facet", facet, TERMS_FACETS)
    with _engine() as engine:
        values = engine.facet_values(facet, prefix, SearchRequest(q=query), size=size)
    if json_:
        import json

        typer.echo(json.dumps({"values": [v.model_dump() for v in values]}, ensure_ascii=False))
    else:
        print_values(values)
    raise typer.Exit(0 if values else 1)


@app.command(epilog="Example: `dramatis show sample-001 --why person`")
def show(
    article_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the article.")],
    why: Annotated[
        str | None, typer.Option(metavar="FACET", help="Show the evidence of a facet's values.")
    ] = None,
    json_: Json = False,
) -> None:
    """Show one article: its text with people, institutions, countries, places and dates."""
    from search_api.evidence import evidence_of
    from search_api.show import print_article, print_evidence

    with _engine() as engine:
        article = engine.article(article_id)
    if why is not None:
        evidence = list(evidence_of(article, why))
        if json_:
            import json

            typer.echo(json.dumps([e.model_dump() for e in evidence], ensure_ascii=False))
        else:
            print_evidence(evidence)
    elif json_:
        typer.echo(article.to_json())
    else:
        print_article(article)


@app.command(
    epilog="Examples: `dramatis export '\"war crimes\"' > hits.jsonl` · "
    "`dramatis export --country UA --format csv > ua.csv`"
)
def export(
    query: Query = "",
    person: Person = None,
    institution: Institution = None,
    country: Country = None,
    about: About = None,
    place: Place = None,
    source: Source = None,
    language: Language = None,
    from_: From = None,
    to: To = None,
    mentioned_from: MentionedFrom = None,
    mentioned_to: MentionedTo = None,
    format_: Annotated[str, typer.Option("--format", help="ndjson or csv.")] = "ndjson",
) -> None:
    """Write a whole result to standard output."""
    from mappings.errors import UnknownName
    from search_api.export import MEDIA_TYPES
    from search_api.export import export as stream

    if format_ not in MEDIA_TYPES:
        raise UnknownName("format", format_, MEDIA_TYPES)
    request = _request(
        {
            "q": query, "person": person, "institution": institution, "country": country, "about": about,
            "place": place, "source": source, "language": language, "published.from": from_,
            "published.to": to, "mentioned.from": mentioned_from, "mentioned.to": mentioned_to,
        }
    )  # fmt: skip
    with _engine() as engine:
        for chunk in stream(engine.scan(request), "csv" if format_ == "csv" else "ndjson"):
            sys.stdout.write(chunk)


@app.command(
    epilog="Examples: `dramatis serve` · `DRAMATIS_API_KEYS=secret dramatis serve --host 0.0.0.0`"
)
def serve(
    host: Annotated[
        str | None, typer.Option(help="Address [default: DRAMATIS_HOST or 127.0.0.1].")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, help="Port, 0 for a free one [default: DRAMATIS_PORT or 8000]."
        ),
    ] = None,
) -> None:
    """Serve the API and the web page until Ctrl-C."""
    from search_api.server import serve_forever
    from search_api.settings import ApiSettings

    changes = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    serve_forever(ApiSettings().model_copy(update=changes))


@app.command()
def status(json_: Json = False) -> None:
    """Show what is served: engine, live generation, counts, fingerprints."""
    from search_api.show import print_status

    with _engine() as engine:
        found = engine.status()
    if json_:
        typer.echo(found.model_dump_json())
    else:
        print_status(found)
    raise typer.Exit(0 if found.generation else 1)


def _engine() -> Any:
    from contextlib import closing

    from mappings.settings import IndexSettings
    from search_api.engines import open_engine

    engine: SearchEngine = open_engine(IndexSettings())
    return closing(engine)


def _request(parameters: dict[str, Any]) -> SearchRequest:
    """The request of flat parameters; a wrong one ends with exit status 2."""
    from pydantic import ValidationError

    from search_api.flat import FlatSearch, to_request

    try:
        return to_request(
            FlatSearch.model_validate({k: v for k, v in parameters.items() if v is not None})
        )
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(p) for p in first["loc"])
        raise typer.BadParameter(f"{name}: {first['msg']}; got {first['input']!r}") from error
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
