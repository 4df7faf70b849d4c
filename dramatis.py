"""The front door: one command, ``dramatis``, that joins the indexing and the searching command line.

Exit status: 0 done, 1 failed or nothing found, 2 the command or a setting was not understood,
130 stopped by Ctrl-C. Every error is one line for a person; set ``DRAMATIS_DEBUG=1`` in a bug
report to see where it came from.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from indexer.cli import app as indexing
from search_api.cli import app as searching

if TYPE_CHECKING:
    from pydantic_settings import BaseSettings

app = typer.Typer(
    name="dramatis",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="Search the news by who, which institution, where and when.",
    epilog="First steps: `dramatis demo`, or `dramatis index articles.jsonl` and then `dramatis serve`.",
)
app.add_typer(indexing)
app.add_typer(searching)


@app.command()
def config(
    json_: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Print the settings in force, where each came from, and names that are no setting."""
    from mappings.settings import effective_settings, unknown_variables

    rows = list(effective_settings(_settings_classes()))
    unknown = unknown_variables(_settings_classes())
    if json_:
        import json

        typer.echo(json.dumps({"settings": [vars(row) for row in rows], "unknown": unknown}))
    else:
        from rich.console import Console
        from rich.table import Table

        table = Table("setting", "value", "from", "what it does", box=None, pad_edge=False)
        for row in rows:
            table.add_row(row.variable, row.value, row.origin, row.description)
        Console().print(table)
    raise typer.Exit(1 if unknown else 0)


@app.command()
def demo(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port; a free one if it is taken.")
    ] = 8000,
) -> None:
    """Index the sample articles (once), then serve the API and the web page."""
    from indexer.demo import index_samples
    from mappings.errors import SettingsError
    from search_api.server import listen, serve_forever
    from search_api.settings import ApiSettings

    index_samples()
    settings = ApiSettings()
    try:
        listen(settings.host, port).close()
    except SettingsError:
        typer.echo(f"Port {port} is taken; a free one is used.", err=True)
        port = 0
    serve_forever(settings.model_copy(update={"port": port}))


def main() -> None:
    """Run the command line; turns our errors into a line and an exit status."""
    try:
        _warn_of_unknown_settings()
        app()
    except KeyboardInterrupt:
        _fail("stopped; the index is as it was at the last publish", 130)
    except Exception as error:
        if os.environ.get("DRAMATIS_DEBUG"):
            raise
        _fail(*_explain(error))


def _explain(error: Exception) -> tuple[str, int]:
    from pydantic import ValidationError

    from mappings.errors import DramatisError, RequestError, SettingsError

    if isinstance(error, ValidationError):
        first = error.errors()[0]
        name = "DRAMATIS_" + "_".join(str(part) for part in first["loc"]).upper()
        return f"{name}: {first['msg']}, got {first['input']!r}; see `dramatis config`", 2
    if isinstance(error, DramatisError):
        return str(error), 2 if isinstance(error, RequestError | SettingsError) else 1
    if isinstance(error, BrokenPipeError):
        # The reader (head, less) has enough; nothing is left to say to it.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
        return "", 0
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "the disk is full; free some space and run the command again: the index is sound", 1
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}", 1
    return (
        f"unexpected {type(error).__name__}: {error}; DRAMATIS_DEBUG=1 shows where it came from",
        1,
    )


def _fail(message: str, status: int) -> None:
    if message:
        typer.echo(f"dramatis: {message}", err=True)
    raise SystemExit(status)


def _warn_of_unknown_settings() -> None:
    # Cheap when there is nothing to look at, so that `--help` stays fast.
    if any(name.upper().startswith("DRAMATIS_") for name in os.environ) or Path(".env").exists():
        from mappings.settings import unknown_variables

        for line in unknown_variables(_settings_classes()):
            typer.echo(f"warning: {line}", err=True)


def _settings_classes() -> list[type[BaseSettings]]:
    from indexer.settings import EnrichSettings
    from mappings.settings import IndexSettings
    from search_api.settings import ApiSettings

    return [IndexSettings, EnrichSettings, ApiSettings]


if __name__ == "__main__":
    main()
