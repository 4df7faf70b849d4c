"""One entity, one value: the people and institutions of an article under canonical names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.enrich.found import FoundInstitution, FoundPerson, Names, TextSpan
from indexer.enrich.knowledge import Knowledge

if TYPE_CHECKING:
    from spacy.tokens import Doc


def resolve_names(doc: Doc, knowledge: Knowledge, *, about: tuple[str, ...]) -> Names:
    """The people and institutions of the recognised mentions, in the order of first mention."""
    persons: dict[str, list[TextSpan]] = {}
    institutions: dict[str, list[TextSpan]] = {}
    for ent in doc.ents:
        target = {"PERSON": persons, "ORG": institutions}.get(ent.label_)
        if target is not None:
            target.setdefault(ent.text, []).append(TextSpan(ent.start_char, ent.end_char, ent.text))
    return Names(
        tuple(FoundPerson(n, tuple(s)) for n, s in persons.items()),
        tuple(FoundInstitution(n, tuple(s)) for n, s in institutions.items()),
    )
