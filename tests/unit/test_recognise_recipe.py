"""The recipe's parts: cleaning of sets, windows, tags, swapped names."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy
from tokenizers import Tokenizer

from indexer.model.corpus import parse_articles
from indexer.model.data import (
    MASKED,
    Passage,
    article_passage,
    change_case,
    encode,
    group,
    mask_dates,
    read_passages,
    to_guidelines,
)
from indexer.model.decode import best_tags, tag_spans
from indexer.model.features import (
    SEP,
    TAGS,
    WINDOW,
    begin_tag,
    cut_windows,
    first_subtokens,
    read_subtokens,
    split_words,
    word_shape,
)
from indexer.model.gmb import clean_gmb, join_tokens
from indexer.model.swap import collect_names, swap_names
from indexer.model.tagger import SHIPPED

ARTICLE = """# africa-001
published: 2023-05-11
source: Lagos Meridian
topic: courts
title: [OKORO](P Amaka Okoro) WINS IN [NIGERIA](L NG)
about: NG

[Amaka Okoro](P) won in the [Supreme Court](O Supreme Court of Nigeria/NG) on [Wednesday](D 2023-05-10).

[Okoro](P Amaka Okoro) lives in [Lagos](L Lagos/NG).

# africa-002
published: 2023-05-11
source: Lagos Meridian
topic: courts
title: A trial
about:

[Thandi Nkosi Dube](P) spoke in [Durban](L Durban/ZA).
"""


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def marked(passage: Passage) -> list[tuple[str, str]]:
    return [(passage.text[a:b], label) for a, b, label in passage.spans]


def sentence(*tokens: str) -> list[tuple[str, str]]:
    """Tokens written ``word`` or ``word/B-per``."""
    pairs = (t.rpartition("/") for t in tokens)
    return [(word, tag) if slash else (tag, "O") for word, slash, tag in pairs]


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        (["President/B-per", "George/I-per", "Bush/I-per", "left"], [("George Bush", "PERSON")]),
        (["The", "President/B-per", "left"], []),
        (["Russian/B-gpe", "troops"], [("Russian", "NORP")]),
        (["China/B-gpe", "said"], [("China", "LOC")]),
        (["The", "U.S./B-geo", "Senate/B-org", "met"], [("U.S. Senate", "ORG")]),
        (["in", "recent/B-tim", "years/I-tim"], []),
        (["on", "Monday/B-tim"], [("Monday", "DATE")]),
        (["The", "U.S.-led", "forces"], [("U.S.", "LOC")]),
        (["the", "White/B-org", "House/I-org", "said"], [("White House", "ORG")]),
    ],
)
def test_gmb_is_brought_to_our_guidelines(
    tokens: list[str], expected: list[tuple[str, str]]
) -> None:
    (passage,) = clean_gmb([sentence(*tokens)])
    assert marked(passage) == expected


def test_gmb_masks_what_cannot_be_decided() -> None:
    (passage,) = clean_gmb([sentence("after", "Hurricane/B-nat", "Rita/I-nat", "on", "Monday")])
    assert [passage.text[a:b] for a, b in passage.masked] == ["Hurricane Rita", "Monday"]


def test_tokens_join_as_a_newspaper_sets_them() -> None:
    text, offsets = join_tokens(["He", "said", ":", '"', "Go", ",", "it", "'s", "on", ".", '"'])
    assert text == 'He said: "Go, it\'s on."'
    assert [text[a:b] for a, b in offsets][:3] == ["He", "said", ":"]


def test_titles_and_determiners_leave_names() -> None:
    text = "the Iraqi President Fuad Masum at the Security Council and The New York Times"
    spans = ((0, 30, "PERSON"), (34, 54, "ORG"), (59, 77, "ORG"))
    assert marked(to_guidelines(Passage(text, spans))) == [
        ("Fuad Masum", "PERSON"),
        ("Security Council", "ORG"),
        ("The New York Times", "ORG"),
    ]


def test_date_words_that_a_set_leaves_unmarked_are_masked() -> None:
    passage = mask_dates(Passage("He left last week and again in March 2020 or 2021.", ()))
    masked = [passage.text[a:b] for a, b in passage.masked]
    assert masked == ["last week", "March 2020", "2021"]


def test_title_comes_before_the_body_as_in_indexing() -> None:
    first, _ = parse_articles(ARTICLE)
    passage = article_passage(first)
    assert passage.text.startswith("OKORO WINS IN NIGERIA\n\nAmaka Okoro won")
    assert marked(passage)[:3] == [
        ("OKORO", "PERSON"),
        ("NIGERIA", "LOC"),
        ("Amaka Okoro", "PERSON"),
    ]
    assert first.published == date(2023, 5, 11)


def test_swapped_name_keeps_form_and_label_everywhere() -> None:
    articles = list(parse_articles(ARTICLE))
    pools = collect_names(articles[1:])
    swapped = {marked(swap_names(articles[0], pools, random.Random(i)))[0] for i in range(20)}
    assert swapped == {("OKORO", "PERSON"), ("DUBE", "PERSON")}
    taken = next(
        p for i in range(20)
        if marked(p := swap_names(articles[0], pools, random.Random(i)))[0][0] == "DUBE"
    )  # fmt: skip
    assert [m for m in marked(taken) if m[1] == "PERSON"] == [
        ("DUBE", "PERSON"), ("Thandi Nkosi Dube", "PERSON"), ("Dube", "PERSON")
    ]  # fmt: skip


def test_an_institution_of_one_word_takes_the_name_of_another_a_town_or_a_surname() -> None:
    club, other = parse_articles(
        ARTICLE.split("# africa-002", maxsplit=1)[0].split("[Amaka", maxsplit=1)[0]
        + """[Horoya](O Horoya AC) lost; [Horoya](O Horoya AC), [UN](O United Nations) said.

