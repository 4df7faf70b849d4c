"""The mapping: as it was reviewed, and with the effect that it is meant to have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from elasticsearch import BadRequestError, Elasticsearch

from indexer.writers.elastic import ElasticAdmin
from mappings.elastic import mapping, to_elastic
from mappings.elastic_client import connect
from mappings.fields import TERMS_FACETS
from mappings.settings import IndexSettings
from tests.contract.articles import article, when
from tests.elasticsearch.golden import GOLDEN, render
from tests.elasticsearch.shared import empty_index

pytestmark = pytest.mark.elasticsearch
RICH = article(
    "rich",
    "War crimes.",
    title="Court",
    published="2022-03-17",
    persons=["Ann"],
    institutions=["Court"],
    countries=["UA"],
    about=["UA"],
    places=["Kyiv"],
    dates=[
        when("2022-03-16"),
        when("2021-11-01", "2021-11-30", "month"),
        when("2020-01-01", "2020-12-31", "year"),
    ],
    source="Post",
    language="en",
    url="https://news.example/1",
    authors=("A. Writer",),
    tags=("law",),
)


@pytest.fixture(scope="module")
def settings() -> Iterator[IndexSettings]:
    with empty_index(shards=2, elasticsearch_replicas=1) as made:
        admin = ElasticAdmin(made)
        # Two publishes make two segments of each shard: one alone needs no ordinals across it.
        for keys in ("abcdefgh", "ijklmnop"):
            with admin.append() as writer:
                writer.write([RICH.model_copy(update={"id": key}) for key in keys])
                writer.publish()
        admin.close()
        yield made


@pytest.fixture(scope="module")
def client(settings: IndexSettings) -> Iterator[Elasticsearch]:
    with connect(settings) as made:
        yield made


def test_mapping_is_the_one_that_was_reviewed() -> None:
    assert (Path(__file__).parents[2] / GOLDEN).read_text() == render(), (
        f"the mapping is another than {GOLDEN}: if that is meant, run `python -m "
        "tests.elasticsearch.golden`, and raise SCHEMA_VERSION in mappings/generations.py unless an "
        "index of the old mapping can still be read and written"
    )


def test_articles_add_nothing_to_the_mapping(
    settings: IndexSettings, client: Elasticsearch
) -> None:
    (content,) = client.indices.get_mapping(index=settings.index_name).values()
    assert content["mappings"]["properties"] == mapping()["properties"]
    # Without this the test could not fail: every field that there is has a value in these articles.
    assert set(to_elastic(RICH)) == set(mapping()["properties"])


def test_an_unknown_field_is_refused(settings: IndexSettings, client: Elasticsearch) -> None:
    document = to_elastic(RICH) | {"persn": "Ann"}
    with pytest.raises(BadRequestError, match=r"strict_dynamic_mapping.*persn"):
        client.index(index=settings.index_name, id="odd", document=document)


def test_the_stored_article_is_kept_and_not_indexed(
    settings: IndexSettings, client: Elasticsearch
) -> None:
    (found,) = client.field_caps(index=settings.index_name, fields="stored")["fields"][
        "stored"
    ].values()
    assert (found["searchable"], found["aggregatable"]) == (False, False)
    kept = client.get(index=settings.index_name, id="a")["_source"]
    assert list(kept) == ["stored"]


def test_ordinals_of_facets_are_there_before_the_first_search(
    settings: IndexSettings, client: Elasticsearch
) -> None:
    found = client.indices.stats(
        index=settings.index_name, metric="fielddata", fielddata_fields="*"
    )
    fields = found["_all"]["total"]["fielddata"]["fields"]
    assert set(fields) >= set(TERMS_FACETS)
    assert not any(name.endswith("_lookup") for name in fields)


def test_shards_and_replicas_are_those_of_the_settings(
    settings: IndexSettings, client: Elasticsearch
) -> None:
    (found,) = client.indices.get_settings(index=settings.index_name).values()
    index = found["settings"]["index"]
    assert (index["number_of_shards"], index["number_of_replicas"]) == ("2", "1")
