"""Attendance files of every program: who was there, who is asked about, and what is refused."""

from datetime import date, datetime, time, timedelta

import pytest

from sigbot.domain.attendance_files.reading import FileReview, read_file
from sigbot.domain.attendance_files.reasons import BadRow, BadRowCode
from sigbot.domain.attendance_files.times import Order
from tests.domain.import_samples import (
    HEADER,
    NINE,
    WEEKLY,
    asked,
    at,
    bad,
    csv_file,
    decide,
    of_account,
    people,
    sample,
    stamp,
    zoom,
)

DAY = date(2021, 1, 21)


def test_a_zoom_file_with_all_its_traps() -> None:
    review = read_file(sample("zoom_participants.csv"))
    assert (review.outcome, review.shape) == ("ask", "zoom_participants")
    assert people(review) == [
        "Ana López <ana@example.org> 58 20:58-21:56",
        "Jane Doe [JD] 50 21:00-21:50",
        "Late Row None ?-?",
    ]
    assert asked(review) == [("Sam Lee", 2)]
    assert (review.phone_callers, review.waiting_only) == (1, ("Wil Waiter",))
    assert bad(review) == [(14, "join")]
    assert (review.topic, review.meeting_id) == ("Healthcare SIG", "812 3456 7890")
    assert (review.days, review.rejoins, review.order) == ((DAY,), 2, Order.MONTH_FIRST)


def test_a_zoom_file_of_totals() -> None:
    review = read_file(sample("zoom_totals.csv"))
    assert (review.outcome, review.shape) == ("import", "zoom_totals")
    assert people(review) == [
        "Ana López <ana@example.org> 76 ?-?",
        "Neha 71 ?-?",
        "24A05L3(Gorige) 77 ?-?",
    ]
    assert (review.phone_callers, review.topic) == (1, "Healthcare SIG")
    assert review.days == (date(2026, 6, 16),)


def test_a_zoom_webinar_counts_hosts_and_panelists_once() -> None:
    review = read_file(sample("zoom_webinar.csv"))
    assert (review.outcome, review.shape) == ("import", "zoom_webinar")
    assert people(review) == [
        "Hana Host <hana@example.org> 70 19:13-20:23",
        "Pan Elist <pan@example.org> 53 19:20-20:13",
        "Atta Endee <atta@example.org> 32 19:20-19:52",
        "No Times None ?-?",
    ]
    assert (review.no_shows, review.phone_callers, review.bad_rows) == (("Noa Show",), 1, ())
    assert review.topic == "Blockchain in Care"


def test_who_did_not_come_needs_a_name() -> None:
    data = sample("zoom_webinar.csv").replace(b"No,Noa Show,Noa,Show,", b"No,,,,")
    review = read_file(data)
    assert (review.no_shows, bad(review)) == ((), [(14, "no_name")])


def test_in_an_accounts_file_the_hosts_columns_come_first() -> None:
    review = read_file(sample("zoom_account.csv"))
    assert (review.outcome, review.shape, review.order) == (
        "import",
        "zoom_account",
        Order.MONTH_FIRST,  # the time of creation has a 15
    )
    assert people(review) == [
        "Ana López <ana@example.org> 21 00:00-00:21",
        "Bob 30 00:10-00:40",
        "Hal Host <hal@example.org> 60 00:00-01:00",
    ]


