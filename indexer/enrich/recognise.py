"""The recogniser in a spaCy pipeline, and the pipelines that Dramatis can use.

``nlp.add_pipe("dramatis_ner")`` sets ``doc.ents`` with the labels PERSON, ORG, LOC, NORP and DATE.
:func:`load_pipeline` gives the shipped pipeline, or any installed one with its labels mapped.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import spacy
import srsly  # type: ignore[import-untyped]
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import compile_infix_regex

from indexer.enrich.found import text_of
from indexer.enrich.one_label import one_label
from indexer.enrich.sentences import set_sentences  # importing registers the component
from indexer.model.tagger import SHIPPED, Tagger
from mappings.errors import EnrichmentError, PipelineNotInstalled

SHIPPED_PIPELINE = "dramatis"

LABEL_MAP = {
    "PERSON": "PERSON",
    "PER": "PERSON",
    "ORG": "ORG",
    "LOC": "LOC",
    "GPE": "LOC",
    "FAC": "LOC",
    "NORP": "NORP",
    "DATE": "DATE",
}
"""What the labels of other pipelines are called here; labels that are not listed are dropped."""

_SENTENCES = "dramatis_sentences"
_SENTENCE_SETTERS = ("parser", "senter", "sentencizer", _SENTENCES)
_UNSPLIT = re.compile(r"(?:[^\w\s]{40,}|\S{1000,})$")
"""Runs without a space that stay one token: spaCy peels signs off one by one, in quadratic time."""
assert Language.has_factory(_SENTENCES), set_sentences


class Recogniser:
    """The spaCy component: each article is one call of the model."""

    def __init__(self, tagger: Tagger) -> None:
        self.tagger = tagger

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc.ents``, replacing what was there; a mention grows to whole tokens."""
        text = text_of(doc)
        found = one_label(text, self.tagger.find(text))
        starts = np.fromiter((token.idx for token in doc), np.int64, len(doc))
        spans: list[Span] = []
        last = 0
        for begin, end, label in found:
            first = int(np.searchsorted(starts, begin, side="right")) - 1
            stop = int(np.searchsorted(starts, end - 1, side="right"))
            if last <= first:
                spans.append(Span(doc, first, stop, label=label))
                last = stop
        doc.ents = spans
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 1) -> Iterator[Doc]:  # noqa: ARG002
        """One document after the other: what shares a batch never changes what is found."""
        yield from map(self, stream)

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:  # noqa: ARG002
        """The model files as msgpack."""
        return bytes(srsly.msgpack_dumps(self.tagger.files()))

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Recogniser:  # noqa: ARG002
        """Take the model files of :meth:`to_bytes`."""
        self.tagger = Tagger(srsly.msgpack_loads(data), threads=self.tagger.threads)
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:  # noqa: ARG002
        """Write the model files into the folder ``path``."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.tagger.files().items():
            (folder / name).write_bytes(content)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Recogniser:  # noqa: ARG002
        """Use the model files in the folder ``path``."""
        self.tagger = Tagger(Path(path), threads=self.tagger.threads)
        return self


@Language.factory(
    "dramatis_ner",
    assigns=["doc.ents", "token.ent_iob", "token.ent_type"],
    default_config={"path": None, "threads": 1},
)
def make_recogniser(
    nlp: Language,  # noqa: ARG001
    name: str,  # noqa: ARG001
    path: str | None,
    threads: int,
) -> Recogniser:
    """The factory ``dramatis_ner``: ``path`` is a folder with model files, None for the shipped."""
    return Recogniser(Tagger(Path(path) if path else SHIPPED, threads=threads))


@Language.component("dramatis_labels", assigns=["doc.ents"], requires=["doc.ents"])
def map_labels(doc: Doc) -> Doc:
    """Rename the labels of another pipeline by LABEL_MAP and drop the rest."""
    doc.ents = [
        Span(doc, ent.start, ent.end, label=LABEL_MAP[ent.label_])
        for ent in doc.ents
        if ent.label_ in LABEL_MAP
    ]
    return doc


def load_pipeline(name: str | None = None) -> Language:
    """A pipeline that sets sentences and ``doc.ents`` in our labels.

    None and "dramatis" give the shipped one; any other name an installed spaCy pipeline, or a
    folder with one. Raises PipelineNotInstalled for a name that spaCy does not find, and
    EnrichmentError for a pipeline without a recogniser.
    """
    if name in (None, "", SHIPPED_PIPELINE):
        return _shipped_pipeline()
    try:
        nlp = spacy.load(name)
    except OSError as error:
        raise PipelineNotInstalled(
            f"spaCy pipeline {name!r} is not installed; install it with 'python -m spacy download "
            f"{name}' or with pip, or set DRAMATIS_SPACY_PIPELINE={SHIPPED_PIPELINE} to use the "
            "recogniser that is shipped"
        ) from error
    if not any("doc.ents" in nlp.get_pipe_meta(pipe).assigns for pipe in nlp.pipe_names):
        raise EnrichmentError(
            f"spaCy pipeline {name!r} has no component that finds names; it has "
            f"{', '.join(nlp.pipe_names) or 'none'}. Choose one with 'ner', or "
            f"DRAMATIS_SPACY_PIPELINE={SHIPPED_PIPELINE}"
        )
    if not any(setter in nlp.pipe_names for setter in _SENTENCE_SETTERS):
        nlp.add_pipe(_SENTENCES)
    nlp.add_pipe("dramatis_labels", last=True)
    return nlp


def _shipped_pipeline() -> Language:
    nlp = spacy.blank("en")
    # "U.S.-led" and "and/or" as three tokens: a name never shares a token with another word.
    infixes = [*(nlp.Defaults.infixes or ()), r"(?<=[\w.])[-–—/](?=\w)"]
    nlp.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer  # type: ignore[union-attr]
    nlp.tokenizer.token_match = _UNSPLIT.match  # type: ignore[union-attr]
    nlp.add_pipe(_SENTENCES)
    nlp.add_pipe("dramatis_ner")
    model = hashlib.sha256((SHIPPED / "model.int8.onnx").read_bytes()).hexdigest()[:12]
    nlp.meta["dramatis_model"] = f"{SHIPPED_PIPELINE}-{model}"
    return nlp
