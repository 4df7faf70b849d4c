"""One person's name taken apart, and whether two names can be one person's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from indexer.enrich.folding import person_words
from indexer.enrich.names.titles import PARTICLES, SUFFIXES, generation

_NICKNAME = re.compile(r"\s*[\"“”‘(][^\"“”’)]+[\"“”’)]\s*")
_INITIALS = re.compile(r"^[A-Z]{2}$")
FAMILY_FIRST = frozenset(
    "kim park pak lee yi rhee choi jung jeong chung kang cho yoon yun jang chang lim im han shin seo kwon hwang "
    "ahn song ryu yoo hong jeon ko moon bae baek ri roh noh nguyen tran le pham huynh hoang phan vu vo dang "
    "bui do ho ngo duong ly trinh dinh mai wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he "
    "gao lin luo zheng liang xie tang deng feng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng "
    "wei su lu ding ren shen yao cui tan jia xia fu bai zou meng xiong qin qiu hou shi xue lei long duan hao kong shao "
    "mao wan gu lai wen hui xi tsai chiang soong sun hun sok heng chea keo".split()
)
"""Family names of China, Korea, Vietnam and Cambodia that stand first; folded."""
_SHORT_FORMS = (
    "joseph joe|william bill will billy willy|james jim jimmy jamie|robert bob rob bobby|michael mike mick|"
    "richard dick rick|thomas tom tommy|edward ed ted eddie|anthony tony|charles charlie chuck|john jack johnny|"
    "daniel dan danny|david dave|steven stephen steve|christopher chris|matthew matt|andrew andy drew|"
    "nicholas nick|alexander alex sasha|benjamin ben|samuel sam|gregory greg|kenneth ken|ronald ron|donald don|"
    "timothy tim|patrick pat|peter pete|philip phillip phil|lawrence larry|gerald jerry|jeffrey jeff geoff geoffrey|"
    "elizabeth liz beth betty lizzie|katherine catherine kate kathy cathy|margaret maggie meg peggy|deborah debbie|"
    "susan sue|patricia pat patty trish|jennifer jen jenny|rebecca becky|victoria vicky|jacqueline jackie|"
    "barbara barb|theodore ted theo|zachary zach|joshua josh|jonathan jon|nathaniel nathan nate|leonard len|"
    "albert al bert|arthur art|bernard bernie|francis frank|frederick fred freddie|harold harry hal|eugene gene|"
    "mohammed muhammad mohamed mohammad muhammed mohd|yusuf youssef yousef|abdul abdel abd|serhiy sergei sergey|"
    "ahmed ahmad|hussein husayn hossein|volodymyr vladimir|oleksandr alexander "
    "aleksandr|mykola nikolai|"
    "kostas konstantinos"
).split("|")
_CALLED = [frozenset(line.split()) for line in _SHORT_FORMS]
_BY_NAME: dict[str, set[int]] = {}
for _number, _names in enumerate(_CALLED):
    for _name in _names:
        _BY_NAME.setdefault(_name, set()).add(_number)


@dataclass(frozen=True)
class PersonName:
    """A name's folded words without generation and nickname; ``raw`` is as the text has it."""

    raw: str
    words: tuple[str, ...]
    generation: str | None
    nickname: tuple[str, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """What names of one spelling have in common: the words and the generation."""
        return (*self.words, self.generation) if self.generation else self.words

    @cached_property
    def content(self) -> tuple[str, ...]:
        """The words that are no particles; all of them when there are no others."""
        return tuple(w for w in self.words if w not in PARTICLES) or self.words

    @cached_property
    def fullness(self) -> tuple[int, int, int, bool]:
        """What makes a name fuller than another: words written out, words, letters, a generation."""
        written_out = sum(len(word) > 1 for word in self.content)
        return (
            written_out,
            len(self.words),
            sum(map(len, self.words)),
            self.generation is not None,
        )

    @property
    def is_full(self) -> bool:
        """Whether two words or more stand for given and family name."""
        return len(self.content) > 1


def parse_name(text: str) -> PersonName:
    """Take a cleaned name apart: ``Martin Luther King Jr.``, ``Nestor "Toto" Climaco``, ``JK Rowling``."""
    nickname: tuple[str, ...] = ()
    if match := _NICKNAME.search(text):
        inner = text[: match.start()] + " " + text[match.end() :]
        if match.start() > 0 and len(inner.split()) > 1:
            nickname, text = person_words(match[0]), inner.strip()
    parts = text.split()
    if len(parts) > 1 and _INITIALS.match(parts[0]) and not text.isupper():
        parts[0] = ". ".join(parts[0])
    words = person_words(" ".join(parts))
    mark = generation(words) if len(words) > 1 else None
    while len(words) > 1 and (words[-1] in SUFFIXES or generation(words)):
        words = words[:-1]
    return PersonName(text, words, mark, nickname)


def fits(part: PersonName, whole: PersonName) -> bool:
    """Whether ``part`` can be a shorter (or equally long) form of ``whole``, both named in full.

    "Joe Biden" fits "Joseph R. Biden Jr."; "George W. Bush" does not fit "George H. W. Bush";
    "Edmundo González" fits "Edmundo González Urrutia"; "Sadako Ueda" fits "Ueda Sadako".
    """
    if part.generation != whole.generation and part.generation and whole.generation:
        return False
    short, long = part.content, whole.content
    if len(short) == len(long) and len(short) <= 3 and sorted(short) == sorted(long):
        return True
    if "".join(part.words) == "".join(whole.words):
        return True
    if short[-1] != long[-1]:
        # A second family name, or a father's name, may follow: only an unbroken beginning fits.
        return len(short) < len(long) and len(short) > 1 and long[: len(short)] == short
    return _given_fit(short[:-1], long[:-1])


def _given_fit(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether each given name of ``short`` has its own in ``long``, in order."""
    place = 0
    for name in short:
        while place < len(long) and not _same_given(name, long[place]):
            place += 1
        if place == len(long):
            return False
        place += 1
    return True


def _same_given(one: str, other: str) -> bool:
    if one == other:
        return True
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    return bool(_BY_NAME.get(one, set()) & _BY_NAME.get(other, set()))


def family_words(name: PersonName) -> frozenset[str]:
    """The words by which a person named in full is called later as by a family name."""
    content = name.content
    if len(content) == 1:
        return frozenset(content)
    called = {content[-1]}
    if content[0] in FAMILY_FIRST and 2 <= len(content) <= 4:
        called.add(content[0])
    return frozenset(called)
