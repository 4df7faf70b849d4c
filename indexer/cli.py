"""The indexing half of the command line: index, reindex, copy, enrich, generations, rollback.

Nothing heavy is imported before a command needs it, so that ``--help`` answers at once.
Exit status: 0 done, 1 something was rejected or failed, 2 the command was not understood.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from indexer.pipeline import LoadReport
    from indexer.writers import IndexWriter
    from mappings.settings import IndexSettings

app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown")

MapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=NAME",
        help="Name of a field in the source, like `body=article_text`.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


@app.command(
    epilog="Examples: `dramatis index articles.jsonl` · `dramatis index archive/ --map body=article_text` · "
    "`zcat day.gz | dramatis index -`"
)
def index(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            help="Files (.jsonl, .jsonl.gz, .csv, .parquet, .txt, .html), folders of them, or `-` for JSON lines.",
        ),
    ],
    map_: MapOption = None,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1, help="Processes that enrich side by side [default: DRAMATIS_WORKERS or 1]."
        ),
    ] = None,
    json_: JsonOption = False,
) -> None:
    """Enrich articles and add them to the live index; those of the same id are replaced."""
    from indexer.enrich.workers import enrich_all
    from indexer.pipeline import RejectedFile, run
    from indexer.progress import progress
    from indexer.settings import EnrichSettings
    from indexer.sources import RecordReader, count_records, open_source, parse_map
    from indexer.writers import open_admin
    from mappings.settings import IndexSettings

    settings, enrichment = IndexSettings(), EnrichSettings()
    if workers is not None:
        enrichment = enrichment.model_copy(update={"workers": workers})
    reader = RecordReader(parse_map(map_ or []), max_body_chars=enrichment.max_body_chars)
    opened = [
        open_source(uri, reader) for uri in sources
    ]  # all of them are there before work begins
    counts = [count_records(uri) for uri in sources]
    total = None if None in counts else sum(count or 0 for count in counts)
    records = (record for source in opened for record in source)
    admin = open_admin(settings)
    with RejectedFile(settings.rejected_file) as rejected, admin.append() as writer:
        with progress("Indexing", total, quiet=json_) as bar:
            report = run(
                records,
                lambda articles: enrich_all(articles, enrichment),
                writer,
                rejected,
                batch_articles=settings.batch_articles,
                on_progress=lambda r: bar(r.read),
            )
        if report.indexed + report.replaced:
            writer.publish()
    _say_loaded(report, writer, settings, json_)
    raise typer.Exit(1 if report.rejected or not report.read else 0)


@app.command(epilog="Example: after an upgrade, `dramatis reindex`; no article is enriched again.")
def reindex(json_: JsonOption = False) -> None:
    """Build a new generation from the stored articles, check that none is missing, and publish it."""
    from indexer.rebuild import rebuild
    from mappings.settings import IndexSettings

    settings = IndexSettings()
    report, generation = rebuild(settings, quiet=json_)
    _print(
        {"articles": report.indexed, "generation": generation, "seconds": round(report.seconds, 2)},
        f"{report.indexed:,} articles in generation {generation}, published in {report.seconds:.1f} s. "
        "The one before stays for `dramatis rollback`.",
        json_,
    )


@app.command(
    epilog="Example: `DRAMATIS_ELASTICSEARCH_URL=https://search:9200 dramatis copy --to elasticsearch`; "
    "then serve with `DRAMATIS_ENGINE=elasticsearch`."
)
def copy(
    to: Annotated[
        Literal["embedded", "elasticsearch"],
        typer.Option(help="The engine that gets the articles of the other one."),
    ],
    replace: Annotated[
        bool, typer.Option("--replace", help="Also when that engine serves articles already.")
    ] = False,
    json_: JsonOption = False,
) -> None:
    """Copy every article to the other engine, check that none is missing, and publish; nothing is enriched again."""
    from indexer.rebuild import copy as copy_all
    from mappings.settings import IndexSettings

    settings = IndexSettings()
    report, generation = copy_all(settings, to, replace=replace, quiet=json_)
    text = (
        f"{report.indexed:,} articles copied to {to}, published in {report.seconds:.1f} s as "
        f"generation {generation}."
    )
    if settings.engine != to:
        text += f" Set DRAMATIS_ENGINE={to} to serve them."
    _print(
        {"articles": report.indexed, "generation": generation, "seconds": round(report.seconds, 2)},
        text,
        json_,
    )


@app.command(
    epilog="Examples: `dramatis enrich story.txt --published 2022-03-17` · `dramatis enrich articles.jsonl --json`"
)
def enrich(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="A file, a folder, or `-` for JSON lines.")
    ],
    published: Annotated[
        str | None,
        typer.Option(help="Date of publication (YYYY-MM-DD), for articles that have none."),
    ] = None,
    map_: MapOption = None,
    json_: JsonOption = False,
) -> None:
    """Show what is found in articles: people, institutions, countries, places, dates, and the words that gave them."""
    from datetime import UTC, datetime

    from indexer.enrich.enricher import open_enricher
    from indexer.show import print_enriched
    from indexer.sources import RecordReader, open_source, parse_map
    from mappings.article import Article, Rejected

    try:
        moment = datetime.fromisoformat(published).replace(tzinfo=UTC) if published else None
    except ValueError as error:
        raise typer.BadParameter(f"expected a date like 2022-03-17, got {published!r}") from error
    records = open_source(source, RecordReader(parse_map(map_ or [])))
    enricher = open_enricher()
    failed = False
    for record in records:
        if isinstance(record, Article) and record.published is None:
            record = record.model_copy(update={"published": moment})  # noqa: PLW2901
        result = record if isinstance(record, Rejected) else enricher.enrich_or_reject(record)
        if isinstance(result, Rejected):
            failed = True
            where = f"{result.source}:{result.line}" if result.line else result.source
            typer.echo(f"{where}: {result.reason}", err=True)
        elif json_:
            sys.stdout.write(result.to_json() + "\n")
        else:
            print_enriched(result)
    raise typer.Exit(1 if failed else 0)


@app.command()
def generations(
    prune: Annotated[
        int | None,
        typer.Option(
            min=1, metavar="KEEP", help="Remove all but so many, the live one among them."
        ),
    ] = None,
    json_: JsonOption = False,
) -> None:
    """List the generations of the index, newest first, or remove old ones."""
    from indexer.show import print_generations
    from indexer.writers import open_admin
    from mappings.settings import IndexSettings

    admin = open_admin(IndexSettings())
    removed = admin.prune(prune) if prune else ()
    found = admin.generations()
    if json_:
        _print({"generations": [vars(g) for g in found], "removed": list(removed)}, "", True)
        return
    for name in removed:
        typer.echo(f"removed {name}")
    print_generations(found)


@app.command()
def rollback(
    to: Annotated[
        str | None, typer.Option(help="Generation to go back to [default: the one before].")
    ] = None,
    json_: JsonOption = False,
) -> None:
    """Make the generation before the live one live again."""
    from indexer.writers import open_admin
    from mappings.settings import IndexSettings

    name = open_admin(IndexSettings()).rollback(to)
    _print({"generation": name}, f"{name} is live.", json_)


def _say_loaded(
    report: LoadReport, writer: IndexWriter, settings: IndexSettings, json_: bool
) -> None:
    rate = report.read / report.seconds if report.seconds else 0.0
    lines = [
        f"{report.indexed:,} articles indexed, {report.replaced:,} replaced, {report.rejected:,} rejected "
        f"in {report.seconds:.1f} s ({rate:,.0f} a second)."
    ]
    if report.not_enriched:
        lines.append(
            f"{report.not_enriched:,} in another language are full text only, not enriched."
        )
    if report.rejected:
        lines.append(f"What was rejected is kept with its reason in {settings.rejected_file}:")
        lines += [f"  {count:,} x {reason}" for reason, count in report.reasons.most_common(5)]
    if not report.read:
        lines.append("No articles were found in what was given.")
    _print(
        {
            "indexed": report.indexed,
            "replaced": report.replaced,
            "rejected": report.rejected,
            "not_enriched": report.not_enriched,
            "reasons": dict(report.reasons),
            "seconds": round(report.seconds, 3),
            "generation": writer.generation,
        },
        "\n".join(lines),
        json_,
    )


def _print(data: dict[str, object], text: str, json_: bool) -> None:
    import json

    typer.echo(json.dumps(data, ensure_ascii=False) if json_ else text)
