"""Bad input through the whole enricher: no exception, true offsets, work linear in length."""

from __future__ import annotations

import dataclasses
import random
import re
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from spacy.tokens import Doc, Span

from indexer.enrich.sentences import set_sentences
from indexer.pipeline import RejectedFile, run
from indexer.writers import open_admin
from mappings.article import Article, EnrichedArticle, Rejected
from mappings.settings import IndexSettings
from tests.unit.whole_enricher import article, enrich, enricher, words_of

NEWS = (
    "Karim Khan of the International Criminal Court (ICC) spoke in Kyiv on Wednesday. U.S. President Joe Biden "
    "met Ukraine's Foreign Ministry and Mrs. Ann Orr of Kaveri Mills Ltd in Paris, Texas, a day earlier."
)


def text_of_names(words: int, surname: str = "") -> str:
    chosen = random.Random(words)
    syllables = "ka lo mi ren tu sha vo del ri nan go bel".split()
    made = ("".join(chosen.choices(syllables, k=3)).capitalize() for _ in range(words))
    names = list(made)
    return ", ".join(
        f"{given} {surname or family}"
        for given, family in zip(names[::2], names[1::2], strict=False)
    )


def repeated(text: str) -> Callable[[int], str]:
    return lambda words: f"{text}\n" * (words // len(text.split()) + 1)


TEXTS: dict[str, Callable[[int], str]] = {
    "news": repeated(NEWS),
    "capitals": repeated(NEWS.upper()),
    "html": repeated(
        f'<div class="story"><p>{NEWS}</p><a href="https://x.example/?a=b&amp;c=d">More</a></div>'
    ),
    "table": repeated(
        "Ann Orr | 12 | Kaveri FC | 31 February 2022 | US |\nBo Ulm\t99\tBank of Oru\t\tFrance"
    ),
    "list of names": text_of_names,
    "list of one surname": lambda words: text_of_names(words, "Khan"),
    "surname on each line": repeated("Khan\n"),
    "acronyms": repeated("ICC, ABCD, UN, MoD, CDA, (ABC), BoE,"),
    "organs": repeated("the Supreme Court, the Senate, Defence Ministry, Bank of Oru, Oru Bank,"),
    "impossible dates": repeated("31 February 2022, year 99999, Feb. 30, 0 May, a day earlier, on Wednesday,"),
    "places": repeated("Georgia, Paris, Texas, Jordan, the Kremlin, Chad, Turkey, Kyiv,"),
    "control characters": repeated(NEWS.replace(" ", "\x00\x0b \u200b\x07")),
    "brackets": lambda words: "(" * words + ")" * words,
    "quotation marks": lambda words: '"' * words,
    "rule of a table": lambda words: "=-" * words,
    "one long word": lambda words: "khan" * words,
    "initials": repeated("J. K. L. U.S. A.B."),
    "blank lines": lambda words: "\n \n" * words,
}  # fmt: skip


@pytest.mark.parametrize("kind", TEXTS)
def test_odd_text_gives_true_offsets(kind: str) -> None:
    found = enrich(TEXTS[kind](150), "Khan: ICC!")
    for facet in (
        found.persons,
        found.institutions,
        found.countries,
        found.places,
        found.dates,
    ):
        for reference in facet:
            for mention in reference.mentions:
                assert getattr(found, mention.field)[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(
    "body", ["", " ", "\n", "Khan", ".", "\x00", "’s", "(ICC)", "31 February", "🙂", "\ud800"]
)
def test_shortest_articles_are_enriched(body: str) -> None:
    assert EnrichedArticle.from_json(enrich(body).to_json()).enrichment.status == "complete"
    assert enrich("", title=body).enrichment.status == "complete"


def test_list_of_5000_names_is_enriched() -> None:
    found = enrich(text_of_names(10_000))
    assert len(found.persons) > 2000


def test_capitals_and_html_hide_no_name() -> None:
    for kind in ("capitals", "html"):
        assert "Joe Biden" in [p.name for p in enrich(TEXTS[kind](30)).persons]


def test_impossible_dates_are_no_day() -> None:
    for reference in enrich(TEXTS["impossible dates"](40)).dates:
        if words_of(reference)[0] in ("31 February 2022", "Feb. 30", "0 May", "year 99999"):
            assert reference.precision != "day"


def calls_of_own_stages(text: str) -> int:
    """The calls that everything but the recogniser makes; names are the words with a capital.

    Calls and not seconds: they are the same on a machine that is busy with something else.
    """
    nlp = enricher().nlp
    nlp.max_length = max(nlp.max_length, len(text) + 1)
    doc = set_sentences(nlp.tokenizer(text))
    doc.ents = list(_capitalised(doc))
    made = count()

    def note(_frame: object, event: str, _argument: object) -> None:
        if event in ("call", "c_call"):
            next(made)

    sys.setprofile(note)
    try:
        enricher()._found(article(text), doc)
    finally:
        sys.setprofile(None)
    return next(made)


def _capitalised(doc: Doc) -> Iterator[Span]:
    labels = ("PERSON", "ORG", "LOC", "DATE")
    names = re.finditer(r"\b[A-Z][\w.]*(?: [A-Z][\w.]*)*", doc.text)
    for number, match in enumerate(names):
        span = doc.char_span(match.start(), match.end(), label=labels[number % 4])
        if span is not None:
            yield span


@pytest.mark.parametrize("kind", TEXTS)
def test_work_grows_with_the_length_and_not_with_its_square(kind: str) -> None:
    make = TEXTS[kind]
    calls_of_own_stages(make(200))
    short, long = calls_of_own_stages(make(1000)), calls_of_own_stages(make(4000))
    assert long < 7 * short, f"{short} calls, and of four times the length {long}"


class FailsOnBoom:
    """A pipeline that fails on one article, as a faulty one may."""

    def __init__(self, nlp: Any) -> None:
        self.nlp = nlp

    def __call__(self, text: str) -> Doc:
        if "boom" in text:
            raise ValueError("no such tensor")
        return self.nlp(text)  # type: ignore[no-any-return]


def test_article_that_fails_is_rejected_with_its_reason_and_the_run_goes_on(tmp_path: Path) -> None:
    settings = IndexSettings(
        index_dir=tmp_path / "index", rejected_file=tmp_path / "rejected.jsonl", writer_memory_mb=32
    )
    faulty = dataclasses.replace(enricher(), nlp=FailsOnBoom(enricher().nlp))  # type: ignore[arg-type]
    records: list[Article | Rejected] = [
        article(NEWS, key="a"),
        article("boom", key="b"),
        article("Joe Biden spoke.", key="c"),
    ]
    admin = open_admin(settings)
    with RejectedFile(settings.rejected_file) as rejected, admin.append() as writer:
        report = run(records, faulty.enrich, writer, rejected)
        writer.publish()
    assert (report.indexed, report.rejected) == (2, 1)
    assert report.reasons == {"enrichment failed": 1}
    kept = Rejected.model_validate_json(settings.rejected_file.read_text())
    assert (kept.id, kept.reason) == ("b", "enrichment failed: ValueError: no such tensor")
    stored = {a.id: a for a in open_admin(settings).stored()}
    assert isinstance(stored["c"], EnrichedArticle)
    assert [p.name for p in stored["c"].persons] == ["Joe Biden"]
