"""Dates: what is found in a text, and which days it means."""

from __future__ import annotations

from datetime import date

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Span

from indexer.enrich.dates import find_dates

NLP = spacy.blank("en")
NLP.add_pipe("sentencizer")
FRIDAY = date(2022, 3, 18)


def show(text: str, published: date | None = FRIDAY) -> list[str]:
    """Each date as "words=value", the value as in the corpus guidelines; ? when it is unresolved."""
    return [
        f"{m.text}={m.first if m.first == m.last else f'{m.first}..{m.last}'}"
        if m.first
        else f"{m.text}=?"
        for m in find_dates(NLP(text), published)
    ]


ABSOLUTE = [
    ("16 March 2022", "16 March 2022=2022-03-16"),
    ("March 16, 2022", "March 16, 2022=2022-03-16"),
    ("on Mar. 16 he said", "Mar. 16=2022-03-16"),
    ("16/03/2022", "16/03/2022=2022-03-16"),
    ("2022-03-16", "2022-03-16=2022-03-16"),
    ("on the 16th of March", "the 16th of March=2022-03-16"),
    ("Wednesday, March 16", "Wednesday, March 16=2022-03-16"),
    ("He was born in 1848.", "1848=1848-01-01..1848-12-31"),
    ("under a treaty of 1836.", "1836=1836-01-01..1836-12-31"),
    ("in the 1990s", "the 1990s=1990-01-01..1999-12-31"),
    ("in the nineties", "the nineties=1990-01-01..1999-12-31"),
    ("in the late 1980s", "the late 1980s=1980-01-01..1989-12-31"),
    ("the 1914-18 war", "1914-18=1914-01-01..1918-12-31"),
    ("in 1999/2000", "1999/2000=1999-01-01..2000-12-31"),
    ("the 2019-20 season", "2019-20=2019-01-01..2020-12-31"),
    ("since November 2013", "November 2013=2013-11-01..2013-11-30"),
    ("the 2024 Olympics", "2024=2024-01-01..2024-12-31"),
    ("spring 2023", "spring 2023=2023-03-01..2023-05-31"),
    ("the winter of 2021", "the winter of 2021=2021-12-01..2022-02-28"),
    ("the third quarter of 2021", "the third quarter of 2021=2021-07-01..2021-09-30"),
    ("Q3 2023", "Q3 2023=2023-07-01..2023-09-30"),
    ("the first half of 2023", "the first half of 2023=2023-01-01..2023-06-30"),
    ("in fiscal 2023", "fiscal 2023=2023-01-01..2023-12-31"),
    ("the year to March 2021", "the year to March 2021=2020-04-01..2021-03-31"),
    ("the quarter ended Sept. 30, 2021", "the quarter ended Sept. 30, 2021=2021-07-01..2021-09-30"),
    ("the first week of May 2021", "the first week of May 2021=2021-05-01..2021-05-07"),
    ("the second Tuesday in November 2024", "the second Tuesday in November 2024=2024-11-12"),
    ("29 February 2024", "29 February 2024=2024-02-29"),
    ("the Sept. 11 attacks", "Sept. 11=2001-09-11"),
    ("late 2021", "late 2021=2021-01-01..2021-12-31"),
    ("in the 17th century", "the 17th century=1601-01-01..1700-12-31"),
]
PARTIAL = [
    ("He was seized in October.", "October=2021-10-01..2021-10-31"),
    ("The vote will be held in October.", "October=2022-10-01..2022-10-31"),
    ("Talks began in early March.", "early March=2022-03-01..2022-03-31"),
    ("The law will pass in mid-June.", "mid-June=2022-06-01..2022-06-30"),
    ("He died on Feb. 28.", "Feb. 28=2022-02-28"),
    ("He died on December 20.", "December 20=2021-12-20"),
    ("She was there in May last year.", "May last year=2021-05-01..2021-05-31"),
    ("Profit rose 3 percent in the third quarter.", "the third quarter=2021-07-01..2021-09-30"),
    ("It was held between 3 and 7 May 2021.", "3 and 7 May 2021=2021-05-03..2021-05-07"),
    ("It will run May 3-7.", "May 3-7=2022-05-03..2022-05-07"),
    ("It will run from 3 to 7 May.", "3 to 7 May=2022-05-03..2022-05-07"),
    ("He will be home on Christmas Day.", "Christmas Day=2022-12-25"),
    ("He sang on New Year’s Eve.", "New Year’s Eve=2021-12-31"),
    ("Sales in the year to June were low.", "the year to June=2020-07-01..2021-06-30"),
    (
        "Its profit for the three months to 28 February fell.",
        "the three months to 28 February=2021-12-01..2022-02-28",
    ),
    ("They married on Easter Monday 2021.", "Easter Monday 2021=2021-04-05"),
]
RELATIVE = [
    ("He left today.", "today=2022-03-18"),
    ("He left yesterday.", "yesterday=2022-03-17"),
    ("He leaves tomorrow.", "tomorrow=2022-03-19"),
    ("He spoke this morning.", "this morning=2022-03-18"),
    ("He spoke on Wednesday.", "Wednesday=2022-03-16"),
    ("He spoke on Friday.", "Friday=2022-03-18"),
    ("He will speak on Wednesday.", "Wednesday=2022-03-23"),
    ("The teams meet again on Thursday.", "Thursday=2022-03-24"),
    ("Top court to hear appeal on Monday", "Monday=2022-03-21"),
    ("He said on Monday that he would resign.", "Monday=2022-03-14"),
    ("He spoke on Wednesday night.", "Wednesday=2022-03-16"),
    ("They met last week.", "last week=2022-03-07..2022-03-13"),
    ("They meet next month.", "next month=2022-04-01..2022-04-30"),
    ("They met last year.", "last year=2021-01-01..2021-12-31"),
    ("It fell last quarter.", "last quarter=2021-10-01..2021-12-31"),
    ("It burned last summer.", "last summer=2021-06-01..2021-08-31"),
    ("three days ago", "three days ago=2022-03-15"),
    ("two years ago", "two years ago=2020-01-01..2020-12-31"),
    ("two weeks ago", "two weeks ago=2022-02-28..2022-03-06"),
    ("earlier this month", "earlier this month=2022-03-01..2022-03-31"),
    ("later this year", "later this year=2022-01-01..2022-12-31"),
    ("by the end of the year", "the end of the year=2022-01-01..2022-12-31"),
    ("They fought over the weekend.", "the weekend=2022-03-12..2022-03-13"),
    ("the day before yesterday", "the day before yesterday=2022-03-16"),
    ("He had been there until Tuesday.", "Tuesday=2022-03-15"),
    ("It had 55 percent of Sunday's votes.", "Sunday=2022-03-13"),
    ("The team lands on Tuesday, which is a holiday.", "Tuesday=2022-03-22"),
    ("They agreed on an office in January and can draw on it.", "January=2022-01-01..2022-01-31"),
    ("On Monday it shook anew.", "Monday=2022-03-14"),
    ("Output of the first two months was low.", "the first two months=2022-01-01..2022-02-28"),
    ("Output of the first nine months was low.", "the first nine months=2021-01-01..2021-09-30"),
    ("It was the driest since records began in 1949: 2 mm.", "1949=1949-01-01..1949-12-31"),
    ("After 2003 people bought books.", "2003=2003-01-01..2003-12-31"),
]


