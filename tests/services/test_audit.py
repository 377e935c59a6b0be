"""Who changed what: pages, filters and the export, the same on both databases."""

from datetime import UTC, datetime, timedelta

import pytest

from sigbot.domain.audit import EVERYDAY, OWN, PAGE_CHANGES, AuditPage, Change
from sigbot.domain.community import Actor
from sigbot.domain.refusals import NotFoundError, NotOrganizerError, UnreadablePeriodError
from sigbot.services import audit as services
from sigbot.services.audit import exported_audit, read_audit
from sigbot.services.corrections import add_attendance
from sigbot.services.personal import erase_person
from sigbot.services.plans import add_work
from sigbot.store import audit
from sigbot.store.database import Database
from tests.services.samples import Service, Services
from tests.services.world import ANA, BEN, OLGA, OTTO, meeting_at, refused

HOUR = timedelta(hours=1)

pytestmark = pytest.mark.usefixtures("here", "elsewhere")


async def note(
    db: Database, now: datetime, *subjects: str, actor: Actor = OLGA, action: str = "plan.add"
) -> None:
    """Note that somebody did something, in this order, at the same moment."""
    async with db.write() as tx:
        for subject in subjects:
            audit.record(tx, 1, actor, action, subject, now)


def subjects(page: AuditPage) -> list[str]:
    return [change.subject for change in page.changes]


async def exported(db: Database, now: datetime, period: str | None = None) -> list[Change]:
    _, changes = await exported_audit(db, OLGA, now, period)
    return [change async for change in changes]


async def test_pages_lead_to_each_other_in_both_directions(db: Database, now: datetime) -> None:
    later = now + HOUR
    names = [f"x{number}" for number in range(2 * PAGE_CHANGES + 3)]
    await note(db, later, *names)
    newest = names[::-1]
    first = await read_audit(db, OLGA, later)
    assert (subjects(first), first.has_newer) == (newest[:PAGE_CHANGES], False)
    second = await read_audit(db, OLGA, later, before=first.changes[-1].id)
    assert subjects(second) == newest[PAGE_CHANGES : 2 * PAGE_CHANGES]
    assert (second.has_newer, second.has_older) == (True, True)
    third = await read_audit(db, OLGA, later, before=second.changes[-1].id)
    assert subjects(third)[:3] == newest[2 * PAGE_CHANGES :]
    assert (third.has_newer, third.has_older) == (True, False)
    back = await read_audit(db, OLGA, later, after=third.changes[0].id)
    assert (subjects(back), back.has_newer, back.has_older) == (subjects(second), True, True)
    back = await read_audit(db, OLGA, later, after=second.changes[0].id)
    assert (subjects(back), back.has_newer, back.has_older) == (subjects(first), False, True)


async def test_new_changes_do_not_shift_the_older_pages(db: Database, now: datetime) -> None:
    later = now + HOUR
    await note(db, later, *(f"x{number}" for number in range(PAGE_CHANGES + 2)))
    first = await read_audit(db, OLGA, later)
    await note(db, later + timedelta(minutes=1), "y1", "y2")
    second = await read_audit(db, OLGA, later, before=first.changes[-1].id)
    assert subjects(second)[:2] == ["x1", "x0"]
    back = await read_audit(db, OLGA, later, after=second.changes[0].id)
    assert (subjects(back)[0], len(back.changes)) == ("x8", PAGE_CHANGES)
    assert back.has_newer


async def test_things_and_people_have_their_titles_of_today(db: Database, now: datetime) -> None:
    meeting = await meeting_at(db, now + HOUR, now)
    now += 2 * HOUR
    await add_attendance(db, OLGA, meeting.key, ANA, None, now)
    (added, scheduled) = (await read_audit(db, OLGA, now)).changes[:2]
    assert (added.who, added.action, added.titles) == (
        "Olga",
        "attendance.add",
        {meeting.key: meeting.title, added.details["person"]: "Ana"},
    )
    assert scheduled.titles == {meeting.key: meeting.title}


async def test_a_title_of_another_community_is_never_shown(db: Database, now: datetime) -> None:
    work = await add_work(db, OTTO, "Their secret plan", None, now)
    await note(db, now, work.key, "m1", "person:1")
    page = await read_audit(db, OLGA, now)
    assert [dict(change.titles) for change in page.changes[:3]] == [{}, {}, {}]
    assert "Otto" not in {change.who for change in page.changes}
    assert "Otto" not in {change.who for change in await exported(db, now)}
    foreign = (await read_audit(db, OTTO, now)).changes[0].id
    there = await read_audit(db, OLGA, now, before=foreign)
    assert subjects(there) == subjects(page)


