"""The kind of an institution by the words of its name, where knowledge does not tell it."""

from __future__ import annotations

from mappings.article import InstitutionKind

_WORDS: dict[InstitutionKind, str] = {
    "court": "court courts tribunal cour tribunales judiciary",
    "legislature": "parliament senate assembly congress legislature duma diet knesset bundestag riksdag majlis rada "
    "sejm storting folketing saeima seimas riigikogu eduskunta cortes",
    "military": "army navy forces force regiment battalion brigade marines corps militia "
    "brigades guards guard division "
    "squadron fleet command military militias resistance troops infantry",
    "police": "police gendarmerie constabulary sheriff sheriffs carabinieri policia interpol",
    "party": "party partido parti partei democrats labour conservatives greens socialists liberals front",
    "bank": "bank banks banco banque banca bancorp sparkasse",
    "media": "times post news herald tribune radio television tv broadcasting gazette daily journal press chronicle "
    "observer guardian mail express magazine newspaper media weekly telegraph zeitung sun wire channel fm review "
    "courier dispatch presse",
    "university": "university college universidad universite universitat school academy polytechnic universidade "
    "institut faculty campus universiti",
    "sports": "fc afc cf sc rfc bc fk sk football rugby cricket basketball hockey tennis athletics olympic league "
    "wanderers rovers sporting athletic sports sport volleyball soccer swimming cycling chess racing baseball golf "
    "boxing handball gymnastics sundowns",
    "ngo": "foundation association society union federation watch initiative trust charity network cross crescent "
    "confederation unions friends forum amnesty campaign church diocese alliance movement fellowship rights fund",
    "government": "ministry department agency authority commission office bureau service council government "
    "administration secretariat embassy treasury directorate prosecutor inspectorate consulate customs cabinet "
    "municipality board presidency services commissioner survey",
    "company": "inc ltd corp company group holdings industries motors airlines airways energy oil mining systems "
    "technologies sons partners capital pharmaceuticals insurance brewery mills steel holding electric electronics "
    "foods motor railways railway power petroleum gas shipping lines hotels stores studios records works electricity "
    "corporation limited telecom software brauerei logistics ventures brothers labs securities exchange aviation air",
}
_KIND_OF: dict[str, InstitutionKind] = {
    word: kind for kind, words in _WORDS.items() for word in words.split()
}
_INTERNATIONAL = frozenset(
    "international world global european african un intergovernmental asean eurasian nordic arab andean "
    "caribbean inter pan asian baltic benelux commonwealth".split()
)
_REGIONS = frozenset("west east south north southern eastern central latin common special".split())
_BODIES = frozenset(
    "organization organisation union fund agency commission council program office committee community court bank "
    "tribunal league mechanism states market forum parliament development states cooperation criminal".split()
)
_PHRASES: tuple[tuple[str, InstitutionKind], ...] = (
    ("united nations", "international organisation"),
    ("united states", "government"),
    ("house of representatives", "legislature"), ("house of commons", "legislature"),
    ("house of lords", "legislature"), ("chamber of deputies", "legislature"),
    ("chamber of commerce", "ngo"), ("city council", "government"), ("stock exchange", "company"),
    ("air force", "military"), ("coast guard", "military"), ("fire service", "government"),
    ("fire department", "government"), ("police department", "police"), ("sheriffs office", "police"),
    ("red cross", "ngo"), ("research institute", "university"), ("institute of technology", "university"),
    ("national party", "party"), ("olympic committee", "sports"), ("trade union congress", "ngo"),
    ("national congress", "party"), ("high school", "university"), ("news agency", "media"),
    ("electoral court", "court"), ("rugby union", "sports"), ("football association", "sports"),
    ("football federation", "sports"), ("workers union", "ngo"), ("sports club", "sports"),
)  # fmt: skip
_CONNECTIVES = frozenset("of for in against on to at de du des la del di".split())


def kind_of(key: str) -> InstitutionKind:
    """The kind that a folded name tells: by its head noun, which stands before the first "of" or "for"."""
    for phrase, kind in _PHRASES:
        if phrase in key and not (phrase == "united states" and not key.startswith(phrase)):
            if phrase == "united states" and _head_kind(key.split()) != "other":
                continue
            return kind
    words = key.lower().split()
    if "police" in words:
        return "police"
    head = words[: _stop(words)]
    if head and head[0] in _REGIONS:
        head = head[1:]
    if len(head) > 1 and head[0] in _INTERNATIONAL and head[-1] in _BODIES:
        return "international organisation"
    return _head_kind(words)


def _head_kind(words: list[str]) -> InstitutionKind:
    stop = _stop(words)
    for part in (reversed(words[:stop]), reversed(words[stop:])):
        for word in part:
            if word in _KIND_OF:
                return _KIND_OF[word]
            if word.endswith("bank") and len(word) > 6:
                return "bank"
    return "other"


def _stop(words: list[str]) -> int:
    """Where the head of a name ends: before its first "of", "for"."""
    return next((i for i, word in enumerate(words) if i and word in _CONNECTIVES), len(words))


def is_generic(word: str) -> bool:
    """Whether a word of a name says what kind of body it is, and not which."""
    return word in _KIND_OF or word in _GENERIC or word in _CONNECTIVES


_GENERIC = frozenset(
    "the national federal state supreme high central general royal public united new international world city county "
    "district region regional provincial local republic people peoples democratic committee institute center club "
    "team organization program project ministry chamber house security defense foreign interior home finance "
    "justice health education trade commerce labor social first second north south east west northern southern "
    "eastern western constitutional electoral election green red white black young women youth workers civil "
    "human republican liberal conservative progressive independent popular hospital museum library church "
    "prison station lower upper special criminal appeal appeals community".split()
)
