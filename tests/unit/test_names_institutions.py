"""Institutions of an article: one body, one value, with acronym, kind and state."""

from __future__ import annotations

import pytest

from tests.unit.names_marks import bodies, resolve


def test_bracketed_acronym_is_defined_for_the_article() -> None:
    found = bodies(
        "[GMB](O) closes\n\nThe [Garment Makers of Bombay](O) ([GMB](O)) met. The [GMB](O)’s head spoke."
    )
    assert list(found) == ["Garment Makers of Bombay"]
    assert found["Garment Makers of Bombay"].acronym == "GMB"
    assert [s.text for s in found["Garment Makers of Bombay"].spans] == [
        "GMB",
        "Garment Makers of Bombay",
        "GMB",
        "GMB",
    ]


def test_bracketed_acronym_inside_the_mention_is_a_mention_of_its_own() -> None:
    found = bodies("the [Garment Makers of Bombay (GMB)](O) met.")
    assert len(found["Garment Makers of Bombay"].spans) == 2


def test_acronym_without_brackets_joins_the_one_name_that_fits() -> None:
    found = bodies("The [Zoning Board of Kandal](O) met. [ZBK](O) said no.")
    assert list(found) == ["Zoning Board of Kandal"]


def test_acronym_that_fits_two_names_stays_apart() -> None:
    text = (
        "The [Zoning Board of Kandal](O) and the [Zebra Bureau of Kent](O) met. [ZBK](O) said no."
    )
    assert len(bodies(text)) == 3


@pytest.mark.parametrize(
    ("text", "about", "name"),
    [
        ("[Ukraine](L)’s [Defence Ministry](O) spoke.", ("FR",), "Ministry of Defence of Ukraine"),
        ("The [Russian Foreign Ministry](O) spoke.", ("FR",), "Ministry of Foreign Affairs of Russia"),
        ("The [Ministry of Defense](O) in [Warsaw](L) spoke.", ("FR",), "Ministry of Defence of Poland"),
        ("The [Supreme Court](O) ruled.", ("KE",), "Supreme Court of Kenya"),
        ("The [Supreme Court](O) ruled.", ("PH",), "Supreme Court of the Philippines"),
        ("The [U.S. Senate](O) voted.", (), "United States Senate"),
        ("The [Senate](O) voted.", ("US",), "United States Senate"),
        ("The [State Department](O) spoke.", ("US",), "United States Department of State"),
        ("The [Ministry of Hajj and Umrah](O) spoke.", ("SA",), "Ministry of Hajj and Umrah of Saudi Arabia"),
        ("The [Nepal Army](O) came.", ("NP",), "Nepal Army"),
        ("The [Navy](O) came.", ("FR",), "French Navy"),
    ],
)  # fmt: skip
def test_organ_is_the_one_of_its_possessor_else_of_the_country_spoken_about(
    text: str, about: tuple[str, ...], name: str
) -> None:
    assert [i.name for i in resolve(text, about).institutions] == [name]


def test_organ_carries_its_kind_and_state() -> None:
    court = bodies("The [Supreme Court](O) ruled.", "KE")["Supreme Court of Kenya"]
    assert (court.kind, court.country) == ("court", "KE")


def test_organ_of_an_unclear_country_stays_as_it_is() -> None:
    assert list(bodies("The [Supreme Court](O) ruled.", "KE", "UG")) == ["Supreme Court"]


def test_two_countries_have_two_ministries() -> None:
    text = "[Poland](L)’s [Foreign Ministry](O) met [Latvia](L)’s [Foreign Ministry](O)."
    assert len(bodies(text, "PL")) == 2


def test_short_form_means_the_longer_name() -> None:
    found = bodies("[Kaveri](O) closes\n\n[Kaveri Spinning Mills Ltd](O) said. [Kaveri](O) left.")
    assert list(found) == ["Kaveri Spinning Mills"]


def test_city_team_is_not_the_city_s_council() -> None:
    assert len(bodies("[Barry](O) lost. [Barry County Council](O) paid.")) == 2


def test_determiners_fall_off_but_the_of_a_newspaper_stays() -> None:
    assert list(bodies("[the African Widget Forum](O) met.")) == ["African Widget Forum"]
    assert list(bodies("[The Lagos Herald](O) wrote.")) == ["The Lagos Herald"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Zorgon High Court", "court"),
        ("Bank of Zorgon", "bank"),
        ("Zorgon University", "university"),
        ("Zorgon F.C.", "sports"),
        ("Zorgon Police", "police"),
        ("Zorgon Daily Post", "media"),
        ("Zorgon Motors", "company"),
        ("Zorgon Farmers Association", "ngo"),
        ("Zorgon People's Party", "party"),
        ("Zorgon Ports Authority", "government"),
        ("Zorgon Liberation Army", "military"),
        ("Zorgonia", "other"),
    ],
)
def test_kind_comes_from_the_name(name: str, kind: str) -> None:
    assert resolve(f"The [{name}](O) acted.").institutions[0].kind == kind


