"""The sample articles in the index, for a first look."""

from __future__ import annotations

from pathlib import Path

from indexer.enrich.workers import enrich_all
from indexer.pipeline import RejectedFile, run
from indexer.progress import progress
from indexer.settings import EnrichSettings
from indexer.sources import RecordReader, count_records, open_source
from indexer.writers import open_admin
from mappings.errors import IndexMissing, SettingsError
from mappings.settings import IndexSettings

_HERE = Path(__file__).parent
SAMPLE_FOLDERS = (_HERE.parent / "samples", _HERE / "samples")
"""In a checkout, and in an installed package."""


def sample_folder() -> Path:
    """Where the sample articles are. Raises SettingsError when they are missing."""
    for folder in SAMPLE_FOLDERS:
        if folder.is_dir():
            return folder
    raise SettingsError(
        "the sample articles are not part of this installation; use a checkout of the project"
    )


def index_samples() -> None:
    """Index the samples into the index of the settings, unless they are there already.

    Raises SettingsError when the index holds other articles: the samples never mix with them.
    """
    settings = IndexSettings()
    uri = str(sample_folder())
    total = count_records(uri)
    admin = open_admin(settings)
    try:
        found = admin.count()
    except IndexMissing:
        found = 0
    if found and found != total:
        raise SettingsError(
            f"the index in {settings.index_dir} holds {found:,} articles of your own; "
            "the demo wants an index of its own: DRAMATIS_INDEX_DIR=data/demo dramatis demo"
        )
    if found:
        return
    with RejectedFile(settings.rejected_file) as rejected, admin.append() as writer:
        with progress("Indexing the sample articles", total) as bar:
            run(
                open_source(uri, RecordReader()),
                lambda articles: enrich_all(articles, EnrichSettings()),
                writer,
                rejected,
                batch_articles=10,
                on_progress=lambda report: bar(report.read),
            )
        writer.publish(expect_articles=total)
