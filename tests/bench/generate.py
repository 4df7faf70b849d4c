"""Articles for the benches: seeded, 300 words, Zipf-like words, entities and dates. Shared by both engines.

The same seed and number always give the same articles. Entities are drawn by rank with weight
1/rank, as names in the news are: few are everywhere, most are seen once or twice.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from mappings.article import (
    Article,
    CountryRef,
    DateRef,
    EnrichedArticle,
    Enrichment,
    InstitutionRef,
    Mention,
    PersonRef,
    PlaceRef,
)
from mappings.countries import country_name

_SYLLABLES = (
    "ka ri mo ten sal vor be ludo chi an mar il ost er fen gra pol ty wes dun hov je".split()
)
_CODES = (
    "US GB UA RU FR DE CN IL IR IN SY IT JP BR ZA EG TR PL KE NG MX CA ES NL SE NO GE AM LB IQ PK"
    " AF KR KP VN TH PH ID AU NZ AR CL CO PE VE CU HT ML SD ET"
).split()
WORDS = 300


class _Zipf:
    """Draws from names by rank, weight 1/rank."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.weights = list(accumulate(1 / rank for rank in range(1, len(names) + 1)))

    def draw(self, chance: random.Random, number: int) -> list[str]:
        drawn = chance.choices(self.names, cum_weights=self.weights, k=number)
        return list(dict.fromkeys(drawn))


def generate(number: int, *, seed: int = 7, words: int = WORDS) -> Iterator[EnrichedArticle]:
    """So many enriched articles with ids ``bench-00000000`` and on."""
    chance = random.Random(seed)
    vocabulary = _Zipf(_names(chance, 30_000, 1))
    people = _Zipf([n.title() for n in _names(chance, 60_000, 2)])
    bodies = _Zipf([f"{n.title()} Council" for n in _names(chance, 15_000, 1)])
    places = _Zipf([n.title() for n in _names(chance, 5_000, 1)])
    countries = _Zipf(_CODES)
    sources = _Zipf([f"The {n.title()} Post" for n in _names(chance, 40, 1)])
    start = datetime(2020, 1, 1, tzinfo=UTC)
    for at in range(number):
        text = chance.choices(vocabulary.names, cum_weights=vocabulary.weights, k=words)
        published = start + timedelta(minutes=chance.randrange(4 * 365 * 24 * 60))
        found = people.draw(chance, chance.randint(1, 7)), bodies.draw(chance, chance.randint(0, 5))
        codes = countries.draw(chance, chance.randint(1, 4))
        yield _article(at, text, published, found, codes, places, sources, chance)


def _article(
    at: int,
    text: list[str],
    published: datetime,
    found: tuple[list[str], list[str]],
    codes: list[str],
    places: _Zipf,
    sources: _Zipf,
    chance: random.Random,
) -> EnrichedArticle:
    people, bodies = found
    mentions: dict[str, list[Mention]] = {}
    words = list(text)
    labels = [*people, *bodies, *(country_name(code) for code in codes)]
    for label in labels:
        for spot in chance.sample(range(len(words)), 2):
            words[spot] = label
    body, offset = [], 0
    for spot, word in enumerate(words):
        ended = word + ("." if spot % 18 == 17 else "")
        if word[0].isupper():
            mentions.setdefault(word, []).append(
                Mention(field="body", start=offset, end=offset + len(word), text=word)
            )
        body.append(ended)
        offset += len(ended) + 1
    town = places.draw(chance, chance.randint(0, 2))
    article = Article(
        id=f"bench-{at:08d}",
        url=f"https://news.example/{at}",
        title=" ".join(text[:8]).capitalize(),
        body=" ".join(body),
        published=published,
        source=sources.draw(chance, 1)[0],
        language="en",
    )
    return EnrichedArticle(
        **dict(article),
        persons=tuple(PersonRef(name=n, mentions=tuple(mentions.get(n, ()))) for n in people),
        institutions=tuple(
            InstitutionRef(name=n, mentions=tuple(mentions.get(n, ()))) for n in bodies
        ),
        countries=tuple(
            CountryRef(
                code=c,
                name=country_name(c),
                about=rank == 0,
                mentions=tuple(mentions.get(country_name(c), ())),
            )
            for rank, c in enumerate(codes)
        ),
        places=tuple(PlaceRef(name=n, mentions=()) for n in town),
        dates=tuple(_date(published.date(), chance) for _ in range(chance.randint(0, 3))),
        sentences=(),
        enrichment=Enrichment(status="complete", fingerprint="bench"),
    )


def _date(day: date, chance: random.Random) -> DateRef:
    first = day - timedelta(days=int(chance.paretovariate(0.7)) % 3000)
    if chance.random() < 0.7:
        return DateRef(first=first, last=first, precision="day", mentions=())
    return DateRef(
        first=date(first.year, 1, 1), last=date(first.year, 12, 31), precision="year", mentions=()
    )


def _names(chance: random.Random, number: int, words: int) -> list[str]:
    """Distinct made-up names of so many words, in a random order."""
    made: dict[str, None] = {}
    while len(made) < number:
        made[
            " ".join(
                "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(words)
            )
        ] = None
    return list(made)