def test_the_only_email_of_an_accounts_file_is_the_hosts() -> None:
    header = ("Topic", "Meeting ID", "User Name", "User Email", "Name (Original Name)", *HEADER[2:])
    rows = [
        ("T", "1", "Hal", "hal@example.org", name, at("21:00"), at("21:30"), "30")
        for name in ("Ana", "Bob")
    ]
    assert people(read_file(csv_file(rows, header))) == ["Ana 30 21:00-21:30", "Bob 30 21:00-21:30"]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (NINE, "Ana 0"),
        (NINE + timedelta(minutes=14), "Ana 0"),
        (NINE + timedelta(minutes=16), "Ana 2"),
        (NINE + timedelta(minutes=150), "Ana 2"),
        (NINE + timedelta(minutes=151), None),
        (NINE - timedelta(hours=2), "Ana 0"),
        (NINE - timedelta(minutes=121), None),
        (NINE + timedelta(minutes=15), None),  # two are as near
        (NINE + timedelta(days=7, hours=-1), "Ana 1"),
        (None, None),
    ],
)
def test_of_several_meetings_the_nearest_within_two_hours_is_read(
    start: datetime | None, expected: str | None
) -> None:
    review = read_file(of_account(*WEEKLY), start)
    if expected:
        assert review.outcome == "import"
        assert review.meeting is not None
        assert [person.name for person in review.people] == [expected]
        assert expected == f"Ana {review.meeting.place}"
    else:
        assert (review.outcome, review.people) == ("ask", ())
        assert review.why is not None
        assert (review.why.code, review.why.seen) == (
            "several_meetings",
            ("Meeting 1", "Meeting 1", "Meeting 2"),
        )
        assert [meeting.start for meeting in review.meetings] == [
            NINE,
            NINE + timedelta(days=7),
            NINE + timedelta(minutes=30),
        ]


def test_the_meeting_that_was_chosen_is_read_however_far_it_is() -> None:
    review = read_file(of_account(*WEEKLY), NINE, place=1)
    assert [person.name for person in review.people] == ["Ana 1"]
    assert review.days == (DAY + timedelta(days=7),)
    assert read_file(of_account(*WEEKLY), place=3).outcome == "ask"


def test_the_order_of_day_and_month_is_asked_before_the_meeting() -> None:
    data = of_account(("1", "03/04/2021 21:00"), ("2", "05/06/2021 21:00"))
    review = read_file(data, NINE)
    assert review.why is not None
    assert (review.why.code, review.people) == ("date_order", ())
    for order, month in ((Order.MONTH_FIRST, 3), (Order.DAY_FIRST, 4)):
        review = read_file(data, NINE, order)
        assert review.meetings[0].start is not None
        assert review.meetings[0].start.month == month


def test_a_file_of_one_meeting_says_of_no_other() -> None:
    review = read_file(of_account(WEEKLY[0], WEEKLY[0]), NINE + timedelta(days=3))
    assert (review.meeting, review.meetings, len(review.people)) == (None, (), 2)


def test_a_meeting_without_a_day_begins_with_the_first_who_joined() -> None:
    header = ("Topic", *HEADER)
    rows = [
        (topic, "Ana", "", at(join), at("22:00"), "30")
        for topic, join in (("A", "21:40"), ("A", "21:20"), ("B", "21:30"))
    ]
    review = read_file(csv_file(rows, header))
    starts = [NINE + timedelta(minutes=20), NINE + timedelta(minutes=30)]
    assert [meeting.start for meeting in review.meetings] == starts


def test_a_meeting_that_began_anew_is_one() -> None:
    header = ("Topic", "Meeting ID", "Start Time", *HEADER)
    rows = [
        ("T", "1", at(j), "Ana", "", at(j), at(k))
        for j, k in (("21:00", "21:30"), ("21:40", "22:00"))
    ]
    assert people(read_file(csv_file(rows, header))) == ["Ana 50 21:00-22:00"]


NEXT = b"99,Another SIG,01/28/2021 08:55:00 PM"


def test_files_of_several_meetings_one_after_the_other_are_told_apart() -> None:
    data = sample("zoom_participants.csv")
    later = data.replace(b"812 3456 7890,Healthcare SIG,01/21/2021 08:55:00 PM", NEXT)
    both = data + later.replace(b"Jane Doe", b"June Roe")
    assert [meeting.topic for meeting in read_file(both).meetings] == [
        "Healthcare SIG",
        "Another SIG",
    ]
    for start, name in ((NINE, "Jane Doe"), (NINE + timedelta(days=7), "June Roe")):
        assert [person.name for person in read_file(both, start).people][1] == name


