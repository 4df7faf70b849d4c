"""The people of an article: every mention of one person together, under the canonical name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from indexer.enrich.folding import is_latin, person_words
from indexer.enrich.found import FoundPerson
from indexer.enrich.knowledge import Knowledge, KnownPerson
from indexer.enrich.names.mentions import Mention
from indexer.enrich.names.person_name import PersonName, family_words, fits, parse_name
from indexer.enrich.names.relatives import are_siblings, family_name, is_relative
from indexer.enrich.names.titles import NOBLE, Gender, gender_of

_CALLED = re.compile(
    r",? (?:(?:also |better |popularly |widely |universally )?(?:known|called|nicknamed|dubbed|alias|a\.k\.a\.)"
    r"(?: (?:as|to \w+(?: \w+)? as))?|(?:whom|who) (?:[\w']+ ){1,4}calls?) [\"“‘']?"
)
_Key = tuple[str, ...]
MOST_BEARERS = 64
"""Names that share a word with more names than this are joined only if they are equal: it keeps a list
of thousands of names linear."""


@dataclass(eq=False)
class _Person:
    """A person while the text is read."""

    names: dict[str, PersonName] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)
    known: KnownPerson | None = None
    first: int = 0

    def take(self, mention: Mention, name: PersonName) -> None:
        self.names.setdefault(name.raw, name)
        self.mentions.append(mention)
        self.titles.update(mention.titles)

    @property
    def gender(self) -> Gender | None:
        return gender_of(tuple(self.titles))


def join_persons(
    mentions: list[Mention], knowledge: Knowledge, *, text: str = ""
) -> tuple[FoundPerson, ...]:
    """One entry a person, in the order of first mention. ``text`` tells who is "known as" whom."""
    parsed = [(mention, parse_name(mention.text)) for mention in mentions]
    parsed = _glossed([(mention, name) for mention, name in parsed if name.words], text)
    in_full = _full_persons(parsed, knowledge)
    persons: dict[int, _Person] = {id(p): p for p in in_full.values()}
    for mention, name in parsed:
        if name.key in in_full:
            in_full[name.key].take(mention, name)
    book = _AddressBook(list(persons.values()))
    strangers = _Strangers(knowledge, text)
    called: dict[tuple[str, ...], _Person] = {}
    before: tuple[int, _Person] | None = None
    for (mention, name), after in zip(parsed, [*parsed[1:], None], strict=False):
        person = in_full.get(name.key)
        if person is None:
            person = book.find(name, mention) or called.get(name.words)
            if person is None and before and _CALLED.fullmatch(text, before[0], mention.start):
                person = called[name.words] = before[1]
            person = person or strangers.find(name, mention, persons, before, after)
            person.take(mention, name)
            persons.setdefault(id(person), person)
        book.note(person)
        before = (mention.end, person)
    found = [_found(person) for person in persons.values() if person.mentions]
    return tuple(sorted(found, key=lambda p: p.spans[0]))


def _glossed(
    parsed: list[tuple[Mention, PersonName]], text: str
) -> list[tuple[Mention, PersonName]]:
    """A name repeated in its own script, ``Xi Jinping (习近平)``, stands for the name before it."""
    means: dict[_Key, PersonName] = {}
    for (one, name), (other, gloss) in pairwise(parsed):
        between = text[one.end : other.start].strip()
        if between in ("(", "（") and is_latin(name.raw) and not is_latin(gloss.raw):
            means[gloss.key] = name
    return [(mention, means.get(name.key, name)) for mention, name in parsed] if means else parsed


def _full_persons(
    parsed: list[tuple[Mention, PersonName]], knowledge: Knowledge
) -> dict[_Key, _Person]:
    """The person of each name that is given in full, names of one person joined."""
    names: dict[_Key, PersonName] = {}
    for _, name in parsed:
        if name.is_full or name.key in knowledge.persons:
            names.setdefault(name.key, name)
    known = {key: entry for key, name in names.items() if (entry := _entry(name, knowledge))}
    owner = _owners(names, known)
    by_entry: dict[str, _Key] = {}
    for key, entry in known.items():
        root = _root(owner, by_entry.setdefault(entry.name, key))
        owner[_root(owner, key)] = root
    persons: dict[_Key, _Person] = {}
    result: dict[_Key, _Person] = {}
    for key in names:
        person = persons.setdefault(_root(owner, key), _Person())
        person.known = person.known or known.get(key)
        result[key] = person
    return result


def _owners(names: dict[_Key, PersonName], known: dict[_Key, KnownPerson]) -> dict[_Key, _Key]:
    """For each name the fullest name of the same person; itself where there is none, or several."""
    owner = {key: key for key in names}
    by_word: dict[str, list[_Key]] = {}
    for key, name in names.items():
        for word in dict.fromkeys(name.content):
            by_word.setdefault(word, []).append(key)
    for key, name in names.items():
        rarest = min((by_word[word] for word in name.content), key=len)
        # The family name may be the commoner word: initials and short forms need its bearers too.
        bearers = by_word[name.content[-1]]
        near = {*rarest[:MOST_BEARERS], *(bearers if len(bearers) <= MOST_BEARERS else ())}
        longer = [
            other
            for other in sorted(near)
            if other != key
            and _is_longer(names[other], name)
            and fits(name, names[other])
            and not _different(known.get(key), known.get(other))
        ]
        if longer and all(_agree(names[a], names[b]) for a in longer for b in longer[:4]):
            owner[key] = max(longer, key=lambda other: (names[other].fullness, other))
    return owner


def _entry(name: PersonName, knowledge: Knowledge) -> KnownPerson | None:
    """The known person of a name in full, middle names allowed: Bola Ahmed Tinubu, Joseph R. Biden.

    A middle name that knowledge has not is allowed only for a person known by the surname alone.
    "Donald Trump Jr." is not Donald Trump.
    """
    entry = knowledge.persons.get(name.key)
    if entry is None and len(name.content) > 2:
        entry = knowledge.persons.get((name.content[0], *name.key[len(name.words) - 1 :]))
        if entry is not None and not entry.bare:
            return None
    return entry


def _different(one: KnownPerson | None, other: KnownPerson | None) -> bool:
    return one is not None and other is not None and one.name != other.name


def _is_longer(one: PersonName, other: PersonName) -> bool:
    return (one.fullness, one.key) > (other.fullness, other.key)


def _agree(one: PersonName, other: PersonName) -> bool:
    return one is other or fits(one, other) or fits(other, one)


def _root(owner: dict[_Key, _Key], key: _Key) -> _Key:
    while owner[key] != key:
        key = owner[key]
    return key


class _AddressBook:
    """Who is called by which word, and who was spoken of last."""

    def __init__(self, persons: list[_Person]) -> None:
        self.by_family: dict[str, list[_Person]] = {}
        self.by_word: dict[str, list[_Person]] = {}
        self.last: dict[str, list[_Person]] = {}
        for person in persons:
            family: dict[str, None] = {}
            others: dict[str, None] = {}
            names = list(person.names.values())
            if person.known is not None:
                names += [parse_name(n) for n in (person.known.name, *person.known.aliases)]
                others |= {w: None for bare in person.known.bare for w in person_words(bare)}
            for name in names:
                family |= dict.fromkeys(sorted(family_words(name)))
                others |= dict.fromkeys((*name.content, *name.nickname))
            for word in family:
                self.by_family.setdefault(word, []).append(person)
            for word in others:
                self.by_word.setdefault(word, []).append(person)

    def note(self, person: _Person) -> None:
        """Remember that the text speaks of this person now."""
        for name in person.names.values():
            for word in name.content:
                latest = self.last.setdefault(word, [])
                if latest and latest[-1] is person:
                    continue
                if person in latest:
                    latest.remove(person)
                latest.append(person)
                del latest[:-4]

    def find(self, name: PersonName, mention: Mention) -> _Person | None:
        """The person named in full whom a short name means, if there is one."""
        word = name.content[-1]
        for table in (self.by_family, self.by_word):
            bearers = table.get(word, [])
            if not bearers:
                continue
            if len(bearers) > MOST_BEARERS:
                return self._latest(word, bearers, mention)
            fitting = [p for p in bearers if _may_be(p, name, mention)]
            if len(fitting) == 1:
                return fitting[0]
            if fitting:
                return self._choose(word, fitting, mention)
        return None

    def _choose(self, word: str, bearers: list[_Person], mention: Mention) -> _Person | None:
        titles = set(mention.titles)
        if titles and len(same := [p for p in bearers if titles & p.titles]) == 1:
            return same[0]
        gender = gender_of(mention.titles)
        if gender and len(same := [p for p in bearers if p.gender == gender]) == 1:
            return same[0]
        return self._latest(word, bearers, mention)

    def _latest(self, word: str, bearers: list[_Person], mention: Mention) -> _Person | None:
        many = len(bearers) > MOST_BEARERS
        latest = [
            p
            for p in self.last.get(word, ())
            if (many or p in bearers) and _may_be(p, None, mention)
        ]
        if latest:
            return latest[-1]
        # A title names its hero by surname before the text names anyone: the first one named in full.
        return min(bearers, key=lambda p: p.mentions[0].start) if mention.in_title else None


def _may_be(person: _Person, name: PersonName | None, mention: Mention) -> bool:
    gender = gender_of(mention.titles)
    if gender is not None and person.gender not in (None, gender):
        return False
    if name is None or len(name.words) == 1:
        return True
    own = [*person.names.values()]
    if person.known is not None:
        own += [parse_name(n) for n in (person.known.name, *person.known.aliases)]
    return any(set(name.content) <= set(n.content) for n in own)


class _Strangers:
    """People of a short name whose bearer is not named in full in this article."""

    def __init__(self, knowledge: Knowledge, text: str) -> None:
        self.knowledge, self.text = knowledge, text
        self.known: dict[str, _Person] = {}
        self.by_words: dict[_Key, list[_Person]] = {}
        self.relatives: set[int] = set()

    def find(
        self,
        name: PersonName,
        mention: Mention,
        persons: dict[int, _Person],
        before: tuple[int, _Person] | None,
        after: tuple[Mention, PersonName] | None,
    ) -> _Person:
        """The known person of a bare name, else whoever was called so before, else somebody new."""
        if known := self._known(name, mention):
            for person in persons.values():
                if person.known is known:
                    return person
            return self.known.setdefault(known.name, _Person(known=known))
        gender = gender_of(mention.titles)
        called = self.by_words.setdefault(name.words, [])
        for person in reversed(called):
            if gender is None or person.gender in (None, gender):
                return person
        person = _Person()
        called.append(person)
        if len(name.words) == 1 and (family := self._family(mention, before, after)):
            full = f"{name.raw} {family}"
            person.names[full] = parse_name(full)
            self.relatives.add(id(person))
        return person

    def _known(self, name: PersonName, mention: Mention) -> KnownPerson | None:
        known = self.knowledge.bare.get(name.key)
        for title in mention.titles:
            if title in NOBLE:
                known = self.knowledge.persons.get((title, *name.key), known)
        return known

    def _family(
        self,
        mention: Mention,
        before: tuple[int, _Person] | None,
        after: tuple[Mention, PersonName] | None,
    ) -> str | None:
        """The family name of a relative, where the text says whose relative it is."""
        if before is not None:
            end, person = before
            known = id(person) in self.relatives
            if is_relative(self.text, end, mention.start, of_relative=known) and person.names:
                return family_name(max(person.names.values(), key=_display_rank))
        if after and are_siblings(self.text, mention.start, mention.end, after[0].start):
            return family_name(after[1])
        return None


def _found(person: _Person) -> FoundPerson:
    spans = tuple(sorted({mention.span for mention in person.mentions}))
    if person.known is not None:
        return FoundPerson(person.known.name, spans, person.known.aliases)
    best = max(person.names.values(), key=_display_rank)
    name = best.raw
    if name.isupper() and len(name) > 3:
        name = name.title()
    if name.islower():
        name = name.title()
    if "pope" in person.titles and not best.is_full:
        name = f"Pope {name}"
    return FoundPerson(" ".join(name.split()), spans)


def _display_rank(name: PersonName) -> tuple[object, ...]:
    return (
        name.fullness[:2],
        name.generation is not None,
        not name.raw.isupper(),
        not name.raw.isascii(),
        name.fullness[2],
    )
