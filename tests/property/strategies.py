"""Random articles and requests over few words and names, so that they often meet."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from mappings.article import (
    CountryRef,
    DateRef,
    EnrichedArticle,
    Enrichment,
    InstitutionRef,
    PersonRef,
    PlaceRef,
)
from mappings.fields import DATE_FACETS, TERMS_FACETS
from search_api.models import DayRange, FacetSpec, SearchRequest, Selection

PEOPLE = ["Karim Khan", "Imran Khan", "Zoë Müller", "U.S. Grant", "O'Neil"]
BODIES = ["International Criminal Court", "UN", "Bank of War"]
CODES = ["UA", "RU", "FR", "US"]
WORDS = (
    "war wars Crimes criminal court U.S. the who state-of-the-art café running runs 1,000.5 東京 🙂 it's"
).split()
NAMES = {
    "person": PEOPLE,
    "institution": BODIES,
    "country": CODES,
    "about": CODES,
    "place": ["Kyiv", "New York"],
    "source": ["Post", "The Times"],
    "language": ["en", "de"],
}
DAYS = st.dates(date(2021, 11, 1), date(2022, 4, 30))
texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)


@st.composite
def date_refs(draw: st.DrawFn) -> DateRef:
    day = draw(DAYS)
    kind = draw(st.sampled_from(["day", "month", "year", "range", "unknown"]))
    if kind == "unknown":
        return DateRef(first=None, last=None, precision=None, mentions=())
    if kind == "day":
        first = last = day
    elif kind == "month":
        first = day.replace(day=1)
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    elif kind == "year":
        first, last = date(day.year, 1, 1), date(day.year, 12, 31)
    else:
        first, last = day, day + timedelta(days=draw(st.integers(0, 500)))
    return DateRef(first=first, last=last, precision=kind, mentions=())  # type: ignore[arg-type]


def _some(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=3, unique=True)


@st.composite
def articles(draw: st.DrawFn, key: str) -> EnrichedArticle:
    moment = draw(st.none() | DAYS)
    return EnrichedArticle(
        id=key,
        title=draw(texts),
        body=draw(texts),
        published=moment
        and datetime(
            moment.year, moment.month, moment.day, draw(st.sampled_from([0, 12])), tzinfo=UTC
        ),
        source=draw(st.none() | st.sampled_from(NAMES["source"])),
        language=draw(st.none() | st.sampled_from(NAMES["language"])),
        authors=tuple(draw(_some(PEOPLE))),
        persons=tuple(PersonRef(name=n, mentions=()) for n in draw(_some(PEOPLE))),
        institutions=tuple(InstitutionRef(name=n, mentions=()) for n in draw(_some(BODIES))),
        countries=tuple(
            CountryRef(code=c, name=c, about=draw(st.booleans()), mentions=())
            for c in draw(_some(CODES))
        ),
        places=tuple(PlaceRef(name=n, mentions=()) for n in draw(_some(NAMES["place"]))),
        dates=tuple(draw(st.lists(date_refs(), max_size=2))),
        enrichment=Enrichment(status="complete"),
    )


@st.composite
def libraries(draw: st.DrawFn, most: int = 12) -> list[EnrichedArticle]:
    """Articles with ids in no order."""
    keys = draw(st.permutations([f"a{n:02}" for n in range(draw(st.integers(0, most)))]))
    return [draw(articles(key)) for key in keys]


def _leaf() -> st.SearchStrategy[str]:
    fields = st.sampled_from(
        ["", "", "", "title:", "body:", "person:", "country:", "author:", "institution:"]
    )
    word = st.sampled_from(
        [*WORDS, "Khan", "muller", "ukraine", "cour*", "crim*", "wra~", "corut~", "-", "!!"]
    )
    phrase = st.lists(word, min_size=1, max_size=3).map(lambda ws: f'"{" ".join(ws)}"')
    day = st.sampled_from(["published:2022-01", "mentioned:2022-02-01..", "mentioned:2021"])
    return st.one_of(st.tuples(fields, word | phrase).map("".join), word, day)


queries = st.one_of(
    st.just(""),
    st.recursive(
        _leaf(),
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(" ".join),
            st.tuples(inner, inner).map(" OR ".join),
            inner.map(lambda q: f"-({q})"),
            inner.map(lambda q: f"({q})"),
        ),
        max_leaves=5,
    ),
)
"""Queries of the language over the words of the articles."""

noise = st.lists(
    st.sampled_from(
        ["OR", "AND", "NOT", "-", "(", ")", '"', "“", " ", "*", "~", ":", "..", "a", "war", "title:",
         "person:", "country:(", "published:2022", "mentioned:2021..", "\x00", "\ud800", "🙂", "東"]
    )
    | st.text(max_size=4),
    max_size=25,
).map("".join)  # fmt: skip
"""Strings that look like queries, and any others."""

ranges = st.none() | st.builds(
    lambda a, b: DayRange.model_validate(
        {"from": a and min(a, b or a), "to": b and max(a or b, b)}
    ),
    st.none() | DAYS,
    st.none() | DAYS,
)


@st.composite
def selections(draw: st.DrawFn, facet: str) -> Selection:
    names = [*NAMES[facet], "nobody"]
    return Selection(
        include=tuple(draw(st.lists(st.sampled_from(names), max_size=2, unique=True))),
        exclude=tuple(draw(st.lists(st.sampled_from(names), max_size=2, unique=True))),
        op=draw(st.sampled_from([None, "and", "or"])),
    )


@st.composite
def requests(draw: st.DrawFn) -> SearchRequest:
    """A request over the words and names of the articles, with every facet in a random order."""
    chosen = draw(st.lists(st.sampled_from(TERMS_FACETS), max_size=2, unique=True))
    asked = draw(st.permutations([*TERMS_FACETS, *DATE_FACETS]))[: draw(st.integers(0, 9))]
    return SearchRequest(
        q=draw(queries),
        filters={facet: draw(selections(facet)) for facet in chosen},
        published=draw(ranges),
        mentioned=draw(ranges),
        facets=tuple(
            FacetSpec(
                name=name,
                size=draw(st.integers(1, 4)),
                interval=draw(st.sampled_from(["day", "week", "month", "year"])),
            )
            for name in asked
        ),
        sort=draw(st.sampled_from(["newest", "oldest", "relevance"])),
        size=draw(st.integers(0, 20)),
    )
