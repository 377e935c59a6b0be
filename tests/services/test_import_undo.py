"""An attendance file that was written is taken back exactly, unless something changed since."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

import pytest

from sigbot.domain.attendance_files import ChangedSinceImportError
from sigbot.domain.community import Community
from sigbot.domain.meetings import Meeting
from sigbot.domain.refusals import AnsweredError, NotOrganizerError
from sigbot.services import import_undo
from sigbot.services.corrections import add_attendance, remove_attendance
from sigbot.services.import_undo import undo_import
from sigbot.services.imports import KEPT_FOR, forget_reviews
from sigbot.services.names import link_name, offer_names
from sigbot.services.personal import ask_to_forget, forget_me
from sigbot.store.database import Database
from tests.services.attending import (
    Came,
    a_call,
    check_ledger,
    confirmed,
    file_of,
    imported,
    ledger_of,
    reviewed,
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
    check_in,
    refused,
    rows,
)

NEHA = replace(ANA, discord_id=7, name="Neha")


@pytest.fixture
def later(now: datetime) -> datetime:
    """When all calls are over."""
    return now + DAY + HOUR


async def _attendance(db: Database) -> dict[str, list[str]]:
    """All rows that an import changes and its Undo puts back."""
    kept = {name: await rows(db, name) for name in ("sightings", "corrections", "emails")}
    lines, people = await rows(db, "attendances"), await rows(db, "people")
    kept["attendances"] = [{**line, "id": None} for line in lines]  # a new line has a new id
    kept["people"] = [{**person, "seen_at": None} for person in people]
    return {table: sorted(map(str, found)) for table, found in kept.items()}


async def test_an_import_is_taken_back_exactly_and_may_be_repeated(
    db: Database, here: Community, now: datetime, later: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An earlier file, a check-in, a correction and a linked name stay as they were."""
    monkeypatch.setattr(import_undo, "LARGEST_PART", 2)
    call = await a_call(db, now)
    await check_in(db, ANA, call.id, "button", call.starts_at + MINUTE)
    await remove_attendance(db, OLGA, call.key, BEN, None, call.ends_at)
    await link_name(db, OLGA, "Annie", ANA, later)
    await imported(db, call, Came("Neha", 5, 20, "neha@example.org"), Came("Omar", 0, 9))
    before = await _attendance(db)
    came = [
        Came("Neha", 0, 50, "neha@work.example.org"),
        Came("Ana", 3, 60, "ana@example.org"),
        Came("Annie", 2, 8),
        Came("Ben", 0, 60),
        Came("Zoe", 0, 30, "zoe@example.org"),
    ]
    neha = str((await offer_names(db, OLGA, "Neha"))[0].id)
    at = later + HOUR
    review = await reviewed(db, call, file_of(call, *came), neha, now=at)
    await confirmed(db, review, at)
    assert await _attendance(db) != before
    left = [(await undo_import(db, OLGA, review.id, at)).left for _ in range(3)]
    assert left == [3, 1, 0]
    assert await _attendance(db) == before
    assert (await audited(db))[-1] == Noted("attendance.unimport", call.key, "Olga", 1, at)
    assert (await rows(db, "audit"))[-1]["details"] == {"people": 5}
    await check_ledger(db)
    async with refused(db, AnsweredError):
        await undo_import(db, OLGA, review.id, at)
    again = await reviewed(db, call, file_of(call, *came), neha, now=at)
    assert (again.question, again.known) == (None, 4)


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (lambda db, call, other, at: imported(db, call, Came("Neha", 0, 59)), ("Neha",)),
        (lambda db, call, other, at: imported(db, other, Came("Zoe", 0, 9)), ("Zoe",)),
        (
            lambda db, call, other, at: remove_attendance(db, OLGA, call.key, None, "Neha", at),
            ("Neha",),
        ),
        (
            lambda db, call, other, at: add_attendance(db, OLGA, call.key, None, "Zoe", at),
            ("Zoe",),
        ),
        (lambda db, call, other, at: link_name(db, OLGA, "Zoe", BEN, at), ("Ben",)),
        (lambda db, call, other, at: check_in(db, BEN, call.id, "button", call.ends_at), ()),
        (lambda db, call, other, at: check_in(db, NEHA, call.id, "button", call.ends_at), ()),
    ],
)
async def test_what_was_changed_since_for_the_same_people_is_not_taken_back(
    db: Database,
    here: Community,
    now: datetime,
    later: datetime,
    change: Callable[[Database, Meeting, Meeting, datetime], Awaitable[object]],
    names: tuple[str, ...],
) -> None:
    call, other = await a_call(db, now), await a_call(db, now)
    await check_in(db, NEHA, other.id, "button", other.starts_at)
    review = await reviewed(db, call, file_of(call, Came("Neha", 0, 50), Came("Zoe", 0, 30)))
    await confirmed(db, review, later)
    await change(db, call, other, later + HOUR)
    if names:
        async with refused(db, ChangedSinceImportError) as error:
            await undo_import(db, OLGA, review.id, later + HOUR)
        assert error.value.names == names
    else:
        assert (await undo_import(db, OLGA, review.id, later + HOUR)).is_complete
        assert "import" not in {line.source for line in await ledger_of(db, call)}
    await check_ledger(db)


async def test_an_import_is_taken_back_for_a_day_by_organizers(
    db: Database, here: Community, elsewhere: Community, now: datetime, later: datetime
) -> None:
    call = await a_call(db, now)
    review = await reviewed(db, call, file_of(call, Came("Zoe", 0, 30)))
    async with refused(db, AnsweredError):
        await undo_import(db, OLGA, review.id, later)
    await confirmed(db, review, later)
    for who, error in ((ANA, NotOrganizerError), (OTTO, AnsweredError)):
        async with refused(db, error):
            await undo_import(db, who, review.id, later)
    async with refused(db, AnsweredError):
        await undo_import(db, OLGA, review.id, later + KEPT_FOR)
    await forget_reviews(db, later + KEPT_FOR)
    assert (await rows(db, "imports"))[0]["choices"] != {}
    await forget_reviews(db, later + KEPT_FOR + SECOND)
    assert (await rows(db, "imports"))[0]["choices"] == {}


async def test_whoever_is_forgotten_is_in_no_file_that_can_be_taken_back(
    db: Database, here: Community, now: datetime, later: datetime
) -> None:
    call = await a_call(db, now)
    await check_in(db, NEHA, call.id, "button", call.starts_at)
    for came in ([Came("Neha", 0, 30), Came("Zoe", 0, 30)], [Came("Omar", 0, 30)]):
        await confirmed(db, await reviewed(db, call, file_of(call, *came)), later)
    asked = await ask_to_forget(db, NEHA, later)
    await forget_me(db, NEHA, asked.id, later)
    kept = [bool(row["choices"]) for row in await rows(db, "imports")]
    assert kept == [False, True]
    async with refused(db, AnsweredError):
        await undo_import(db, OLGA, 1, later)
