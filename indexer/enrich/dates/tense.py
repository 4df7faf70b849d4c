"""Whether a date in a sentence lies behind or ahead, told from the words around it.

There is no parser: each word of the sentence is a cue for the past, for what is coming, or none,
and the cue nearest to the date decides. Words before the date weigh more than words after it,
since English puts the date after its verb more often than before.
"""

from __future__ import annotations

import itertools
import re
from typing import Literal

Tense = Literal["past", "future"]

_TOKEN = re.compile(r"[A-Za-z]+(?:['\u2019](?:ll|ve|re|d|t)\b)?|[,;:\u2014\u201c\u201d\"()]")
_MODALS = frozenset("will shall would could may might should must can cannot wo".split())
_FUTURE = frozenset(
    "payable upcoming coming forthcoming next scheduled expected planned due slated "
    "poised plans intends expects hopes aims "
    "likely intend expect hope aim plan forecast forecasts forecasters ahead tentatively soon "
    "starts begins opens meets votes takes kicks ends closes plays faces hosts travels "
    "arrives goes expires resumes "
    "visits heads holds gets comes returns airs premieres launches leaves is are runs "
    "hits arrive begin start play lands departs concludes convenes reconvenes reopens flies sails speaks debuts "
    "become becomes marks awaits promises vows threatens".split()
)
_PAST = frozenset(
    "said told was were had did went came took gave made won lost beat met found held led "
    "left began became fell rose "
    "grew sent shot struck kept brought bought caught thought taught fought sought paid "
    "saw ran spoke broke drove wrote "
    "flew threw knew drew withdrew swore wore tore bore forgot got stood understood sat "
    "slept spent built lent dealt "
    "felt meant heard sold read hit cut put set quit shut burst spread died has have been says say since "
    "seen done gone taken given known shown hurt swept sank drank swam rang sang blew "
    "overthrew laid lay hung dug stuck "
    "stole chose froze woke undertook overtook overcame ago shook arose bent bit bred clung crept fled flung forbade "
    "ground hid knelt leapt lit rode shone shrank slid sped spun sprang stung strode strove swung undid upheld wept "
    "wound wove rebuilt resold retook oversaw foresaw withheld befell".split()
)
# Words in -ed that are no verbs in the past.
_NOT_PAST = frozenset(
    "united red need indeed speed bed feed hundred seed weed breed proceed exceed succeed "
    "agreed-upon wed shed sacred "
    "naked wicked armed need aged ned ted fred reed reid limited expected scheduled planned".split()
)
_BE = frozenset("is are was were be being s re am isn aren".split())
_GOVERNORS = frozenset(
    "agreed vowed promised pledged plans planned scheduled expected decided ordered told "
    "asked urged set due wants hopes "
    "is are was were likely ready date plan order deadline need going decision agreement "
    "pledge scheduled slated poised "
    "intends intend expects expect want hope aim aims plans vows promises threatened "
    "threatens invited invites continues "
    "wanted hoped intended aimed calls called bid proposal preparing prepares prepared "
    "prepare supposed able refuses".split()
)  # fmt: skip
# Cues that are nouns as often: they count when no past verb stands before them.
_WEAK = frozenset(
    "votes hosts plays heads runs plans hopes marks returns visits launches starts hits "
    "promises aims next coming "
    "plan start play hope aim forecast forecasts ends closes airs holds is are ahead soon".split()
)
_SAYING = frozenset("said told say says announced added warned reported confirmed".split())
_BELIEFS = frozenset(
    "accused believed alleged charged suspected said thought reported known survived "
    "wanted understood feared".split()
)
_NOT_VERBS = frozenset(
    "the a an his her its their our my your this that these those him them us me it all "
    "many some most".split()
)
_AHEAD = re.compile(
    r"(?i)(?:\b(?:until|till|by|ahead[ \n]+of|before|beginning|starting|effective|upcoming|coming|for|due|"
    r"in[ \n]+time[ \n]+for|prior[ \n]+to|later)[ \n]+(?:on[ \n]+|the[ \n]+|early[ \n]+|la"
    r"te[ \n]+|from[ \n]+|mid-)*)$"
)
_LOOKING_AHEAD = frozenset("ahead upcoming coming beginning starting effective prior due".split())
_NEXT_CLAUSE = frozenset("and but or while which who because although though so".split())
_POSSESSIVE = re.compile("['\u2019]s?[ \n]+[a-z]")
_PRESENT = re.compile(r"(?i)\b(?:who|which|that|it|he|she)[ \n]+([a-z]+s)\b")
_BEHIND = re.compile(
    r"(?i)\b(?:since|earlier|previous|following|past)[ \n]+(?:on[ \n]+|the[ \n]+|early[ \n]+|late[ \n]+)*$"
)