def test_name_known_as_an_institution_is_none_of_a_person() -> None:
    names = resolve("[United Nations](P) met.")
    assert not names.persons
    assert [i.name for i in names.institutions] == ["United Nations"]


def test_surname_of_a_person_named_in_full_is_no_institution() -> None:
    names = resolve("[Boeing](P) sold timber. [William Boeing](P) flew later.")
    assert [(p.name, len(p.spans)) for p in names.persons] == [("William Boeing", 2)]
    assert not names.institutions


def test_same_text_gives_the_same_result() -> None:
    text = "The [Zoning Board of Kandal](O) and [Mary Bo](P) met. [ZBK](O), [Bo](P) and the [Board](O) left."
    assert resolve(text, ("KH",)) == resolve(text, ("KH",))


@pytest.mark.parametrize(
    "text", ["", "word", "[THE](O)", "[’s](P)", "[Mr.](P)", "[()](O) [,](P)", "[.](O)"]
)
def test_odd_text_is_handled(text: str) -> None:
    resolve(text, ("US",))


@pytest.mark.parametrize(
    ("text", "about", "name"),
    [
        ("The [Labour Court](O) ruled.", ("DK",), "Labour Court of Denmark"),
        ("[Chile](L)’s [Electoral Service](O) counted.", ("PE",), "Electoral Service of Chile"),
        ("The [City Council](O) met.", ("DK",), "City Council"),
        ("The [Ministry of Tea](O) met.", ("US",), "Ministry of Tea"),
        ("The [Ministry of Women's Dress and Tea](O) met.", ("LK",), "Ministry of Women's Dress and Tea of Sri Lanka"),
        ("[Oruland](L)'s [Communist Party](O) in [Greece](L) met.", (), "Communist Party of Greece"),
        ("The [Labour Court](O) ruled.", ("DK", "SE"), "Labour Court"),
        ("The [Central Bank](O) cut its rate.", ("KE",), "Central Bank of Kenya"),
        ("The [Georgia Department of Labor](O) counted.", ("US",), "Georgia Department of Labor"),
    ],
)  # fmt: skip
def test_general_name_is_that_of_the_state_when_it_is_clear(
    text: str, about: tuple[str, ...], name: str
) -> None:
    assert [i.name for i in resolve(text, about).institutions] == [name]


def test_possessor_tells_a_state_s_council_from_the_united_nations() -> None:
    assert list(bodies("[Russia](L)’s [Security Council](O) met.", "RU")) == [
        "Security Council of Russia"
    ]
    assert list(bodies("The [Security Council](O) met.", "RU")) == [
        "United Nations Security Council"
    ]


def test_legal_forms_fall_off() -> None:
    assert list(
        bodies("[PT Tambak Mulia](O), [Bien Xanh Joint Stock Company](O), [Orr GmbH](O)")
    ) == [
        "Tambak Mulia",
        "Bien Xanh",
        "Orr",
    ]


def test_short_form_that_fits_two_names_stays_apart() -> None:
    text = "[Kaveri Mills](O) and [Kaveri Stores](O) merge. [Kaveri](O) shares rose."
    assert len(bodies(text)) == 3


def test_organ_named_with_its_country_is_meant_by_the_bare_name_whatever_the_article_is_about() -> (
    None
):
    found = bodies("The [U.S. Senate](O) voted on [Ukraine](L). The [Senate](O) rose.", "UA")
    assert list(found) == ["United States Senate"]


@pytest.mark.parametrize(
    "text",
    [
        "[GDP](O) grew and [IPOs](O) came back.",
        "She won the [Swiss Architectural Award](O).",
        "The Minister for [Labour](O) and the Minister of [Mines, Energy and Water](O) met.",
        "The Permanent Secretary for [Public Service and Gender](O) left.",
    ],
)
def test_what_is_no_institution_is_left_out(text: str) -> None:
    assert bodies(text) == {}


def test_acronym_that_the_text_defines_is_an_institution() -> None:
    found = bodies(
        "The [Institute of Photographic Optics](O) ([IPO](O)) moved. The [IPO](O) is old."
    )
    assert list(found) == ["Institute of Photographic Optics"]
    assert found["Institute of Photographic Optics"].acronym == "IPO"


def test_known_body_that_ends_like_an_event_stays() -> None:
    assert list(bodies("[United Rugby Championship](O) clubs met.")) == [
        "United Rugby Championship"
    ]
    assert len(bodies("The Secretary of the [Treasury](O) spoke.")) == 1
