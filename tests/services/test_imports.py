"""Attendance files: reviewed, asked about, written once, and without any e-mail address."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from sigbot.domain import seals
from sigbot.domain.attendance import Attendance, Source
from sigbot.domain.attendance_files.drafts import NameQuestion, OrderQuestion
from sigbot.domain.attendance_files.matches import MatchQuestion, NamelessQuestion
from sigbot.domain.attendance_files.reviews import ImportReview, Reviewed, Written
from sigbot.domain.bounds import NAME_LIMIT
from sigbot.domain.community import Community
from sigbot.domain.outbox import Topic
from sigbot.domain.refusals import (
    AlreadyImportedError,
    AnsweredError,
    FileRefusedError,
    MeetingCancelledError,
    NotBegunError,
    NotFoundError,
    NotOrganizerError,
    RefusedError,
    TooLongError,
)
from sigbot.services import imports
from sigbot.services.attendance import show_attendance
from sigbot.services.corrections import remove_attendance
from sigbot.services.imports import (
    KEPT_FOR,
    answer_import,
    digest_of,
    drop_import,
    forget_reviews,
    name_people,
    open_import,
    prepare_import,
    show_import,
    tick_machine,
    write_import,
)
from sigbot.services.names import link_name, offer_names
from sigbot.services.reports import compile_period
from sigbot.services.startup import adopt_secret
from sigbot.store import patience
from sigbot.store.database import Database
from tests.services.attending import (
    EUROPEAN,
    ZOOM,
    Came,
    Line,
    a_call,
    check_ledger,
    confirmed,
    file_of,
    imported,
    ledger_of,
    new_names,
    read,
    reviewed,
    unchanged,
)
from tests.services.world import (
    ANA,
    BEN,
    DAY,
    HOUR,
    MINUTE,
    OLGA,
    OTTO,
    SECOND,
    Noted,
    audited,
    cancel_meeting,
    check_in,
    everything,
    export_attendance,
    publish_report,
    refused,
    rows,
    schedule,
    waiting,
)

TWO_NEHAS = Came("Neha", 0, 50), Came("Neha", 5, 17)


A_MINUTE_MS = 60_000


@pytest.fixture
def another(
    opened: Callable[[str], Database], db_url: str, monkeypatch: pytest.MonkeyPatch
) -> Database:
    """The same database, as another process has it open; both wait for locks as long as it takes,
    as a busy machine may stop one of them for seconds."""
    monkeypatch.setattr(patience, "BUSY_TIMEOUT_MS", A_MINUTE_MS)
    return opened(db_url)


@pytest.fixture
def later(now: datetime) -> datetime:
    """When all calls are over."""
    return now + DAY + HOUR


async def _has_emails(db: Database) -> bool:
    return "example.org" in str(await everything(db))


async def test_a_file_of_300_people_is_written_after_one_question(
    db: Database, here: Community, now: datetime, later: datetime
) -> None:
    call = await a_call(db, now)
    await check_in(db, ANA, call.id, "button", call.starts_at + MINUTE)
    half = [Came(f"Person {n}", n % 9, 50, f"p{n}@example.org") for n in range(148)]
    rest = [Came(f"Guest {n}", 0, 20) for n in range(148)]
    back = [Came(f"Guest {n}", 30, 55) for n in range(40)]
    odd = Came("\u200fعلي حسن", 1, 60), Came("+1 (415) 555-0100", 0, 60), Came("Ana", 2, 60)
    data = file_of(call, *half, *TWO_NEHAS, *rest, *odd, *back)
    review = await reviewed(db, call, data)
    assert review.question == NameQuestion("n0", "Neha", 2, (1, 2), (), at_once=2, left=1)
    assert (review.counts.callers, review.counts.rejoins, review.day) == (1, 40, None)
    assert await ledger_of(db, call) == [Line("Ana", "button", 1)]
    review = await answer_import(db, OLGA, review.id, "n0", "1", later)
    assert (review.question, review.people, review.known) == (None, 300, 1)
    assert len(review.new) == 299
    assert not await _has_emails(db)
    at = call.ends_at + HOUR
    done = await confirmed(db, review, at)
    assert (done.people, done.done, done.listed) == (300, 300, 300)
    lines = {(line.name, line.start): line for line in await ledger_of(db, call)}
    assert len(lines) == 300
    assert lines["علي حسن", 1] == Line("علي حسن", "import", 1, 59)
    assert lines["Ana", 1] == Line("Ana", "button", 1, 58)
    assert lines["Guest 0", 0].minutes == 45
    assert [lines["Neha", start].minutes for start in (0, 5)] == [50, 12]
    assert not await _has_emails(db)
    assert len({row["digest"] for row in await rows(db, "emails")}) == 148
    assert (await audited(db))[-1] == Noted("attendance.import", call.key, "Olga", 1, at)
    assert (await rows(db, "audit"))[-1]["details"] == {"people": 300, "new": 299}
    [kept] = await rows(db, "imports")
    assert (kept["entries"], list(kept["choices"]), kept["written_at"]) == ({}, ["undo"], at)
    assert len(await waiting(db, Topic.REFRESH)) == 1
    await check_ledger(db)


async def test_the_order_of_day_and_month_is_asked(
    db: Database, here: Community, now: datetime, later: datetime
) -> None:
    """As is usual, the file is of another day than the meeting only by mistake."""
    call = await a_call(db, now)
    start = datetime(2026, 4, 5, 12, 0)  # noqa: DTZ001  (a wall time)
    data = file_of(call, *TWO_NEHAS, Came("Omar", 0, 60), clock=EUROPEAN, start=start)
    review = await reviewed(db, call, data)
    assert isinstance(review.question, OrderQuestion)
    days = dict(review.question.dates)
    assert set(days.values()) == {date(2026, 4, 5), date(2026, 5, 4)}
    assert (review.people, review.known, review.new) == (0, 0, ())
    [right] = [value for value, day in days.items() if day == start.date()]
    review = await answer_import(db, OLGA, review.id, "order", right, later)
    assert isinstance(review.question, NameQuestion)
    assert review.day == start.date()
    review = await answer_import(db, OLGA, review.id, "each", "1", later)
    assert (review.question, review.people) == (None, 2)
    await confirmed(db, review, later)
    lines = [Line("Neha", "import", 0, 50), Line("Omar", "import", 0, 60)]
    assert await ledger_of(db, call) == lines


async def test_the_hosts_clock_is_the_meetings(
    db: Database, here: Community, now: datetime
) -> None:
    """In New York, on the day when its clock goes forward."""
    call = (await schedule(db, now, "2026-03-08 1:30", duration="3 hours")).meeting
    assert call.zone == "America/New_York"
    await imported(db, call, Came("Early", -10, 20), Came("Late", 95, 170))
    there = (await show_attendance(db, OLGA, call.key, now)).people
    assert there == [
        Attendance("Early", None, Source.IMPORT, call.starts_at - 10 * MINUTE, 30),
        Attendance("Late", None, Source.IMPORT, call.starts_at + 35 * MINUTE, 75),
    ]


async def test_people_are_known_again_by_email_by_linked_name_and_by_exact_name(
    db: Database, here: Community, now: datetime, later: datetime
) -> None:
    first, second = await a_call(db, now), await a_call(db, now)
    for who in (ANA, BEN):
        await check_in(db, who, first.id, "button", first.starts_at)
    await imported(db, first, Came("Ana", 0, 9, "Ana@Example.org"), Came("Neha", 0, 9))
    await link_name(db, OLGA, "Benny", BEN, later)
    people = len(await rows(db, "people"))
    came = (
        Came("A. Nova", 0, 30, "ana@example.org"),
        Came("Benny", 0, 31),
        Came("Neha", 0, 32),
        Came("neha", 0, 33),
        Came("Zoe", 0, 34, "zoe@example.org"),
    )
    review = await reviewed(db, second, file_of(second, *came))
    assert (review.question, review.known, new_names(review)) == (None, 3, ["neha", "Zoe"])
    await confirmed(db, review, later)
    found = [(line.name, line.minutes) for line in await ledger_of(db, second)]
    assert found == [("Ana", 30), ("Ben", 31), ("Neha", 32), ("Zoe", 34), ("neha", 33)]
    assert len(await rows(db, "people")) == people + 2
    await check_ledger(db)


async def test_with_several_of_a_name_it_is_asked_who_it_is(
    db: Database, here: Community, now: datetime, later: datetime
) -> None:
    first, second = await a_call(db, now), await a_call(db, now)
    await imported(db, first, *TWO_NEHAS, answers=("1",))
    one, other = await offer_names(db, OLGA, "Neha")
    for pick, known in ((str(other.id), 1), ("new", 0)):
        review = await reviewed(db, second, file_of(second, Came("Neha", 0, 50)))
        assert isinstance(review.question, MatchQuestion)
        assert (review.question.name, review.question.minutes) == ("Neha", 50)
        found = review.question.candidates
        assert [(c.id, c.is_member, c.meetings) for c in found] == [
            (one.id, False, 1),
            (other.id, False, 1),
        ]
        seen = {row["person_id"]: row["checked_in_at"] for row in await rows(db, "attendances")}
        assert [c.last_seen for c in found] == [seen[one.id], seen[other.id]]
        review = await answer_import(db, OLGA, review.id, review.question.key, pick, later)
        assert (review.question, review.known) == (None, known)
    await confirmed(db, review, later)
    assert len(await offer_names(db, OLGA, "Neha")) == 3


async def test_with_another_email_it_is_asked_whether_it_is_the_same(
    db: Database, here: Community, now: datetime, later: datetime
) -> None:
    calls = [await a_call(db, now) for _ in range(3)]
    await imported(db, calls[0], Came("Ana", 0, 60, "ana@example.org"))
    work = Came("Ana", 0, 60, "ana@work.example.org")
    review = await reviewed(db, calls[1], file_of(calls[1], work))
    assert isinstance(review.question, MatchQuestion)
    [ana] = review.question.candidates
    review = await answer_import(db, OLGA, review.id, review.question.key, str(ana.id), later)
    await confirmed(db, review, later)
    assert len(await rows(db, "emails")) == 2
    review = await reviewed(db, calls[2], file_of(calls[2], work))
    assert (review.question, review.known) == (None, 1)
    assert len(await rows(db, "people")) == 1


async def test_who_has_no_name_is_named_and_then_matched_by_it(
    db: Database, here: Community, now: datetime, later: datetime
) -> None:
    first, second = await a_call(db, now), await a_call(db, now)
    await imported(db, first, *TWO_NEHAS, answers=("1",))
    _, other = await offer_names(db, OLGA, "Neha")
    emails = [f"{name}@example.org" for name in ("a", "b", "c")]
    came = [Came("", n, 50, email) for n, email in enumerate(emails)]
    review = await reviewed(db, second, file_of(second, *came, Came("iPhone", 0, 9)))
    assert review.question == NamelessQuestion({"e0": "a", "e1": "b", "e2": "c"})
    async with refused(db, TooLongError):
        await name_people(db, OLGA, review.id, {"e0": "x" * (NAME_LIMIT + 1)}, later)
    for key, value in (("e0", "drop"), ("nameless", "new"), ("n0", "0")):
        async with refused(db, AnsweredError):
            await answer_import(db, OLGA, review.id, key, value, later)
    async with refused(db, AnsweredError):
        await tick_machine(db, OLGA, review.id, 1, later, is_ticked=True)
    names = {"e0": " ", "e1": "Neha", "t0": "1", "e9": "Eve"}
    review = await name_people(db, OLGA, review.id, names, later)
    assert isinstance(review.question, MatchQuestion)
    assert [machine.is_ticked for machine in review.machines] == [False]
    async with refused(db, AnsweredError):
        await name_people(db, OLGA, review.id, {"e0": "Ana"}, later)
    await tick_machine(db, OLGA, review.id, 0, later, is_ticked=True)
    review = await answer_import(db, OLGA, review.id, "m1", str(other.id), later)
    assert review.question == NamelessQuestion({"e0": "a", "e2": "c"})
    review = await answer_import(db, OLGA, review.id, "nameless", "drop", later)
    assert (review.question, review.dropped) == (None, ("a", "c"))
    assert review.known_people == (Reviewed("Neha", 49, "Neha"),)
    assert new_names(review) == ["iPhone"]
    done = await confirmed(db, review, later)
    assert (done.people, done.listed) == (2, 2)
    lines = [Line("Neha", "import", 1, 49), Line("iPhone", "import", 0, 9)]
    assert await ledger_of(db, second) == lines
    emails_of = {row["person_id"] for row in await rows(db, "emails")}
    assert emails_of == {other.id}, "of those who are left out nothing is kept"
    assert (await rows(db, "audit"))[-1]["details"] == {"people": 2, "new": 1}


async def test_what_is_half_written_cannot_be_answered_any_more(
    db: Database, here: Community, now: datetime, later: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "LARGEST_PART", 1)
    call = await a_call(db, now)
    came = (Came("Ana", 0, 9), Came("Bo", 0, 9), Came("iPhone", 0, 9))
    review = await reviewed(db, call, file_of(call, *came))
    await write_import(db, OLGA, review.id, 0, later)
    async with refused(db, AnsweredError):
        await tick_machine(db, OLGA, review.id, 0, later, is_ticked=True)
    async with refused(db, AnsweredError):
        await show_import(db, OLGA, review.id, later)
    assert (await confirmed(db, review, later)).done == 2


async def test_a_file_is_written_once(
    db: Database, here: Community, now: datetime, later: datetime
) -> None:
    call, other = await a_call(db, now), await a_call(db, now)
    data = file_of(call, Came("Neha", 0, 50))
    draft = await read(db, call, data)
    digest = digest_of(data)
    review = await open_import(db, OLGA, call, digest, draft, later)
    twin = await open_import(db, OLGA, call, digest, draft, later)
    await confirmed(db, review, later)
    async with unchanged(db):
        with pytest.raises(AlreadyImportedError) as before:
            await write_import(db, OLGA, review.id, review.known, later + HOUR)
        assert before.value.at == later
        for again in (
            answer_import(db, OLGA, review.id, "n0", "0", later),
            drop_import(db, OLGA, 1, later),
        ):
            with pytest.raises(AlreadyImportedError):
                await again
        with pytest.raises(AlreadyImportedError) as before:
            await open_import(db, OLGA, call, digest, draft, later + HOUR)
        assert before.value.at == later
    assert (await open_import(db, OLGA, other, digest, draft, later)).known == 1
    assert isinstance(await write_import(db, OLGA, twin.id, 0, later), ImportReview)
    assert await ledger_of(db, call) == [Line("Neha", "import", 0, 50)]
    assert [one.action for one in await audited(db)].count("attendance.import") == 1


async def test_confirm_that_is_pressed_twice_at_once_writes_once(
    db: Database, another: Database, here: Community, now: datetime, later: datetime
) -> None:
    call = await a_call(db, now)
    for number in range(3):
        came = [Came(f"Guest {number}.{n}", 0, 50) for n in range(4)]
        review = await reviewed(db, call, file_of(call, *came))
        told = await asyncio.gather(
            *(confirmed(side, review, later) for side in (db, another)), return_exceptions=True
        )
        assert sum(isinstance(one, Written) for one in told) >= 1
        assert all(isinstance(one, Written | AlreadyImportedError) for one in told), told
        assert len(await rows(db, "people")) == len(await ledger_of(db, call)) == 4 * (number + 1)
    assert [one.action for one in await audited(db)].count("attendance.import") == 3


async def test_who_was_taken_off_the_list_is_not_among_those_written(
    db: Database, here: Community, now: datetime, later: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "LARGEST_PART", 2)
    call = await a_call(db, now)
    await remove_attendance(db, OLGA, call.key, ANA, None, later)
    came = [Came(name, 0, 50) for name in ("Ana", "Bo", "Cy", "Di", "Eve")]
    done = await confirmed(db, await reviewed(db, call, file_of(call, *came)), later)
    assert (done.people, done.listed, len(await ledger_of(db, call))) == (5, 4, 4)


async def test_nothing_is_written_to_a_meeting_that_was_cancelled_meanwhile(
    db: Database, here: Community, now: datetime, later: datetime
) -> None:
    call = await a_call(db, now)
    review = await reviewed(db, call, file_of(call, Came("Neha", 0, 50)))
    await cancel_meeting(db, OLGA, call.key, "", scope="this", now=now)
    async with refused(db, MeetingCancelledError):
        await write_import(db, OLGA, review.id, review.known, later)


async def test_when_somebody_became_known_meanwhile_the_review_is_shown_again(
    db: Database, here: Community, now: datetime, later: datetime
) -> None:
    first, second = await a_call(db, now), await a_call(db, now)
    review = await reviewed(db, first, file_of(first, *TWO_NEHAS[:1], Came("Ana", 0, 60)))
    assert (review.known, new_names(review)) == (0, ["Neha", "Ana"])
    await check_in(db, ANA, second.id, "button", second.starts_at)
    before = (await rows(db, "imports"))[0]
    again = await write_import(db, OLGA, review.id, review.known, later)
    assert isinstance(again, ImportReview)
    assert (again.id, again.known, new_names(again)) == (review.id, 1, ["Neha"])
    await imported(db, second, *TWO_NEHAS, answers=("1",))
    asked = await write_import(db, OLGA, review.id, again.known, later)
    assert isinstance(asked, ImportReview)
    assert isinstance(asked.question, MatchQuestion)
    assert (await rows(db, "imports"))[0] == before
    review = await answer_import(db, OLGA, review.id, asked.question.key, "new", later)
    await confirmed(db, review, later)
    assert [line.name for line in await ledger_of(db, first)] == ["Ana", "Neha"]


async def test_what_was_interrupted_goes_on_where_it_was(
    db: Database,
    another: Database,
    here: Community,
    now: datetime,
    later: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(imports, "LARGEST_PART", 3)
    call = await a_call(db, now)
    came = [Came(f"Guest {n}", n, 50) for n in range(7)]
    review = await reviewed(db, call, file_of(call, *came, *TWO_NEHAS), "1")
    begun = await write_import(db, OLGA, review.id, review.known, later)
    assert isinstance(begun, Written)
    assert (begun.people, begun.done, begun.is_complete) == (9, 3, False)
    assert len(await ledger_of(db, call)) == 3
    part = await write_import(db, OLGA, review.id, review.known, later)
    assert isinstance(part, Written)
    assert (part.done, len(await ledger_of(db, call))) == (6, 6)
    async with refused(db, RefusedError):
        await answer_import(db, OLGA, review.id, "n0", "0", later)
    done = await confirmed(another, review, later)
    assert (done.done, done.people) == (9, 9)
    expected = [Line(f"Guest {n}", "import", n, 50 - n) for n in range(7)]
    nehas = [Line("Neha", "import", 0, 50), Line("Neha", "import", 5, 12)]
    assert await ledger_of(db, call) == [*expected, *nehas]
    assert [one.action for one in await audited(db)].count("attendance.import") == 1
    assert (await rows(db, "audit"))[-1]["details"] == {"people": 9, "new": 9}


async def test_a_name_that_is_linked_while_a_file_is_half_written_is_the_member(
    db: Database, here: Community, now: datetime, later: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "LARGEST_PART", 1)
    first, second = await a_call(db, now), await a_call(db, now)
    came = Came("Omar", 1, 50), Came("Neha", 0, 50)
    await imported(db, first, *came)
    review = await reviewed(db, second, file_of(second, *came))
    await write_import(db, OLGA, review.id, review.known, later)
    await link_name(db, OLGA, "Neha", ANA, later)
    await link_name(db, OLGA, "Omar", BEN, later)
    await confirmed(db, review, later)
    lines = [Line("Ana", "import", 0, 50), Line("Ben", "import", 1, 49)]
    assert await ledger_of(db, second) == lines


async def test_two_files_that_are_confirmed_at_once_make_nobody_two_people(
    db: Database, here: Community, now: datetime, later: datetime
) -> None:
    calls = [await a_call(db, now), await a_call(db, now)]
    reviews = [await reviewed(db, call, file_of(call, Came("Neha", 0, 50))) for call in calls]
    first = await write_import(db, OLGA, reviews[0].id, 0, later)
    assert isinstance(first, Written)
    assert isinstance(await write_import(db, OLGA, reviews[1].id, 0, later), ImportReview)
    assert isinstance(await write_import(db, OLGA, reviews[1].id, 1, later), Written)
    assert len(await offer_names(db, OLGA, "Neha")) == 1


async def test_two_files_that_are_compared_at_the_same_time_make_nobody_two_people(
    db: Database, here: Community, now: datetime, later: datetime
) -> None:
    calls = [await a_call(db, now), await a_call(db, now)]
    reviews = [await reviewed(db, call, file_of(call, Came("Neha", 0, 50))) for call in calls]
    told = await asyncio.gather(
        *(write_import(db, OLGA, review.id, 0, later) for review in reviews)
    )
    assert {type(answer) for answer in told} == {Written, ImportReview}
    assert len(await offer_names(db, OLGA, "Neha")) == 1


async def test_a_part_that_is_written_twice_at_the_same_time_makes_nobody_two_people(
    db: Database, here: Community, now: datetime, later: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "LARGEST_PART", 1)
    call = await a_call(db, now)
    came = [Came(f"Guest {n}", n, 50) for n in range(3)]
    review = await reviewed(db, call, file_of(call, *came))
    await write_import(db, OLGA, review.id, review.known, later)
    await asyncio.gather(*(write_import(db, OLGA, review.id, 0, later) for _ in range(2)))
    assert len(await ledger_of(db, call)) == 3
    names = [row["name"] for row in await rows(db, "people")]
    assert sorted(names) == ["Guest 0", "Guest 1", "Guest 2"]


async def test_what_was_written_before_a_file_was_dropped_is_noted(
    db: Database, here: Community, now: datetime, later: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "LARGEST_PART", 1)
    call = await a_call(db, now)
    review = await reviewed(db, call, file_of(call, Came("Neha", 0, 50), Came("Omar", 0, 9)))
    await write_import(db, OLGA, review.id, review.known, later)
    await drop_import(db, OLGA, review.id, later)
    actions = [one.action for one in await audited(db)]
    assert ("attendance.import" in actions) or not await ledger_of(db, call)


async def test_a_file_that_is_dropped_is_forgotten(
    db: Database, here: Community, now: datetime, later: datetime
) -> None:
    call = await a_call(db, now)
    before = await everything(db)
    review = await reviewed(db, call, file_of(call, Came("Neha", 0, 50)))
    await drop_import(db, OLGA, review.id, later)
    after = await everything(db)
    assert {name for name in after if after[name] != before[name]} == {"state"}
    async with unchanged(db):
        for again in (
            drop_import(db, OLGA, review.id, later),
            answer_import(db, OLGA, review.id, "n0", "0", later),
            write_import(db, OLGA, review.id, 0, later),
        ):
            with pytest.raises(AnsweredError):
                await again


async def test_what_nobody_confirmed_for_a_day_is_forgotten(
    db: Database, here: Community, now: datetime, later: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = await a_call(db, now)
    monkeypatch.setattr(imports, "LARGEST_PART", 1)
    done, old, recent = [
        await reviewed(
            db,
            call,
            file_of(call, Came(f"Guest {n}", 0, 50), Came(f"Other {n}", 0, 9)),
            now=later + n * SECOND,
        )
        for n in range(3)
    ]
    await confirmed(db, done, later)
    at = later + KEPT_FOR + SECOND
    async with unchanged(db):
        for attempt in (
            answer_import(db, OLGA, old.id, "n0", "0", at),
            write_import(db, OLGA, old.id, old.known, at),
            drop_import(db, OLGA, old.id, at),
        ):
            with pytest.raises(AnsweredError):
                await attempt
    assert isinstance(await write_import(db, OLGA, recent.id, recent.known, at), Written)
    await forget_reviews(db, at + SECOND)
    assert [row["id"] for row in await rows(db, "imports")] == [done.id, recent.id]
    await forget_reviews(db, at + 2 * SECOND)
    assert [row["id"] for row in await rows(db, "imports")] == [done.id]


async def test_each_file_is_forgotten_in_a_transaction_of_its_own(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime, later: datetime
) -> None:
    """One that cannot be deleted leaves the others forgotten, and nobody waits for all of them."""
    db = sqlite_db
    call = await a_call(db, now)
    for number in range(3):
        await reviewed(db, call, file_of(call, Came(f"Guest {number}", 0, 50)), now=later)
    async with db.write() as tx:
        await tx.execute(
            text(
                "CREATE TRIGGER kept BEFORE DELETE ON imports WHEN OLD.id = 2 "
                "BEGIN SELECT RAISE(FAIL, 'kept'); END"
            )
        )
    with pytest.raises(IntegrityError):
        await forget_reviews(db, later + KEPT_FOR + SECOND)
    assert [row["id"] for row in await rows(db, "imports")] == [2, 3]


async def test_files_are_for_organizers_of_the_meetings_community(
    db: Database, here: Community, elsewhere: Community, now: datetime, later: datetime
) -> None:
    call, off = await a_call(db, now), await a_call(db, now)
    await cancel_meeting(db, OLGA, off.key, "", scope="this", now=now)
    data = file_of(call, *TWO_NEHAS)
    draft = await read(db, call, data)
    review = await reviewed(db, call, data)
    async with unchanged(db):
        for who, error, unknown in (
            (ANA, NotOrganizerError, NotOrganizerError),
            (OTTO, NotFoundError, AnsweredError),
        ):
            for attempt, refusal in (
                (prepare_import(db, who, call.key, call.ends_at), error),
                (open_import(db, who, call, "digest", draft, later), error),
                (answer_import(db, who, review.id, "n0", "0", later), unknown),
                (write_import(db, who, review.id, 0, later), unknown),
                (drop_import(db, who, review.id, later), unknown),
            ):
                with pytest.raises(refusal):
                    await attempt
        with pytest.raises(NotBegunError):
            await prepare_import(db, OLGA, call.key, call.opens_at - SECOND)
        with pytest.raises(MeetingCancelledError):
            await prepare_import(db, OLGA, off.key, off.ends_at)
        for attempt in (
            answer_import(db, OLGA, 10**9, "n0", "0", later),
            write_import(db, OLGA, 10**9, 0, later),
            drop_import(db, OLGA, 10**9, later),
        ):
            with pytest.raises(AnsweredError):
                await attempt
    review = await answer_import(db, OLGA, review.id, "n0", "0", later)
    assert review.question is None
    await write_import(db, OLGA, review.id, 0, later)
    with pytest.raises(AnsweredError):  # it does not even say that it was written
        await write_import(db, OTTO, review.id, 0, later)


async def test_what_is_not_asked_cannot_be_answered(
    db: Database, here: Community, now: datetime, later: datetime
) -> None:
    call = await a_call(db, now)
    review = await reviewed(db, call, file_of(call, *TWO_NEHAS, Came("Bo", 0, 9), Came("Bo", 1, 9)))
    async with unchanged(db):
        for key, value in (
            ("n0", "2"),
            ("n0", ""),
            ("n0", "-1"),
            ("n0", "new"),
            ("n1", "0"),
            ("m0", "new"),
            ("order", "month_first"),
            ("ids", "[1]"),
            ("done", "0"),
        ):
            with pytest.raises(AnsweredError):
                await answer_import(db, OLGA, review.id, key, value, later)
    assert isinstance(await write_import(db, OLGA, review.id, 0, later), ImportReview)
    await answer_import(db, OLGA, review.id, "n0", "0", later)
    with pytest.raises(AnsweredError):
        await answer_import(db, OLGA, review.id, "n0", "1", later)
    await answer_import(db, OLGA, review.id, "n1", "0", later)
    with pytest.raises(AnsweredError):
        await answer_import(db, OLGA, review.id, "each", "1", later)


async def test_nobody_but_a_candidate_can_be_chosen(
    db: Database, here: Community, now: datetime, later: datetime
) -> None:
    call = await a_call(db, now)
    await imported(db, call, *TWO_NEHAS, Came("Omar", 0, 9), answers=("1",))
    [omar] = await offer_names(db, OLGA, "Omar")
    review = await reviewed(db, call, file_of(call, Came("Neha", 0, 50)))
    assert review.question is not None
    for value in (str(omar.id), "999", "", "New"):
        async with refused(db, AnsweredError):
            await answer_import(db, OLGA, review.id, review.question.key, value, later)


async def test_whoever_has_an_email_for_a_name_is_called_by_what_is_before_the_at(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    for came in (
        Came("ana@example.org", 0, 50),
        Came("Ana@Example.org", 0, 50, "ana@example.org"),
        Came("Ana (ana@example.org)", 0, 50),
    ):
        await imported(db, call, came)
    assert await ledger_of(db, call) == [Line("ana", "import", 0, 50)]
    assert not await _has_emails(db)


async def test_an_email_beside_a_name_is_not_kept(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    await imported(
        db, call, Came("Ana <ana@example.org>", 0, 50), Came("Bo - bo@example.org", 0, 9)
    )
    assert not await _has_emails(db)


async def test_a_file_that_cannot_be_read_is_refused_and_nothing_is_kept(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    for data in (b"", b"PK\x03\x04", b"a,b\n1,2\n", file_of(call), "Иван".encode("cp1251")):
        with pytest.raises(FileRefusedError):
            await read(db, call, data)
    assert await rows(db, "imports") == []


async def test_emails_are_sealed_for_each_community_by_a_key_that_stays(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    reader = await prepare_import(db, OLGA, call.key, call.ends_at)
    before = await everything(db)
    again = await prepare_import(db, OLGA, call.key, call.ends_at)
    assert await everything(db) == before
    sealed = reader.seal("ana@example.org")
    assert sealed == again.seal("ana@example.org")
    assert len({sealed, reader.seal("ben@example.org"), digest_of(b"ana@example.org")}) == 3
    [key] = [row["value"] for row in await rows(db, "state") if row["key"] == imports.EMAIL_KEY]
    assert len(bytes.fromhex(key)) == 32
    others = seals.EmailSeal(db.secret, key, elsewhere.id)
    assert others("ana@example.org") != sealed
    assert seals.EmailSeal(b"another", key, here.id)("ana@example.org") != sealed


async def test_hashes_of_an_earlier_version_are_sealed_once_and_still_recognized(
    db: Database,
    here: Community,
    now: datetime,
    later: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Those of people, and those in a file that is under review."""
    call, other = await a_call(db, now), await a_call(db, now)
    ana, ben = Came("Ana", 0, 60, "ana@example.org"), Came("Ben", 0, 60, "ben@example.org")
    monkeypatch.setattr(seals, "seal_digest", lambda _, digest: digest)  # as it was
    await imported(db, call, ana, ben)
    review = await reviewed(db, other, file_of(other, ana))
    kept = {row["digest"] for row in await rows(db, "emails")}
    monkeypatch.undo()
    monkeypatch.setattr(db, "secret", b"a secret of the operator")
    assert await adopt_secret(db)
    assert await adopt_secret(db)
    sealed = {seals.seal_digest(db.secret, digest) for digest in kept}
    assert {row["digest"] for row in await rows(db, "emails")} == sealed
    await confirmed(db, review, later)
    await imported(db, await a_call(db, now), replace(ben, name="Benjamin"))
    assert {row["digest"] for row in await rows(db, "emails")} == sealed
    assert len(sealed) == 2
    monkeypatch.setattr(db, "secret", b"another secret")
    assert not await adopt_secret(db)


