"""What is said of an attendance file: short, whole, and the same for any name in it."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from sigbot.domain.attendance_files.drafts import Counts, NameQuestion, OrderQuestion
from sigbot.domain.attendance_files.matches import MatchQuestion
from sigbot.domain.attendance_files.reasons import BadRowCode, WhyCode
from sigbot.domain.attendance_files.reviews import ImportReview, Question, Written
from sigbot.domain.attendance_files.shapes import Shape
from sigbot.domain.attendance_files.times import Order
from sigbot.domain.members import Candidate
from sigbot.wording import import_reviews as say
from sigbot.wording.imports import BAD_ROWS, KINDS, SHAPES, WHY
from tests.domain.properties import quick, typed
from tests.wording.healthcare import HOSTILE, LONG, MEETING, NOW

ASKED = {"date_order", "names"}
"""Codes of questions: no file is refused for them."""

PLAIN = Counts(Shape.ZOOM_PARTICIPANTS, 0, 0, 0, 0, 0, (), 0, (date(2026, 12, 2),))
FULL = Counts(
    shape=Shape.ZOOM_PARTICIPANTS,
    callers=3,
    duplicates=2,
    rejoins=40,
    waiting=4,
    no_shows=5,
    bad_rows=((3, "no_name"), (9, "backwards"), (12, "date"), (13, "date")),
    bad_count=4_000,
    days=(date(2026, 12, 9),),
)
REVIEW = ImportReview(1, MEETING, PLAIN, 3, 1, ("Ana", "Bo"), None, None)
SAM = Candidate(7, "Sam", is_member=True, meetings=12, last_seen=NOW)
ORDER = OrderQuestion({Order.MONTH_FIRST: date(2026, 3, 4), Order.DAY_FIRST: date(2026, 4, 3)})
NAME = NameQuestion("n0", "Sam", 9, (1, 2, 3, 4, 7), (), 4, 3)
SAME = replace(NAME, people=(1, 2, 3), same=(55, None))
WHO = MatchQuestion("m4", "Sam", 55, [SAM, replace(SAM, id=8, is_member=False, meetings=1)])
QUESTIONS: list[Question] = [ORDER, NAME, SAME, WHO]


def card(review: ImportReview) -> str:
    """All text of the card, as `chat/imports.py` puts it together."""
    last = say.question(review.question) if review.question else say.NOT_YET
    lines = [say.title(review.meeting), say.subtitle(review), say.found(review)]
    return "\n".join(filter(None, [*lines, say.warning(review), last]))


def check_sentence(text: str) -> None:
    assert text
    assert not re.search(r"[{}]|  |None|\*\*\*\*|“”|: \.|\. \.", text), text
    assert all(line == line.strip() for line in text.splitlines())


def test_every_code_of_a_file_has_its_words() -> None:
    assert set(WHY) == set(WhyCode)
    assert set(BAD_ROWS) == set(BadRowCode)
    assert set(SHAPES) == set(Shape)


@pytest.mark.parametrize("code", sorted(set(WhyCode) - ASKED | {"download"}))
def test_a_refusal_is_one_line_that_says_what_to_do(code: str) -> None:
    seen = {"binary": tuple(KINDS)[:1]}.get(code, ("Name", HOSTILE[:40], "# h"))
    told = say.refused(code, seen)
    check_sentence(told)
    assert told.endswith(".")
    assert len(told.splitlines()) == 1
    assert len(say.refused(code, ("*" * 40,) * 10)) < 1_200


def test_a_file_of_which_nothing_was_seen_is_refused_in_a_whole_sentence() -> None:
    check_sentence(say.refused("unknown", ()))


@pytest.mark.parametrize("names", [("Ana", "Bo"), (HOSTILE,) * 5_000, ("W" * 200,) * 5_000])
@pytest.mark.parametrize("question", [None, *QUESTIONS])
def test_a_card_is_short_however_much_is_in_the_file(
    names: tuple[str, ...], question: Question | None
) -> None:
    title = replace(MEETING, title="*" * 200)
    review = ImportReview(1, title, FULL, 9_000, 3, names, question, date(2026, 12, 9))
    told = card(review)
    check_sentence(told)
    assert len(told) <= 4_000
    assert len(told.splitlines()) <= 11
    assert ("and 4988 more" in told) == (len(names) > 12 and question is None)
    if question:
        assert len(told.splitlines()) == 3, "the title, what it is of, and the question"


def test_what_is_asked_comes_with_buttons_that_fit() -> None:
    for question in QUESTIONS:
        check_sentence(say.question(question))
        labels = [label for label, _ in say.options(question)]
        values = [value for _, value in say.options(question)]
        assert all(1 <= len(label) <= 80 for label in labels)
        assert len(set(labels)) == len(set(values)) == len(values)
    assert say.options(ORDER) == [
        ("4 Mar 2026", Order.MONTH_FIRST),
        ("3 Apr 2026", Order.DAY_FIRST),
    ]
    assert [label for label, _ in say.options(NAME)] == [
        "1 person",
        *(f"{n} people" for n in (2, 3, 4, 7)),
    ]
    assert say.options(SAME) == [
        ("The same person (55 min)", "3"),
        ("The same person", "4"),
        ("Another person", "0"),
        ("2 other people", "1"),
        ("3 other people", "2"),
    ]
    assert say.options(WHO) == [
        ("Sam (member) · 12 meetings, last 22 Nov 2026", "7"),
        ("Sam · 1 meeting, 22 Nov 2026", "8"),
        ("Somebody new", "new"),
    ]
    assert say.each_one(NAME) == "1 person for each of the 3 names"
    assert say.each_one(replace(NAME, left=1)) == say.each_one(WHO) == ""


def test_whoever_might_be_meant_has_a_label_that_fits() -> None:
    for name in (LONG, HOSTILE, "x", "\u200b"):
        some = [replace(SAM, id=number, name=name, meetings=99_999) for number in range(100, 130)]
        labels = [label for label, _ in say.options(replace(WHO, name=name, candidates=some))]
        assert all(1 <= len(label) <= 80 for label in labels)
        assert len(labels) == 13, "twelve that are known, and “Somebody new”"


def test_a_plain_file_says_no_more_than_who_is_in_it() -> None:
    assert say.found(REVIEW) == "**3** people: **1** known, **2** new\nNew: Ana, Bo"
    assert say.warning(REVIEW) == ""
    known = replace(REVIEW, people=1, new=())
    assert say.found(known) == "**1** person: **1** known, **0** new"
    assert say.found(replace(REVIEW, question=NAME)) == ""


def test_one_is_not_many() -> None:
    ones = replace(FULL, callers=1, duplicates=1, rejoins=0, waiting=1, no_shows=1, bad_count=4)
    told = say.found(replace(REVIEW, counts=ones))
    for line in (
        "1 row is of",
        "1 person called by telephone. The file has no name for them",
        "1 person was only",
        "1 person registered and",
    ):
        assert f"\n{line}" in told
    assert told.endswith("and 1 more row")
    assert say.written(Written(MEETING, 1, 1, 1)).startswith("Done. **1** person of the file is")
    assert say.written(Written(MEETING, 2, 2, 2)).startswith("Done. **2** people of the file are")
    assert "\n1 person stays off it" in say.written(Written(MEETING, 2, 2, 1))
    assert "\n2 stay off it" in say.written(Written(MEETING, 2, 2, 0))


def test_it_is_asked_how_many_there_are_or_whether_they_are_the_same() -> None:
    apart = "**How many people are “Sam”?** The name is in the file 9 times"
    assert say.question(NAME) == f"{apart}, 4 of them at the same time."
    assert say.question(replace(NAME, at_once=1)) == f"{apart}."
    same = say.question(SAME)
    assert same.startswith("**Is this the same “Sam”?**")
    # One name beside one with an e-mail is not there “1 times”.
    assert say.question(replace(SAME, count=1, people=(1,), at_once=1)) == same


@pytest.mark.parametrize(
    "question",
    [
        replace(SAME, same=(25, 25)),
        replace(SAME, same=(None, None)),
        replace(WHO, candidates=[SAM, replace(SAM, id=8)]),
        pytest.param(
            replace(WHO, candidates=[replace(SAM, id=number, name="W" * 40) for number in (7, 8)]),
        ),
    ],
    ids=["e-mails", "no minutes", "known", "long names"],
)
def test_two_of_one_name_have_different_buttons(question: Question) -> None:
    labels = [label for label, _ in say.options(question)]
    assert len(set(labels)) == len(labels)


def test_a_name_that_is_read_from_the_right_turns_no_button_around() -> None:
    asked = replace(WHO, candidates=[replace(SAM, name="محمد العلي", is_member=False)])
    assert not re.search(r"[\u0590-\u08ff][^A-Za-z\u200e\u2069]*\d", say.options(asked)[0][0])


def check_layout(name: str) -> None:
    plain = card(replace(REVIEW, question=None)).splitlines()
    named = replace(REVIEW, new=(name, name), meeting=replace(MEETING, title=name))
    assert len(card(named).splitlines()) == len(plain)
    for question in (replace(one, name=name) for one in (NAME, SAME, WHO)):
        told = say.question(question)
        assert len(told.splitlines()) == 1
        assert not re.search(r"(?<!\\)(?:\\\\)*<[@#t]", told)
        assert told.count("**") == 2


@pytest.mark.parametrize("name", [HOSTILE, LONG, "# heading", "- item", "> quote", "1. one"])
def test_a_hostile_name_changes_nothing_around_it(name: str) -> None:
    check_layout(name)


@quick
@given(typed.map(str.strip).filter(lambda text: text.isprintable()))
def test_no_name_changes_anything_around_it(name: str) -> None:
    check_layout(name)