@pytest.mark.parametrize(("text", "expected"), [*ABSOLUTE, *PARTIAL, *RELATIVE])
def test_one_expression_gives_its_span_and_its_days(text: str, expected: str) -> None:
    assert show(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On Wednesday he left. A day earlier he had sung.", ["Wednesday=2022-03-16", "A day earlier=2022-03-15"]),
        ("In 2014 he won. Two years later he lost.",
         ["2014=2014-01-01..2014-12-31", "Two years later=2016-01-01..2016-12-31"]),
        ("In March 2014 it began. It ended the following month.",
         ["March 2014=2014-03-01..2014-03-31", "the following month=2014-04-01..2014-04-30"]),
        ("On Sunday he fell. The next morning he rose.", ["Sunday=2022-03-13", "The next morning=2022-03-14"]),
        ("He won on Sunday. The same night he wept.", ["Sunday=2022-03-13", "The same night=2022-03-13"]),
        ("On Sunday he sang; the evening before, he had wept.",
         ["Sunday=2022-03-13", "the evening before=2022-03-12"]),
        ("On Wednesday he left. A week earlier he had sung.",
         ["Wednesday=2022-03-16", "A week earlier=2022-03-07..2022-03-13"]),
        ("They met on Tuesday and Wednesday.", ["Tuesday=2022-03-15", "Wednesday=2022-03-16"]),
        ("from May 3 to June 7, 2021", ["May 3=2021-05-03", "June 7, 2021=2021-06-07"]),
        ("It lost $3 million in the fourth quarter, up from $2 million a year earlier.",
         ["the fourth quarter=2021-10-01..2021-12-31", "a year earlier=2020-10-01..2020-12-31"]),
    ],
)  # fmt: skip
def test_dates_of_one_text_are_read_together(text: str, expected: list[str]) -> None:
    assert show(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "It lasted three days.", "He waited for two weeks.", "She is 24 years old.", "at 9 a.m.", "every Monday",
        "They meet on Mondays.", "It is printed daily.", "He did so recently and in recent years.",
        "2,000 people fled.", "They cut power in 1500 homes.", "He slept in room 1984.", "2023 delegates voted.",
        "It may rain.", "They march for peace.", "IT MAY BE LATE.", "A SECOND MAN", "Theresa May said no.",
        "The Sunday Times reported it.", "31 February 2022", "99999-01-01", "February 30", "2022-13-45",
        "over the past year",
        "Vision 2030", "the Finance Act, 2017", "the National Strategy 2016–2025", "Budget (2014)",
        "Over the last decade prices rose.", "Black Friday sales", "It costs $2000.", "44 B.C.",
        "Russia Today reported",
        "that night", "night after night", "in its first nine months", "at 20:30 in 2022:30",
        "a minute and a half", "on the last night", "the Women's March on Washington",
    ],
)  # fmt: skip
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert show(text) == []


