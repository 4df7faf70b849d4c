"""The command line as a process: what a person types and what comes back."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.process import COMMAND, dramatis, fetch, serving

STORY = """Title: Court opens inquiry
Published: 2022-03-17
Source: Meridian Wire

The Kremlin rejected Khan's words. Prosecutor Karim Khan spoke in Kyiv on Wednesday. A day earlier, U.S. President
Joe Biden had named the International Criminal Court (ICC). The ICC said nothing.
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index of one enriched story."""
    folder = tmp_path_factory.mktemp("house")
    (folder / "story.txt").write_text(STORY)
    result = dramatis("index", "story.txt", cwd=folder)
    assert result.returncode == 0, result.stderr
    assert "1 articles indexed, 0 replaced, 0 rejected" in result.stdout
    return folder


def test_help_teaches_by_example(tmp_path: Path) -> None:
    result = dramatis("search", "--help", cwd=tmp_path)
    assert result.returncode == 0
    assert "dramatis search '\"war crimes\"' --person" in " ".join(result.stdout.split())


def test_search_prints_hits_and_facets(house: Path) -> None:
    result = dramatis("search", "inquiry", "--person", "Karim Khan", cwd=house)
    assert result.returncode == 0, result.stderr
    assert "1 article " in result.stdout
    assert "Court opens inquiry" in result.stdout
    assert "Joe Biden" in result.stdout


def test_search_as_json_is_the_answer_of_the_api(house: Path) -> None:
    answer = json.loads(dramatis("search", "inquiry", "--json", cwd=house).stdout)
    assert answer["total"] == 1
    assert set(answer["facets"]) == {"person", "institution", "country", "published"}


def test_nothing_found_is_exit_status_one(house: Path) -> None:
    result = dramatis("search", "zebra", cwd=house)
    assert (result.returncode, result.stderr) == (1, "")


def test_enrich_shows_values_with_their_words(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(STORY.replace("Published: 2022-03-17\n", ""))
    table = dramatis("enrich", "story.txt", "--published", "2022-03-17", cwd=tmp_path)
    assert table.returncode == 0, table.stderr
    assert "16 March 2022" in table.stdout
    article = json.loads(
        dramatis("enrich", "story.txt", "--published", "2022-03-17", "--json", cwd=tmp_path).stdout
    )
    assert {"from": "2022-03-15", "to": "2022-03-15"}.items() <= article["dates"][1].items()
    for person in article["persons"]:
        for mention in person["mentions"]:
            assert article[mention["field"]][mention["start"] : mention["end"]] == mention["text"]


def test_without_publication_relative_dates_are_shown_as_unresolved(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(STORY.replace("Published: 2022-03-17\n", ""))
    result = dramatis("enrich", "story.txt", cwd=tmp_path)
    assert "not resolved" in result.stdout
    assert "--published" in result.stdout


def test_facets_show_and_export(house: Path) -> None:
    assert "Karim Khan" in dramatis("facets", "person", "kha", cwd=house).stdout
    exported = dramatis("export", cwd=house).stdout
    article = json.loads(exported)
    shown = json.loads(dramatis("show", article["id"], "--json", cwd=house).stdout)
    assert shown == article
    assert (
        "Karim Khan spoke" in dramatis("show", article["id"], "--why", "person", cwd=house).stdout
    )
    assert dramatis("export", "--format", "csv", cwd=house).stdout.startswith("id,url,title")


def test_standard_input_and_rejected_records(tmp_path: Path) -> None:
    lines = '{"body": "The court met."}\nnot json\n'
    result = dramatis("index", "-", "--json", cwd=tmp_path, stdin=lines)
    report = json.loads(result.stdout)
    assert result.returncode == 1
    assert (report["indexed"], report["rejected"], report["reasons"]) == (1, 1, {"not JSON": 1})
    assert json.loads((tmp_path / "data/rejected.jsonl").read_text())["line"] == 2


def test_article_in_another_language_is_full_text_only(tmp_path: Path) -> None:
    record = {
        "id": "fr",
        "body": "Le tribunal de Paris a entendu le ministre mercredi pour la troisième fois.",
    }
    assert dramatis("index", "-", cwd=tmp_path, stdin=json.dumps(record)).returncode == 0
    article = json.loads(dramatis("export", "ministre", cwd=tmp_path).stdout)
    assert article["language"] == "fr"
    assert article["enrichment"]["status"] == "skipped"
    assert "not served" in article["enrichment"]["reason"]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("search", "x"), 1, "dramatis index"),
        (("index", "missing.jsonl"), 1, "no such file"),
        (("index", "."), 1, "no articles in this folder"),
        (("index", "x.jsonl", "--map", "body"), 1, "--map expects FIELD=NAME"),
        (("facets", "persn"), 2, "Did you mean 'person'?"),
        (("search", "x", "--sort", "best"), 2, "sort"),
        (("search", "x", "--from", "soon"), 2, "published.from"),
        (("rollback",), 1, "dramatis index"),
        (("nonsense",), 2, "No such command"),
        (("enrich", "x.txt", "--published", "soon"), 2, "expected a date like"),
    ],
)
def test_errors_are_one_clear_line(
    tmp_path: Path, arguments: tuple[str, ...], status: int, words: str
) -> None:
    result = dramatis(*arguments, cwd=tmp_path)
    assert result.returncode == status, result.stderr
    assert words in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr


def test_config_tells_values_origins_and_typos(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DRAMATIS_PORT=9000\n")
    result = dramatis(
        "config", "--json", cwd=tmp_path, DRAMATIS_WORKRES="2", DRAMATIS_API_KEYS="secret-key"
    )
    report = json.loads(result.stdout)
    rows = {row["variable"]: row for row in report["settings"]}
    assert result.returncode == 1
    assert (rows["DRAMATIS_PORT"]["value"], rows["DRAMATIS_PORT"]["origin"]) == ("9000", ".env")
    assert rows["DRAMATIS_WRITER_MEMORY_MB"]["origin"] == "environment"
    assert rows["DRAMATIS_WORKERS"]["origin"] == "default"
    assert report["unknown"] == [
        "DRAMATIS_WORKRES is not a setting; did you mean DRAMATIS_WORKERS?"
    ]
    assert "secret-key" not in result.stdout
    assert "DRAMATIS_WORKRES" in result.stderr


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    result = dramatis("status", cwd=tmp_path, DRAMATIS_ENGINE="solr")
    assert result.returncode == 2
    assert "DRAMATIS_ENGINE" in result.stderr


def test_serve_answers_and_stops_at_ctrl_c(house: Path) -> None:
    with serving("serve", cwd=house) as address:
        assert fetch(f"{address}/health/ready").startswith('{"status":"ready"')
        assert "Court opens <mark>inquiry</mark>" in fetch(f"{address}/?q=inquiry")


def test_listening_beyond_loopback_without_a_key_warns(house: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "serve", "--host", "0.0.0.0", "--port", "0"],
        cwd=house,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        assert "DRAMATIS_API_KEYS" in process.stderr.readline()
    finally:
        process.kill()
        process.wait()
        process.stderr.close()