# africa-002
published: 2023-05-11
source: Lagos Meridian
topic: sport
title: [Durban](L Durban/ZA)
about:

[Thandi Dube](P) read [Clarín](O Clarín (Argentine newspaper)).
"""
    )
    pools = collect_names([other])
    taken = set()
    for seed in range(60):
        words = [
            w for w, label in marked(swap_names(club, pools, random.Random(seed))) if label == "ORG"
        ]
        assert words[0] == words[1]
        assert words[2] == "UN"
        taken.add(words[0])
    assert taken == {"Horoya", "Clarín", "Durban", "Dube"}


def test_change_of_case_that_moves_offsets_is_refused() -> None:
    assert change_case(Passage("Straße", ()), str.upper) is None
    assert change_case(Passage("Kyiv", ((0, 4, "LOC"),)), str.upper) == Passage(
        "KYIV", ((0, 4, "LOC"),)
    )


def test_encoded_window_begins_each_mention_and_masks_the_unknown(tokenizer: Tokenizer) -> None:
    passage = Passage(
        "Karim Khan left Kyiv on Monday", ((0, 10, "PERSON"), (16, 20, "LOC")), ((24, 30),)
    )
    (window,) = encode(passage, tokenizer)
    person, place = begin_tag("PERSON"), begin_tag("LOC")
    tags = window.tags.tolist()
    assert tags[0] == person
    assert tags.count(place) == 1
    assert tags[-1] == MASKED
    assert set(tags) <= {0, person, person + 1, place, place + 1, MASKED}


def test_blank_line_is_a_mark_of_its_own_that_no_word_owns(tokenizer: Tokenizer) -> None:
    ids, starts, ends = read_subtokens("In Kyiv\n\nROME\nsaid", tokenizer)
    assert [i for i, n in enumerate(ids.tolist()) if n == SEP] == [ids.tolist().index(SEP)]
    words = split_words("In Kyiv\n\nROME\nsaid")
    _, firsts = first_subtokens(words, starts, ends)
    assert SEP not in ids[firsts]
    assert len(firsts) == 4


def test_sentences_are_grouped_with_their_offsets() -> None:
    sentences = [
        Passage("In Kyiv.", ((3, 7, "LOC"),)),
        Passage("In Rome.", ((3, 7, "LOC"),), ((0, 2),)),
    ]
    joined = list(group(sentences * 10, rng=random.Random(1)))
    assert [m for p in joined for m in marked(p)] == [("Kyiv", "LOC"), ("Rome", "LOC")] * 10
    assert sum(len(p.masked) for p in joined) == 10


def test_passages_are_read_from_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text('{"text": "In Kyiv", "spans": [[3, 7, "LOC"]], "unlabelled": [[0, 2]]}\n')
    assert list(read_passages(path)) == [Passage("In Kyiv", ((3, 7, "LOC"),), ((0, 2),))]


@pytest.mark.parametrize(
    ("word", "shape"),
    [("war", 1), ("War", 2), ("WAR", 3), ("A", 4), ("McKay", 5), ("2nd", 6), ("?", 0), ("北京", 1)],
)
def test_shape_of_a_word(word: str, shape: int) -> None:
    assert word_shape(word) == shape


@given(
    st.lists(st.sampled_from(["war", "ended", ".", "\n"]), max_size=600), st.sampled_from([0, 32])
)
@settings(deadline=None)
def test_each_subtoken_is_owned_by_one_window(words: list[str], overlap: int) -> None:
    text, offsets = "", []
    for word in words:
        if word != "\n":
            offsets.append((len(text), len(text) + len(word)))
        text += f"{word} "
    bounds = np.asarray(offsets, np.int64).reshape(-1, 2)
    windows = cut_windows(text, bounds[:, 0], bounds[:, 1], overlap=overlap)
    owned = [i for w in windows for i in range(w.first, w.last)]
    assert owned == list(range(len(offsets)))
    assert all(w.start <= w.first < w.last <= w.stop <= w.start + WINDOW for w in windows)


SCORES = st_numpy.arrays(
    np.float32,
    st.tuples(st.integers(1, 12), st.just(len(TAGS))),
    elements=st.floats(-5, 5, width=32),
)


@given(SCORES)
def test_decoded_tags_go_on_only_from_their_own_label(scores: np.ndarray) -> None:
    tags = best_tags(scores).tolist()
    for before, tag in zip([0, *tags], tags, strict=False):
        assert tag == 0 or tag % 2 == 1 or before in (tag, tag - 1)
    spans = tag_spans(np.asarray(tags))
    assert sum(stop - start for start, stop, _ in spans) == sum(1 for t in tags if t)


def test_broken_tags_take_the_best_allowed_way() -> None:
    scores = np.zeros((2, len(TAGS)), np.float32)
    person = begin_tag("PERSON")
    scores[0, person], scores[0, begin_tag("ORG")] = 2, 3
    scores[1, person + 1] = 9
    assert best_tags(scores).tolist() == [person, person + 1]
