"""People of an article: one person, one value."""

from __future__ import annotations

import pytest

from tests.unit.names_marks import people


@pytest.mark.parametrize(
    "text",
    [
        "[Prosecutor Karim Khan](P) spoke. [Karim Khan](P) left; Mr. [Khan](P) slept, [Khan’s](P) aide said.",
        "Mr. [Khan](P) slept. [Khan](P) said so. Later [Karim Khan](P), the prosecutor, spoke to [KHAN](P).",
        "[KHAN](P) OPENS PROBE\n\n[Khan](P), 53, is a lawyer. [Mr. Karim Khan, 53](P), leads it. [Khan](P) won.",
    ],
)
def test_mentions_of_one_person_are_one_value_whatever_comes_first(text: str) -> None:
    found = people(text)
    assert list(found) == ["Karim Khan"]
    assert len(found["Karim Khan"]) == 4


def test_titles_ranks_possessives_and_party_marks_fall_off() -> None:
    found = people(
        "[Lt. Gen. Rosa Vimto](P) met [former President Ulm Adad’s](P) son and [Rep. Ann Bole (R-Tex.)](P)."
    )
    assert found == {
        "Rosa Vimto": ["Rosa Vimto"],
        "Ulm Adad": ["Ulm Adad"],
        "Ann Bole": ["Ann Bole"],
    }


@pytest.mark.parametrize(
    ("full", "later"),
    [
        ("Xi Jinping", "Xi"),
        ("Kim Jong Un", "Kim"),
        ("Nguyen Phu Trong", "Trong"),
        ("Mohammed bin Salman", "bin Salman"),
        ("Ursula von der Leyen", "von der Leyen"),
        ("R. Venkatasubramanian", "Venkatasubramanian"),
        ("J.K. Rowling", "JK Rowling"),
        ("Martin Lurther Kong Jr.", "Kong"),
        ("Thaksin Shinawatra", "Thaksin"),
        ("Katrín Jakobsdóttir", "Katrin"),
        ("Gabriel García Márquez", "García Márquez"),
        ("Emiliano “Dibu” Martínez", "Dibu"),
        ("Joseph R. Biden Jr.", "Joe Biden"),
        ("Mary Smith-Jones", "Smith Jones"),
    ],
)
def test_later_form_means_the_person_named_in_full(full: str, later: str) -> None:
    assert len(people(f"[{full}](P) came early. [{later}](P) left.")) == 1


def test_surname_of_two_goes_to_whom_the_title_or_the_last_full_name_points() -> None:
    found = people(
        "Mr. [John Smythe](P) and Mrs. [Ann Smythe](P) quarrelled. Mr. [Smythe](P) left. Mrs. [Smythe](P) stayed."
        " Then [John Smythe](P) came home. [Smythe](P) wept."
    )
    assert found["John Smythe"] == ["John Smythe", "Smythe", "John Smythe", "Smythe"]
    assert found["Ann Smythe"] == ["Ann Smythe", "Smythe"]


def test_woman_is_not_the_man_of_her_surname() -> None:
    assert len(people("Mr. [Imad Saleh](P) spoke. Mrs. [Saleh](P) did not.")) == 2


def test_father_and_son_and_two_middle_names_stay_apart() -> None:
    assert len(people("[Ken Orr Jr.](P) succeeds [Ken Orr Sr.](P) today.")) == 2
    assert len(people("[George W. Bosh](P) is a son of [George H. Bosh](P).")) == 2


def test_name_is_written_in_its_fullest_form() -> None:
    found = people("[Ali Bonga](P) won. [Ali Bonga Ondimba](P) rules. [ALI BONGA](P) again.")
    assert list(found) == ["Ali Bonga Ondimba"]


def test_other_name_after_called_is_the_same_person() -> None:
    assert (
        len(people("[Mohamed Hamdan Dagula](P), known as [Hemidti](P), fled. [Hemidti](P) won."))
        == 1
    )


def test_knowledge_gives_the_name_in_use() -> None:
    assert list(people("[Volodymyr Zelensky](P) spoke; [Zelensky](P) left.")) == [
        "Volodymyr Zelenskyy"
    ]
    assert list(people("[Putin](P) spoke.")) == ["Vladimir Putin"]
    assert list(people("Pope [Francis](P) spoke.")) == ["Pope Francis"]


def test_article_says_otherwise_than_knowledge() -> None:
    assert list(people("[Igor Putin](P), a cousin, spoke. [Putin](P) left.")) == ["Igor Putin"]


def test_title_that_was_marked_alone_is_no_person() -> None:
    assert list(people("[Dr.](P) [Lena Siow](P) and [Prof](P) [Grobnik](P) met.")) == [
        "Lena Siow",
        "Grobnik",
    ]


def test_surname_without_bearer_stays_as_it_is() -> None:
    assert list(people("Mr. [Grobnik](P) spoke. [Grobnik](P) left.")) == ["Grobnik"]


