"""The API's answers: shapes of the contract, parameters, errors as problem+json."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from indexer.writers import open_admin
from mappings.article import EnrichedArticle
from mappings.settings import IndexSettings
from search_api.app import create_app
from search_api.settings import ApiSettings


def test_get_and_post_give_the_same_answer(client: TestClient) -> None:
    got = client.get(
        "/v1/search",
        params={
            "q": '"war crimes"',
            "person": "Karim Khan",
            "facets": "person,country,published:month",
        },
    ).json()
    posted = client.post(
        "/v1/search",
        json={
            "q": '"war crimes"',
            "filters": {"person": {"include": ["Karim Khan"]}},
            "facets": [
                {"name": "person"},
                {"name": "country"},
                {"name": "published", "interval": "month"},
            ],
        },
    ).json()
    for answer in (got, posted):
        answer.pop("took_ms")
    assert got == posted
    assert got["total"] == 1
    assert got["hits"][0]["id"] == "khan/1"


def test_answer_has_the_shape_of_the_contract(client: TestClient) -> None:
    answer = client.get(
        "/v1/search", params={"q": "inquiry", "facets": "person,published:month"}
    ).json()
    assert set(answer) == {"total", "generation", "took_ms", "cursor", "hits", "facets"}
    hit = answer["hits"][0]
    assert {"id", "score", "title", "url", "published", "source", "language", "persons",
            "institutions", "countries", "about", "highlights"} <= set(hit)  # fmt: skip
    assert hit["highlights"]["title"][0]["html"] == "ICC opens <mark>inquiry</mark>"
    assert hit["highlights"]["title"][0]["ranges"] == [[10, 17]]
    person = answer["facets"]["person"]
    assert (person["kind"], person["exact"], person["missing"], person["total_values"]) == (
        "terms",
        True,
        0,
        1,
    )
    assert person["values"] == [
        {
            "value": "Karim Khan",
            "label": "Karim Khan",
            "count": 1,
            "selected": False,
            "excluded": False,
        }
    ]
    published = answer["facets"]["published"]
    assert published["buckets"] == [{"from": "2022-03-01", "to": "2022-03-31", "count": 1}]


def test_a_country_is_taken_by_its_name_too(client: TestClient) -> None:
    answers = [
        client.get("/v1/search", params={"country": name}).json()
        for name in ("UA", "ua", "Ukraine")
    ]
    assert [answer["total"] for answer in answers] == [1, 1, 1]


def test_leading_minus_excludes(client: TestClient) -> None:
    answer = client.get("/v1/search", params={"person": "-Karim Khan", "facets": "person"}).json()
    assert [hit["id"] for hit in answer["hits"]] == ["evil", "plain"]
    assert answer["facets"]["person"]["values"][0] | {"label": ""} == {
        "value": "Karim Khan",
        "label": "",
        "count": 1,
        "selected": False,
        "excluded": True,
    }


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/v1/search?facets=persn", 400, "Did you mean 'person'?"),
        ("/v1/search?facets=published:fortnight", 400, "choose one of: day, week, month, year"),
        ("/v1/search?persn=x", 422, "no such parameter"),
        ("/v1/search?size=1000000", 422, ""),
        ("/v1/search?size=500", 400, "DRAMATIS_MAX_PAGE_SIZE"),
        ("/v1/search?q=" + "x" * 2001, 400, "DRAMATIS_MAX_QUERY_CHARS"),
        ("/v1/search?q=" + "a%20" * 101, 400, "DRAMATIS_MAX_QUERY_CLAUSES"),
        ("/v1/search?published.from=yesterday", 422, "published.from"),
        ("/v1/search?published.from=2023-01-02&published.to=2023-01-01", 422, "not after"),
        ("/v1/search?cursor=xyz", 410, "cursor"),
        ("/v1/articles/none", 404, "none"),
        ("/v1/articles/evil/evidence?facet=persn", 400, "persn"),
        ("/v1/facets/persn", 400, "Did you mean 'person'?"),
        ("/v1/entities/person/Karim", 404, "Did you mean: 'Karim Khan'?"),
        ("/v1/entities/robot/R2", 400, "robot"),
        ("/nothing", 404, "/docs"),
    ],
)
def test_errors_are_problems_that_say_what_to_do(
    client: TestClient, path: str, status: int, words: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert words in problem["detail"]
    assert "Traceback" not in answer.text


def test_body_that_is_no_json_is_a_problem(client: TestClient) -> None:
    answer = client.post("/v1/search", content=b"{", headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_article_is_the_stored_one(client: TestClient) -> None:
    article = client.get("/v1/articles/khan/1").json()
    assert article["persons"][0]["mentions"][0] == {
        "field": "body",
        "start": 11,
        "end": 21,
        "text": "Karim Khan",
    }
    assert article["dates"][0]["from"] == "2022-03-02"


def test_evidence_gives_sentence_and_words(client: TestClient) -> None:
    answer = client.get("/v1/articles/khan/1/evidence", params={"facet": "institution"}).json()
    assert [(e["field"], e["text"], e["sentence"]["text"]) for e in answer["evidence"]] == [
        ("title", "ICC", "ICC opens inquiry"),
        ("body", "ICC", "Khan spoke on Wednesday at the ICC."),
    ]


def test_typeahead_knows_aliases(client: TestClient) -> None:
    answer = client.get("/v1/facets/institution", params={"prefix": "icc"}).json()
    assert answer["values"] == [
        {
            "value": "International Criminal Court",
            "label": "International Criminal Court",
            "count": 1,
            "matched": "ICC",
        }
    ]


def test_entity_profile(client: TestClient) -> None:
    profile = client.get("/v1/entities/person/Karim Khan").json()
    assert profile["articles"] == 1
    assert profile["mentioned_with"]["institution"][0]["value"] == "International Criminal Court"
    assert profile["mentioned_with"]["person"] == []
    assert [alias["text"] for alias in profile["aliases"]] == ["Karim Khan", "Khan spoke"]
    sentence = profile["sentences"][0]
    assert sentence["text"][sentence["start"] : sentence["end"]] in ("Karim Khan", "Khan spoke")


def test_export_as_ndjson_is_the_article(client: TestClient) -> None:
    lines = client.get("/v1/export", params={"q": "war"}).text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["evil", "khan/1"]
    assert json.loads(lines[1]) == client.get("/v1/articles/khan/1").json()


def test_export_as_csv_is_safe_for_spreadsheets(client: TestClient) -> None:
    answer = client.get("/v1/export", params={"format": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["id"] for row in rows] == ["evil", "khan/1", "plain"]
    assert rows[0]["source"] == "'=cmd()"
    assert rows[1]["institutions"] == "International Criminal Court"
    assert rows[1]["dates"] == "2022-03-02"


def test_etag_spares_an_unchanged_answer(client: TestClient) -> None:
    first = client.get("/v1/search", params={"q": "war"})
    again = client.get(
        "/v1/search", params={"q": "war"}, headers={"If-None-Match": first.headers["etag"]}
    )
    other = client.get(
        "/v1/search", params={"q": "rain"}, headers={"If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200


def test_etag_changes_when_articles_are_added(tmp_path: pytest.TempPathFactory) -> None:
    index = IndexSettings(index_dir=tmp_path / "index", writer_memory_mb=32)  # type: ignore[operator]

    def add(article_id: str) -> None:
        admin = open_admin(index)
        with admin.append() as writer:
            writer.write([EnrichedArticle(id=article_id, body="war")])
            writer.publish()
        admin.close()

    tags = []
    for article_id in ("a", "b"):
        add(article_id)
        with TestClient(create_app(index, ApiSettings())) as client:
            tags.append(client.get("/v1/search", params={"q": "war"}).headers["etag"])
    assert tags[0] != tags[1]


def test_large_answers_are_compressed(client: TestClient) -> None:
    answer = client.get(
        "/v1/search", params={"facets": "person"}, headers={"Accept-Encoding": "gzip"}
    )
    assert answer.headers["content-encoding"] == "gzip"


def test_before_indexing_the_service_lives_and_is_not_ready(empty_client: TestClient) -> None:
    assert empty_client.get("/health/live").status_code == 200
    ready = empty_client.get("/health/ready")
    assert ready.status_code == 503
    assert "dramatis index" in ready.json()["detail"]
    assert empty_client.get("/v1/status").json()["generation"] is None
    assert empty_client.get("/v1/search").status_code == 503


def test_status_counts_what_is_enriched(client: TestClient) -> None:
    status = client.get("/v1/status").json()
    assert (status["engine"], status["articles"], status["enriched"]) == ("embedded", 3, 2)
    assert status["enrichment_fingerprints"] == {"test": 2}


def test_metrics_count_by_route_pattern(client: TestClient) -> None:
    client.get("/v1/articles/evil")
    text = client.get("/metrics").text
    assert (
        'dramatis_requests_total{method="GET",route="/v1/articles/{article_id:path}",status="200"}'
        in text
    )
    assert "dramatis_articles 3.0" in text


def test_every_parameter_is_described_with_an_example(client: TestClient) -> None:
    schema = client.get("/openapi.json").json()
    bare = [
        (path, parameter["name"])
        for path, methods in schema["paths"].items()
        for operation in methods.values()
        for parameter in operation.get("parameters", [])
        if not (parameter.get("description") or parameter["schema"].get("description"))
        or not any(
            key in source
            for source in (parameter, parameter["schema"])
            for key in ("example", "examples")
        )
    ]
    assert bare == []


@given(st.text(max_size=200))
def test_no_query_gives_a_server_error(client: TestClient, query: str) -> None:
    assert client.get("/v1/search", params={"q": query}).status_code < 500
