"""Does a rotation work? Attendance by time and by region, and who carried the late hours: against
a recount by hand."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, insert

from sigbot.domain.community import Actor, Community
from sigbot.domain.refusals import NoRotationSeriesError, NotFoundError, NotMemberError
from sigbot.domain.regions import Region
from sigbot.domain.releases import WITHHELD
from sigbot.domain.report_data import Fifths, IssueData
from sigbot.domain.rotation.evidence import RegionBurden, SlotFigures
from sigbot.domain.rotation.turns import Slot
from sigbot.domain.statistics import UNKNOWN
from sigbot.services.evidence import show_rotation
from sigbot.services.late_hours import burdens_of, freeze_next
from sigbot.services.members import describe_self, set_hours, set_timezone, show_me
from sigbot.services.periods import period_of
from sigbot.services.reports import compile_period
from sigbot.services.series import extend_series
from sigbot.store import members
from sigbot.store.database import Database
from sigbot.store.rows.attendance import AttendanceRow, SightingRow
from sigbot.store.rows.rotation import LateHoursRow
from sigbot.store.rows.state import StateRow
from tests.services.releasing import publish_regions, release
from tests.services.rotating import NEW_YORK, TODAY, A, Row, adopted, in_order, slots
from tests.services.world import (
    BEN,
    DAY,
    OLGA,
    OTTO,
    SECOND,
    STRANGER,
    cancel_meeting,
    edit,
    meeting_at,
    member,
    refused,
    schedule,
    series_at,
)

BEGIN = datetime(2026, 1, 5, 12, tzinfo=UTC)
ADOPTED = datetime(2026, 6, 22, 12, tzinfo=UTC)
FIRST = datetime(2026, 7, 7, 13, tzinfo=UTC)
"""The first turn, on a Tuesday at 9:00 in New York."""
JANUARY = datetime(2027, 1, 5, 12, tzinfo=UTC)
FROZEN = datetime(2027, 1, 8, 12, tzinfo=UTC)
"""The late hours of the last quarter of 2026 are known from here on, and both releases."""

AMERICANS = [member(n) for n in range(6)]
INDIANS = [member(10 + n) for n in range(5)]
LONE = member(20)
SILENT = [member(30 + n) for n in range(5)]
REGION = {"North America": AMERICANS, "South Asia": INDIANS, "East Asia": [LONE]}
ZONES = {"North America": NEW_YORK, "South Asia": "Asia/Kolkata", "East Asia": "Asia/Tokyo"}
Attended = list[tuple[Row, Sequence[Actor]]]


async def _people(db: Database) -> None:
    for region, some in REGION.items():
        for one in some:
            await set_timezone(db, one, ZONES[region], BEGIN)
            await describe_self(db, one, {"region": region}, BEGIN)
    await set_hours(db, INDIANS[0], "18", "22", "Mon-Thu", BEGIN)


async def _attend(db: Database, here: Community, attended: Attended) -> None:
    everybody = dict.fromkeys(one for _, some in attended for one in some)  # in one order
    async with db.write() as tx:
        ids = {
            one: (await members.meet_person(tx, here.id, one.discord_id, one.name, BEGIN)).id
            for one in everybody
        }
        fixed = {"source": "button"}
        found = [
            {**fixed, "meeting_id": row["id"], "person_id": ids[one], "checked_in_at": at}
            for row, some in attended
            for one in some
            for at in [row["starts_at"]]
        ]
        await tx.execute(insert(AttendanceRow), found)
        seen = [{**mark, "seen_at": mark.pop("checked_in_at"), "counts": True} for mark in found]
        await tx.execute(insert(SightingRow), seen)


def _who(n: int) -> list[Actor]:
    """At the n-th meeting: everybody is there now and then, in each quarter."""
    return [
        *AMERICANS[: 3 + n % 4],
        *INDIANS[n % 5 : n % 5 + 1 + n % 2],
        *([LONE] if n % 6 == 0 else []),
        *(SILENT if n % 3 == 0 else SILENT[:2]),
    ]


async def _year(db: Database, here: Community) -> Attended:
    """A year of a weekly series, which rotates from 7 July on: who was at which meeting."""
    await _people(db)
    found = await series_at(db, BEGIN)
    await adopted(db, found[26], ADOPTED)
    await extend_series(db, ADOPTED + 30 * DAY)
    held = [row for row in await in_order(db) if row["starts_at"] < JANUARY]
    attended: Attended = [(row, _who(n)) for n, row in enumerate(held)]
    await _attend(db, here, attended)
    return attended


def _mean(total: int, count: int) -> float:
    exact = Decimal(total) / Decimal(count)
    return float(exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def _slot(times: tuple[Slot, ...], attended: Attended) -> SlotFigures:
    [slot] = times
    return SlotFigures(slot, len(attended), _mean(sum(len(a) for _, a in attended), len(attended)))


def _between(attended: Attended, start: str, end: str) -> Attended:
    """Of days in New York, both included."""
    zone = ZoneInfo(NEW_YORK)
    return [
        (row, some)
        for row, some in attended
        if start <= row["starts_at"].astimezone(zone).date().isoformat() <= end
    ]


def _minutes(at: datetime, zone: str, suits: Iterable[tuple[int, int, int]]) -> int:
    """How far a meeting of an hour is from the nearest start that suits: (day, from, to)."""
    local = at.astimezone(ZoneInfo(zone))
    minute = (local.weekday() * 24 + local.hour) * 60 + local.minute
    good = [day * 1440 + m for day, begin, end in suits for m in range(begin, end - 59)]
    return min(480, *(min((minute - m) % 10_080, (m - minute) % 10_080) for m in good))


USUAL = [(day, 8 * 60, 22 * 60) for day in range(5)]
EVENING = [(day, 18 * 60, 22 * 60) for day in range(4)]


def _burdens(attended: Attended, region: str) -> list[int]:
    return [
        _minutes(row["starts_at"], ZONES[region], EVENING if one == INDIANS[0] else USUAL)
        for row, some in attended
        for one in some
        if one in REGION[region]
    ]


async def _freeze(db: Database, now: datetime) -> None:
    """As upkeep does."""
    while await freeze_next(db, now) is not None:
        pass


QUARTERS = {
    "Q1": ("2026-01-01", "2026-03-31"),
    "Q2": ("2026-04-01", "2026-06-30"),
    "Q3": ("2026-07-01", "2026-09-30"),
    "Q4": ("2026-10-01", "2026-12-31"),
}


def _ledger(attended: Attended, *quarters: str) -> tuple[RegionBurden, ...]:
    """Of the regions of many: rounded in each quarter, and then put together."""
    found = []
    for region in (Region.NORTH_AMERICA, Region.SOUTH_ASIA):
        all_ = [_burdens(_between(attended, *QUARTERS[name]), region) for name in quarters]
        minutes = [round(sum(some) / len(some) / 15) * 15 for some in all_]
        hours = [round(sum(some) / 60 / 5) * 5 for some in all_]
        mean = round(sum(minutes) / len(minutes) / 15) * 15
        found.append(RegionBurden(region, mean, sum(hours)))
    return tuple(sorted(found, key=lambda one: -one.minutes))


# By time


async def test_attendance_by_time_and_region_before_and_since(
    db: Database, here: Community
) -> None:
    """All figures by hand, those by region as the releases have them."""
    attended = await _year(db, here)
    await release(db, FROZEN)
    before = [one for one in attended if one[0]["starts_at"] < FIRST]
    since = attended[len(before) :]
    await _freeze(db, FROZEN)
    view = await show_rotation(db, BEN, "Call", FROZEN)
    assert (view.title, view.slots, len(view.ahead)) == ("Call", A, 2)
    assert view.before.slots == (_slot(TODAY, before),)
    assert view.since is not None
    assert view.since.slots == (_slot(A[:1], since[::2]), _slot(A[1:], since[1::2]))
    for span, some in ((view.before, before), (view.since, since)):
        assert span.average == _mean(sum(len(all_) for _, all_ in some), len(some))
    assert [span.period.label for span in view.regions] == ["H1 2026", "H2 2026"]
    half = _between(attended, "2026-01-01", "2026-06-30")
    figures = view.regions[0].figures
    assert [*figures] == [*Region]
    # In whole people, somebody would be guessed too well.
    assert figures[Region.NORTH_AMERICA] == _fifths(half, AMERICANS)
    assert figures[Region.SOUTH_ASIA] == _fifths(half, INDIANS)
    others = {*Region} - {Region.NORTH_AMERICA, Region.SOUTH_ASIA}
    assert {figures[region] for region in others} == {WITHHELD}
    assert view.burdens_of.label == "Q4 2026"
    assert view.burdens == (), "that of H2 withholds all regions"
    enough = FIRST + timedelta(days=182)
    assert (await show_rotation(db, BEN, "Call", enough)).is_early is False
    assert (await show_rotation(db, BEN, "Call", enough - SECOND)).is_early is True


def _fifths(attended: Attended, some: Sequence[Actor]) -> Fifths:
    total = sum(len(all_) for _, all_ in attended)
    return Fifths(round(5 * sum(one in some for _, all_ in attended for one in all_) / total))


async def test_before_its_first_meeting_and_in_its_first_quarters(
    sqlite_db: Database, here_on_sqlite: Community
) -> None:
    attended = await _year(sqlite_db, here_on_sqlite)
    await _freeze(sqlite_db, FROZEN)
    early = await show_rotation(sqlite_db, OLGA, "Call", FIRST - SECOND)
    assert early.since is None
    assert early.regions == ()
    assert early.is_early
    assert early.burdens_of.label == "H1 2026"
    assert early.burdens is None, "it is the sixth day after the half-year"
    begun = await show_rotation(sqlite_db, OLGA, "Call", FIRST)
    assert begun.since is not None
    assert [one.meetings for one in begun.since.slots] == [1]
    assert begun.before == early.before
    at = datetime(2026, 12, 31, 12, tzinfo=UTC)
    autumn = await show_rotation(sqlite_db, OLGA, "Call", at)
    assert autumn.since is not None
    assert (autumn.regions, autumn.burdens) == ((), ())
    await publish_regions(sqlite_db, "H1 2026", [Region.NORTH_AMERICA, Region.SOUTH_ASIA])
    autumn = await show_rotation(sqlite_db, OLGA, "Call", at)
    assert autumn.burdens == _ledger(attended, "Q1", "Q2")
    assert any(one.minutes > 0 for one in autumn.burdens)


async def test_moved_meetings_are_counted_apart_and_cancelled_ones_not_at_all(
    sqlite_db: Database, here_on_sqlite: Community
) -> None:
    found = await series_at(sqlite_db, BEGIN)
    await edit(sqlite_db, found[1], BEGIN, when="2026-01-16 15:00")
    await cancel_meeting(sqlite_db, OLGA, found[2].key, "", scope="this", now=BEGIN)
    at = found[3].starts_at + SECOND
    held = await in_order(sqlite_db)
    there = [AMERICANS, SILENT, AMERICANS, [LONE]]
    await _attend(sqlite_db, here_on_sqlite, list(zip(held[:4], there, strict=True)))
    view = await show_rotation(sqlite_db, BEN, found[0].key, at)
    assert (view.rotation, view.since, view.slots) == (None, None, TODAY)
    assert view.before.slots == (SlotFigures(TODAY[0], 2, 3.5), SlotFigures(None, 1, 5))
    assert view.before.average == 4
    assert [one.id for one in view.ahead] == [found[4].id]


async def test_without_meetings_there_is_nothing_to_show(
    db: Database, here: Community, elsewhere: Community
) -> None:
    found = await series_at(db, BEGIN)
    await _freeze(db, BEGIN)
    view = await show_rotation(db, BEN, "Call", BEGIN)
    assert (view.before.slots, view.before.average) == ((), UNKNOWN)
    assert view.burdens is None, "Q4 2025 is over for less than a week"
    late = BEGIN + 7 * DAY
    await _freeze(db, late)
    assert (await show_rotation(db, BEN, "Call", late)).burdens == ()
    assert view.regions == ()
    single = await meeting_at(db, BEGIN + DAY, BEGIN)
    async with refused(db, NoRotationSeriesError):
        await show_rotation(db, BEN, single.key, BEGIN)
    async with refused(db, NotFoundError):
        await show_rotation(db, OTTO, found[0].key, BEGIN)
    async with refused(db, NotMemberError):
        await show_rotation(db, STRANGER, found[0].key, BEGIN)


async def test_whether_it_worked_can_be_asked_when_a_series_is_over(
    sqlite_db: Database, here_on_sqlite: Community
) -> None:
    attended = await _year(sqlite_db, here_on_sqlite)
    last = attended[-1][0]
    at = last["starts_at"] - DAY
    await cancel_meeting(sqlite_db, OLGA, f"m{last['id']}", "", scope="following", now=at)
    assert (await show_rotation(sqlite_db, BEN, "Call", at)).since is not None


# Few people


async def test_late_hours_have_nothing_of_a_quarter_in_which_a_region_is_small(
    sqlite_db: Database, here_on_sqlite: Community
) -> None:
    """Q1 was shown a quarter earlier: what H1 had more would be of the one who was there in Q2."""
    await _people(sqlite_db)
    await series_at(sqlite_db, BEGIN)
    held = await in_order(sqlite_db)
    attended: Attended = [
        (row, [*AMERICANS, *SILENT, *(INDIANS if n < 12 else INDIANS[:1])])
        for n, row in enumerate(held[:25])
    ]
    await _attend(sqlite_db, here_on_sqlite, attended)
    await _freeze(sqlite_db, FROZEN)
    await publish_regions(sqlite_db, "H1 2026", [Region.NORTH_AMERICA, Region.SOUTH_ASIA])
    view = await show_rotation(sqlite_db, BEN, "Call", datetime(2026, 7, 9, tzinfo=UTC))
    assert view.burdens_of.label == "H1 2026"
    first = await _late(sqlite_db, here_on_sqlite, "Q1 2026")
    assert {one.region for one in first} == {"North America", "South Asia"}
    assert view.burdens == first
    assert await _late(sqlite_db, here_on_sqlite, "Q2 2026") == ()


async def _late(db: Database, here: Community, text: str) -> tuple[RegionBurden, ...]:
    async with db.read() as tx:
        return await burdens_of(tx, here, period_of(text, here, FROZEN), FROZEN) or ()


async def test_nothing_shown_depends_on_the_clock_and_hours_of_one_in_a_region(
    sqlite_db: Database, here_on_sqlite: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Frozen or not: it is frozen in each of several worlds."""
    db = sqlite_db
    monkeypatch.setattr("sigbot.domain.issues.LEAST_LATE", 1)
    await _year(db, here_on_sqlite)
    await release(db, FROZEN)
    seen = [await _shown(db)]
    for zone, hours in (("Asia/Shanghai", ("3", "5")), ("Asia/Pyongyang", ("20", "4"))):
        await set_timezone(db, LONE, zone, JANUARY)
        await set_hours(db, LONE, *hours, "Sat", JANUARY)
        seen.append(await _shown(db))
    assert seen[0] == seen[1] == seen[2]
    [told] = [issue for issue in seen[0][1]["issues"] if issue["code"] == "late_hours"]
    assert "South Asia" in told["minutes"]
    assert "East Asia" not in told["minutes"]


