"""Clean the Groningen Meaning Bank's named entities to our guidelines.

Its labels come from a program that people corrected in part. A phrase is relabelled by what it
mostly is over the whole set, titles leave persons, and what cannot be decided is masked.
"""

from __future__ import annotations

import csv
import lzma
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pycountry

from indexer.model.data import Passage

Token = tuple[str, str]
"""A word and its tag: O, or B- or I- with geo, gpe, org, per, tim, art, eve or nat."""
Entity = tuple[int, int, str]

TITLES = frozenset(
    """President Vice Prime Minister Mr. Mrs. Ms. Dr. Secretary Secretary-General General Senator
    King Queen Prince Princess Sheikh Ayatollah Mullah Imam Cleric Grand Chancellor Colonel Captain
    Lieutenant Major Sergeant Admiral Judge Justice Governor Mayor Ambassador Chief Foreign Defense
    Interior Finance Bishop Archbishop Cardinal Reverend Rev. Father Sir Lord Lady Professor Gen.
    Col. Lt. Sen. Rep. Gov. Sgt. Adm. Director Director-General Chairman Spokesman Spokeswoman
    Commissioner Deputy Representative Congressman Congresswoman Brigadier Commander Premier Emperor
    Crown First Attorney Prosecutor Speaker Marshal Private Corporal Pope Coach Former Then
    president prime minister vice secretary general former then mr. spokesman""".split()
)

COUNTRIES = frozenset(
    name
    for country in pycountry.countries
    for key in ("name", "common_name", "official_name")
    if (name := getattr(country, key, "").split(",")[0])
) | frozenset(
    """Russia Iran Syria Venezuela Bolivia Tanzania Vietnam Laos Moldova Britain England Scotland
    Wales Taiwan Palestine Kosovo U.S. US USA UK U.K. Macedonia Burma Swaziland Turkey Holland
    Bosnia Yugoslavia Serbia Congo Korea Brunei Czechoslovakia America""".split()
) | {"South Korea", "North Korea", "United States", "Ivory Coast", "Czech Republic", "East Timor",
     "Soviet Union", "Saudi Arabia", "Sri Lanka", "Hong Kong", "Cape Verde", "West Germany"}  # fmt: skip

PLACES = frozenset({"West Bank", "Gaza", "Gaza Strip", "Darfur", "Kashmir", "Chechnya", "Tibet"})
INSTITUTIONS = frozenset(
    """U.N. UN EU NATO Kremlin Pentagon Taliban Taleban al-Qaida Al-Qaida Hamas Hezbollah Fatah
    Congress Senate Parliament Reuters""".split()
) | {"United Nations", "European Union", "White House", "African Union", "Security Council"}

PEOPLES = frozenset(
    """French Dutch Greek Greeks German Germans Swiss Thai Czech Danish Turk Turks Turkish Arab
    Arabs Kurd Kurds Kurdish Sunni Sunnis Shi'ite Shi'ites Shiite Shiites Muslim Muslims Christian
    Christians Jew Jews Jewish Islamic Islamist Islamists Catholic Catholics Hindu Hindus Buddhist
    Buddhists Republican Republicans Democrat Democrats Democratic Iraqi Iraqis Israeli Israelis
    Pakistani Pakistanis Afghan Afghans Somali Somalis Saudi Saudis Yemeni Kuwaiti Omani Qatari
    Uzbek Kazakh Tajik Kyrgyz Finn Swede Swedish Dane Pole Poles Serb Serbs Croat Croats Slovak
    Briton Britons Filipino Filipinos American Americans Basque Tamil Sikh Uighur Uighurs Roma
    Hutu Hutus Tutsi Tutsis Latino Hispanic Orthodox Protestant Communist Maoist Maoists Marxist
    Tibetan Chechen Welsh Scottish Irish Philippine Shia Druze Bedouin Western""".split()
)
_PEOPLE_ENDING = re.compile(r"[A-Z].*(?:ian|ians|ese|ish|ean|eans|ans|can)$")

_BODIES = frozenset(
    """Senate Congress House State Supreme Defense Defence Foreign Interior Justice Health Finance
    Ministry Embassy Department Parliament Army Navy Air National Central Federal High Electoral
    Constitutional Treasury Coast Geological Football Olympic Election Red Oil Agency""".split()
)

