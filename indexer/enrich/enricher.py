"""From an article to an enriched article: recognise, resolve names, countries and dates.

One article a call, so that the same article gives the same result byte for byte, whatever the
batch, the order or the number of workers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from indexer.enrich.countries import guess_about, read_places, resolve_countries
from indexer.enrich.dates import DateMention, find_dates
from indexer.enrich.found import Names, TextSpan, joined_text, to_mentions
from indexer.enrich.gazetteer import Geography, load_geography
from indexer.enrich.knowledge import Knowledge, load_knowledge
from indexer.enrich.names import resolve_names
from indexer.enrich.recognise import load_pipeline
from indexer.language import detect_language
from indexer.settings import EnrichSettings
from mappings.article import (
    Article,
    CountryRef,
    DateRef,
    EnrichedArticle,
    Enrichment,
    InstitutionRef,
    PersonRef,
    PlaceRef,
    Rejected,
)
from mappings.countries import country_name

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

ENRICHMENT_VERSION = 1
"""Raised when the rules of a stage change what they find."""


@dataclass(frozen=True)
class Enricher:
    """The stages with what they have loaded. Made by :func:`open_enricher`."""

    nlp: Language
    knowledge: Knowledge
    geography: Geography
    languages: frozenset[str]
    fingerprint: str

    def enrich(
        self, articles: Iterable[Article | Rejected]
    ) -> Iterator[EnrichedArticle | Rejected]:
        """Enriched articles in the order they came; what was rejected before passes through.

        An article that fails is rejected with its reason, and the run goes on.
        """
        for article in articles:
            yield article if isinstance(article, Rejected) else self.enrich_or_reject(article)

    def enrich_or_reject(self, article: Article) -> EnrichedArticle | Rejected:
        """The enriched article, or the article as rejected with the error that its enrichment met."""
        try:
            return self.enrich_one(article)
        except Exception as error:  # one article must not end a run of millions
            reason = f"enrichment failed: {type(error).__name__}: {error}"
            record = article.model_dump_json()[:10_000]
            return Rejected(
                source=article.source or "-", id=article.id, reason=reason, record=record
            )

    def enrich_one(self, article: Article) -> EnrichedArticle:
        """The article with what is found in it.

        An article in a language that the pipeline does not serve is kept as full text, marked as
        not enriched.
        """
        language = article.language or detect_language(f"{article.title}\n{article.body}")
        fields = article.model_dump() | {"language": language}
        if language is not None and language not in self.languages:
            served = ", ".join(sorted(self.languages))
            reason = f"language {language!r} is not served by the pipeline (it serves: {served})"
            return EnrichedArticle(**fields, enrichment=Enrichment(status="skipped", reason=reason))
        doc = self.nlp(joined_text(article))
        return EnrichedArticle(**fields, **self._found(article, doc))

    def _found(self, article: Article, doc: Doc) -> dict[str, object]:
        readings = read_places(doc, len(article.title), self.geography)
        names = resolve_names(doc, self.knowledge, about=guess_about(readings))
        countries, places = resolve_countries(readings, names, self.geography)
        published = article.published.date() if article.published else None
        return {
            **_name_refs(article, names),
            "countries": tuple(
                CountryRef(
                    code=c.code,
                    name=country_name(c.code),
                    about=c.about,
                    mentions=to_mentions(article, c.spans),
                )
                for c in countries
            ),
            "places": tuple(
                PlaceRef(name=p.name, country=p.country, mentions=to_mentions(article, p.spans))
                for p in places
            ),
            "dates": _date_refs(article, find_dates(doc, published)),
            "sentences": _body_sentences(article, doc),
            "enrichment": Enrichment(
                status="complete",
                fingerprint=self.fingerprint,
                at=datetime.now(UTC).replace(microsecond=0),
            ),
        }


def open_enricher(settings: EnrichSettings | None = None) -> Enricher:
    """Load pipeline and knowledge of the settings. Raises PipelineNotInstalled, KnowledgeError."""
    settings = settings or EnrichSettings()
    nlp = load_pipeline(settings.spacy_pipeline)
    nlp.max_length = max(nlp.max_length, settings.max_body_chars + 100_000)
    knowledge = load_knowledge(settings.knowledge)
    geography = load_geography(settings.knowledge)
    return Enricher(
        nlp=nlp,
        knowledge=knowledge,
        geography=geography,
        languages=frozenset(c.strip() for c in settings.enrich_languages.split(",") if c.strip()),
        fingerprint=_fingerprint(nlp, settings, knowledge.fingerprint, geography.fingerprint),
    )


def _fingerprint(nlp: Language, settings: EnrichSettings, *parts: str) -> str:
    """Twelve hexadecimal digits over version of the rules, pipeline, model and knowledge."""
    model = nlp.meta.get("dramatis_model") or f"{nlp.meta['name']}-{nlp.meta['version']}"
    payload = "|".join(
        [str(ENRICHMENT_VERSION), version("spacy"), settings.spacy_pipeline, str(model), *parts]
    )
    return hashlib.sha256(payload.encode()).hexdigest()[:12]


def _name_refs(article: Article, names: Names) -> dict[str, object]:
    return {
        "persons": tuple(
            PersonRef(name=p.name, mentions=to_mentions(article, p.spans), aliases=p.aliases)
            for p in names.persons
        ),
        "institutions": tuple(
            InstitutionRef(
                name=i.name,
                acronym=i.acronym,
                kind=i.kind,
                mentions=to_mentions(article, i.spans),
                aliases=i.aliases,
            )
            for i in names.institutions
        ),
    }


def _date_refs(article: Article, mentions: list[DateMention]) -> tuple[DateRef, ...]:
    """One reference a value, with all its mentions; each unresolved expression stands alone."""
    groups: dict[object, list[DateMention]] = {}
    for number, mention in enumerate(mentions):
        value = (mention.first, mention.last, mention.precision)
        groups.setdefault(value if mention.first else number, []).append(mention)
    return tuple(
        DateRef(
            first=group[0].first,
            last=group[0].last,
            precision=group[0].precision,
            mentions=to_mentions(article, (TextSpan(m.start, m.end, m.text) for m in group)),
        )
        for group in groups.values()
    )


def _body_sentences(article: Article, doc: Doc) -> tuple[tuple[int, int], ...]:
    shift = len(joined_text(article)) - len(article.body)
    spans = ((s.start_char - shift, s.end_char - shift) for s in doc.sents)
    return tuple((max(0, start), end) for start, end in spans if end > 0)
