"""What the stages of enrichment hand to each other: values with the spans of text that gave them.

Offsets count code points of ``doc.text``, the text that :func:`joined_text` makes of an article.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mappings.article import Article, InstitutionKind, Mention

if TYPE_CHECKING:
    from spacy.tokens import Doc

TITLE_BREAK = "\n\n"
_TEXT = "dramatis_text"


def text_of(doc: Doc) -> str:
    """``doc.text``, which spaCy joins from the tokens anew at each access, made once."""
    text = doc.user_data.get(_TEXT)
    if text is None:
        text = doc.user_data[_TEXT] = doc.text
    return str(text)


@dataclass(frozen=True, order=True)
class TextSpan:
    """Words of the text: start, end (exclusive) and the words themselves."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class FoundPerson:
    """A person under the canonical name, with every span that means this person."""

    name: str
    spans: tuple[TextSpan, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class FoundInstitution:
    """An institution under the canonical name.

    ``country`` is the code of the state whose organ it is (Bundestag: DE), else None: it is what
    the institution adds to the countries that the article speaks of.
    """

    name: str
    spans: tuple[TextSpan, ...]
    acronym: str | None = None
    kind: InstitutionKind = "other"
    country: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class FoundCountry:
    """A country that the article speaks of; ``about`` if it is mainly about it."""

    code: str
    spans: tuple[TextSpan, ...]
    about: bool = False


@dataclass(frozen=True)
class FoundPlace:
    """A city or region with the code of its country."""

    name: str
    spans: tuple[TextSpan, ...]
    country: str | None = None


@dataclass(frozen=True)
class Names:
    """The people and institutions of one text, in the order of their first mention."""

    persons: tuple[FoundPerson, ...] = ()
    institutions: tuple[FoundInstitution, ...] = ()


def joined_text(article: Article) -> str:
    """The text that is analysed: title, empty line, body."""
    return article.title + TITLE_BREAK + article.body if article.title else article.body


def to_mentions(article: Article, spans: Iterable[TextSpan]) -> tuple[Mention, ...]:
    """Spans of the joined text as mentions of the article's fields, in order."""
    shift = len(article.title) + len(TITLE_BREAK) if article.title else 0
    return tuple(
        Mention(field="title", start=s.start, end=s.end, text=s.text)
        if s.end <= len(article.title)
        else Mention(field="body", start=s.start - shift, end=s.end - shift, text=s.text)
        for s in sorted(set(spans))
    )