def test_thousands_of_one_surname_are_each_found() -> None:
    names = [f"Given{i} Khan" for i in range(3000)]
    assert len(people(", ".join(f"[{name}](P)" for name in names))) == 3000


@pytest.mark.parametrize(
    ("full", "later"),
    [
        ("Abiy Ahmed", "Abiy"),
        ("Prayut Chan-o-cha", "Prayut"),
        ("Guðni Jóhannesson", "Gudni"),
        ("Bolotbek uulu Adilet", "Bolotbek uulu"),
        ("George H. W. Bosh", "G.H.W. Bosh"),
        ("Sadako Ueda", "Ueda Sadako"),
        ("Ahmed al-Sharqi", "al-Sharqi"),
        ("María de la Cruz", "de la Cruz"),
        ("Louis XIV", "Louis"),
        ("Aung San Suu Kyi", "Suu Kyi"),
    ],
)
def test_custom_of_the_country_tells_the_later_form(full: str, later: str) -> None:
    assert len(people(f"[{full}](P) came early. [{later}](P) left.")) == 1


def test_brothers_are_told_apart_by_who_was_named_last() -> None:
    found = people("[Bob Kempt](P) sang. [Kempt](P) bowed. [Jim Kempt](P) danced. [Kempt](P) fell.")
    assert found == {"Bob Kempt": ["Bob Kempt", "Kempt"], "Jim Kempt": ["Jim Kempt", "Kempt"]}


def test_surname_before_two_bearers_are_named_stays_alone() -> None:
    found = people("Much was said of [Kempt](P). [Bob Kempt](P) and [Jim Kempt](P) were silent.")
    assert found["Kempt"] == ["Kempt"]


def test_ages_and_state_marks_fall_off() -> None:
    assert list(
        people("[Ann Bole, 53,](P) met [Tom Orrin, D-Calif.](P) and [Jo Pym (D-CA)](P).")
    ) == [
        "Ann Bole",
        "Tom Orrin",
        "Jo Pym",
    ]


def test_word_of_kin_with_a_capital_is_a_name() -> None:
    assert list(people("[Son Heung-bin](P) scored.")) == ["Son Heung-bin"]
    assert list(people("his [son Hugo Bale](P) scored.")) == ["Hugo Bale"]


def test_name_repeated_in_its_own_script_is_the_same_person() -> None:
    found = people("[Xu Zhimian](P) ([徐志勉](P)) spoke. [徐志勉](P) left.")
    assert found == {"Xu Zhimian": ["Xu Zhimian", "徐志勉", "徐志勉"]}


def test_whom_people_call_by_another_name_is_one_person() -> None:
    text = "[Fernan Orcos](P), whom everyone here calls [Bongo](P), won. [Bongo](P) sang."
    assert list(people(text)) == ["Fernan Orcos"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[Otto Ulmer](P) spoke. His brother, [Emil](P), agreed. [Emil](P) left.", "Emil Ulmer"),
        ("[Jan van der Berk](P) came with his daughter [Lies](P).", "Lies van der Berk"),
        ("the brothers [Emil](P) and [Otto Ulmer](P) sang", "Emil Ulmer"),
        ("[Otto Ulmer](P) brought his sons, [Emil](P) and [Anton](P).", "Anton Ulmer"),
    ],
)
def test_relative_of_one_name_has_the_family_s(text: str, name: str) -> None:
    assert name in people(text)


@pytest.mark.parametrize(
    "text",
    [
        "[Otto Ulmer](P) spoke. His mother, [Emma](P), agreed.",
        "[Otto Ulmer](P) spoke. His ex-wife [Emma](P) left.",
        "[Kim Min-su](P) spoke. His wife, [Emma](P), agreed.",
        "[Mikhail Gorbunov](P) spoke. His wife, [Emma](P), agreed.",
        "[Otto Ulmer](P) spoke. [Emma](P), his cook, agreed.",
    ],
)
def test_relative_who_may_have_another_name_keeps_the_given_name(text: str) -> None:
    assert "Emma" in people(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Pope [Benedict XVI](P) spoke.", "Pope Benedict XVI"),
        ("King [Mohammed VI](P) spoke.", "Mohammed VI of Morocco"),
        ("[Elizabeth II](P) spoke.", "Elizabeth II"),
        ("King [Charles II](P) fled.", "Charles II"),
        ("King [Charles III](P) spoke.", "Charles III"),
    ],
)
def test_a_number_belongs_to_the_name_of_a_monarch_or_pope(text: str, name: str) -> None:
    assert list(people(text)) == [name]


def test_monarchs_of_one_name_stay_apart() -> None:
    found = people("[Elizabeth I](P) reigned long, [Elizabeth II](P) longer.")
    assert list(found) == ["Elizabeth I", "Elizabeth II"]