def test_meetings_are_refused_whose_rows_cannot_be_told_apart() -> None:
    data = sample("zoom_participants.csv")
    heads = data.split(b"Name (Original")[0]
    later = heads.replace(b"812 3456 7890,Healthcare SIG,01/21/2021 08:55:00 PM", NEXT)
    for mixed in (later + data, data + later):
        review = read_file(mixed, NINE)
        assert (review.outcome, review.why and review.why.code) == ("refuse", "mixed_meetings")


def test_google_meet_without_a_day_knows_lengths_only() -> None:
    review = read_file(sample("google_meet.csv"))
    assert (review.outcome, review.shape, review.days) == ("import", "google_meet", ())
    assert people(review) == [
        "Ada Nova <ada@example.org> 62 ?-?",
        "Grace 28 ?-?",
        "Lee, Kim Park <kim@example.org> 10 ?-?",
    ]


def test_google_meet_goes_on_after_midnight_of_the_meetings_day() -> None:
    review = read_file(sample("google_meet.csv"), NINE)
    assert people(review)[:2] == [
        "Ada Nova <ada@example.org> 62 23:30-00:32",
        "Grace 28 00:02-00:30",
    ]
    assert review.people[1].first_join == NINE + timedelta(hours=3, minutes=2)
    assert review.days == (DAY, DAY + timedelta(days=1))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_teams_tells_everybody_twice_and_they_count_once(encoding: str) -> None:
    text = sample("teams.csv").decode().replace("\n", "\r\n")
    review = read_file(text.encode(encoding))
    assert (review.outcome, review.shape) == ("import", "teams")
    assert people(review) == [
        "DiSalvatore, Michele <michele@example.org> 60 16:30-17:30",
        "Guler Hus 45 16:30-17:30",
        "Søren 10 16:40-16:50",
    ]
    assert review.topic == "Healthcare SIG"


def test_activities_of_teams_alone_are_enough() -> None:
    _, activities = sample("teams.csv").split(b"3. In-Meeting Activities\n")
    review = read_file(activities)
    assert (review.shape, len(review.people), review.rejoins) == ("teams", 3, 1)
    assert people(review)[1] == "Guler Hus 45 16:30-17:30"


def test_teams_events_are_paired() -> None:
    review = read_file(sample("teams_events.csv"))
    assert (review.outcome, review.shape) == ("import", "teams_events")
    assert people(review) == [
        "Doe, Jane None 17:30-?",
        "Sam Roe 24 17:31-18:00",
        "Una Left None ?-?",
    ]
    assert bad(review) == [(7, "left_only")]


def test_teams_events_of_two_devices_are_two_presences_at_one_time() -> None:
    data = sample("teams_events.csv") + b"Sam Roe\tJoined\t9/13/2022, 5:40:00 PM\n"
    assert asked(read_file(data)) == [("Sam Roe", 3)]


@pytest.mark.parametrize(
    ("events", "outlines", "questions"),
    [
        (["Joined 9:00", "Left 9:10", "Joined 9:20"], ["Sam None 09:00-?"], []),
        (["Joined 9:00", "Joined 9:10"], [], [("Sam", 2)]),
        (["Joined 9:00", "Left 9:10", "Joined 9:10", "Left 9:20"], ["Sam 20 09:00-09:20"], []),
        (["Joined 9:10", "Left 9:20", "Left 9:10", "Joined 9:00"], ["Sam 20 09:00-09:20"], []),
        (["Joined 9:00", "Left 9:00"], ["Sam 0 09:00-09:00"], []),
    ],
)
def test_joins_and_leaves_belong_together(
    events: list[str], outlines: list[str], questions: list[tuple[str, int]]
) -> None:
    rows = [("Sam", action, f"2021-01-21 {clock}") for action, clock in map(str.split, events)]
    review = read_file(csv_file(rows, ("Full Name", "User Action", "Timestamp")))
    assert (people(review), asked(review)) == (outlines, questions)


def test_an_unknown_action_is_a_bad_row() -> None:
    data = (
        sample("teams_events.csv") + b"Sam Roe\tWaved\t9/13/2022, 5:40:00 PM\nAna\tJoined\tsoon\n"
    )
    assert bad(read_file(data)) == [(7, "left_only"), (8, "action"), (9, "join")]


