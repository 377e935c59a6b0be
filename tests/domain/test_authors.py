"""Whom a line of authors may mean, and whom a report names."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.authors import (
    Account,
    AskedAuthor,
    NamedAuthors,
    accounts_meant,
    named_authors,
    words_of_names,
)

ANN, LEE, UNAL, IAN = (
    Account("Ann Lee", 1, 101),
    Account("Lee", 2, 102),
    Account("Ünal Öz", 3, 103),
    Account("Ian", 4, 104),
)
KNOWN = [ANN, LEE, UNAL, IAN]


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("Ann Lee", [[1]]),
        ("ann  LEE", [[1]]),
        ("Ann", [[1]]),
        ("Dr Ann Lee (Acme)", [[1]]),
        ("Olga, Ann Lee and ünal", [[1], [3]]),
        ("Lee", [[2]]),
        ("Ann Li", []),
        ("Anna Lee", []),
        ("Miriam Ian", []),
        ("Ann & Ian", [[1], [4]]),
        ("…", []),
        ("", []),
    ],
)
def test_a_line_means_the_members_whose_names_are_in_it(
    line: str, meant: Sequence[Sequence[int]]
) -> None:
    found = [[account.person_id for account in of_name] for of_name in accounts_meant(line, KNOWN)]
    assert found == meant


@given(st.text("anALü (’.,ıſ", max_size=12), st.text("anALü (’.ıſ", max_size=8))
def test_whoever_is_meant_has_a_word_of_the_line(line: str, name: str) -> None:
    if accounts_meant(line, [Account(name, 1, 101)]):
        assert any(word in name.casefold() for word in words_of_names([line]))


def asked(*answers: bool | None, name: str = "Ann") -> list[AskedAuthor]:
    return [AskedAuthor(person, name, agreed) for person, agreed in enumerate(answers, 1)]


NAMED, ASKED, DECLINED = (
    NamedAuthors(named=("Ann",)),
    NamedAuthors(asked=("Ann",)),
    NamedAuthors(declined=("Ann",)),
)


@pytest.mark.parametrize(
    ("meant", "answers", "viewer", "sorted_"),
    [
        ([], [], None, NAMED),
        ([[1]], [], None, ASKED),
        ([[1]], [None], None, ASKED),
        ([[1]], [True], None, NAMED),
        ([[1]], [False], None, DECLINED),
        ([[1]], [None], 1, NAMED),
        ([[1]], [False], 1, DECLINED),
        ([[1]], [None], 2, ASKED),
        ([[1, 2]], [False, True], None, NAMED),
        ([[1, 2]], [False, None], None, ASKED),
        ([[1], [2]], [True, None], None, ASKED),
        ([[1], [2]], [True, True], None, NAMED),
        ([[1], [2]], [True, False], None, DECLINED),
        ([], [None], None, ASKED),
        ([], [False], None, DECLINED),
        ([], [True], None, NAMED),
    ],
)
def test_a_line_is_named_when_each_member_in_it_said_yes(
    meant: Sequence[Sequence[int]],
    answers: Sequence[bool | None],
    viewer: int | None,
    sorted_: NamedAuthors,
) -> None:
    """The last three are of members who have another name now."""
    assert named_authors(["Ann"], {"Ann": meant}, asked(*answers), viewer) == sorted_


def test_an_answer_about_another_line_holds_for_the_person_alone() -> None:
    other = asked(True, name="Ann Lee")
    assert named_authors(["Ann", "Bo"], {"Ann": [[1]], "Bo": [[2]]}, other, None) == NamedAuthors(
        named=("Ann",), asked=("Bo",)
    )