async def test_presses_of_every_day_are_shown_of_a_person_and_in_the_file(
    db: Database, now: datetime
) -> None:
    later = now + HOUR
    for action in sorted({*EVERYDAY, *OWN}):
        await note(db, later, "x", actor=ANA, action=action)
    shown = {change.action for change in (await read_audit(db, OLGA, later)).changes}
    assert shown.isdisjoint(EVERYDAY | OWN)
    page = await read_audit(db, OLGA, later, person=f"<@{ANA.discord_id}>")
    actions = {change.action for change in page.changes}
    while page.has_older:
        before = page.changes[-1].id
        page = await read_audit(db, OLGA, later, person=f"<@{ANA.discord_id}>", before=before)
        actions |= {change.action for change in page.changes}
    assert actions == EVERYDAY
    assert page.wanted.account == ANA.discord_id
    filed = {change.action for change in await exported(db, later)}
    assert filed >= EVERYDAY
    assert filed.isdisjoint(OWN), "what people set for themselves is theirs"


async def test_a_person_is_found_by_name_key_or_mention(db: Database, now: datetime) -> None:
    meeting = await meeting_at(db, now + HOUR, now)
    now += 2 * HOUR
    added = await add_attendance(db, OLGA, meeting.key, ANA, None, now)
    guest = await add_attendance(db, OLGA, meeting.key, None, "Guest", now)
    await note(db, now, "x1", actor=ANA)
    for text in (
        "Ana",
        "ana",
        f"u{added.person.id}",
        f"<@{ANA.discord_id}>",
        f"<@!{ANA.discord_id}>",
    ):
        assert subjects(await read_audit(db, OLGA, now, person=text)) == ["x1"], text
    assert subjects(await read_audit(db, OLGA, now, person=f"u{guest.person.id}")) == []
    assert subjects(await read_audit(db, OLGA, now, person=f"<@{9 * 10**18 + 4 * 10**17}>")) == []
    async with refused(db, NotFoundError):
        await read_audit(db, OLGA, now, person="Nobody")


async def test_a_period_is_that_of_the_community_s_clock(db: Database, now: datetime) -> None:
    """New York is five hours behind UTC in January."""
    for subject, hour in (("before", 4), ("within", 5)):
        await note(db, datetime(2025, 1, 1, hour, tzinfo=UTC), subject)
    await note(db, datetime(2025, 2, 1, 4, 59, 59, tzinfo=UTC), "last")
    await note(db, datetime(2025, 2, 1, 5, tzinfo=UTC), "after")
    page = await read_audit(db, OLGA, now, "January 2025")
    assert subjects(page) == ["last", "within"]
    assert [c.subject for c in await exported(db, now, "January 2025")] == ["within", "last"]
    async with refused(db, UnreadablePeriodError):
        await read_audit(db, OLGA, now, "some day")


async def test_somebody_who_was_forgotten_has_no_name(db: Database, now: datetime) -> None:
    meeting = await meeting_at(db, now + HOUR, now)
    now += 2 * HOUR
    await add_attendance(db, OLGA, meeting.key, ANA, None, now)
    await note(db, now, "x1", actor=ANA)
    await erase_person(db, ANA.discord_id, ANA.guild_id, now)
    page = await read_audit(db, OLGA, now)
    own, added = page.changes[:2]
    assert (own.who, own.account) == ("", None)
    assert (added.action, added.details) == ("attendance.add", {})
    assert "Ana" not in str([*page.changes, *await exported(db, now)])
    assert subjects(await read_audit(db, OLGA, now, person=f"<@{ANA.discord_id}>")) == []


async def test_an_export_has_every_row_once_and_the_oldest_first(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "ROWS_AT_ONCE", 3)
    later = now + HOUR
    names = [f"x{number}" for number in range(9)]
    await note(db, later, *names)
    assert [change.subject for change in await exported(db, later)][-9:] == names


async def test_members_do_not_see_it(db: Database, now: datetime) -> None:
    async with refused(db, NotOrganizerError):
        await read_audit(db, BEN, now)
    async with refused(db, NotOrganizerError):
        await exported_audit(db, BEN, now)


async def _furnish(_db: Database, _now: datetime) -> None:
    """What others share is there already."""


async def _export(db: Database, who: Actor, now: datetime) -> list[Change]:
    _, changes = await exported_audit(db, who, now, "2026", f"<@{ANA.discord_id}>")
    return [change async for change in changes]


SERVICES = Services(
    furnish=_furnish,
    services=(
        Service(
            "audit.read_audit",
            lambda db, who, now: read_audit(db, who, now, "2026", "u1", before=5),
            organizers=True,
        ),
        Service("audit.exported_audit", _export, organizers=True),
    ),
)
