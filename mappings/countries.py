"""English labels of country codes: ISO 3166-1 alpha-2, Kosovo as XK, former states by ISO 3166-3."""

from __future__ import annotations

from functools import cache

SHORT_NAMES: dict[str, str] = {
    "BO": "Bolivia", "BN": "Brunei", "CD": "DR Congo", "CG": "Congo", "CI": "Ivory Coast",
    "CV": "Cape Verde", "CZ": "Czechia", "FK": "Falkland Islands", "FM": "Micronesia",
    "GB": "United Kingdom", "HK": "Hong Kong", "IR": "Iran", "KP": "North Korea",
    "KR": "South Korea", "LA": "Laos", "MD": "Moldova", "MK": "North Macedonia", "MO": "Macao",
    "NL": "Netherlands", "PS": "Palestine", "RU": "Russia", "SY": "Syria", "SZ": "Eswatini",
    "TR": "Turkey", "TW": "Taiwan", "TZ": "Tanzania", "US": "United States", "VA": "Vatican City",
    "VE": "Venezuela", "VG": "British Virgin Islands", "VI": "U.S. Virgin Islands",
    "VN": "Vietnam", "XK": "Kosovo",
    "SUHH": "Soviet Union", "YUCS": "Yugoslavia", "CSHH": "Czechoslovakia",
    "DDDE": "East Germany", "VDVN": "North Vietnam", "YDYE": "South Yemen",
    "CSXX": "Serbia and Montenegro", "ZRCD": "Zaire", "BUMM": "Burma",
}  # fmt: skip
"""Names in everyday use where the ISO short name is not ("Korea, Republic of"). Source: CLDR English."""


@cache
def country_name(code: str) -> str:
    """The English label of a country code; the code itself when it is not known."""
    return _names().get(code, code)


def country_code(text: str) -> str:
    """The code of a country given by code or English label in any case; else the text as it came."""
    return text.upper() if text.upper() in _names() else _codes().get(text.casefold(), text)


@cache
def _codes() -> dict[str, str]:
    return {name.casefold(): code for code, name in _names().items()}


@cache
def _names() -> dict[str, str]:
    import pycountry

    names = {c.alpha_2: getattr(c, "common_name", c.name) for c in pycountry.countries}
    return names | SHORT_NAMES