def test_a_comma_may_cut_the_time_of_an_event() -> None:
    data = b"Full Name,User Action,Timestamp\nSam,Joined,4/23/2021, 6:44:22 PM\n"
    assert people(read_file(data)) == ["Sam None 18:44-?"]


def test_a_list_of_joins_and_leaves_of_no_known_program() -> None:
    review = read_file(sample("jitsi.csv"))
    assert (review.outcome, review.shape) == ("import", "jitsi")
    assert people(review) == ["Ana López 30 20:00-20:30", "Bob 60 20:10-21:10"]


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-16", "\t"), ("utf-8", ",")])
def test_a_list_of_webex_names_the_meeting_in_each_row(encoding: str, delimiter: str) -> None:
    header = ("Meeting Name", "Meeting Start Time", "Display Name", "Role", "Attendee Email")
    rows = [
        (topic, f"2021-01-{day} 21:00:00", name, "Host", "", *stamps, "58 mins")
        for topic, day, name in (
            ("SIG", 21, "Ana"),
            ("SIG", 28, "Bo"),
            ("SIG", 21, "Call-in User_1"),
        )
        for stamps in [(f"2021-01-{day} 21:00:00", f"2021-01-{day} 21:58:00")]
    ]
    text = csv_file(rows, (*header, "Join Time", "Leave Time", "Attendance Duration"), delimiter)
    review = read_file(text.decode().encode(encoding), NINE)
    assert (review.shape, people(review)) == ("webex", ["Ana 58 21:00-21:58"])
    assert [apart.person.name for apart in review.apart] == ["Call-in User_1"]


def test_three_hundred_people_and_one_question() -> None:
    rows = [*_crowd(), *_rows("Sam Lee", "", (0, 50)), *_rows("Sam Lee", "", (10, 40))]
    rows += _rows("\u202bليلى حسن\u202c", "", (0, 20)) + _rows("ليلى\u200f حسن", "", (20, 50))
    rows += [row for n in range(3) for row in _rows(f"+1415***010{n}", "", (0, 50))]
    review = read_file(b"\xef\xbb\xbf" + csv_file(rows))
    assert (review.outcome, len(review.people), review.phone_callers) == ("ask", 300, 3)
    assert asked(review) == [("Sam Lee", 2)]
    assert review.bad_rows == ()
    assert people(review)[-1] == "ليلى حسن 50 21:00-21:50"
    assert {person.minutes for person in review.people} == {50}
    assert review.rejoins == 299 // 2 * 2 + 1


def _crowd() -> list[tuple[str, ...]]:
    """Return the rows of 299 people with 50 minutes each, of whom every second came three times."""
    rows: list[tuple[str, ...]] = []
    for n in range(299):
        email = f"p{n}@example.org" if n % 3 else ""
        parts = [(0, 10), (10, 30), (30, 50)] if n % 2 else [(0, 50)]
        for part in parts:
            rows += _rows(f"P{n} (Person {n})", email, part)
    return rows


def _rows(name: str, email: str, part: tuple[int, int]) -> list[tuple[str, ...]]:
    join, leave = (stamp(NINE + timedelta(minutes=minute)) for minute in part)
    return [(name, email, join, leave, str(part[1] - part[0]))]


DATES = ("03/04/2021 20:00", "03/04/2021 21:00")
HALVES = ("03/04/2021 8:00 PM", "03/04/2021 9:00 PM")
DAY_FIRST = ("13/04/2021 20:00", "13/04/2021 21:00")
MONTH_FIRST = ("03/13/2021 20:00", "03/13/2021 21:00")
MARCH, APRIL = date(2021, 3, 4), date(2021, 4, 3)


def noon(day: date | None) -> datetime | None:
    """Return the start of a meeting on this day."""
    return datetime.combine(day, time(12)) if day else None


def dated(*rows: tuple[str, str]) -> bytes:
    return csv_file([(f"P{n}", "", *row, "60") for n, row in enumerate(rows)])