async def _shown(db: Database) -> list[Any]:
    await _thaw(db)
    await _freeze(db, FROZEN)
    at = FROZEN
    reports = [(await compile_period(db, OLGA, text, at)).data for text in ("H1 2026", "2026")]
    return [await show_rotation(db, BEN, "Call", at), *reports]


async def _thaw(db: Database) -> None:
    """Behind the bot's back."""
    async with db.write() as tx:
        await tx.execute(delete(LateHoursRow))
        await tx.execute(delete(StateRow))


# For each alone


async def test_everybody_sees_their_own_late_hours(db: Database, here: Community) -> None:
    attended = await _year(db, here)
    for who, zone, suits in (
        (INDIANS[0], "Asia/Kolkata", EVENING),
        (INDIANS[1], "Asia/Kolkata", USUAL),
        (LONE, "Asia/Tokyo", USUAL),
        (AMERICANS[0], NEW_YORK, USUAL),
    ):
        all_ = [_minutes(row["starts_at"], zone, suits) for row, some in attended if who in some]
        carried = (sum(one > 0 for one in all_), sum(all_))
        assert (await show_me(db, who, JANUARY)).burden == carried
    assert (await show_me(db, SILENT[0], JANUARY)).burden is None
    assert (await show_me(db, OLGA, JANUARY)).burden == (0, 0)
    await set_timezone(db, BEN, "Berlin", JANUARY)
    assert (await show_me(db, BEN, JANUARY)).burden == (0, 0)


