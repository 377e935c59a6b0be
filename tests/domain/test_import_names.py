"""Names in attendance files: which part of a cell is the name, and which the alias."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.attendance_files.names import clean_email, is_telephone, split_name
from sigbot.domain.attendance_files.reading import read_file
from sigbot.domain.names import clean_name, is_visible
from tests.domain.import_samples import people, zoom
from tests.domain.properties import characters, quick

names = st.text(st.sampled_from("aB ()\u200f\u2067é\u0301ñل\u00a0\n") | characters, max_size=12)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  Ana \t López\n(IT) ", "Ana López (IT)"),
        ("Ana\u00a0\u2003López", "Ana López"),
        ("Jose\u0301", "José"),
        ("e\u200e\u0301", "é"),
        ("\u202bليلى حسن\u202c", "ليلى حسن"),
        ("\u2067שרה\u2069 \u200eכהן\u061c", "שרה כהן"),
        ("ANA lópez", "ANA lópez"),
        ("نیم\u200cفاصله", "نیم\u200cفاصله"),
        ("山田 （太郎）", "山田 （太郎）"),
        ("👩\u200d🔬 Ana", "👩\u200d🔬 Ana"),
        ("ﬁ Ⅳ", "ﬁ Ⅳ"),
    ],
)
def test_a_name_is_cleaned_and_no_more(text: str, name: str) -> None:
    assert clean_name(text) == name


@given(names)
@quick
def test_a_clean_name_is_clean(text: str) -> None:
    name = clean_name(text)
    assert clean_name(name) == name
    assert name == unicodedata.normalize("NFC", name) == " ".join(name.split())
    assert not any(unicodedata.bidirectional(c) in {"RLE", "PDF", "RLI", "PDI"} for c in name)


@pytest.mark.parametrize(
    ("text", "name", "alias"),
    [
        ("JD (Jane Doe)", "Jane Doe", "JD"),
        ("Ann (Ann (Annie) Lee)", "Ann (Annie) Lee", "Ann"),
        ("Ann (she/her) (Ann Lee)", "Ann Lee", "Ann (she/her)"),
        ("Ann ( Lee )", "Lee", "Ann"),
        ("Jane(Doe)", "Jane(Doe)", ""),
        ("(Jane Doe)", "(Jane Doe)", ""),
        ("Jane (Doe", "Jane (Doe", ""),
        ("Jane :)", "Jane :)", ""),
        ("Jane ((Doe)", "Jane ((Doe)", ""),
        ("Jane (JD) Doe", "Jane (JD) Doe", ""),
        ("Jane ()", "Jane ()", ""),
        ("Jane ( )", "Jane ( )", ""),
        ("太郎 （山田）", "太郎 （山田）", ""),
        ("ليلى (ليلى حسن)", "ليلى حسن", "ليلى"),
        ("+1 555 0100 (415)", "+1 555 0100 (415)", ""),
        ("", "", ""),
    ],
)
def test_the_bracket_at_the_end_is_the_real_name(text: str, name: str, alias: str) -> None:
    assert split_name(text, is_teams=False) == (name, alias)


@pytest.mark.parametrize(
    ("text", "name", "alias"),
    [
        ("Bob (Guest)", "Bob", ""),
        ("Bob (external) (Unverified)", "Bob", ""),
        ("JD (Jane Doe) (Guest)", "Jane Doe", "JD"),
        ("Bob(Guest)", "Bob(Guest)", ""),
        ("(Guest)", "(Guest)", ""),
        ("Bob (Guests)", "Guests", "Bob"),
    ],
)
def test_what_teams_says_of_strangers_is_no_name(text: str, name: str, alias: str) -> None:
    assert split_name(text, is_teams=True) == (name, alias)


@given(names, names)
@quick
def test_a_display_name_is_taken_off(display: str, real: str) -> None:
    display, real = clean_name(display), clean_name(real)
    if display and real and not set("()") & {*display, *real}:
        assert split_name(f"{display} ({real})", is_teams=False) == (real, display)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14155550100", True),
        ("+1 (415) 555-0100", True),
        ("+44*******89", True),
        ("1415.555.0100", True),
        ("1234567", True),
        ("123456", False),
        ("12345 Ana", False),
        ("Ana", False),
        ("+ ( ) - . ", False),
        ("Call-In User_1", False),
        ("", False),
    ],
)
def test_a_telephone_is_told_from_a_name(text: str, expected: bool) -> None:
    assert is_telephone(text) is expected


@pytest.mark.parametrize(
    ("text", "email"),
    [
        (" Ana@Example.ORG ", "ana@example.org"),
        ("ana@example.org\u200e", "ana@example.org"),
        ("ana@intranet", "ana@intranet"),
        ("ana", None),
        ("ana at home", None),
        ("ana @ home", None),
        ("@", None),
        ("", None),
        ("--", None),
    ],
)
def test_an_email_is_cleaned(text: str, email: str | None) -> None:
    assert clean_email(text) == email


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\u0301", "\ufe0f\u200d"])
def test_a_name_needs_something_to_see(text: str) -> None:
    assert not is_visible(clean_name(text))


def test_names_are_compared_exactly_and_aliases_are_not() -> None:
    review = read_file(
        zoom(
            "Jo (Ana Lopez)||21:00|21:10",
            "Ana Lopez||21:10|21:20",
            "ana lopez||21:00|21:10",
            "Jo||21:00|21:10",
        )
    )
    assert people(review) == [
        "Ana Lopez [Jo] 20 21:00-21:20",
        "ana lopez 10 21:00-21:10",
        "Jo 10 21:00-21:10",
    ]


def test_of_several_names_of_an_email_the_earliest_is_the_name() -> None:
    review = read_file(
        zoom(
            "Later (Lee)|a@example.org|21:10|21:20",
            "JD (Jane Doe)|a@example.org|21:00|21:10",
            "jane@example.org|a@example.org|20:50|21:00",
            "JD (Jane Doe)|A@example.org|21:20|21:30",
            "|a@example.org|21:30|21:40",
        )
    )
    assert people(review) == ["Jane Doe [Lee, JD, Later] <a@example.org> 50 20:50-21:40"]


def test_a_telephone_number_never_becomes_a_name() -> None:
    review = read_file(
        zoom(
            "+1 415 555 0100|a@example.org|21:00|21:10",
            "Ana (14155550100)|b@example.org|21:00|21:10",
            "14155550100|c@example.org|21:00|21:10",
            "14155550100 (Carol)|c@example.org|21:10|21:20",
            "+1 415 555 0100||21:00|21:10",
            "+1 415 555 0100||21:10|21:20",
            "Dan (14155550199)||21:10|21:20",
        )
    )
    assert people(review) == [
        "Ana <b@example.org> 10 21:00-21:10",
        "Carol <c@example.org> 20 21:00-21:20",
    ]
    assert review.phone_callers == 3
