"""How the name of an institution is written: without legal form, "United States" written out."""

from __future__ import annotations

import re

_LEGAL = re.compile(
    r"(?:,?\s+(?:Ltd|Limited|Inc|Incorporated|PLC|Plc|plc|LLC|LLP|LP|GmbH|AG|KG|SE|S\.?A\.?|N\.?V\.?|B\.?V\.?|"
    r"S\.?p\.?A|S\.?r\.?l|SARL|S\.?A\.?S|A/S|ASA|AB|Oyj?|A\.?Ş|PJSC|OJSC|JSC|PAO|OAO|OOO|Pty|Pvt|Bhd|Sdn|Tbk|"
    r"K\.?K|Corp|Co|Lda|Ltda|S\.?A\.? de C\.?V|d\.o\.o|Kft|Zrt|s\.r\.o|Sp\. z o\.o|& Co|& Cie|"
    r"Berhad|Joint[ -]Stock Company)\.?)+$"
)
"""Forms of companies after a name. "Corporation" and "Company" stay: they are said aloud."""
_LEGAL_BEFORE = re.compile(r"^(?:PT|CV|OOO|PJSC|JSC) (?=[A-Z][a-z])")
_UNITED_STATES = re.compile(r"^(?:the\s+)?(?:U\.\s?S\.|United States['’])\s+(?=[A-Z])")
_UNITED_KINGDOM = re.compile(r"^(?:U\.K\.|UK)\s+(?=[A-Z])")
_SMALL = frozenset("of and the for in on de la du des del y e und".split())


def without_legal_form(name: str) -> str:
    """The name without "Ltd", "Inc.", "GmbH" and the like; the Indonesian "PT" stands first."""
    return _LEGAL.sub("", _LEGAL_BEFORE.sub("", name)).rstrip(" ,") or name


def written(name: str) -> str:
    """The name as a facet value: one line, no legal form, no capitals of a headline."""
    name = without_legal_form(" ".join(name.split()))
    name = _UNITED_STATES.sub("United States ", name)
    name = _UNITED_KINGDOM.sub("United Kingdom ", name)
    words = name.split()
    if len(words) > 1 and name.isupper() and any(len(word) > 4 for word in words):
        name = " ".join(_titled(word, first=not i) for i, word in enumerate(words))
    elif name and name[0].islower() and not any(c.isupper() for c in name):
        name = name[0].upper() + name[1:]
    return name


def _titled(word: str, *, first: bool) -> str:
    lower = word.lower()
    return lower if lower in _SMALL and not first else word[0] + lower[1:]


_WITH_ARTICLE = {
    "US": "the United States", "GB": "the United Kingdom", "NL": "the Netherlands", "PH": "the Philippines",
    "AE": "the United Arab Emirates", "BS": "the Bahamas", "GM": "the Gambia", "MV": "the Maldives",
    "CD": "the Democratic Republic of the Congo", "CG": "the Republic of the Congo",
    "CF": "the Central African Republic", "DO": "the Dominican Republic", "CZ": "the Czech Republic",
    "SB": "the Solomon Islands", "MH": "the Marshall Islands", "KM": "the Comoros", "SUHH": "the Soviet Union",
}  # fmt: skip


def of_country(code: str) -> str:
    """A country's name as after "of": "the Philippines", "Kenya"."""
    from mappings.countries import country_name

    return _WITH_ARTICLE.get(code) or country_name(code)
