"""The recogniser as a spaCy component, and the pipelines that can be loaded."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from indexer.enrich.recognise import load_pipeline
from indexer.model.tagger import MODEL_FILES, Tagger
from mappings.errors import EnrichmentError, PipelineNotInstalled

TEXT = (
    "Prosecutor Karim Khan of the International Criminal Court said on Wednesday in Kyiv "
    "that Russian troops had left."
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_pipeline()


def found(doc: Doc) -> list[tuple[str, str]]:
    return [(ent.text, ent.label_) for ent in doc.ents]


def test_finds_every_label_in_a_plain_sentence(nlp: Language) -> None:
    assert found(nlp(TEXT)) == [
        ("Karim Khan", "PERSON"),
        ("International Criminal Court", "ORG"),
        ("Wednesday", "DATE"),
        ("Kyiv", "LOC"),
        ("Russian", "NORP"),
    ]


def test_finds_names_in_capitals(nlp: Language) -> None:
    names = found(nlp(TEXT.upper()))
    assert ("KARIM KHAN", "PERSON") in names
    assert ("KYIV", "LOC") in names


def test_name_joined_by_a_hyphen_to_another_word_stands_alone(nlp: Language) -> None:
    assert ("U.S.", "LOC") in found(nlp("The U.S.-led forces entered Baghdad on Monday."))


def test_result_does_not_depend_on_what_shares_the_batch(nlp: Language) -> None:
    alone = found(nlp(TEXT))
    others = ["Short.", TEXT * 20, TEXT, "Angela Merkel met Emmanuel Macron in Berlin."]
    for batch_size in (1, 4):
        assert found(list(nlp.pipe(others, batch_size=batch_size))[2]) == alone


def test_component_is_all_that_a_spacy_user_adds() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("dramatis_ner")
    assert ("Karim Khan", "PERSON") in found(nlp(TEXT))


def test_saved_pipeline_loads_again_and_finds_the_same(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path)
    assert found(spacy.load(tmp_path)(TEXT)) == found(nlp(TEXT))


def test_pipeline_as_bytes_finds_the_same(nlp: Language) -> None:
    other = spacy.blank("en")
    other.add_pipe("dramatis_sentences")
    other.add_pipe("dramatis_ner")
    assert found(other.from_bytes(nlp.to_bytes())(TEXT)) == found(nlp(TEXT))


def test_folder_without_model_files_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"model\.int8\.onnx.*indexer\.model\.train"):
        Tagger(tmp_path)


def test_shipped_files_are_small_enough() -> None:
    folder = Path(Tagger().source)  # type: ignore[arg-type]
    assert sum((folder / name).stat().st_size for name in MODEL_FILES) <= 30_000_000


def test_pipeline_that_is_not_installed_says_how_to_install_it() -> None:
    with pytest.raises(PipelineNotInstalled, match=r"spacy download xx_no_such_pipeline"):
        load_pipeline("xx_no_such_pipeline")


def test_labels_of_another_pipeline_are_mapped_and_the_rest_dropped(tmp_path: Path) -> None:
    other = spacy.blank("en")
    ruler = other.add_pipe("entity_ruler")
    ruler.add_patterns(  # type: ignore[attr-defined]
        [
            {"label": "PER", "pattern": "Khan"},
            {"label": "GPE", "pattern": "Kyiv"},
            {"label": "FAC", "pattern": "Kremlin"},
            {"label": "MONEY", "pattern": "5 euros"},
        ]
    )
    other.to_disk(tmp_path)
    doc = load_pipeline(str(tmp_path))("Khan left Kyiv for the Kremlin. He paid 5 euros.")
    assert found(doc) == [("Khan", "PERSON"), ("Kyiv", "LOC"), ("Kremlin", "LOC")]
    assert len(list(doc.sents)) == 2


def test_pipeline_without_recogniser_is_refused(tmp_path: Path) -> None:
    other = spacy.blank("en")
    other.add_pipe("sentencizer")
    other.to_disk(tmp_path)
    with pytest.raises(EnrichmentError, match="no component that finds names"):
        load_pipeline(str(tmp_path))


def test_fingerprint_of_the_model_is_in_the_meta(nlp: Language) -> None:
    assert nlp.meta["dramatis_model"].startswith("dramatis-")