def test_dates_with_two_readings_are_asked_about() -> None:
    review = read_file(dated(DATES))
    assert (review.outcome, review.why and review.why.code) == ("ask", "date_order")
    assert [(r.order, r.day) for r in review.readings] == [
        (Order.MONTH_FIRST, MARCH),
        (Order.DAY_FIRST, APRIL),
    ]
    assert people(review) == ["P0 60 ?-?"]
    assert (review.order, review.days) == (None, ())


@pytest.mark.parametrize("order", [Order.MONTH_FIRST, Order.DAY_FIRST])
def test_a_chosen_order_answers_the_question(order: str) -> None:
    [reading] = [r for r in read_file(dated(DATES)).readings if r.order == order]
    review = read_file(dated(DATES), order=reading.order)
    assert (review.outcome, review.days) == ("import", (reading.day,))


@pytest.mark.parametrize(
    ("data", "day", "first"),
    [
        (dated(DATES, DAY_FIRST), None, APRIL),
        (dated(DATES, MONTH_FIRST), None, MARCH),
        (dated(DATES, MONTH_FIRST), APRIL, MARCH),
        (dated(HALVES), None, MARCH),
        (dated(HALVES), APRIL, MARCH),
        (dated(DATES), APRIL, APRIL),
        (dated(DATES), MARCH, MARCH),
        (dated(("02/02/2021 20:00", "02/02/2021 21:00")), None, date(2021, 2, 2)),
        (dated(("2021-04-03 20:00", "2021-04-03 21:00")), None, APRIL),
        (dated(("3.4.2021 20:00", "3.4.2021 21:00")), APRIL, APRIL),
        (b"Report,13/04/2021 22:00\n\n" + dated(DATES), None, APRIL),
    ],
)
def test_the_order_of_day_and_month_is_proven(data: bytes, day: date | None, first: date) -> None:
    review = read_file(data, noon(day))
    assert review.outcome == "import"
    assert review.days[0] == first


@pytest.mark.parametrize(
    ("rows", "day"),
    [
        ([DATES], None),
        ([DATES], date(2021, 5, 5)),
        ([DATES], date(2021, 3, 3)),
        ([DATES, ("04/03/2021 20:00", "04/03/2021 21:00")], APRIL),
        ([DATES, ("31/31/2021 20:00", "31/31/2021 21:00")], None),
        ([DATES, DAY_FIRST, MONTH_FIRST], None),
    ],
)
def test_what_proves_nothing(rows: list[tuple[str, str]], day: date | None) -> None:
    assert read_file(dated(*rows), noon(day)).outcome == "ask"


def test_a_proof_is_stronger_than_a_choice() -> None:
    data = dated(DATES, DAY_FIRST)
    assert read_file(data, order=Order.MONTH_FIRST).order == Order.DAY_FIRST


def test_dates_in_the_order_of_the_few_are_bad_rows() -> None:
    for most, few in ((DAY_FIRST, MONTH_FIRST), (MONTH_FIRST, DAY_FIRST)):
        review = read_file(dated(most, most, few))
        assert (len(review.people), bad(review)) == (3, [(4, "date")])


def test_lengths_that_differ_by_the_order_are_left_out_of_the_question() -> None:
    data = dated(("01/02/2021 23:00", "02/02/2021 01:00"))
    assert people(read_file(data.replace(b",60", b","))) == ["P0 None ?-?"]


GOOD = ("Bob", "", at("21:00"), at("21:30"), "30")


