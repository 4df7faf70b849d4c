"""The folder of the embedded engine when things go wrong: kill, full disk, other versions, damage."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from indexer.writers.embedded import EmbeddedAdmin
from mappings.embedded_store import read_pointer
from mappings.errors import IndexIncompatible, IndexMissing, IndexReadOnly
from mappings.settings import IndexSettings
from search_api.engines.embedded import EmbeddedEngine
from tests.contract.articles import article, ask, found

ROOT = Path(__file__).parents[2]


@pytest.fixture
def settings(tmp_path: Path) -> IndexSettings:
    return IndexSettings(index_dir=tmp_path / "index", writer_memory_mb=32)


def add(settings: IndexSettings, *keys: str) -> None:
    with EmbeddedAdmin(settings).append() as writer:
        writer.write([article(key) for key in keys])
        writer.publish()


def start(settings: IndexSettings, body: str) -> subprocess.Popen[str]:
    """A process of its own with a writer into this index."""
    head = f"""
        from pathlib import Path
        from indexer.writers.embedded import EmbeddedAdmin
        from mappings.settings import IndexSettings
        from tests.contract.articles import article
        settings = IndexSettings(index_dir=Path({str(settings.index_dir)!r}), writer_memory_mb=32)
        admin = EmbeddedAdmin(settings)
    """
    code = textwrap.dedent(head) + textwrap.dedent(body)
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("mode", ["append", "build"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_writer_that_is_killed_leaves_the_live_index_whole(
    settings: IndexSettings, mode: str, number: int
) -> None:
    add(settings, "1", "2")
    before = read_pointer(settings.index_dir)
    process = start(
        settings,
        f"""
        with admin.{mode}() as writer:
            for at in range(100_000):
                writer.write([article("1", "changed"), article(f"new-{{at}}")])
                if at == 50:
                    print("under way", flush=True)
        """,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "under way\n"
    process.send_signal(number)
    process.wait(timeout=60)
    process.stdout.close()
    assert read_pointer(settings.index_dir) == before
    engine = EmbeddedEngine(settings)
    assert found(engine, "text") == {"1", "2"}
    add(settings, "3")
    assert EmbeddedAdmin(settings).count() == 3
    assert EmbeddedAdmin(settings).prune(1) == () or mode == "build"
    assert len(EmbeddedAdmin(settings).generations()) == 1


def test_killed_at_any_moment_of_publishing_it_is_the_old_or_the_new(
    settings: IndexSettings,
) -> None:
    add(settings, "old")
    for delay in (0.0, 0.01, 0.03, 0.1):
        process = start(
            settings,
            """
            print("ready", flush=True)
            while True:
                with admin.build() as writer:
                    writer.write([article("new-1"), article("new-2")])
                    writer.publish(expect_articles=2)
            """,
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay)
        process.kill()
        process.wait(timeout=60)
        process.stdout.close()
        engine = EmbeddedEngine(settings)
        assert found(engine) in ({"old"}, {"new-1", "new-2"})
        engine.close()


@pytest.mark.skipif(os.name != "posix", reason="limits the size of files by the system")
@pytest.mark.parametrize("mode", ["append", "build"])
def test_a_full_disk_is_told_and_leaves_the_live_index_whole(
    settings: IndexSettings, mode: str
) -> None:
    add(settings, "1")
    process = start(
        settings,
        f"""
        import resource, signal
        from mappings.errors import IndexReadOnly
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        try:
            with admin.{mode}() as writer:
                for at in range(200):
                    words = " ".join(f"word{{at}}x{{n}}" for n in range(300))
                    writer.write([article(f"new-{{at}}", words)])
                writer.publish()
        except IndexReadOnly as error:
            print(error, flush=True)
        """,
    )
    told, _ = process.communicate(timeout=120)
    assert "free some space" in told
    assert EmbeddedAdmin(settings).count() == 1
    add(settings, "2")
    engine = EmbeddedEngine(settings)
    assert found(engine) == {"1", "2"}


def test_an_index_of_another_schema_is_refused_and_still_gives_its_articles(
    settings: IndexSettings,
) -> None:
    add(settings, "1")
    pointer = settings.index_dir / "live.json"
    content = json.loads(pointer.read_text())
    pointer.write_text(json.dumps({**content, "schema_fingerprint": "0" * 16}))
    with pytest.raises(IndexIncompatible, match="dramatis reindex"):
        EmbeddedEngine(settings).search(ask(""))
    with pytest.raises(IndexIncompatible, match="dramatis reindex"):
        EmbeddedAdmin(settings).append()
    assert [a.id for a in EmbeddedAdmin(settings).stored()] == ["1"]
    with EmbeddedAdmin(settings).build() as writer:
        writer.write(list(EmbeddedAdmin(settings).stored()))
        writer.publish(expect_articles=1)
    assert found(EmbeddedEngine(settings)) == {"1"}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"generation": 1}'])
def test_a_damaged_pointer_is_told(settings: IndexSettings, text: str) -> None:
    add(settings, "1")
    (settings.index_dir / "live.json").write_text(text)
    with pytest.raises(IndexIncompatible, match="live generation"):
        EmbeddedEngine(settings).generation()


def test_a_damaged_generation_is_told(settings: IndexSettings) -> None:
    add(settings, "1")
    name = EmbeddedEngine(settings).generation()
    (settings.index_dir / name / "meta.json").write_text("{")
    with pytest.raises(IndexIncompatible, match="rollback"):
        EmbeddedEngine(settings).search(ask(""))


def test_a_generation_that_was_removed_by_hand_is_a_missing_index(settings: IndexSettings) -> None:
    settings.index_dir.mkdir(parents=True)
    pointer = {"generation": "dramatis-20200101t000000-00000000", "schema_fingerprint": "x"}
    (settings.index_dir / "live.json").write_text(json.dumps(pointer))
    with pytest.raises(IndexMissing, match="dramatis index"):
        EmbeddedEngine(settings).search(ask(""))


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings = IndexSettings(index_dir=tmp_path / "file" / "index", writer_memory_mb=32)
    with pytest.raises(IndexReadOnly, match="DRAMATIS_INDEX_DIR"):
        EmbeddedAdmin(settings).append()
