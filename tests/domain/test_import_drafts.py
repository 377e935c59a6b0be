"""The draft of a file: its questions, their answers, and the people to import."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.attendance_files.drafting import (
    MOST_LISTED,
    Draft,
    Readings,
    draft_file,
    draft_of,
)
from sigbot.domain.attendance_files.drafts import (
    EACH_ONE,
    ImportedPerson,
    MeetingQuestion,
    NameQuestion,
    OrderQuestion,
    check_choice,
    counts_of,
    is_machine,
    people_to_import,
    question_of,
)
from sigbot.domain.attendance_files.machines import Machine
from sigbot.domain.attendance_files.people import FilePerson
from sigbot.domain.attendance_files.reading import FileReview, read_file
from sigbot.domain.bounds import MOST_MEETINGS_OFFERED
from tests.domain.import_samples import WEEKLY, decide, of_account, stamp
from tests.domain.properties import quick, unshrunk

HEADER = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)"
NINE = datetime(2021, 1, 21, 21, 0)  # noqa: DTZ001  (a wall time)
MAY = datetime(2021, 5, 20)  # noqa: DTZ001
ANA, BEN = "ana@example.org", "ben@example.org"

Row = tuple[str, str, int, int]
"""Name, e-mail, and the minutes after nine of joining and leaving."""


def file_of(*rows: Row, start: datetime = NINE) -> bytes:
    """Write a file with times of 24 hours: only a number above 12 tells days from months."""

    def stamp(minutes: int) -> str:
        return f"{start + timedelta(minutes=minutes):%m/%d/%Y %H:%M:%S}"

    lines = [f"{name},{email},{stamp(join)},{stamp(leave)}," for name, email, join, leave in rows]
    return "\n".join([HEADER, *lines]).encode()


def seal(email: str) -> str:
    return f"sealed {email[:3]}"


def draft_from(*rows: Row) -> Draft:
    return draft_of_data(file_of(*rows))


def draft_of_data(data: bytes, start: datetime = NINE) -> Draft:
    """Return a draft as it is kept."""
    draft: Draft = json.loads(json.dumps(draft_file(data, start, seal)))
    assert "@" not in str(draft)
    return draft


def joined(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


TWO_NEHAS = (("Neha", "", 0, 50), ("Neha", "", 5, 17))


def test_a_clear_file_asks_nothing() -> None:
    draft = draft_from(("Ana", ANA, 0, 20), ("Ana", ANA, 30, 40), ("Ben", "", 5, 60))
    assert question_of(draft, {}) is None
    expected = [
        ImportedPerson("Ana", "sealed ana", 30, joined(0)),
        ImportedPerson("Ben", None, 55, joined(5)),
    ]
    assert people_to_import(draft, {}) == expected
    assert not check_choice(draft, {}, "n0", "0")
    assert not check_choice(draft, {}, EACH_ONE, "1")


def test_two_of_one_name_at_one_time_are_asked_about_once() -> None:
    draft = draft_from(*TWO_NEHAS, ("Ana", ANA, 0, 60))
    asked = question_of(draft, {})
    assert asked == NameQuestion("n0", "Neha", 2, people=(1, 2), same=(), at_once=2, left=1)
    one_person, two_people = {"n0": "0"}, {"n0": "1"}
    assert question_of(draft, one_person) is None
    ana = ImportedPerson("Ana", "sealed ana", 60, joined(0))
    assert people_to_import(draft, one_person) == [ana, ImportedPerson("Neha", None, 50, joined(0))]
    nehas = [
        ImportedPerson("Neha", None, 50, joined(0)),
        ImportedPerson("Neha", None, 12, joined(5)),
    ]
    assert people_to_import(draft, two_people) == [ana, *nehas]


def test_a_name_may_be_that_of_somebody_with_an_email() -> None:
    draft = draft_from(("Ana", ANA, 0, 30), ("Ana", "", 10, 50), ("Ben", "", 0, 60))
    asked = question_of(draft, {})
    assert asked == NameQuestion("n0", "Ana", 1, people=(1,), same=(30,), at_once=1, left=1)
    people = people_to_import(draft, {"n0": "1"})
    assert [(person.name, person.digest, person.minutes) for person in people] == [
        ("Ana", "sealed ana", 50),
        ("Ben", None, 60),
    ]


def test_one_answer_may_do_for_all_names() -> None:
    draft = draft_from(*TWO_NEHAS, ("Bo", "", 0, 9), ("Bo", "", 3, 9), ("Cy", "", 0, 3))
    asked = question_of(draft, {})
    assert isinstance(asked, NameQuestion)
    assert (asked.name, asked.left) == ("Neha", 2)
    assert check_choice(draft, {}, EACH_ONE, "1")
    assert question_of(draft, {EACH_ONE: "1"}) is None
    assert Counter(person.name for person in people_to_import(draft, {EACH_ONE: "1"})) == Counter(
        ("Neha", "Bo", "Cy")
    )
    mixed = {"n0": "1", EACH_ONE: "1"}
    names = [person.name for person in people_to_import(draft, mixed)]
    assert names == ["Cy", "Neha", "Neha", "Bo"]


def test_the_order_of_day_and_month_is_asked_first() -> None:
    start = datetime(2021, 3, 4, 21, 0)  # noqa: DTZ001  (a wall time)
    data = file_of(*TWO_NEHAS, start=start)
    draft = draft_of_data(data, MAY)
    assert people_to_import(draft, {}) == []
    days = {date(2021, 3, 4), date(2021, 4, 3)}
    question = question_of(draft, {})
    assert isinstance(question, OrderQuestion)
    assert set(question.dates.values()) == days
    assert counts_of(draft, {}).shape == "zoom_participants"
    for wrong in (("order", "3"), ("n0", "0"), (EACH_ONE, "1"), ("order", "")):
        assert not check_choice(draft, {}, *wrong)
    for order, day in question.dates.items():
        assert check_choice(draft, {}, "order", order)
        choices = {"order": order}
        assert isinstance(question_of(draft, choices), NameQuestion)
        assert counts_of(draft, choices).days == (day,)
        [neha] = people_to_import(draft, {**choices, "n0": "0"})
        assert neha.joined == datetime.combine(day, start.time())


def test_of_very_many_bad_rows_not_all_are_kept() -> None:
    bad: list[Row] = [(f"Bad {n}", "", 5, 4) for n in range(MOST_LISTED + 3)]
    counts = counts_of(draft_from(("Ana", ANA, 0, 60), *bad), {})
    assert (len(counts.bad_rows), counts.bad_count) == (MOST_LISTED, MOST_LISTED + 3)
    assert (counts.bad_rows[0].line, counts.bad_rows[0].code) == (3, "backwards")


def test_who_has_no_name_is_named_or_left_out_and_keeps_the_place() -> None:
    draft = draft_from(("Bo", "", 0, 9), ("", ANA, 0, 20), ("Cy", "", 0, 3))
    bo, ana, cy = people_to_import(draft, {})
    assert (bo.name, cy.name) == ("Bo", "Cy")
    assert ana == ImportedPerson("ana", "sealed ana", 20, joined(0), "e1", is_nameless=True)
    assert question_of(draft, {}) is None
    assert people_to_import(draft, {"e1": "Ana"})[1] == ImportedPerson(
        "Ana", "sealed ana", 20, joined(0), "e1"
    )
    assert people_to_import(draft, {"e1": ""})[1].is_left_out


def test_a_machine_is_left_out_until_it_is_ticked() -> None:
    draft = draft_from(("Otter.ai", "", 0, 60), ("Bo", "", 0, 9), ("iPhone", "", 5, 60))
    bo, otter, phone = people_to_import(draft, {"t1": "1", "t0": "0"})
    assert (bo.name, otter.is_left_out) == ("Bo", True)
    assert phone == ImportedPerson("iPhone", None, 55, joined(5), "t1", machine=Machine.DEVICE)
    assert people_to_import(draft, {})[2].is_left_out
    assert [key for key in ("t0", "t1", "t2", "n0", "") if is_machine(draft, {}, key)] == [
        "t0",
        "t1",
    ]


def test_of_several_meetings_one_is_chosen() -> None:
    data = of_account(*WEEKLY, ("9", "04/01/2021 21:00"))
    draft = draft_of_data(data, MAY)
    question = question_of(draft, {})
    assert isinstance(question, MeetingQuestion)
    assert [meeting.place for meeting in question.meetings] == [3, 1, 2, 0]
    assert people_to_import(draft, {}) == []
    assert not is_machine(draft, {}, "t0")
    for wrong in ("4", "", "-1"):
        assert not check_choice(draft, {}, "meeting", wrong)
    assert check_choice(draft, {}, "meeting", "1")
    choices = {"meeting": "1"}
    assert question_of(draft, choices) is None
    assert [person.name for person in people_to_import(draft, choices)] == ["Ana 1"]
    assert counts_of(draft, choices).meeting == question.meetings[1]
    near = draft_of_data(data, NINE)
    assert question_of(near, {}) is None
    assert [person.name for person in people_to_import(near, {})] == ["Ana 0"]
    assert counts_of(draft_from(("Bo", "", 0, 9)), {}).meeting is None


def test_the_order_is_asked_then_the_meeting_of_the_file() -> None:
    data = of_account(("1", "03/04/2021 21:00"), ("2", "05/06/2021 21:00"))
    draft = draft_of_data(data, datetime(2021, 6, 5, 20, 0))  # noqa: DTZ001
    assert question_of(draft, {}) is None, "the day of the meeting proves the order"
    draft = draft_of_data(data)
    assert isinstance(question_of(draft, {}), OrderQuestion)
    choices = {"order": "day_first"}
    question = question_of(draft, choices)
    assert isinstance(question, MeetingQuestion)
    assert [meeting.start and meeting.start.month for meeting in question.meetings] == [4, 6]
    choices |= {"meeting": "1"}
    assert [person.name for person in people_to_import(draft, choices)] == ["Ana 1"]


def test_only_the_nearest_meetings_are_offered() -> None:
    days = [NINE + timedelta(days=day) for day in range(2, 40)]
    data = of_account(*((f"{day}", stamp(day)) for day in days), ("bad", "02/30/2021 21:00"))
    question = question_of(draft_of_data(data), {})
    assert isinstance(question, MeetingQuestion)
    assert [meeting.start for meeting in question.meetings] == days[:MOST_MEETINGS_OFFERED]


rows = st.lists(
    st.builds(
        lambda name, email, join, length: (name, email, join, join + length),
        st.sampled_from(["Ana", "Ana", "Neha", "Bo"]),
        st.sampled_from(["", "", ANA, BEN]),
        st.integers(0, 20),
        st.integers(1, 20),
    ),
    min_size=1,
    max_size=8,
)
picks = st.lists(st.integers(0, 9), min_size=4, max_size=4)


def _choose(draft: Draft, review: FileReview, picks: list[int]) -> tuple[dict[str, str], list[str]]:
    """Answer all questions; return the answers, and the e-mails that were chosen."""
    choices: dict[str, str] = {}
    owners: list[str] = []
    while isinstance(asked := question_of(draft, choices), NameQuestion):
        pick = picks[len(choices)] % (len(asked.people) + len(asked.same))
        assert check_choice(draft, choices, asked.key, str(pick))
        choices[asked.key] = str(pick)
        if pick >= len(asked.people):
            emails = next(a for a in review.ambiguous if a.name == asked.name).emails
            owners.append(emails[pick - len(asked.people)])
    return choices, owners


def _decided(review: FileReview, draft: Draft, choices: Mapping[str, str]) -> FileReview:
    """Give the same answers to the review itself."""
    for place, asked in enumerate(review.ambiguous):
        numbers = draft["sheets"][""]["asked"][place]["numbers"]
        pick = int(choices[f"n{place}"])
        choice = numbers[pick] if pick < len(numbers) else asked.emails[pick - len(numbers)]
        review = decide(review, asked.name, choice)
    return review


Outline = tuple[str, int | None, datetime | None]


def _outline(person: ImportedPerson | FilePerson) -> Outline:
    """Return e-mail or else name, minutes and first join: a person with an e-mail may have any of
    their names."""
    if isinstance(person, ImportedPerson):
        return person.digest or person.name, person.minutes, person.joined
    return seal(person.email) if person.email else person.name, person.minutes, person.first_join


@unshrunk
@given(rows=rows, picks=picks)
def test_the_answers_lead_to_the_people_that_the_review_itself_would_give(
    rows: list[Row], picks: list[int]
) -> None:
    review = read_file(file_of(*rows), NINE)
    draft = json.loads(json.dumps(draft_of(Readings({"": review}, {}, {}), seal)))
    assert "@" not in json.dumps(draft)
    choices, owners = _choose(draft, review, picks)
    imported = Counter(map(_outline, people_to_import(draft, choices)))
    expected = Counter(map(_outline, _decided(review, draft, choices).people))
    if len(owners) == len(set(owners)):
        assert imported == expected
    else:
        assert Counter(who for who, *_ in imported) == Counter(who for who, *_ in expected)


def test_two_names_that_are_one_persons_are_one_person() -> None:
    draft = draft_from(
        ("Ana", ANA, 0, 10), ("Annie", ANA, 20, 30), ("Ana", "", 5, 15), ("Annie", "", 22, 32)
    )
    assert question_of(draft, {}) == NameQuestion("n0", "Ana", 1, (1,), (20,), 1, left=2)
    [ana] = people_to_import(draft, {"n0": "1", "n1": "1"})
    assert ana == ImportedPerson("Ana", "sealed ana", 27, joined(0))


def test_nobody_was_there_for_longer_than_the_file_says() -> None:
    draft = draft_from(
        ("Ana", ANA, 0, 10), ("Annie", ANA, 0, 10), ("Ana", "", 5, 40), ("Annie", "", 5, 40)
    )
    [ana] = people_to_import(draft, {"n0": "1", "n1": "1"})
    assert ana.minutes == 40


@quick
@given(
    rows=rows,
    key=st.sampled_from(["n0", "n1", "n00", "m0", "order", "", "ids", "done"]),
    value=st.sampled_from(["0", "1", "2", "3", "9", "-1", "٣", "²", "", "new", "1.0", " 1"]),
)
def test_only_what_is_asked_can_be_answered(rows: list[Row], key: str, value: str) -> None:
    draft = draft_from(*rows)
    asked = question_of(draft, {})
    offered = len(asked.people) + len(asked.same) if isinstance(asked, NameQuestion) else 0
    values = [str(place) for place in range(offered)]
    assert check_choice(draft, {}, key, value) == (key == "n0" and value in values)
