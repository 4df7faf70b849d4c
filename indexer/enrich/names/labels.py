"""Moves a mention to the other label where the recogniser erred and that is certain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from indexer.enrich.folding import institution_key, person_words
from indexer.enrich.knowledge import Knowledge
from indexer.enrich.names.mentions import Mention


def settle_labels(
    persons: list[Mention], institutions: list[Mention], knowledge: Knowledge
) -> tuple[list[Mention], list[Mention]]:
    """People and institutions, each in the order of the text, with what was mislabelled moved.

    A mention moves when knowledge knows it under the other label alone ("Hezbollah" as a person),
    or when the same words stand more often under the other label in this article. The surname of a
    person named in full does not move: "Porsche" beside Ferdinand Porsche.
    """
    as_person, as_institution = _counts(persons), _counts(institutions)

    def is_institution(mention: Mention) -> bool:
        key = institution_key(mention.text)
        if person_words(mention.text) in knowledge.persons or mention.titles:
            return False
        return key in knowledge.institutions or as_institution[key] > as_person[key]

    bearers = {
        words[-1]
        for m in persons
        if len(words := person_words(m.text)) > 1 and not is_institution(m)
    }

    def leaves_persons(mention: Mention) -> bool:
        words = person_words(mention.text)
        return is_institution(mention) and not (len(words) == 1 and words[0] in bearers)

    def is_person(mention: Mention) -> bool:
        key, words = institution_key(mention.text), person_words(mention.text)
        if key in knowledge.institutions:
            return False
        if words in knowledge.persons or as_person[key] > as_institution[key]:
            return True
        return len(words) == 1 and words[0] in bearers and not mention.text.isupper()

    kept_p = [m for m in persons if not leaves_persons(m)]
    kept_i = [m for m in institutions if not is_person(m)]
    if len(kept_p) == len(persons) and len(kept_i) == len(institutions):
        return persons, institutions
    return (
        sorted([*kept_p, *(m for m in institutions if is_person(m))], key=_place),
        sorted([*kept_i, *(m for m in persons if leaves_persons(m))], key=_place),
    )


def _counts(mentions: Iterable[Mention]) -> Counter[str]:
    return Counter(institution_key(mention.text) for mention in mentions)


def _place(mention: Mention) -> int:
    return mention.start
