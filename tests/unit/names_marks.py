"""Texts with marks as in the corpus, ``[words](P)``, as documents for the tests of names."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import spacy
from spacy.tokens import Doc

from indexer.enrich.found import FoundInstitution, Names
from indexer.enrich.knowledge import Knowledge, load_knowledge
from indexer.enrich.names import resolve_names

LABELS = {"P": "PERSON", "O": "ORG", "L": "LOC", "N": "NORP"}


@cache
def knowledge(folder: Path | None = None) -> Knowledge:
    return load_knowledge(folder)


def marked(text: str) -> Doc:
    plain, spans, position = "", [], 0
    for match in re.finditer(r"\[([^\]]+)\]\(([POLN])\)", text):
        plain += text[position : match.start()]
        spans.append((len(plain), len(plain) + len(match[1]), LABELS[match[2]]))
        plain += match[1]
        position = match.end()
    doc = spacy.blank("en")(plain + text[position:])
    doc.ents = [
        span
        for start, end, label in spans
        if (span := doc.char_span(start, end, label=label, alignment_mode="expand"))
    ]
    return doc


def resolve(text: str, about: tuple[str, ...] = (), folder: Path | None = None) -> Names:
    return resolve_names(marked(text), knowledge(folder), about=about)


def people(text: str) -> dict[str, list[str]]:
    return {p.name: [s.text for s in p.spans] for p in resolve(text).persons}


def bodies(text: str, *about: str) -> dict[str, FoundInstitution]:
    return {i.name: i for i in resolve(text, about).institutions}
