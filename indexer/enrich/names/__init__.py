"""One entity, one value: the people and institutions of an article under canonical names.

Mentions are cleaned of titles and possessives (:mod:`.mentions`), those that are no institution are
left out (:mod:`.no_bodies`), those that are known under another label are moved (:mod:`.labels`),
people are joined (:mod:`.persons`), then institutions (:mod:`.institutions`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.enrich.folding import person_words
from indexer.enrich.found import Names, text_of
from indexer.enrich.knowledge import Knowledge
from indexer.enrich.names.institutions import join_institutions
from indexer.enrich.names.labels import settle_labels
from indexer.enrich.names.mentions import Mark, institution_mentions, person_mentions
from indexer.enrich.names.no_bodies import without_others
from indexer.enrich.names.persons import join_persons

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["resolve_names"]


def resolve_names(doc: Doc, knowledge: Knowledge, *, about: tuple[str, ...]) -> Names:
    """The people and institutions of the recognised mentions, in the order of first mention.

    ``about`` are the codes of the countries that the article is mainly about: a "Supreme Court"
    without a country is the one of the only country there.
    """
    text = text_of(doc)
    marks = [Mark(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]
    bodies = institution_mentions(text, marks, lambda name: knowledge.institution(name) is not None)
    people = person_mentions(text, marks, lambda name: person_words(name) in knowledge.persons)
    persons, institutions = settle_labels(
        people, without_others(bodies, knowledge, text), knowledge
    )
    return Names(
        persons=join_persons(persons, knowledge, text=text),
        institutions=join_institutions(text, marks, institutions, knowledge, about=about),
    )