def test_relative_dates_without_publication_are_seen_but_unresolved() -> None:
    assert show("He left yesterday, in March 2014 and on Monday.", None) == [
        "yesterday=?",
        "March 2014=2014-03-01..2014-03-31",
        "Monday=?",
    ]


def test_a_person_called_april_is_not_a_month() -> None:
    doc = NLP("He met June in June 2021.")
    doc.ents = [Span(doc, 2, 3, label="PERSON")]
    assert [m.text for m in find_dates(doc, FRIDAY)] == ["June 2021"]


def test_precision_is_that_of_the_words() -> None:
    mentions = find_dates(NLP("16 March 2022, March 2021, 2019 and last week"), FRIDAY)
    assert [m.precision for m in mentions] == ["day", "month", "year", "range"]


def test_the_same_text_reads_the_same_without_sentence_boundaries() -> None:
    text = "He spoke on Wednesday. The vote will be held on Monday."
    plain = find_dates(spacy.blank("en")(text), FRIDAY)
    assert plain == find_dates(NLP(text), FRIDAY)


PIECES = st.sampled_from(
    "the a 31 February 99999 1990s May March 3-7 2022 last next week year Monday <td> | \n \n\n day earlier ago two "
    "' 9/11 00/00/0000 "
    "of and to Q3 first quarter fiscal 0 the- ½ é İ ſ \u2028 -- 2022-02-31 century ago 300 years".split(
        " "
    )
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=30), st.one_of(st.none(), st.dates())
)
def test_any_text_gives_mentions_in_order_that_lie_on_their_words(
    pieces: list[str], published: date | None
) -> None:
    text = " ".join(pieces)
    mentions = find_dates(NLP.make_doc(text), published)
    end = 0
    for mention in mentions:
        assert end <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.text
        assert (mention.first is None) == (mention.last is None) == (mention.precision is None)
        assert mention.first is None or mention.last is None or mention.first <= mention.last
        end = mention.end