async def test_a_file_changes_a_report_that_was_published(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    at = call.ends_at + HOUR
    await imported(db, call, Came("Neha", 0, 50))
    await publish_report(db, OLGA, "H1 2026", at)
    await imported(db, call, Came("Neha", 0, 50))
    assert not (await compile_period(db, OLGA, "H1 2026", at)).changed
    await imported(db, call, Came("Omar", 0, 50))
    assert (await compile_period(db, OLGA, "H1 2026", at)).changed


async def test_a_time_that_cannot_be_read_is_not_known_until_another_file_has_it(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    whole = file_of(call, Came("Neha", 5, 50))
    broken = whole.replace(f"{call.wall + 5 * MINUTE:{ZOOM}}".encode(), b"soon")
    assert broken != whole
    for data, timed, minute in ((broken, False, 0), (whole, True, 5), (broken, True, 5)):
        review = await reviewed(db, call, data)
        await confirmed(db, review, call.ends_at)
        [row] = await rows(db, "attendances")
        assert (row["timed"], row["checked_in_at"]) == (timed, call.starts_at + minute * MINUTE)
        [shown] = (await show_attendance(db, ANA, call.key, call.ends_at)).people
        assert shown.timed == timed
        _, [line] = await export_attendance(db, OLGA, None, None, now)
        assert line.attendance == shown


async def test_a_name_that_is_a_user_name_on_discord_is_asked_about(
    db: Database, here: Community, now: datetime
) -> None:
    call = await a_call(db, now)
    neha = replace(ANA, account="neha.k")
    await check_in(db, neha, call.id, "button", call.starts_at)
    review = await reviewed(db, call, file_of(call, Came("Neha.K", 0, 50), Came("Omar", 0, 50)))
    assert isinstance(review.question, MatchQuestion)
    [candidate] = review.question.candidates
    assert (review.question.name, candidate.name, candidate.by_account) == ("Neha.K", "Ana", True)
    same = await reviewed(db, call, file_of(call, Came("Neha.K", 0, 50)), str(candidate.id))
    await confirmed(db, same, call.ends_at)
    assert [line.name for line in await ledger_of(db, call)] == ["Ana"]
    other = await reviewed(db, call, file_of(call, Came("Neha.K", 0, 40)), "new")
    assert new_names(other) == ["Neha.K"]
