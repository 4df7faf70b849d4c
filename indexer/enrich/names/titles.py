"""Words around a person's name that are no part of it: titles, ranks, honorifics, and what they tell."""

from __future__ import annotations

from functools import cache
from typing import Literal

Gender = Literal["f", "m"]

_OWN = (
    "mr mrs ms miss mx dr prof sir madam madame lt col gen maj capt sgt cpl adm cmdr gov sen rep pres "
    "pm ceo cfo coo cto chairman chairwoman chairperson spokesman spokeswoman spokesperson congressman "
    "congresswoman ex former late acting interim deputy vice-president ex-president ex-premier "
    "president-elect senator-elect justice chief-justice attorney solicitor prosecutor ombudsman "
    "ex-minister co-founder cofounder vice-chairman vice-chancellor prime-minister lieutenant-general "
    "major-general brigadier-general lieutenant-colonel field-marshal marshal commandant inspector "
    "superintendent constable detective sheikha shri smt begum maulana mullah allama chaudhry syed "
    "datuk dato datin tun tan-sri puan oknha samdech phra daw ko mang aling kuya penghulu dayang nei ratu "
    "haji hajj hajja cikgu ustaz ustad kiai chief paramount otunba alhaji alhaja oba mallam mama "
    "tata don doña dona senhor seu herr frau fraulein monsieur mme mlle maître maitre hon honorable honourable "
    "rev reverend fr sr br archbishop metropolitan rabbi imam ayatollah hojatoleslam grand lord lady dame baroness "
    "baron viscount count countess duke duchess king queen prince princess crown emperor empress pope "
    "cardinal bishop father mother sister brother saint coach manager captain goalkeeper striker defender "
    "midfielder forward winger batsman bowler skipper driver star rider champion teammate compatriot "
    "professor doctor judge magistrate mayor minister premier chancellor secretary director commissioner "
    "ambassador envoy governor lawmaker deputy mp mep mla councillor councilman councilwoman alderman "
    "sheriff deputy officer trooper private corporal sergeant lieutenant major colonel brigadier general "
    "admiral commodore commander actor actress singer rapper author writer poet novelist journalist "
    "reporter editor analyst economist activist lawyer attorney-general businessman businesswoman "
    "billionaire farmer fisherman nurse student teacher activist engineer striker quarterback pitcher "
    "undersheriff malam mzee tantine ma'am marshal subcomandante eng engr arch dra sra srta "
    "barangay hadji "
    "uncle aunt auntie grandfather grandmother cousin wife husband son daughter mr. hrh hm h.e excellency"
).split()
"""Beside the titles of nameparser: ranks, offices and forms of address of the news, folded to lower case."""
_NO_TITLES = frozenset(
    "blessed faith venerable me pro met mg ab ra sn sma prin amn bp das der frau baba guru sultan "
    "model rock rose most high "
    "first national state states united uk us british english army navy police foreign military "
    "special social software television theater travel tax supreme strategy technical royal right risk "
    "revenue resident radio classical civil business blues baseball ballet bench biblical bearer banner "
    "awards information intelligence kingdom knowledge law legal literary marketing mathematics medical "
    "mystery opera operating player political pir privy ranger field film financial flag flying group "
    "district division discovery designated criminal credit corporate computer commercial analytics air "
    "advertising federal heir her his english family familie familien hereditary academic behavioral "
    "docket executive exec dir gaf graf host knight lama lamido maid mahdi master miles page pd po1 "
    "prior rangatira security staff swami sysselmann timi uk united vc voice warden wing wp ill gent "
    "kalbatoni adept acolyte customs soccer social me 1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th "
    "municipal judicial appellate industrialist sailor servant soldier marcher sagar mag hr ens cheikh "
    "sheikh sheik shaikh shaik shekh shayk shaykh".split()
) - {"sheik", "shaikh", "frau", "first", "former"}
"""What nameparser lists that is as often a name, or a word of an office that a name cannot follow alone."""
_NAME_LIKE = frozenset(
    "sheikh sultan prince king earl dean baba guru major duke grand bishop lord don ko tata mama".split()
)
"""Titles that may also be names: they fall off only when two words follow."""

FEMALE = frozenset(
    "mrs ms miss madam madame mme mlle queen princess lady dame baroness duchess countess empress sister "
    "mother wife daughter aunt auntie grandmother widow niece sheikha begum smt daw puan datin señora senora "
    "senorita doña dona frau fraulein actress chairwoman congresswoman spokeswoman businesswoman "
    "councilwoman sportswoman policewoman girlfriend mum mom granddaughter aling ginang waitress her".split()
)
MALE = frozenset(
    "mr sir king prince lord duke baron count emperor pope father brother husband son uncle grandfather "
    "nephew widower monsieur señor senor herr don chairman congressman spokesman businessman councilman "
    "sportsman policeman boyfriend dad grandson cardinal archbishop bishop imam rabbi sheikh fisherman "
    "batsman phra mang u his actor".split()
)
NOBLE = frozenset(
    "king queen prince princess pope saint sheikh mother emperor empress sultan".split()
)
"""Titles that may be needed to know a person who has but one name: Pope Francis, Queen Camilla."""
PARTICLES = frozenset(
    "van von der den de del della di da dos das du la le las los bin ibn ben bint al el ul ad as ash at "
    "abu ter ten te zu zur af av do e y st san santa ould uld mac o d l e ap ferch a/l a/p s/o d/o a".split()
)
SUFFIXES = frozenset("jr sr snr jnr ii iii iv v phd md esq obe mbe cbe kc qc sc mp".split())
_GENERATIONS = frozenset(
    "jr sr snr jnr ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi".split()
)


@cache
def titles() -> frozenset[str]:
    """Title words in lower case without periods: our own and those of nameparser."""
    from nameparser.config import CONSTANTS

    listed = {word.replace(".", "") for word in CONSTANTS.titles if word.isascii()}
    long_enough = {word for word in listed if len(word) > 2}
    return frozenset((long_enough - _NO_TITLES) | set(_OWN))


def is_title(word: str, words_after: int) -> bool:
    """Whether a word before ``words_after`` words of a name is a title: "Mr.", "President", "ex-king"."""
    bare = word.lower().replace(".", "").strip(",")
    if bare in _NAME_LIKE and words_after < 2:
        return bare in NOBLE or bare in ("lord", "duke", "bishop", "major")
    if bare in titles():
        return True
    return "-" in bare and (bare.split("-")[0] in ("ex", "vice", "then", "co") or bare in titles())


def gender_of(words: tuple[str, ...]) -> Gender | None:
    """What title words tell of gender; None when nothing, or both."""
    female, male = any(w in FEMALE for w in words), any(w in MALE for w in words)
    if female == male:
        return None
    return "f" if female else "m"


def generation(words: tuple[str, ...]) -> str | None:
    """The mark that tells father from son, or kings of one name: jr, sr, iii."""
    last = words[-1] if words else ""
    return last.replace("jnr", "jr").replace("snr", "sr") if last in _GENERATIONS else None