def tense_at(sentence: str, start: int, end: int) -> Tense | None:
    """The tense in which a sentence speaks of the words from ``start`` to ``end``; None without a cue."""
    left, right = sentence[max(0, start - 300) : start], sentence[end : end + 200]
    before = _TOKEN.findall(left)
    after = _TOKEN.findall(right)
    if _BEHIND.search(left[-40:]):
        return "past"
    near = _nearest_before(before)
    if _POSSESSIVE.match(right):
        after = after[2:]  # "Sunday's votes": the noun is no verb
    follow = _nearest_after(_clause(after) if near else after)
    if _POSSESSIVE.match(right) and not _AHEAD.search(left[-40:]):
        strong = follow is not None and follow[0] <= 6 and follow[1] == "future"
        return "future" if strong or (near is not None and near == (1, "future")) else "past"
    if near is None and (present := _PRESENT.findall(left)) and present[-1].lower() not in _PAST:
        return "future"
    if marker := _AHEAD.search(left[-40:]):
        word = marker[0].split()[0].lower()
        if word in {"until", "till"}:
            if near is None and follow is not None:
                return follow[1]
            return (
                "past"
                if near and before[-near[0]].lower() in {"was", "were", "had", "been"}
                else "future"
            )
        if word in _LOOKING_AHEAD:
            return "future"
        if word in {"by", "before", "for"} and _infinitive(before[-8:]) and near != (1, "past"):
            return "future"
        if word == "in":  # "in time for"
            return "future"
        if word == "for" and near is not None and near[0] <= 9 and _planned(before):
            return "future"
    if near is None and follow is None:
        if sentence.rstrip("\"'\u201d\u2019) \n").endswith(".") and len(before) + len(after) > 4:
            return "future"  # a sentence in the present: "The teams meet again on Thursday."
        return "future" if _infinitive_headline(before) else None
    if near is None:
        assert follow is not None
        return follow[1]
    if follow is None:
        return near[1]
    weight = 1.0 if follow[0] <= 1 else 2.5
    return follow[1] if follow[0] * weight < near[0] else near[1]


def _is_modal(word: str) -> bool:
    """Whether a word is a modal verb; "May" and "Will" with a capital are a month and a person."""
    lower = word.lower()
    if lower.endswith(("'ll", "\u2019ll")) or lower in {
        "won't",
        "won\u2019t",
        "can't",
        "can\u2019t",
    }:
        return True
    return lower in _MODALS and (word.islower() or lower not in {"may", "will"})


def _planned(before: list[str]) -> bool:
    words = [word.lower() for word in before[-9:]]
    return any(
        word in {"scheduled", "set", "planned", "slated", "due", "called", "plans", "forecast", "tickets", "vote",
                 "hearing", "election", "elections", "meeting", "date", "talks", "trial", "protests"}
        for word in words
    )  # fmt: skip


def _nearest_before(words: list[str]) -> tuple[int, Tense] | None:
    for index in range(len(words) - 1, max(-1, len(words) - 40), -1):
        cue = _cue(words, index)
        if cue == "future" and words[index].lower() in _WEAK:
            named = index > 0 and words[index - 1].lower() in _NOT_VERBS
            if named or _past_verb_before(words, index):
                continue
        if cue:
            return len(words) - index, cue
    return None


