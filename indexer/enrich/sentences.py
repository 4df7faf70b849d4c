"""Sentence boundaries by rules that know abbreviations, quotes and paragraphs.

News is short on doubt: a full stop ends a sentence unless it belongs to a title, an initial or an
abbreviation, or a lower-case word follows. A blank line always ends one. One pass over the tokens.
"""

from __future__ import annotations

import numpy as np
from spacy.attrs import SENT_START  # type: ignore[import-not-found, unused-ignore]
from spacy.language import Language
from spacy.tokens import Doc, Token

NEVER_LAST = frozenset(
    """mr mrs ms dr prof rev fr gen lt col maj capt cmdr adm sgt cpl pvt brig gov sen rep reps sens
    pres hon amb supt det insp atty st mt ft no nos vs v fig vol pp ca cf e.g i.e al art sec op
    messrs mme mlle jan feb mar apr aug sept sep oct nov dec approx est dept asst""".split()
)
"""Abbreviations before a name or a number, without their last full stop."""

STARTERS = frozenset(
    """a after all although an and another as at because but by during each even for from he her
    here his how however i if in instead it its many meanwhile more most mr mrs ms my no not now on
    one only or our police several she since so some such that the their then there these they this
    those though to two under until we what when where whether which while who why with yet
    you""".split()
)
"""Words that begin a sentence when they stand with a capital after "U.S." or "Inc."."""

_ENDS = frozenset([".", "!", "?", "…", "...", "。", "؟", "!!", "?!"])
_CLOSERS = frozenset(["”", '"', "’", "'", "''", ")", "]", "»"])


@Language.component("dramatis_sentences", assigns=["token.is_sent_start", "doc.sents"])
def set_sentences(doc: Doc) -> Doc:
    """Set ``is_sent_start`` of every token, replacing what was there."""
    starts = np.full(len(doc), -1, np.int64)  # -1: goes on, 1: begins
    ended = True
    for i, token in enumerate(doc):
        if token.is_space:
            ended = ended or token.text.count("\n") > 1
            continue
        closes = token.text in _CLOSERS and ended and not doc[i - 1].whitespace_
        if ended and not closes and (_after_break(token) or _may_begin(token.text)):
            starts[i] = 1
        if not closes:
            ended = _ends_sentence(doc, token)
    if len(doc):
        starts[0] = 1
        # At once: setting one token looks at all others, which is quadratic.
        doc.from_array([SENT_START], starts[:, None].astype(np.uint64))  # type: ignore[arg-type]
    return doc


def _after_break(token: Token) -> bool:
    if token.i == 0:
        return True
    before = token.nbor(-1)
    return before.is_space and before.text.count("\n") > 1


def _may_begin(text: str) -> bool:
    return not text[0].islower() and text[0] not in ",;:%)]}"


def _ends_sentence(doc: Doc, token: Token) -> bool:
    text = token.text
    if text in _ENDS:
        word = doc[token.i - 1].text if token.i and not doc[token.i - 1].whitespace_ else ""
        return not (text == "." and word.lower() in NEVER_LAST)
    if len(text) < 2 or not text.endswith(".") or text.lower().rstrip(".") in NEVER_LAST:
        return False
    if len(text) == 2:  # an initial
        return False
    following = doc[token.i + 1 : token.i + 2].text
    return following.istitle() and following.lower() in STARTERS