def between_good_rows(*row: str) -> FileReview:
    return read_file(csv_file([GOOD, row, ("Carol", *GOOD[1:])]))


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("", "", at("21:00"), at("21:30")), "no_name"),
        (("\u200f \u200b", "", at("21:00"), at("21:30")), "no_name"),
        (("", "a" * 400 + "@example.org", at("21:00"), at("21:30")), "no_name"),
        (("A" * 201, "", at("21:00"), at("21:30")), "long_name"),
        (("Ana", "", "", ""), "no_times"),
        (("Ana", "", "--", "-", "-"), "no_times"),
    ],
)
def test_a_row_that_does_not_say_who_was_there_is_left_out(row: tuple[str, ...], code: str) -> None:
    review = between_good_rows(*row)
    assert people(review) == ["Bob 30 21:00-21:30", "Carol 30 21:00-21:30"]
    assert bad(review) == [(3, code)]
    assert [row.is_kept for row in review.bad_rows] == [False]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("Ana", "", "", at("21:30")), "no_times"),
        (("Ana", "", "soon", at("21:30")), "join"),
        (("Ana", "", "soon", "later", "30"), "join"),
        (("Ana", "", at("21:00"), "01/21/2021"), "leave"),
        (("Ana", "", at("21:30"), at("21:00")), "backwards"),
        (("Ana", "", "21:00", "21:30"), "no_date"),
        (("Ana", "", at("21:00"), "21:30"), "no_date"),
        (("Ana", "", "01/21/2021 21:00 EST", "01/21/2021 21:30 PST"), "zones"),
        (("Ana", "", "31/31/2021 21:00", "31/31/2021 21:30"), "date"),
        (("Ana", "", "02/30/2021 21:00", "02/30/2021 21:30"), "date"),
        (("Ana", " John", "j@example.org", at("21:00"), at("21:30")), "join"),
        (("Ana", " John", "", at("21:00"), at("21:30"), "30"), "no_times"),
    ],
)
def test_whose_time_cannot_be_read_stays_a_person_and_the_row_is_named(
    row: tuple[str, ...], code: str
) -> None:
    review = between_good_rows(*row)
    assert people(review) == ["Bob 30 21:00-21:30", "Ana None ?-?", "Carol 30 21:00-21:30"]
    assert review.bad_rows == (BadRow(3, BadRowCode(code), "Ana", is_kept=True),)


def test_a_time_that_cannot_be_read_takes_none_from_others_of_the_same_person() -> None:
    review = between_good_rows("Bob", "", "soon", "later")
    assert people(review) == ["Bob 30 21:00-21:30", "Carol 30 21:00-21:30"]
    assert bad(review) == [(3, "join")]


def test_who_has_an_email_and_no_name_is_called_by_it() -> None:
    review = between_good_rows("", "Ana.L@example.org", at("21:00"), at("21:20"))
    assert people(review)[1] == "ana.l <ana.l@example.org> 20 21:00-21:20"
    assert [person.is_nameless for person in review.people] == [False, True, False]
    assert review.bad_rows == (BadRow(3, BadRowCode.NO_NAME, is_kept=True),)


@pytest.mark.parametrize(
    ("row", "code"),
    [("Smith, John,,58", "cells"), ("Ana,,soon", "duration"), ("Zoom Report", "no_times")],
)
def test_bad_rows_of_totals(row: str, code: str) -> None:
    header = "Name (Original Name),User Email,Total Duration (Minutes)\n"
    review = read_file(f"{header}{row}\nBob,,30\nCarol,c@example.org,\n".encode())
    rest = ["Bob 30 ?-?", "Carol <c@example.org> None ?-?"]
    assert people(review) == (["Ana None ?-?", *rest] if code == "duration" else rest)
    assert bad(review) == [(2, code)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Title,Author,Year\nDune,Herbert,1965\n", "unknown"),
        ("First Name,Last Name,Email,Registration Time\nAna,L,a@example.org,x\n", "unknown"),
        ("Name,Email\nAna,a@example.org\n", "unknown"),
        ("Name,Duration\nReview the design,3\n", "unknown"),
        ("Name (ursprünglicher Name),Beitrittszeit,Austrittszeit\nAna,x,y\n", "unknown"),
        ("just a letter", "unknown"),
        ("Host Details", "unknown"),
        ('"', "unknown"),
        ("Topic,Meeting ID,User Email,Start Time,Duration (Minutes)\nT,1,h@x,x,30\n", "meetings"),
        ("Topic,Meeting ID,User Name,User Email,Duration\nT,1,Hal,h@example.org,30\n", "meetings"),
        (",".join(HEADER), "nobody"),
        (f"{','.join(HEADER)}\n,,,,\n", "nobody"),
        (f"{','.join(HEADER)}\nAna,a@example.org,soon,later,much\n", "timeless"),
        ("Name,Email,Joined,Left\nAna,a@example.org,2019-03-01,\nBo,,2020-01-07,\n", "timeless"),
        ("First name,Last name,Email,Duration\nAna,López,a@example.org,\n", "timeless"),
        ("Attended,User Name,Email,Join Time,Leave Time\nYes,Ana,a@example.org,--,--", "timeless"),
        (f"{','.join(HEADER)}\niPhone,,{at('21:00')},{at('21:30')},30\n", "nameless"),
        (f"{','.join(HEADER)}\n14155550100,,{at('21:00')},{at('21:30')},30\n", "nameless"),
    ],
)
def test_a_file_without_people_is_refused(text: str, code: str) -> None:
    review = read_file(text.encode())
    assert (review.outcome, review.people) == ("refuse", ())
    assert review.why is not None
    assert review.why.code == code