def _past_verb_before(words: list[str], index: int) -> bool:
    """Whether the cue left of a weak one is a past verb in its clause, other than one of saying."""
    if words[index + 1 : index + 2] == ["to"]:
        return False
    for left in range(index - 1, max(-1, index - 12), -1):
        if words[left] in {";", ":", ".", "\u2014"}:
            return False
        if cue := _cue(words, left):
            return cue == "past" and words[left].lower() not in _SAYING
    return False


def _clause(words: list[str]) -> list[str]:
    """The words up to the next mark of punctuation or the next clause."""
    for index, word in enumerate(words):
        if not word[0].isalpha() or word.lower() in _NEXT_CLAUSE:
            return words[:index]
    return words


def _nearest_after(words: list[str]) -> tuple[int, Tense] | None:
    for index, word in enumerate(words[:25]):
        lower = word.lower()
        if _is_modal(word):
            return index + 1, _modal(words, index)
        if lower in _FUTURE and lower not in {
            "plan",
            "hope",
            "aim",
            "forecast",
            "coming",
            "due",
            "next",
            "soon",
        }:
            return index + 1, "future"
        if lower in _PAST or _is_ed(lower):
            return index + 1, "past"
    return None


def _cue(words: list[str], index: int) -> Tense | None:
    word = words[index].lower()
    if _is_modal(words[index]):
        return _modal(words, index)
    if word in _FUTURE:
        return (
            "past"
            if word in {"expected", "likely"} and _has(words, index, {"than"}, 3)
            else "future"
        )
    if word == "to" and index + 1 < len(words):
        following = words[index + 1]
        if following.lower() in _NOT_VERBS or following[0].isupper() or not following[0].isalpha():
            return None
        governor = words[index - 1].lower() if index else ""
        if following.lower() in {"be"} or governor in _GOVERNORS or governor in _FUTURE:
            return "future"
        near = {w.lower() for w in words[max(0, index - 4) : index]}
        if near & {
            "agreed",
            "vowed",
            "promised",
            "pledged",
            "plans",
            "urged",
            "asked",
            "ordered",
            "invited",
            "wants",
        }:
            return "future"
        return "future" if _infinitive_headline(words[: index + 2]) else None
    if word in _PAST or _is_ed(word):
        verbs = words[max(0, index - 4) : index]
        auxiliaries = {w.lower() for w in verbs}
        if auxiliaries & {"have", "has", "had"}:
            return "past"
        if {"is", "are"} & {
            w.lower() for w in words[max(0, index - 2) : index]
        } and word not in _BELIEFS:
            return "future"
        if any(map(_is_modal, verbs)) or ("to" in auxiliaries and "be" in auxiliaries):
            return "future"
        if (
            word in {"set", "cut", "put", "hit", "read", "quit", "shut", "have", "say"}
            and "to" in auxiliaries
        ):
            return None
        return "past"
    return None


def _has(words: list[str], index: int, wanted: set[str], reach: int) -> bool:
    return bool(wanted & {word.lower() for word in words[max(0, index - reach) : index]})


def _modal(words: list[str], index: int) -> Tense:
    following = [word.lower() for word in words[index + 1 : index + 3]]
    return "past" if "have" in following else "future"


def _is_ed(word: str) -> bool:
    return len(word) > 3 and word.endswith("ed") and word not in _NOT_PAST


def _infinitive(words: list[str]) -> bool:
    return any(
        word.lower() == "to" and following.islower() and following not in _NOT_VERBS
        for word, following in itertools.pairwise(words)
    )


def _infinitive_headline(words: list[str]) -> bool:
    """Whether words without a finite verb hold "to" and a verb: "Top court to hear appeal"."""
    lower = [word.lower() for word in words]
    if any(word in _PAST or word in _BE or _is_ed(word) for word in lower):
        return False
    return any(
        word == "to" and following.isalpha() and following not in _NOT_VERBS
        for word, following in itertools.pairwise(lower)
    )
