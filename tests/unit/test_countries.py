"""Countries and places: which names, peoples, seats and cities give which country, and on what evidence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from indexer.enrich.countries import read_places, resolve_countries
from indexer.enrich.found import FoundInstitution, Names, TextSpan
from indexer.enrich.gazetteer import load_geography
from indexer.enrich.knowledge import load_knowledge
from indexer.enrich.names import resolve_names
from mappings.errors import KnowledgeError

NLP = spacy.blank("en")
NLP.add_pipe("sentencizer")
GEOGRAPHY = load_geography()
LABELS = {"L": "LOC", "N": "NORP", "O": "ORG", "P": "PERSON"}
_MARK = re.compile(r"\[([^\]]+)\]([LNOP])")


def marked(text: str) -> Doc:
    """The text as a document whose entities are its marks: ``[Kyiv]L``, ``[Russians]N``."""
    plain, spans, last = "", [], 0
    for mark in _MARK.finditer(text):
        plain += text[last : mark.start()]
        spans.append((len(plain), len(plain) + len(mark[1]), LABELS[mark[2]]))
        plain, last = plain + mark[1], mark.end()
    doc = NLP(plain + text[last:])
    doc.ents = [doc.char_span(s, e, label=label, alignment_mode="expand") for s, e, label in spans]
    return doc


def countries(text: str, title: str = "", names: Names | None = None) -> str:
    """Codes in the order of mention; ``*`` for those that the article is mainly about."""
    doc = marked(f"{title}\n\n{text}" if title else text)
    title_length = len(_MARK.sub(r"\1", title))
    readings = read_places(doc, title_length, GEOGRAPHY)
    found, _ = resolve_countries(readings, names or Names(), GEOGRAPHY)
    return " ".join(c.code + ("*" if c.about else "") for c in found)


def codes(text: str) -> str:
    """Codes in the order of mention."""
    return countries(text).replace("*", "")


def places(text: str) -> list[str]:
    """Values of the facet place with their country: ``Kyiv/UA``."""
    readings = read_places(marked(text), 0, GEOGRAPHY)
    return [
        f"{p.name}/{p.country or '-'}" for p in resolve_countries(readings, Names(), GEOGRAPHY)[1]
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Ukraine]L", "UA"),
        ("[U.S.]L, [US]L, [USA]L, [United States]L and [America]L", "US"),
        ("[Britain]L, [England]L and the [UK]L", "GB"),
        ("[Holland]L", "NL"),
        ("[Burma]L", "MM"),
        ("[Ivory Coast]L and [Côte d'Ivoire]L", "CI"),
        ("[Swaziland]L, [Eswatini]L", "SZ"),
        ("the [Kingdom of Saudi Arabia]L", "SA"),
        ("[Kosovo]L", "XK"),
        ("[Taiwan]L, [Hong Kong]L, [Macau]L", "TW HK MO"),
        ("[Gaza]L and the [West Bank]L", "PS"),
        ("[Papua New Guinea]L", "PG"),
        ("[Equatorial Guinea]L", "GQ"),
        ("[Guinea-Bissau]L", "GW"),
    ],
)  # fmt: skip
def test_names_and_variants_give_the_country(text: str, expected: str) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Russians]N", "RU"),
        ("[Dutch]N, [Filipino]N and [Swiss]N", "NL PH CH"),
        ("[Ghanaian-British]N", "GH GB"),
        ("[Scottish]N", "GB"),
        ("[Bavarian]N and [Catalan]N", "DE ES"),
        ("[Kurdish]N, [Muslim]N and [European]N", ""),
        ("a [Turkish]N-made drone", "TR"),
    ],
)
def test_peoples_give_their_country(text: str, expected: str) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Soviet Union]L, [Yugoslavia]L", "SUHH YUCS"),
        ("[Czechoslovakia]L, [East Germany]L", "CSHH DDDE"),
        ("[Soviet]N troops and [East German]N guards", "SUHH DDDE"),
        ("[West Germany]L", "DE"),
    ],
)
def test_former_states_have_values_of_their_own(text: str, expected: str) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the [Kremlin]L said", "RU"),
        ("[Downing Street]L said", "GB"),
        ("the [White House]L", "US"),
        ("[Pristina]L", "XK"),
        ("[Kathmandu]L", "NP"),
    ],
)
def test_capitals_and_seats_of_government_give_the_country(text: str, expected: str) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Paris]L", "FR"),
        ("[Paris]L and the [U.S.]L", "FR US"),
        ("[Paris]L, [Texas]L", "US"),
        ("[Birmingham]L", "GB"),
        ("[Birmingham]L, [Alabama]L", "US"),
        ("[Tripoli]L", "LY"),
        ("[Tripoli]L in [Lebanon]L", "LB"),
        ("[Hyderabad]L", "IN"),
        ("[Hyderabad]L is in [Pakistan]L; [Pakistan]L said [Pakistanis]N", "PK"),
        ("[Moscow]L, [Idaho]L", "US"),
        ("[Oak Brook]L, ILL., said", "US"),
        ("[Lyon]L, [France]L", "FR"),
        ("[Washington]L, [London]L and [Jerusalem]L blamed [Tehran]L", "US GB IL IR"),
        ("[Cotonou]L, [Porto-Novo]L and [Parakou]L", "BJ"),
        ("[Zzyzxburg]L", ""),
    ],
)
def test_cities_are_told_by_population_and_context(text: str, expected: str) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Georgia]L signed in [Tbilisi]L", "GE"),
        ("[Georgia]L votes; [Brian Kemp]P spoke in [Atlanta]L", "US"),
        ("[Jordan]L hosts talks in [Amman]L", "JO"),
        ("[Michael Jordan]P of the [Chicago Bulls]O; [Jordan]P scored", ""),
        ("[Chad]L and [Sudan]L", "TD SD"),
        ("[Chad]P met [Chad Smith]P", ""),
        ("[Turkey]L and [Greece]L", "TR GR"),
        ("Roast Turkey for Thanksgiving", ""),
        ("[Congo]L and its capital [Kinshasa]L", "CD"),
        ("[Congo]L and its capital [Brazzaville]L", "CG"),
        ("[Korea]L and [Seoul]L", "KR"),
        ("[Korea]L and [Pyongyang]L", "KP"),
        ("[Guinea]L", "GN"),
        ("a Guinea pig", ""),
        ("[Niger]L and [Niamey]L", "NE"),
        ("[Niger]L State and [Minna]L", "NG"),
        ("the [Niger Delta]L", "NG"),
        ("[New Mexico]L", "US"),
        ("New Mexico", ""),
        ("[Peru]L", "PE"),
        ("[Peru]L, [Indiana]L", "US"),
        ("[Lebanon]L, Pa.", "US"),
        ("[Israel]P Kamakawiwo'ole and [India]P Hicks", ""),
        ("[Northern Ireland]L", "GB"),
    ],
)
def test_names_that_are_also_something_else_need_evidence(text: str, expected: str) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Mali]L, [Guinea]L and [Burkina Faso]L", "ML GN BF"),
        ("[Turkey]L, [Portugal]L", "TR PT"),
        ("[Panama]L, [Peru]L", "PA PE"),
        ("[Damascus]L, [Iraq]L", "SY IQ"),
    ],
)
def test_a_list_is_no_address(text: str, expected: str) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("French President [Emmanuel Macron]P", "FR"),
        ("German Chancellor [Olaf Scholz]P", "DE"),
        ("On Tuesday Russia attacked.", "RU"),
        ("Officials of the UK and the US", "GB US"),
        ("He spoke in French, then in Russian.", ""),
        ("a Russian language course", ""),
        ("It is in Russian hands.", "RU"),
        ("the Pan American Games", ""),
        ("the Tour de France", ""),
        ("Rockwell <ROK> gets contract", ""),
    ],
)
def test_names_that_the_recogniser_passed_over(text: str, expected: str) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[GENEVA]L — It met.", ["Geneva/CH"]),
        ("KOKOMO, Ind., Feb 26 - A firm said", ["Kokomo/US"]),
        ("LONDON, Feb 26 - A firm said", ["London/GB"]),
        ("[GREENWICH]L, Conn., Feb 26 - A firm", ["Greenwich/US"]),
    ],
)
def test_a_dateline_is_a_place(text: str, expected: list[str]) -> None:
    assert places(text) == expected


def test_a_city_that_plays_or_governs_is_told_by_its_label() -> None:
    assert places("[Liverpool]O beat [Chelsea]O in [Liverpool]L") == ["Liverpool/GB"]
    assert codes("[Moscow]L rejected what [Kyiv]L said") == "RU UA"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Kiev]L and [Kyiv]L", ["Kyiv/UA"]),
        ("[Bombay]L", ["Mumbai/IN"]),
        ("eastern [Ukraine]L and southern [California]L", ["California/US"]),
        ("[Washington]L", ["Washington, D.C./US"]),
        ("[Washington state]L", ["Washington/US"]),
        ("[Rakhine State]L and [Rakhine]L", ["Rakhine/MM"]),
        ("[Cobb County]L in the [U.S.]L", ["Cobb County/US"]),
        ("[Athens]L, [Ga.]L", ["Athens/US", "Georgia/US"]),
        ("the [Donbas]L and the [Hague]L", ["Donbas/UA", "The Hague/NL"]),
        ("the [Latorica]L rose", []),
        ("the [Black Sea]L and [Latin America]L", []),
        ("[Novodevichy]L cemetery and [Trafalgar Square]L", []),
        ("[Zzyzxburg]L", ["Zzyzxburg/-"]),
    ],
)
def test_places_are_canonical_with_their_country(text: str, expected: list[str]) -> None:
    assert places(text) == expected


def test_organs_of_a_state_give_its_country_but_international_bodies_do_not() -> None:
    doc = marked("The [Bundestag]O, the [U.S. Senate]O and the [ICC]O in [The Hague]L")
    readings = read_places(doc, 0, GEOGRAPHY)
    names = resolve_names(doc, load_knowledge(), about=())
    found, _ = resolve_countries(readings, names, GEOGRAPHY)
    assert [c.code for c in found] == ["DE", "US", "NL"]
    assert [s.text for s in found[1].spans] == ["U.S. Senate"]


def test_a_company_named_after_a_country_does_not_give_it() -> None:
    body = FoundInstitution("Ghana Cocoa", (TextSpan(0, 11, "Ghana Cocoa"),), kind="company")
    assert countries("[Ghana Cocoa]O grew.", names=Names(institutions=(body,))) == ""


def test_about_is_told_by_title_lead_and_share() -> None:
    body = (
        "[Kenya]L votes today. [Kenyans]N queue in [Nairobi]L. Observers from [Norway]L came. "
        "In [Mombasa]L polls opened late."
    )
    assert countries(body, title="[Kenya]L votes") == "KE* NO"
    assert countries("[Norway]L and [Kenya]L sign a pact. [Kenya]L pays [Norway]L.") == "NO* KE*"
    assert countries("Nothing happens here.") == ""


def test_at_most_three_countries_are_what_an_article_is_about() -> None:
    text = "[Kenya]L, [Norway]L, [Peru]L and [Japan]L met. " * 5
    assert countries(text).count("*") == 3


def test_mentions_lie_on_their_words() -> None:
    doc = marked("[Ukraine]L\n\n[Kyiv]L said [Ukrainians]N, [Kyiv]L")
    readings = read_places(doc, 7, GEOGRAPHY)
    found, towns = resolve_countries(readings, Names(), GEOGRAPHY)
    spans = [*found[0].spans, *towns[0].spans]
    assert [s.text for s in spans] == ["Ukraine", "Kyiv", "Ukrainians", "Kyiv", "Kyiv", "Kyiv"]
    assert all(doc.text[s.start : s.end] == s.text for s in spans)


def test_what_stands_in_capitals_is_read_too() -> None:
    assert codes("[RUSSIA]L ATTACKS [UKRAINE]L") == "RU UA"
    assert codes("RUSSIA AND UKRAINE SIGN") == "RU UA"


def test_user_files_add_and_override(tmp_path: Path) -> None:
    (tmp_path / "countries.txt").write_text(
        "US | Freedonia | Freedonian | Sylvania House\n", "utf-8"
    )
    (tmp_path / "cities.txt").write_text("Zzyzxburg, Old Zzyzx | MT\nParis | US\n", "utf-8")
    (tmp_path / "regions.txt").write_text("Zorgonia | MT\n", "utf-8")
    geography = load_geography(tmp_path)
    text = "[Freedonia]L [Freedonian]N [Sylvania House]L [Old Zzyzx]L [Zorgonia]L [Paris]L"
    found, towns = resolve_countries(read_places(marked(text), 0, geography), Names(), geography)
    assert [c.code for c in found] == ["US", "MT"]
    assert [(t.name, t.country) for t in towns] == [
        ("Zzyzxburg", "MT"), ("Zorgonia", "MT"), ("Paris", "US"),
    ]  # fmt: skip
    assert geography.fingerprint != GEOGRAPHY.fingerprint


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("countries.txt", "# c\nQQ | Qland | |\n", r"countries\.txt:2: 'QQ' is no ISO 3166"),
        ("countries.txt", "DE | Germany\n", r"countries\.txt:1: expected 4 columns"),
        ("cities.txt", "\n\nAtlantis | QQ\n", r"cities\.txt:3: 'QQ' is no country code"),
        ("regions.txt", "Mu |\n", r"regions\.txt:1: '' is no country code"),
        ("regions.txt", " | DE\n", r"regions\.txt:1: the first column is empty"),
        ("ambiguous.txt", "Oz | QQ | - | |\n", r"ambiguous\.txt:1: 'QQ' is no country code"),
        ("ambiguous.txt", "Oz | AU | QQ | |\n", r"ambiguous\.txt:1: 'QQ' is no country code, PERSON or -"),
    ],
)  # fmt: skip
def test_an_error_in_a_user_file_names_file_and_line(
    tmp_path: Path, name: str, content: str, message: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=message):
        load_geography(tmp_path)