# In reports


async def _issues(db: Database, period: str, at: datetime) -> dict[str, IssueData]:
    data = (await compile_period(db, OLGA, period, at)).data
    return {issue["code"]: issue for issue in data["issues"]}


async def test_reports_have_the_late_hours_and_what_was_tried(
    db: Database, here: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sigbot.domain.issues.LEAST_LATE", 1)
    attended = await _year(db, here)
    await release(db, FROZEN)
    kept = [{"zone": slot.zone, "minute": slot.minute} for slot in A]
    before = [one for one in attended if one[0]["starts_at"] < FIRST]
    first = _between(before, "2026-01-01", "2026-06-30")
    since = attended[len(before) :]
    assert "late_hours" not in await _issues(db, "H2 2026", JANUARY), "they are not frozen yet"
    await _freeze(db, FROZEN)
    halves: Sequence[tuple[str, tuple[str, ...], Attended]] = (
        ("H1 2026", ("Q1", "Q2"), []),
        ("H2 2026", ("Q3", "Q4"), since),
    )
    for period, quarters, tried in halves:
        issues = await _issues(db, period, FROZEN)
        late = {one.region: one.minutes for one in _ledger(attended, *quarters) if one.minutes}
        if period == "H1 2026":
            assert issues["late_hours"]["minutes"] == late
        else:  # of regions that are withheld, nothing else is told
            assert "late_hours" not in issues
        compared = first if period == "H1 2026" else before
        tried_issue = issues["rotation_tried"]
        assert (tried_issue.pop("state"), tried_issue.pop("subject")[0]) == ("draft", "r")
        assert tried_issue == {
            "code": "rotation_tried",
            "names": ["Call"],
            "slots": kept,
            "since": "2026-07-07",
            "count": len(tried),
            "average_before": _mean(sum(len(all_) for _, all_ in compared), len(compared)),
            "average_since": _mean(sum(len(all_) for _, all_ in tried), len(tried))
            if tried
            else UNKNOWN,
        }
    assert "rotation_tried" not in await _issues(db, "Q1 2026", JANUARY)
    assert "late_hours" not in await _issues(db, "2026-01-01..2026-05-31", JANUARY)


async def test_what_was_never_tried_is_in_no_report(
    sqlite_db: Database, here_on_sqlite: Community
) -> None:
    found = await series_at(sqlite_db, BEGIN)
    await adopted(sqlite_db, found[3], BEGIN)
    await adopted(sqlite_db, found[3], BEGIN, slots("Fri 10:00"))
    held = await in_order(sqlite_db)
    await _attend(sqlite_db, here_on_sqlite, [(row, AMERICANS) for row in held[:12]])
    data = (await compile_period(sqlite_db, OLGA, "Q1 2026", ADOPTED)).data
    tried = [issue["slots"] for issue in data["issues"] if issue["code"] == "rotation_tried"]
    assert [[one["minute"] for one in some] for some in tried] == [[slots("Fri 10:00")[0].minute]]


async def test_a_rotation_is_judged_by_its_own_meetings(
    sqlite_db: Database, here_on_sqlite: Community
) -> None:
    found = await series_at(sqlite_db, BEGIN)
    await adopted(sqlite_db, found[2], BEGIN)
    await adopted(sqlite_db, found[6], BEGIN, slots("Fri 10:00"))
    held = await in_order(sqlite_db)
    await _attend(sqlite_db, here_on_sqlite, [(row, AMERICANS) for row in held[:12]])
    data = (await compile_period(sqlite_db, OLGA, "Q1 2026", ADOPTED)).data
    tried = [issue["count"] for issue in data["issues"] if issue["code"] == "rotation_tried"]
    assert tried == [4, 6]


async def test_a_meeting_at_midnight_belongs_to_one_period(
    sqlite_db: Database, here_on_sqlite: Community
) -> None:
    """1 July 2026 is a Wednesday."""
    at = datetime(2026, 6, 1, tzinfo=UTC)
    made = await schedule(sqlite_db, at, "2026-06-10 9:00", repeat="weekly")
    await adopted(sqlite_db, made.meeting, at, slots("Wed 00:00"))
    held = await in_order(sqlite_db)
    await _attend(sqlite_db, here_on_sqlite, [(row, AMERICANS) for row in held[:4]])
    assert (await _issues(sqlite_db, "H1 2026", JANUARY))["rotation_tried"]["count"] == 3
