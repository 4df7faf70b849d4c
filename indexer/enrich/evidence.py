"""What the rest of an article says for or against the reading of a name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from spacy.tokens import Doc

from indexer.enrich.gazetteer import SMALL_TOWN, Geography, key

_WORDS = re.compile(r"\w[\w.'’-]*")


@dataclass(frozen=True)
class Evidence:
    """The countries and the words of one article; counted when first asked for."""

    doc: Doc
    text: str
    geography: Geography
    _counts: dict[str, int] = field(default_factory=dict)

    @cached_property
    def countries(self) -> Counter[str]:
        """How often each country is named outright or by its people, institutions or large cities."""
        counts: Counter[str] = Counter()
        tables = self.geography
        for ent in self.doc.ents:
            if ent.label_ not in ("LOC", "NORP", "ORG"):
                continue
            text = ent.text
            name = key(bare(text))
            code = tables.countries.get(name) or tables.demonyms.get(name)
            if code is None and ent.label_ == "ORG":
                code = country_within(text, tables)
            if code is None and ent.label_ == "LOC":
                code = self._only_country_of(name)
            if code and name not in tables.ambiguous:
                counts[code] += 1
        return counts

    def share(self, code: str) -> float:
        """The share of a country among all that are named, 0 to 1."""
        return self.countries[code] / self._all if self._all else 0.0

    def speaks_of(self, names: Iterable[str]) -> int:
        """How often these folded names stand in the text."""
        return sum(map(self._count, names))

    def _count(self, name: str) -> int:
        """Counted once a name: a long text asks for the same ones many times."""
        if name not in self._counts:
            self._counts[name] = self._folded.count(f" {name.replace(' ', '  ')} ")
        return self._counts[name]

    @cached_property
    def _all(self) -> int:
        return self.countries.total()

    def _only_country_of(self, name: str) -> str | None:
        rivals = self.geography.places.get(name, ())
        large = [p for p in rivals if p.population >= SMALL_TOWN]
        return large[0].country if large and len({p.country for p in rivals}) == 1 else None

    @cached_property
    def _folded(self) -> str:
        """The text folded; two blanks part its words, so that each has its own on both sides."""
        small = self.geography.small_evidence
        words = (
            key(word.removesuffix("'s").removesuffix("’s"))
            if word[0].isupper() or word in small
            else "-"
            for word in _WORDS.findall(self.text)
        )
        return f" {'  '.join(' '.join(words).split())} "


def bare(text: str) -> str:
    """A name on one line without article and possessive."""
    text = re.sub(r"['’]s?$", "", " ".join(text.split()))
    return re.sub(r"^[Tt]he ", "", text)


def country_within(text: str, geography: Geography) -> str | None:
    """The country whose name or demonym is part of a longer name: "French Football Federation"."""
    words = text.replace("'s", "").replace("’s", "").split()
    for size in (3, 2, 1):
        for start in range(len(words) - size + 1):
            name = " ".join(words[start : start + size])
            if not name[0].isupper():
                continue
            folded = key(name)
            code = geography.countries.get(folded) or geography.demonyms.get(folded)
            if code and folded not in geography.ambiguous:
                return code
            known = next((p for p in geography.places.get(folded, ()) if p.curated), None)
            if known and known.region and size > 1:
                return known.country  # New Mexico is not Mexico
    return None
