"""What is said of an attendance file: short, whole, and the same for any name in it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given

from sigbot.domain.attendance_files.drafts import (
    Counts,
    Listed,
    MeetingQuestion,
    NameQuestion,
    OrderQuestion,
)
from sigbot.domain.attendance_files.machines import Machine
from sigbot.domain.attendance_files.matches import MatchQuestion, NamelessQuestion
from sigbot.domain.attendance_files.reading import FileMeeting
from sigbot.domain.attendance_files.reasons import BadRow, BadRowCode, WhyCode
from sigbot.domain.attendance_files.reviews import (
    ImportReview,
    Question,
    Reviewed,
    ReviewedMachine,
    Written,
)
from sigbot.domain.attendance_files.shapes import Shape
from sigbot.domain.attendance_files.times import Order
from sigbot.domain.members import Candidate
from sigbot.wording import import_reviews as say
from sigbot.wording.import_pages import pages as pages_of
from sigbot.wording.imports import BAD_ROWS, KINDS, SHAPES, WHY
from sigbot.wording.lists import page_of
from tests.domain.properties import quick, typed
from tests.phone import TWO_SCREENS, lines_on_a_phone
from tests.wording.healthcare import HOSTILE, LONG, MEETING, NOW

UNKNOWN = (
    "-# I know members only once they use me. If one of these people is a member, use "
    "`/attendance link` afterwards."
)

ASKED = {"date_order", "names", "several_meetings"}
"""Codes of questions: no file is refused for them."""

NOBODY = Listed((), 0)
PLAIN = Counts(Shape.ZOOM_PARTICIPANTS, 0, 0, 0, NOBODY, NOBODY, (), 0, days=(date(2026, 12, 2),))
TEN = datetime(2026, 12, 2, 10, 0)  # noqa: DTZ001  (on the host's clock)
FULL = Counts(
    shape=Shape.ZOOM_PARTICIPANTS,
    callers=3,
    duplicates=2,
    rejoins=40,
    waiting=Listed(("Wil", "Waiter"), 4),
    no_shows=Listed(("Noa",), 1),
    bad_rows=(
        BadRow(3, BadRowCode.NO_TIMES, "Leo"),
        BadRow(9, BadRowCode.JOIN, "Kim", is_kept=True),
        BadRow(12, BadRowCode.QUOTES),
    ),
    bad_count=4_000,
    days=(date(2026, 12, 9),),
    meeting=FileMeeting(3, "Health", TEN),
    is_guessed=True,
)
ANA, BO = Reviewed("Ana", 58, "Ana"), Reviewed("Bo", 0)
OTTER = ReviewedMachine(0, Machine.NOTE_TAKER, "Otter.ai", 60, is_ticked=False)
PHONE = ReviewedMachine(1, Machine.DEVICE, "iPhone", 60, is_ticked=True)
REVIEW = ImportReview(1, MEETING, PLAIN, (ANA,), (BO, Reviewed("Cy", None)), (), (), None, None)
SAM = Candidate(7, "Sam", is_member=True, meetings=12, last_seen=NOW)
ORDER = OrderQuestion({Order.MONTH_FIRST: date(2026, 3, 4), Order.DAY_FIRST: date(2026, 4, 3)})
NAME = NameQuestion("n0", "Sam", 9, (1, 2, 3, 4, 7), (), 4, 3)
SAME = replace(NAME, people=(1, 2, 3), same=(55, None))
WHO = MatchQuestion("m4", "Sam", 55, [SAM, replace(SAM, id=8, is_member=False, meetings=1)])
WHICH = MeetingQuestion((FileMeeting(3, "Health", TEN), FileMeeting(0, "", None)))
NAMELESS = NamelessQuestion({"e0": "ana.l", "e4": "bo"})
QUESTIONS: list[Question] = [ORDER, WHICH, NAME, SAME, WHO, NAMELESS]


def cards(review: ImportReview) -> list[str]:
    """All text of each page of the card, as `chat/imports.py` puts it together."""
    head = [say.title(review.meeting), say.subtitle(review)]
    if review.question:
        return ["\n".join([*head, say.question(review.question)])]
    pages = pages_of(review)
    return [
        "\n".join(
            filter(
                None,
                [
                    *head,
                    say.warning(review),
                    page.text,
                    page_of(number, len(pages)),
                    say.NOT_YET,
                ],
            )
        )
        for number, page in enumerate(pages)
    ]


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


def named(names: Sequence[str], known_as: str = "") -> tuple[Reviewed, ...]:
    return tuple(Reviewed(name, 58, known_as) for name in names)


@pytest.mark.parametrize(
    ("known", "new"),
    [
        (("Ana", "Bo"), ()),
        ((), (HOSTILE,) * 300),
        (("W" * 200,) * 150, ("Ana López",) * 151),
    ],
)
def test_every_page_of_a_review_is_two_screens_at_most(
    known: tuple[str, ...], new: tuple[str, ...]
) -> None:
    title = replace(MEETING, title="*" * 200)
    machines = tuple(replace(PHONE, place=place, name="Ana's iPhone") for place in range(23))
    review = ImportReview(
        1, title, FULL, named(known, "W" * 40), named(new), machines, ("x",), None, TEN.date()
    )
    shown = cards(review)
    for told in shown:
        check_sentence(told)
        assert len(told) <= 4_000
    pages = pages_of(review)
    for told, page in zip(shown, pages, strict=True):
        assert lines_on_a_phone(told) + 2 * (2 + len(page.machines)) <= TWO_SCREENS
    assert len(pages) > 1
    assert [m.place for page in pages for m in page.machines] == list(range(23))
    assert max(len(page.machines) for page in pages) <= 10
    everything = "\n".join(page.text for page in pages)
    assert everything.count(" · 58 min") == len(known) + len(new)
    assert shown[-1].splitlines()[-2] == f"-# Page {len(pages)} of {len(pages)}"


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_stands_alone(question: Question) -> None:
    [told] = cards(replace(REVIEW, counts=FULL, question=question, day=TEN.date()))
    check_sentence(told)
    assert len(told.splitlines()) == 3, "the title, what it is of, and the question"


def test_a_review_says_who_is_known_who_is_new_and_who_is_left_out_and_why() -> None:
    known = (ANA, Reviewed("A. Nova", 3, "Ana Nova"))
    review = replace(
        REVIEW, counts=FULL, known_people=known, machines=(OTTER, PHONE), dropped=("ana.l",)
    )
    first, second = pages_of(review)
    summary = "**4** people: **2** known, **2** new"
    assert first.text.splitlines()[:3] == [
        "The file has several meetings. These are the people of **Health, 2 Dec 2026, 10:00**.",
        "⚠️ Letters such as é may be wrong in this file. Please check the first names of each list.",
        summary,
    ]
    assert second.text.splitlines()[0] == summary
    days = (date(2026, 12, 2), date(2026, 12, 3), date(2026, 12, 9))
    for last, is_told in ((2, False), (3, True)):
        counts = replace(PLAIN, days=days[:last])
        told = pages_of(replace(REVIEW, counts=counts))[0].text
        note = "⚠️ The file has people of several days: 2 Dec 2026 to 9 Dec 2026. All of them are"
        assert told.startswith(note) == is_told
    short = replace(review, counts=replace(FULL, meeting=None, is_guessed=False))
    told = "\n".join(page.text for page in pages_of(short))
    repeated = {"", summary, "**Left out** · 4008"}
    assert [line for line in told.splitlines() if line not in repeated] == [
        "-# 42 rows are of people who came back. Each person counts once.",
        "**Known** · 2",
        "Ana · 58 min",
        "Ana Nova (in the file: A. Nova) · 3 min",
        "**New to me** · 2",
        UNKNOWN,
        "Bo · under 1 min",
        "Cy · minutes not known",
        "**Note-takers and devices** · 2",
        "-# Press one to count it as a person.",
        "☐ Otter.ai · note-taker, left out",
        "☑ iPhone · device, counted",
        "**Rows to check** · 1",
        "-# These people are counted.",
        "Kim, line 9 · the join time cannot be read",
        "ana.l · no name in the file",
        "Wil · only in the waiting room",
        "Waiter · only in the waiting room",
        "2 more · only in the waiting room",
        "Noa · registered, did not come",
        "3 callers by telephone · the file has no names for them",
        "Leo, line 3 · the join time is missing",
        "Line 12 · a quotation mark is not closed, or a cell is too long",
        "3997 more rows · cannot be read",
    ]


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
    assert say.options(WHICH) == [
        ("Health, 2 Dec 2026, 10:00", "3"),
        ("without a title, time not known", "0"),
    ]
    assert say.options(NAMELESS) == [("Leave them out", "drop")]
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
    [page] = pages_of(replace(REVIEW, new=()))
    assert page.text == "**1** person: **1** known, **0** new\n\n**Known** · 1\nAna · 58 min"
    assert say.warning(REVIEW) == page_of(0, 1) == ""
    [empty] = pages_of(replace(REVIEW, known_people=(), new=()))
    assert empty.text == "**0** people: **0** known, **0** new"


def test_one_is_not_many() -> None:
    ones = replace(FULL, callers=1, duplicates=1, rejoins=0, bad_count=4)
    told = "\n".join(page.text for page in pages_of(replace(REVIEW, counts=ones)))
    for line in ("-# 1 row is of", "1 caller by telephone · the file has no name for them"):
        assert f"\n{line}" in told
    assert told.endswith("1 more row · cannot be read")
    assert say.question(NamelessQuestion({"e0": "ana.l"})) == (
        "**What are they called?** “ana.l” has an e-mail in the file and no name."
    )
    assert say.question(NAMELESS).startswith("**What are they called?** 2 people have an e-mail")
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
        replace(WHICH, meetings=(FileMeeting(0, "W" * 200, TEN), FileMeeting(1, "W" * 200, TEN))),
        replace(WHO, candidates=[SAM, replace(SAM, id=8)]),
        pytest.param(
            replace(WHO, candidates=[replace(SAM, id=number, name="W" * 40) for number in (7, 8)]),
        ),
    ],
    ids=["e-mails", "no minutes", "meetings", "known", "long names"],
)
def test_two_of_one_name_have_different_buttons(question: Question) -> None:
    labels = [label for label, _ in say.options(question)]
    assert len(set(labels)) == len(labels)


def test_a_name_that_is_read_from_the_right_turns_no_button_around() -> None:
    asked = replace(WHO, candidates=[replace(SAM, name="محمد العلي", is_member=False)])
    assert not re.search(r"[\u0590-\u08ff][^A-Za-z\u200e\u2069]*\d", say.options(asked)[0][0])


def headings(review: ImportReview) -> set[str]:
    lines = (line for page in pages_of(review) for line in page.text.splitlines())
    return {line for line in lines if line.startswith("**")}


def check_layout(name: str) -> None:
    plain = replace(REVIEW, counts=FULL, machines=(OTTER,), dropped=("x",))
    listed = Listed((name, name), 4)
    counts = replace(
        FULL,
        waiting=listed,
        bad_rows=(BadRow(3, BadRowCode.NO_TIMES, name), *FULL.bad_rows[1:]),
        meeting=FileMeeting(3, name, TEN),
    )
    people = (Reviewed(name, 58, name), Reviewed(name, 58, name + "x"))
    hostile = replace(
        plain,
        counts=counts,
        known_people=people[:1],
        new=people[1:] * 2,
        machines=(replace(OTTER, name=name),),
        dropped=(name,),
        meeting=replace(MEETING, title=name),
    )
    assert headings(hostile) == headings(plain)
    for question in (replace(one, name=name) for one in (NAME, SAME, WHO)):
        told_question = say.question(question)
        assert len(told_question.splitlines()) == 1
        assert not re.search(r"(?<!\\)(?:\\\\)*<[@#t]", told_question)
        assert told_question.count("**") == 2
    assert len(say.question(NamelessQuestion({"e0": name, "e1": name})).splitlines()) == 1


@pytest.mark.parametrize("name", [HOSTILE, LONG, "# heading", "- item", "> quote", "1. one"])
def test_a_hostile_name_changes_nothing_around_it(name: str) -> None:
    check_layout(name)


@quick
@given(typed.map(str.strip).filter(lambda text: text.isprintable()))
def test_no_name_changes_anything_around_it(name: str) -> None:
    check_layout(name)


def test_what_explains_a_list_is_read_once() -> None:
    many = tuple(Reviewed(f"Person {number}", None) for number in range(200))
    texts = [page.text for page in pages_of(replace(REVIEW, new=many))]
    assert len(texts) > 3
    assert all("**New to me** · 200" in text for text in texts)
    assert sum(UNKNOWN in text for text in texts) == 1