_MONTHS = frozenset(
    """January February March April May June July August September October November December Jan.
    Feb. Aug. Sept. Oct. Nov. Dec. Jan Feb Aug Sept Oct Nov Dec""".split()
)
_DAYS = frozenset("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
_YEAR = re.compile(r"(?:1[0-9]{3}|20[0-9]{2})s?$")
_DAY_NUMBER = re.compile(r"\d{1,2}(?:st|nd|rd|th)?$")


def read_gmb(path: Path) -> list[list[Token]]:
    """Sentences of the raw csv (columns Sentence #, Word, POS, Tag; cp1252; may be ``.xz``)."""
    opener = lzma.open if path.suffix == ".xz" else open
    sentences: list[list[Token]] = []
    with opener(path, "rt", encoding="cp1252", errors="replace", newline="") as lines:
        rows = csv.reader(lines)
        next(rows)
        for number, word, _, tag in rows:
            if number:
                sentences.append([])
            sentences[-1].append((word.replace("’", "'"), tag))
    return sentences


def clean_gmb(sentences: Sequence[Sequence[Token]]) -> Iterator[Passage]:
    """One passage a sentence, in the labels and boundaries of our guidelines."""
    uses: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for start, end, kind in _entities(sentence):
            uses[_words(sentence, start, end)][kind] += 1
    for sentence in sentences:
        words = [word for word, _ in sentence]
        kept: list[Entity] = []
        masked: list[tuple[int, int]] = []
        for start, end, kind in _entities(sentence):
            found = _judge(words, start, end, kind, uses)
            if found is None:
                masked.append((start, end))
            elif found[0] < found[1]:
                kept.append(found)
        masked += _open_words(words, kept)
        text, offsets = join_tokens(words)
        names = [(offsets[a][0], offsets[b - 1][1], label) for a, b, label in _joined(words, kept)]
        open_parts = [(offsets[a][0], offsets[b - 1][1]) for a, b in masked]
        taken = [*((a, b) for a, b, _ in names), *open_parts]
        for (start, end), part in zip(offsets, map(_before_hyphen, words), strict=True):
            if part and not any(a < end and start < b for a, b in taken):
                label = _plain_label(part)
                if label:
                    names.append((start, start + len(part), label))
                else:
                    open_parts.append((start, end))
        yield Passage(text, tuple(sorted(names)), tuple(open_parts))


def _before_hyphen(word: str) -> str:
    """The name that opens "U.S.-led", which the set leaves without a tag; else nothing."""
    part, hyphen, rest = word.partition("-")
    return part if hyphen and rest[:1].islower() and part[:1].isupper() else ""


def _plain_label(name: str) -> str | None:
    for label, names in (
        ("LOC", COUNTRIES | PLACES),
        ("ORG", INSTITUTIONS),
        ("NORP", PEOPLES),
    ):
        if name in names:
            return label
    return None


def _entities(sentence: Sequence[Token]) -> Iterator[Entity]:
    index = 0
    while index < len(sentence):
        tag = sentence[index][1]
        end = index + 1
        if tag != "O":
            while end < len(sentence) and sentence[end][1] == f"I-{tag[2:]}":
                end += 1
            yield index, end, tag[2:]
        index = end


def _words(sentence: Sequence[Token], start: int, end: int) -> str:
    return " ".join(word for word, _ in sentence[start:end])


def _judge(
    words: list[str], start: int, end: int, kind: str, uses: dict[str, Counter[str]]
) -> Entity | None:
    """The mention as we mark it, an empty one for "outside", None for "unknown"."""
    if kind in {"art", "eve", "nat"}:
        return None
    if kind == "tim":
        return _date(words, start, end)
    if kind == "per":
        return _person(words, start, end, uses)
    phrase = " ".join(words[start:end])
    count = uses[phrase]
    if phrase in INSTITUTIONS:
        return start, end, "ORG"
    if phrase in COUNTRIES or phrase in PLACES:
        return start, end, "LOC"
    if end - start == 1 and phrase in PEOPLES:
        return start, end, "NORP"
    if end - start > 1 and count["per"] > 2 * count[kind]:
        return start, end, "PERSON"
    label = {"geo": "LOC", "gpe": "NORP", "org": "ORG"}[kind]
    top, often = count.most_common(1)[0]
    if top != kind and top in {"geo", "gpe", "org"} and often > 3 * count[kind] and often > 5:
        label = {"geo": "LOC", "gpe": "NORP", "org": "ORG"}[top]
    if label == "NORP" and not _names_people(phrase) and count["geo"] > 0.15 * count["gpe"]:
        label = "LOC"
    if label == "LOC" and end - start == 1 and _names_people(phrase) and count["geo"] < 3:
        label = "NORP"
    if label == "ORG":
        return _institution(words, start, end)
    return start, end, label


def _names_people(phrase: str) -> bool:
    return phrase in PEOPLES or bool(_PEOPLE_ENDING.match(phrase))


def _date(words: list[str], start: int, end: int) -> Entity | None:
    """Weekdays, months and years are dates; durations and vague times are left open."""
    calendar = [i for i in range(start, end) if _is_calendar(words[i])]
    if not calendar:
        return None
    first, last = calendar[0], calendar[-1] + 1
    if first > 0 and _DAY_NUMBER.match(words[first - 1]) and words[first] in _MONTHS:
        first -= 1
    if last < len(words) and _DAY_NUMBER.match(words[last]) and words[last - 1] in _MONTHS:
        last += 1
    return first, last, "DATE"


def _is_calendar(word: str) -> bool:
    return word in _MONTHS or word in _DAYS or bool(_YEAR.match(word))


def _person(words: list[str], start: int, end: int, uses: dict[str, Counter[str]]) -> Entity | None:
    first = start
    while first < end and words[first] in TITLES:
        first += 1
    if first == end:
        return start, start, "PERSON"
    if words[first] in {"of", "for", "and"} or words[start:end] == ["Sri"]:
        return None
    name = " ".join(words[first:end])
    if name in COUNTRIES:
        return first, end, "LOC"
    if end - first == 1 and _names_people(name) and uses[name]["per"] < 20:
        return first, end, "NORP"
    if uses[name]["geo"] > 5 and uses[name]["geo"] > 3 * uses[name]["per"]:
        return first, end, "LOC"
    if uses[name]["org"] > 5 and uses[name]["org"] > 3 * uses[name]["per"]:
        return first, end, "ORG"
    return first, end, "PERSON"


def _institution(words: list[str], start: int, end: int) -> Entity | None:
    while end - start > 1 and words[end - 1] in TITLES:
        end -= 1
    if end - start > 1 and words[start] in {"The", "the"}:
        start += 1
    if words[start:end] in (["State"], ["Secretary"], ["Ministry"], ["House"]):
        return None
    return start, end, "ORG"


def _joined(words: list[str], entities: list[Entity]) -> list[Entity]:
    """A country and its body in one capitalised name are one mention: "U.S. Senate"."""
    result: list[Entity] = []
    for entity in sorted(entities):
        start, end, label = entity
        before = result[-1] if result else None
        if (
            before
            and label == "ORG"
            and before[2] in {"LOC", "NORP"}
            and before[1] == start
            and words[start] in _BODIES
        ):
            result[-1] = (before[0], end, "ORG")
        elif not before or before[1] <= start:
            result.append(entity)
    return result


def _open_words(words: list[str], entities: list[Entity]) -> Iterator[tuple[int, int]]:
    """Calendar words and peoples that nobody annotated: unknown rather than outside."""
    taken = {i for start, end, _ in entities for i in range(start, end)}
    for i, word in enumerate(words):
        if i not in taken and (
            (_is_calendar(word) and word not in {"May", "March"})
            or word in PEOPLES
            or word in COUNTRIES
        ):
            yield i, i + 1


_NO_SPACE_BEFORE = frozenset(
    [*".,;:!?%)]}", "'s", "'S", "n't", "'re", "'ve", "'ll", "'d", "'m", "'"]
)
_NO_SPACE_AFTER = frozenset([*"([{$#£€"])


def join_tokens(words: Iterable[str]) -> tuple[str, list[tuple[int, int]]]:
    """Running text of tokens, as a newspaper sets it, and the offsets of each token in it."""
    text, offsets, before, quoted = "", [], "", False
    for written in words:
        word = {"``": '"', "''": '"'}.get(written, written)
        glued = not text or word in _NO_SPACE_BEFORE or before in _NO_SPACE_AFTER
        if word == '"':
            glued = glued or quoted
            quoted = not quoted
        elif before == '"' and quoted:
            glued = True
        text += word if glued else f" {word}"
        offsets.append((len(text) - len(word), len(text)))
        before = word
    return text, offsets
