"""The institutions of an article: every mention of one body together, under the canonical name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from indexer.enrich.folding import institution_key, is_acronym
from indexer.enrich.found import FoundInstitution, TextSpan
from indexer.enrich.knowledge import Knowledge, KnownInstitution
from indexer.enrich.names.acronyms import definitions, initials_index, letters
from indexer.enrich.names.display import of_country, written
from indexer.enrich.names.kinds import is_generic, kind_of
from indexer.enrich.names.mentions import Mark, Mention
from indexer.enrich.names.organs import Organ, organ_in, possessor, spoken_of
from mappings.article import InstitutionKind

MOST_OWNERS = 64
"""Names that share a word: what more there are is not compared, which keeps long lists linear."""
_STATE_KINDS = frozenset(("government", "legislature", "court", "military", "police"))
_STATE_LIKE = (*_STATE_KINDS, "international organisation", "bank")
_STATE_ORGANS = frozenset(("government", "legislature", "court"))
_OF_A_PART = frozenset(
    "city county district region regional provincial municipal municipality local state north south east west "
    "northern southern eastern western general hospital embassy consulate bureau services".split()
)
"""Words of bodies that a state has several of, or that are of no state ("General Assembly")."""
_KNOWN_EVERYWHERE = frozenset(
    "FBI CIA NASA NSA FDA CDC KGB FSB GRU GCHQ MI5 MI6 BBC CNN IDF IRGC PLA NOAA USGS".split()
)
"""Acronyms of a country's bodies that need no word of the country beside them."""
_NOT_BY_ONE_WORD = _STATE_KINDS
"""Kinds whose bodies are not called by the first word of their name: "Texas" is no Texas Senate."""


@dataclass(eq=False)
class _Body:
    """An institution while the text is read."""

    name: str
    kind: InstitutionKind
    country: str | None = None
    acronym: str | None = None
    aliases: tuple[str, ...] = ()
    forms: set[str] = field(default_factory=set)
    spans: list[TextSpan] = field(default_factory=list)
    organ: Organ | None = None


def join_institutions(
    text: str,
    marks: list[Mark],
    mentions: list[Mention],
    knowledge: Knowledge,
    *,
    about: tuple[str, ...],
) -> tuple[FoundInstitution, ...]:
    """One entry an institution, in the order of first mention."""
    reader = _Reader(text, marks, mentions, knowledge, about)
    reader.read()
    bodies = [body for body in reader.bodies.values() if body.spans]
    bodies.sort(key=lambda body: min(body.spans))
    return tuple(_found(body) for body in bodies)


def _found(body: _Body) -> FoundInstitution:
    return FoundInstitution(
        name=body.name,
        spans=tuple(sorted(set(body.spans))),
        acronym=body.acronym,
        kind=body.kind,
        country=body.country,
        aliases=tuple(a for a in body.aliases if a not in (body.name, body.acronym)),
    )


