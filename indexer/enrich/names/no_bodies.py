"""Leaves out what was marked as an institution and is none: GDP, the Nobel Prize, the Minister of Labour."""

from __future__ import annotations

import re

from indexer.enrich.folding import is_acronym
from indexer.enrich.knowledge import Knowledge
from indexer.enrich.names.acronyms import definitions
from indexer.enrich.names.mentions import Mention

_OFFICE = re.compile(
    r"\b(?:[Mm]inisters?|Secretary|Secretaries|Under-?[Ss]ecretary|Commissioner|Ombudsman) (?:of|for) $"
)
"""Offices whose next words are a field of duty. "Secretary of the Treasury" names a body."""
_LOOK_BACK = 40


def without_others(mentions: list[Mention], knowledge: Knowledge, text: str) -> list[Mention]:
    """The mentions without those that knowledge calls no institution, and fields of an office.

    An acronym that the text defines as that of a body stays.
    """
    defined: set[str] | None = None
    kept = []
    for mention in mentions:
        if _is_none(mention, knowledge, text):
            if defined is None:
                defined = {acronym for acronym, _ in definitions(text, mentions)}
            if mention.text not in defined:
                continue
        kept.append(mention)
    return kept


def _is_none(mention: Mention, knowledge: Knowledge, text: str) -> bool:
    words = mention.text.split()
    whole, never = mention.text, knowledge.never_whole
    if whole in never or (whole.endswith("s") and whole[:-1] in never):
        return True
    if len(words) > 1 and words[-1] in knowledge.never_ending:
        return knowledge.institution(whole) is None
    before = text[max(0, mention.start - _LOOK_BACK) : mention.start]
    return _OFFICE.search(before) is not None and not is_acronym(whole)