def test_a_refusal_says_what_was_seen() -> None:
    text = ",".join(f"Column {n}" + "x" * 60 * (n == 1) for n in range(20))
    review = read_file(f"\n{text}\n1,2\n".encode())
    assert review.why is not None
    assert review.why.seen[0] == "Column 0"
    assert (len(review.why.seen), len(review.why.seen[1])) == (10, 40)


def test_rows_that_are_there_twice_count_once() -> None:
    data = sample("zoom_participants.csv")
    review, once = read_file(data + data), read_file(data)
    assert (people(review), asked(review)) == (people(once), asked(once))
    assert review.duplicates == 10


def test_who_waited_and_came_did_not_only_wait() -> None:
    rows = [
        ("Ana", "", at("21:00"), at("21:05"), "5", "Yes"),
        ("Ana", "ana@example.org", at("21:05"), at("21:30"), "25", "No"),
        ("An", "ana@example.org", at("20:55"), at("21:00"), "5", "Yes"),
        ("Ana", "other@example.org", at("21:00"), at("21:05"), "5", "Yes"),
        ("14155550100", "", at("21:00"), at("21:05"), "5", "Yes"),
        ("", "", at("21:00"), at("21:05"), "5", "Yes"),
    ]
    review = read_file(csv_file(rows, (*HEADER, "In Waiting Room")))
    assert people(review) == ["Ana <ana@example.org> 25 21:05-21:30"]
    assert (review.waiting_only, bad(review)) == (("Ana",), [(7, "no_name")])


def divided(review: FileReview) -> FileReview:
    [ambiguous] = review.ambiguous
    return decide(review, ambiguous.name, ambiguous.at_once)


def test_an_ambiguous_name_is_decided() -> None:
    review = read_file(zoom("Sam||21:00|21:30|30", "Sam||21:10|21:20|10", "Sam||21:30|21:50|20"))
    assert (review.people, asked(review)) == ((), [("Sam", 3)])
    assert people(decide(review, "Sam", 1)) == ["Sam 50 21:00-21:50"]
    assert people(divided(review)) == ["Sam 30 21:00-21:30", "Sam 30 21:10-21:50"]
    assert people(decide(review, "Sam", 3)) == [
        "Sam 30 21:00-21:30",
        "Sam 10 21:10-21:20",
        "Sam 20 21:30-21:50",
    ]


def test_an_ambiguous_name_can_be_somebody_with_an_email() -> None:
    review = read_file(
        zoom("Sam|a@example.org|21:00|21:30", "Sam|b@example.org|21:00|21:10", "Sam||21:20|21:50")
    )
    [ambiguous] = review.ambiguous
    assert (ambiguous.emails, ambiguous.count) == (("a@example.org", "b@example.org"), 1)
    decided = decide(review, "Sam", "a@example.org")
    assert people(decided) == [
        "Sam <a@example.org> 50 21:00-21:50",
        "Sam <b@example.org> 10 21:00-21:10",
    ]