class _Reader:
    """Reads the mentions in four rounds, from what is certain to what leans on it."""

    def __init__(
        self,
        text: str,
        marks: list[Mark],
        mentions: list[Mention],
        knowledge: Knowledge,
        about: tuple[str, ...],
    ) -> None:
        self.text, self.mentions, self.knowledge, self.about = text, mentions, knowledge, about
        self.spoken_of = spoken_of(text, marks, knowledge) if mentions else {}
        self.near = (*about, *self.spoken_of)
        self.bodies: dict[str, _Body] = {}
        self.by_key: dict[str, _Body | None] = {}
        self.defined = {
            institution_key(acronym): name for acronym, name in definitions(text, mentions)
        }

    def read(self) -> None:
        """Give every mention its body."""
        keys = [institution_key(mention.text) for mention in self.mentions]
        rest: list[tuple[Mention, str]] = []
        for mention, key in zip(self.mentions, keys, strict=True):
            body = self._certain(mention, key)
            if not key:
                continue
            if body is None:
                rest.append((mention, key))
            else:
                self._take(body, mention, key)
        rest = self._organs(rest)
        rest = self._long_names(rest)
        self._short_names(rest)
        for acronym, name in self.defined.items():
            body = self.by_key.get(institution_key(name))
            if body is not None and body.acronym is None:
                body.acronym = acronym.upper() if acronym.islower() else acronym

    def _take(self, body: _Body, mention: Mention, key: str) -> None:
        body.spans.append(mention.span)
        body.forms.add(key)
        if self.by_key.get(key) is None:
            self.by_key[key] = body

    def _body(self, name: str) -> _Body | None:
        return self.bodies.get(institution_key(name))

    def _certain(self, mention: Mention, key: str) -> _Body | None:
        """By knowledge, or by a pattern with its country in the name."""
        if key in self.defined or not key:
            return None
        if all(is_generic(word) for word in key.lower().split()) and self._has_other_state(mention):
            return None
        if key in self.by_key:
            return self.by_key[key]
        body = None
        organ = self._organ(mention)
        if known := self._known(mention.text):
            body = self._of_knowledge(known)
            if organ and organ.country == body.country:
                body.organ = organ  # after "U.S. Senate" "the Senate" is that one
        elif organ and organ.country:
            body = self._of_organ(organ)
        self.by_key[key] = body
        return body

    def _has_other_state(self, mention: Mention) -> bool:
        """Whether the words beside a general name give it to a state: "Russia's Security Council"."""
        known = self.knowledge.institution(mention.text, self.near)
        if known is None or known.kind not in _STATE_LIKE:
            return False
        code = possessor(self.text, mention.start, mention.end, self.knowledge)
        return code is not None and code != known.country

    def _organ(self, mention: Mention) -> Organ | None:
        organ = organ_in(mention.text, self.knowledge)
        return None if organ is not None and self._is_us_state(organ.country) else organ

    def _is_us_state(self, code: str | None) -> bool:
        """Whether "Georgia" in a name is the state of America."""
        return code == "GE" and "US" in self.about and "GE" not in self.about

    def _known(self, name: str) -> KnownInstitution | None:
        for form in dict.fromkeys((name, written(name))):
            known = self.knowledge.institution(form, self.near)
            if known is not None and self._is_meant(known, form):
                return known
        if re.fullmatch(r"[A-Z][a-z]{3,}", name):
            # British papers write Nato and Unesco.
            known = self.knowledge.institution(name.upper(), self.near)
            if (
                known is not None
                and known.acronym == name.upper()
                and self._is_meant(known, name.upper())
            ):
                return known
        return None

    def _is_meant(self, known: KnownInstitution, name: str) -> bool:
        """Whether a name that others bear too can mean the organ of a country: CMA, Labour Party.

        The article must speak of that country, or of none; a few acronyms are known everywhere.
        """
        if known.country is None or known.country in self.near or not self.near:
            return True
        key = institution_key(name)
        if is_acronym(name):
            return name.replace(".", "") in _KNOWN_EVERYWHERE
        return not all(is_generic(word) for word in key.lower().split())

    def _of_knowledge(self, known: KnownInstitution) -> _Body:
        return self.bodies.setdefault(
            institution_key(known.name),
            _Body(known.name, known.kind, known.country, known.acronym, known.aliases),
        )

    def _of_organ(self, organ: Organ) -> _Body:
        names = organ.names(self.knowledge)
        others = () if organ.own_name else organ.other_names(self.knowledge)
        for name in (*names, *others):
            if known := self.knowledge.institution(name, (organ.country,) if organ.country else ()):
                return self._of_knowledge(known)
        for name in names:
            if body := self._body(name):
                return body
        body = _Body(names[0], organ.patterns[0].kind, organ.country, organ=organ)
        return self.bodies.setdefault(institution_key(names[0]), body)

    def _organs(self, rest: list[tuple[Mention, str]]) -> list[tuple[Mention, str]]:
        """Organs without a country in their name: by a possessor, another mention, or what it is about."""
        left: list[tuple[Mention, str]] = []
        waiting: list[tuple[Mention, str, Organ]] = []
        for mention, key in rest:
            organ = None if key in self.defined else self._organ(mention)
            if organ is None:
                left.append((mention, key))
                continue
            code = possessor(self.text, mention.start, mention.end, self.knowledge)
            if code:
                self._place_organ(mention, key, organ.of(code))
            else:
                waiting.append((mention, key, organ))
        for mention, key, organ in waiting:
            code = self._country_of(organ)
            if code and not (code == "US" and "Ministry" in mention.text):  # it has departments
                self._place_organ(mention, key, organ.of(code))
            else:
                left.append((mention, key))
        return left

    def _place_organ(self, mention: Mention, key: str, organ: Organ) -> None:
        body = self._of_organ(organ)
        body.spans.append(mention.span)
        body.forms.add(key)
        if self.by_key.get(key) is None:
            self.by_key[key] = body

    def _country_of(self, organ: Organ) -> str | None:
        named = {
            b.country
            for b in self.bodies.values()
            if b.organ and set(b.organ.patterns) & set(organ.patterns)
        }
        if len(named) == 1:
            return named.pop()
        if named:
            return None
        if len(self.about) == 1:
            return self.about[0]
        return None

    def _long_names(self, rest: list[tuple[Mention, str]]) -> list[tuple[Mention, str]]:
        """Names that stand for themselves; short ones that may be a part of them wait."""
        firsts: dict[str, list[str]] = {}
        lasts: dict[str, list[str]] = {}
        for key in [*dict.fromkeys(key for _, key in rest), *self._forms()]:
            words = key.lower().split()
            if len(words) > 1:
                firsts.setdefault(words[0], []).append(key)
                lasts.setdefault(words[-1], []).append(key)
        left = []
        for mention, key in rest:
            longer = self._is_part(key, firsts, lasts)
            if key in self.defined or is_acronym(mention.text) or longer:
                left.append((mention, key))
            else:
                self._take(self._new(mention), mention, key)
        return left

    def _forms(self) -> Iterable[str]:
        for body in self.bodies.values():
            yield from sorted(body.forms | {institution_key(body.name)})

    def _is_part(self, key: str, firsts: dict[str, list[str]], lasts: dict[str, list[str]]) -> bool:
        words = key.lower().split()
        near = [*firsts.get(words[0], ())[:MOST_OWNERS], *lasts.get(words[-1], ())[:MOST_OWNERS]]
        return any(
            len(other) > len(words)
            and (other[: len(words)] == words or other[-len(words) :] == words)
            for other in (name.lower().split() for name in near)
        )

    def _new(self, mention: Mention) -> _Body:
        name = written(mention.text)
        if name.startswith("US ") and "US" in self.near:
            name = f"United States {name[3:]}"
        own = institution_key(name)
        kind = kind_of(own.lower())
        code = self._state_of(mention, own, kind)
        if code:
            name = f"{name} of {of_country(code)}"
            own = institution_key(name)
        if own in self.bodies:
            return self.bodies[own]
        body = _Body(name, kind, code)
        if body.kind == "media" and self.text[: mention.start].endswith("The "):
            body.name = f"The {name}"
        if body.kind in _STATE_KINDS and code is None:
            body.country = self._country_within(own)
        self.bodies[own] = body
        return body

    def _state_of(self, mention: Mention, key: str, kind: InstitutionKind) -> str | None:
        """The state of a body with a general name: any may have a Labour Court, an Electoral Service."""
        words = key.lower().split()
        if kind not in _STATE_ORGANS or len(words) < 2 or mention.text.islower():
            return None
        if not all(is_generic(word) for word in words) or not _OF_A_PART.isdisjoint(words):
            return None
        code = possessor(self.text, mention.start, mention.end, self.knowledge)
        return code or (self.about[0] if len(self.about) == 1 else None)

    def _country_within(self, key: str) -> str | None:
        words = key.split()
        for size in (3, 2, 1):
            for start in range(len(words) - size + 1):
                if code := self.knowledge.places.get(" ".join(words[start : start + size])):
                    return "US" if self._is_us_state(code) else code
        return None

    def _short_names(self, rest: list[tuple[Mention, str]]) -> None:
        """Acronyms and short forms of the names in the article; what fits none stands alone."""
        by_initials = initials_index(
            sorted({body.name for body in self.bodies.values()} | set(self._forms()))
        )
        parts: dict[str, list[_Body]] = {}
        for body in list(self.bodies.values()):
            for form in sorted(body.forms | {institution_key(body.name)}):
                words = form.lower().split()
                for size in range(1, min(len(words), 9)):
                    for part in (" ".join(words[:size]), " ".join(words[-size:])):
                        owners = parts.setdefault(part, [])
                        if len(owners) < MOST_OWNERS and body not in owners:
                            owners.append(body)
        for mention, key in rest:
            found = self._defined_body(key) or self._by_initials(mention, by_initials)
            owner = found or self._by_part(mention, key, parts) or self._new(mention)
            self._take(owner, mention, key)
            self.by_key[key] = owner

    def _defined_body(self, key: str) -> _Body | None:
        name = self.defined.get(key)
        return self.by_key.get(institution_key(name)) if name else None

    def _by_initials(self, mention: Mention, index: dict[str, set[str]]) -> _Body | None:
        if not is_acronym(mention.text):
            return None
        owners = {
            id(body): body
            for name in sorted(index.get(letters(mention.text), ()))
            if (body := self.by_key.get(institution_key(name)) or self._body(name))
        }
        if len(owners) == 1:
            return next(iter(owners.values()))
        return None

    def _by_part(self, mention: Mention, key: str, parts: dict[str, list[_Body]]) -> _Body | None:
        words = key.lower().split()
        owners = parts.get(" ".join(words), [])
        if len(words) == 1:
            owners = [b for b in owners if is_generic(words[0]) or b.kind not in _NOT_BY_ONE_WORD]
            if key in self.knowledge.places:
                return None
        if len(owners) != 1:
            return None
        if all(is_generic(word) for word in words) and min(owners[0].spans).start > mention.start:
            return None
        return owners[0]
