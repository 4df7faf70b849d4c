from __future__ import annotations
from typing import TYPE_CHECKING
from indexer.enrich.found import FoundInstitution
from indexer.enrich.knowledge import Knowledge
from indexer.enrich.names.mentions import Mention
if TYPE_CHECKING:
    from spacy.tokens import Doc


def join_institutions(doc: Doc, mentions: list[Mention], knowledge: Knowledge, *, about: tuple[str, ...]) -> tuple[FoundInstitution, ...]:
    out: dict[str, list] = {}
    for m in mentions:
        known = knowledge.institution(m.text, about)
        out.setdefault(known.name if known else m.text, []).append(m.span)
    return tuple(FoundInstitution(n, tuple(s)) for n, s in out.items())
