"""Training sets as passages, and passages as tagged windows of sub-tokens.

A passage is text with mentions and with stretches whose label nobody knows: they are masked, not
taken for "outside". Every set is brought to the guidelines of ``corpus/guidelines.md`` first.
"""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from indexer.model.corpus import GoldArticle
from indexer.model.features import (
    SEP,
    begin_tag,
    cut_windows,
    read_subtokens,
    split_words,
    subtoken_shapes,
)

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MASKED = -100

Span = tuple[int, int, str]
Stretch = tuple[int, int]


@dataclass(frozen=True)
class Passage:
    """Text, its mentions (start, end, label) and its stretches without annotation."""

    text: str
    spans: tuple[Span, ...]
    masked: tuple[Stretch, ...] = ()


@dataclass(frozen=True)
class TaggedWindow:
    """Sub-token ids, word shapes and tag ids (MASKED where unknown), without [CLS] and [SEP]."""

    ids: np.ndarray
    shapes: np.ndarray
    tags: np.ndarray
    trusted: bool
    """Whether the tags follow our guidelines to the letter, as the own corpus does."""


def read_passages(path: Path) -> Iterator[Passage]:
    """Passages of a ``.jsonl`` or ``.jsonl.xz`` file with ``text``, ``spans``, ``unlabelled``."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield Passage(
                record["text"],
                tuple((a, b, label) for a, b, label in record["spans"]),
                tuple((a, b) for a, b, *_ in record.get("unlabelled", ())),
            )


def article_passage(article: GoldArticle) -> Passage:
    """Title and body of an article as one passage, as the enricher reads them."""
    shift = len(article.title) + 2
    spans = [
        (m.start, m.end, m.label)
        if m.field == "title"
        else (m.start + shift, m.end + shift, m.label)
        for m in article.marks
    ]
    return Passage(f"{article.title}\n\n{article.body}", tuple(sorted(spans)))


_TITLES = (
    "president|prime|minister|secretary[- ]general|secretary|general|senator|king|queen|"
    "chancellor|colonel|captain|judge|justice|governor|mayor|ambassador|deputy|chairman|director|"
    "spokesman|spokeswoman|mr|mrs|ms|dr|sir|foreign|defen[cs]e|interior|finance|vice|former|"
    "designate|the|us|british|iraqi|syrian|russian|iranian|afghan|turkish|french|american"
)
_LEADING_TITLES = re.compile(rf"(?:(?:{_TITLES})\b\.?,?\s+|-\s+)+(?=\S)", re.I)
_LEADING_THE = re.compile(
    r"(?:the|an?)\s+|The\s+(?!.*(?:Times|Post|Guardian|Economist|Hindu|Independent|Telegraph|"
    r"Journal|Star|Herald|News|Observer|Mirror|Globe|Sun|Age|Nation)\b)"
)


def to_guidelines(passage: Passage) -> Passage:
    """Move titles out of persons and determiners out of institutions and places."""
    spans = []
    for start, end, label in passage.spans:
        words = passage.text[start:end]
        pattern = {"PERSON": _LEADING_TITLES, "ORG": _LEADING_THE, "LOC": _LEADING_THE}.get(label)
        match = pattern.match(words) if pattern else None
        begin = start + match.end() if match else start
        if begin < end:
            spans.append((begin, end, label))
    return Passage(passage.text, tuple(spans), passage.masked)


_UNIT = r"(?:days?|nights?|weeks?|weekends?|months?|years?|decades?|century|quarter|fiscal)"
_COUNT = r"(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|several|few|many|\d+)"
_MONTH = (
    r"(?:Jan(?:uary|\.)|Feb(?:ruary|\.)|March|Mar\.|April|Apr\.|May|June|July|Aug(?:ust|\.)|"
    r"Sept?(?:ember|\.)|Oct(?:ober|\.)|Nov(?:ember|\.)|Dec(?:ember|\.))"
)
_DATE_WORDS = re.compile(
    rf"\b(?:earlier\s+|later\s+|early\s+|late\s+|mid-)?(?:this|last|next|past|previous|following|"
    rf"the same|the)\s+(?:{_COUNT}\s+)?(?:{_UNIT}|spring|summer|autumn|winter|morning)\b"
    rf"|\b{_COUNT}[\s-]+{_UNIT}\s+(?:ago|earlier|later|before|after)\b"
    rf"|\b(?:today|yesterday|tomorrow|tonight)\b"
    rf"|\b(?:early|late|mid|end of)[\s-]+(?={_MONTH})"
    rf"|\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH}(?:\s+\d{{1,2}}\b)?(?:\s*,?\s+\d{{4}}\b)?"
    r"|\b(?:1[5-9]|20)\d\ds?\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)


def mask_dates(passage: Passage) -> Passage:
    """Mask words that may be a date by our guidelines and that the set leaves unmarked."""
    masked = list(passage.masked)
    dates = [(a, b) for a, b, label in passage.spans if label == "DATE"]
    for match in _DATE_WORDS.finditer(passage.text):
        start, end = match.span()
        if not any(a < end and start < b for a, b, _ in passage.spans):
            masked.append((start, end))
    for start, end in dates:  # "early March", "Wednesday night": how far a date goes differs
        before = re.search(r"(?:early|late|mid|last|next|this)[\s-]$", passage.text[:start][-8:])
        if before:
            masked.append((start - len(before[0]), end))
    return Passage(passage.text, passage.spans, tuple(masked))


def change_case(passage: Passage, change: Callable[[str], str]) -> Passage | None:
    """The passage with its text in another case; None where a letter changes its length."""
    text = change(passage.text)
    if len(text) != len(passage.text):
        return None
    return Passage(text, passage.spans, passage.masked)


def encode(
    passage: Passage, tokenizer: Tokenizer, *, trusted: bool = False
) -> Iterator[TaggedWindow]:
    """The windows of a passage; masked stretches win over nothing but "outside"."""
    ids, starts, ends = read_subtokens(passage.text, tokenizer)
    shapes = subtoken_shapes(passage.text, split_words(passage.text), starts)
    tags = np.zeros(len(ids), np.int16)
    for start, end in passage.masked:
        tags[(starts < end) & (ends > start)] = MASKED
    for start, end, label in passage.spans:
        inside = np.nonzero((starts < end) & (ends > start))[0]
        if len(inside) and tags[inside[0]] != MASKED:
            tags[inside] = begin_tag(label) + 1
            tags[inside[0]] = begin_tag(label)
    tags[ids == SEP] = MASKED
    for window in cut_windows(passage.text, starts, ends, overlap=0):
        part = slice(window.start, window.stop)
        yield TaggedWindow(ids[part], shapes[part], tags[part], trusted)


def group(passages: Iterable[Passage], *, rng: random.Random, most: int = 7) -> Iterator[Passage]:
    """Join single sentences to passages of one to ``most``, as an article has them."""
    held: list[Passage] = []
    wanted = rng.randint(1, most)
    for passage in passages:
        held.append(passage)
        if len(held) == wanted:
            yield _join(held)
            held, wanted = [], rng.randint(1, most)
    if held:
        yield _join(held)


def _join(passages: list[Passage]) -> Passage:
    text, spans, masked = "", [], []
    for passage in passages:
        shift = len(text) + 1 if text else 0
        text = f"{text} {passage.text}" if text else passage.text
        spans += [(a + shift, b + shift, label) for a, b, label in passage.spans]
        masked += [(a + shift, b + shift) for a, b in passage.masked]
    return Passage(text, tuple(spans), tuple(masked))
