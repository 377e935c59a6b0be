"""Suggesting rotations: for whom, by which wishes, and what is shown of few people."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from sigbot.domain.community import Actor, Community
from sigbot.domain.members import AlikeNamesError, UnknownHostError
from sigbot.domain.refusals import (
    AmbiguousNameError,
    NoRotationSeriesError,
    NotFoundError,
    NotMemberError,
    NotOrganizerError,
    NotSetUpError,
    RefusedError,
    UnknownClockError,
    UnreadableHoursError,
)
from sigbot.domain.regions import Region
from sigbot.domain.rotation.alternatives import LETTERS, Alternative, AlternativeKind, Wishes
from sigbot.domain.rotation.people import ReachGoal
from sigbot.domain.rotation.snapshots import SNAPSHOT_EVERY
from sigbot.domain.rotation.turns import next_instant
from sigbot.domain.rotation.views import Offer
from sigbot.runtime.heavy import compute_in_thread as compute
from sigbot.services.hosts import answer_host
from sigbot.services.members import describe_self, set_hours, set_timezone
from sigbot.services.rotation import (
    WishText,
    change_wishes,
    last_suggestion,
    suggest_rotation,
    suggestion_details,
    wishes_of,
)
from sigbot.store import rotation as rotations
from sigbot.store.database import Database
from sigbot.wording import rotation as wording
from tests.services.rotating import NEW_YORK, check_places, expected, in_order, instants
from tests.services.rotating import TODAY as ELEVEN
from tests.services.world import (
    ANA,
    BEN,
    NOBODY_YET,
    OLGA,
    OTTO,
    SECOND,
    STRANGER,
    adopt_rotation,
    adopt_suggestion,
    audited,
    meeting_at,
    member,
    refused,
    rows,
    schedule,
    series_at,
)

KOLKATA = "Asia/Kolkata"
THIRTY = [NEW_YORK] * 12 + ["America/Sao_Paulo"] * 8 + ["Europe/Berlin"] * 9
"""And one more, in India."""
NEAR = WishText(goal=ReachGoal.NOBODY, blocked_days="Sat, Sun", distance="6")


async def _live_in(db: Database, zones: Iterable[str], now: datetime) -> None:
    for number, zone in enumerate(zones):
        await set_timezone(db, member(number), zone, now)


def _lettered(offer: Offer) -> list[Alternative]:
    return [
        alternative
        for alternative in offer.suggestions.alternatives
        if alternative.label in LETTERS
    ]


# The community of the issue


async def test_one_in_thirty_is_far_away_and_a_rotation_reaches_every_region(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    await _live_in(sqlite_db, [*THIRTY, KOLKATA], now)
    await series_at(sqlite_db, now)
    offer = await suggest_rotation(sqlite_db, OLGA, "Call", None, now, compute)
    assert (offer.counted, offer.unknown, offer.slots, offer.wishes) == (30, 0, 2, Wishes())
    today, flip, best = offer.suggestions.alternatives[:3]
    assert (today.label, flip.label, best.label) == ("today", "flip", "A")
    assert today.slots == ELEVEN
    assert {*Region} - {*today.reached_regions} == {"East Asia", "Southeast Asia", "Oceania"}
    evening = today.regions[Region.MIDDLE_EAST]
    assert (evening.share, evening.burden) == (1, 0), "20:00 is not late: it suits, as people see"
    assert best.reached_regions == list(Region)
    assert best.reached == 1
    assert _hours_apart(best, now) >= 6
    card = "\n".join(wording.suggested(offer, now))
    assert "**9 of 9 regions** can come, today 6." in card
    details = await suggestion_details(sqlite_db, OLGA, offer.id)
    assert details.alternatives == offer.suggestions.alternatives
    assert best.counts_members
    costly = max(best.regions, key=lambda name: best.regions[name].burden)
    assert f"{costly} pays most: every second meeting at " in card
    assert best.worst_slot(costly) in best.slots
    alone = await change_wishes(sqlite_db, OLGA, offer.id, NEAR, now, compute)
    assert alone.wishes.goal == ReachGoal.NOBODY
    assert alone.id != offer.id


def _hours_apart(alternative: Alternative, now: datetime) -> float:
    a, b = sorted(next_instant(slot, now) for slot in alternative.slots)
    gap = (b - a).total_seconds() / 3600
    return min(gap, 168 - gap)


# What is shown of few


@pytest.mark.parametrize("few", [1, 4])
async def test_nothing_suggested_depends_on_the_clocks_and_hours_of_few(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime, few: int
) -> None:
    db = sqlite_db
    await _live_in(db, THIRTY[:12:2] + THIRTY[20:26], now)
    lone = [member(100 + n) for n in range(few)]
    await series_at(db, now)
    shown = []
    for zone, hours in (
        (KOLKATA, ("8", "22", "Mon-Fri")),
        ("Asia/Dhaka", ("3", "5", "Sun")),
        (None, ("0", "24", "daily")),
    ):
        for one in lone:
            if zone:
                await set_timezone(db, one, zone, now)
            await set_hours(db, one, *hours, now)
        shown.append(await suggest_rotation(db, OLGA, "Call", 1, now, compute))
    assert all(offer.suggestions == shown[0].suggestions for offer in shown)
    assert all(offer.suggestions.zone == NEW_YORK for offer in shown)
    zones = {zone for offer in shown for zone in _zones(offer)}
    assert zones == {NEW_YORK}


async def test_of_five_the_figures_are_their_own(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    """With ten members and more, so that hours count: in the first snapshot, then in another."""
    db = sqlite_db
    await _live_in(db, [KOLKATA] * 4 + [NEW_YORK] * 6, now)
    for number in (*range(4), 10):
        await set_hours(db, member(number), "20", "22", "Wed", now)
    await series_at(db, now)
    usual = await suggest_rotation(db, OLGA, "Call", 1, now, compute)
    assert 0.7 < usual.suggestions.alternatives[0].regions[Region.SOUTH_ASIA].reached < 0.8
    await set_timezone(db, member(10), KOLKATA, now)
    for number in range(4, 8):
        await set_hours(db, member(number), "9", "17", "Mon", now)
    at = now + SNAPSHOT_EVERY
    early = await suggest_rotation(db, OLGA, "Call", 1, at - SECOND, compute)
    assert (early.taken_at, early.counted) == (now, 10)
    theirs = await suggest_rotation(db, OLGA, "Call", 1, at, compute)
    assert (theirs.taken_at, theirs.counted) == (at, 11)
    # 11:00 in New York is 20:30 or 21:30 in Kolkata: in summer within their hours.
    assert 0.6 < theirs.suggestions.alternatives[0].regions[Region.SOUTH_ASIA].reached < 0.7
    assert theirs.suggestions.week[Region.EUROPE] == usual.suggestions.week[Region.EUROPE]
    assert {*_zones(theirs)} == {NEW_YORK}


def _zones(offer: Offer) -> list[str]:
    """The clocks of the times that can be adopted."""
    return [slot.zone for alternative in _lettered(offer) for slot in alternative.slots]


@pytest.mark.parametrize("zone", ["UTC", "Tokyo"])
async def test_times_are_on_the_clock_of_the_community_whatever_the_series_has(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime, zone: str
) -> None:
    await _live_in(sqlite_db, [*THIRTY, KOLKATA], now)
    made = await schedule(sqlite_db, now, "2026-03-11 15:00", repeat="weekly", timezone=zone)
    offer = await suggest_rotation(sqlite_db, OLGA, made.meeting.key, 1, now, compute)
    assert {*_zones(offer)} == {NEW_YORK}
    assert offer.suggestions.zone == NEW_YORK
    found = offer.suggestions.alternatives
    assert {slot.zone for old in found[:2] for slot in old.slots} == {made.meeting.zone}
    two = await suggest_rotation(sqlite_db, OLGA, made.meeting.key, 2, now, compute)
    keeping = [a for a in _lettered(two) if a.kind is AlternativeKind.KEEPING]
    assert all(found[0].slots[0] in kept.slots for kept in keeping)
    assert {slot.zone for a in _lettered(two)[:1] for slot in a.slots} == {NEW_YORK}


# For whom


async def test_without_anybody_it_is_for_people_as_they_usually_are(
    db: Database, here: Community, now: datetime
) -> None:
    """And what was shown is kept, and adopted as it was."""
    found = await series_at(db, now)
    await set_hours(db, ANA, "9", "12", None, now)
    offer = await suggest_rotation(db, OLGA, "Call", 2, now, compute)
    assert (offer.counted, offer.unknown) == (0, 1)
    alternatives = offer.suggestions.alternatives
    assert [alternative.label for alternative in alternatives[:3]] == ["today", "flip", "A"]
    assert {*alternatives[0].regions} == {*offer.suggestions.week} == {*Region}
    for alternative in alternatives:
        assert 0 <= alternative.share <= alternative.reached <= 1
        assert 0 <= alternative.unevenness < 1
        assert all(0 <= one.share <= one.reached <= 1 for one in alternative.regions.values())
    assert all(len(shares) == 336 for shares in offer.suggestions.week.values())
    kept = await last_suggestion(db, OLGA, found[3].key, now)
    assert kept == {alternative.label: alternative.slots for alternative in alternatives}
    noted = (await audited(db))[-1]
    assert (noted.action, noted.subject) == ("rotation.suggest", found[0].key)
    done = await adopt_suggestion(db, OLGA, offer.id, "A", now)
    assert done.rotation.slots == kept["A"]
    walls = [row["occurrence"] for row in await in_order(db)]
    begins = walls.index(done.rotation.begins)
    assert (await instants(db))[begins:] == expected(walls[begins:], kept["A"])
    await check_places(db, now)
    gained = {*alternatives[2].reached_regions} - {*alternatives[0].reached_regions}
    assert {*done.rotation.reach.gained} == gained
    assert done.rotation.reach.share is None, "there is no member whose share it is"
    again = await suggest_rotation(db, OLGA, found[3].key, 1, now, compute)
    assert (await last_suggestion(db, OLGA, "Call", now))["today"] == kept["A"]
    assert again.suggestions.alternatives[0].slots == kept["A"]


async def test_who_told_only_a_region_counts_as_people_there(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    for number in range(6):
        await describe_self(sqlite_db, member(number), {"region": "East Asia"}, now)
    await set_timezone(sqlite_db, ANA, "UTC", now)
    await describe_self(sqlite_db, BEN, {"gender": "female"}, now)
    await series_at(sqlite_db, now)
    offer = await suggest_rotation(sqlite_db, OLGA, "Call", 1, now, compute)
    assert (offer.counted, offer.unknown) == (7, 1)
    assert offer.suggestions.alternatives[0].reached == 0
    best = offer.suggestions.alternatives[2]
    assert best.reached == 1
    assert best.regions[Region.EAST_ASIA].reached == 1


async def test_a_rotation_has_one_to_four_times(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    await _live_in(sqlite_db, [NEW_YORK, "Europe/Berlin"], now)
    await series_at(sqlite_db, now)
    for asked, given in ((-3, 1), (0, 2), (3, 3)):
        offer = await suggest_rotation(sqlite_db, OLGA, "Call", asked, now, compute)
        assert offer.slots == given
        seen = [alternative.slots for alternative in _lettered(offer)]
        assert len({*seen}) == len(seen) > 0
        for some in seen:
            assert len({slot.minute for slot in some}) == len(some) == given
            assert all(slot.minute % 30 == 0 and slot.minute < 5 * 1440 for slot in some)


async def test_four_times_on_one_day_where_that_is_asked_for(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    """Six hours apart four fit into a day; nine hours apart they do not."""
    await _live_in(sqlite_db, [NEW_YORK, "Europe/Berlin"], now)
    await series_at(sqlite_db, now)
    number = await _kept(sqlite_db, now, slots=4)
    typed = WishText(blocked_days="Mon-Thu, weekend", distance="6", goal=ReachGoal.NOBODY)
    offer = await change_wishes(sqlite_db, OLGA, number, typed, now, compute)
    assert offer.slots == 4
    for alternative in _lettered(offer):
        times = [slot.minute - 4 * 1440 for slot in alternative.slots]
        assert all(0 <= minute < 1440 for minute in times)
        assert all(b - a >= 360 for a, b in pairwise(times))
    typed = WishText(blocked_days="Mon-Thu, weekend", distance="9", goal=ReachGoal.NOBODY)
    assert (await change_wishes(sqlite_db, OLGA, number, typed, now, compute)).suggestions.refused


# Wishes


async def test_one_of_the_hosts_can_come_to_every_meeting(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    db = sqlite_db
    await _live_in(db, THIRTY[::5], now)
    await set_timezone(db, ANA, "Sydney", now)
    await set_hours(db, ANA, "9", "13", "Tue-Thu", now)
    await series_at(db, now)
    first = await suggest_rotation(db, OLGA, "Call", 1, now, compute)
    typed = WishText(" an \n\n", "Fri, weekend", "12 h", ReachGoal.EVERY_REGION)
    asked = await change_wishes(db, OLGA, first.id, typed, now, compute)
    assert (asked.hosts, asked.hosts_asked, asked.hosts_declined) == ((), ("Ana",), ())
    await answer_host(db, ANA.discord_id, 1, now, agreed=True)
    offer = await change_wishes(db, OLGA, first.id, typed, now, compute)
    assert (offer.hosts, offer.hosts_asked, offer.hosts_declined) == (("Ana",), (), ())
    assert offer.wishes.blocked_days == (4, 5, 6)
    assert offer.wishes.distance == 12
    assert _lettered(offer)
    for alternative in _lettered(offer):
        for slot in alternative.slots:
            local = next_instant(slot, now).astimezone(ZoneInfo("Australia/Sydney"))
            assert 9 <= local.hour < 13
            assert local.weekday() in (1, 2, 3)
    assert await wishes_of(db, OLGA, offer.id) == (offer.wishes, ["Ana"])
    never = await change_wishes(db, OLGA, offer.id, WishText("Ana", "Mon-Sun"), now, compute)
    assert never.suggestions.refused
    assert [alternative.label for alternative in never.suggestions.alternatives] == [
        "today",
        "flip",
    ]
    async with refused(db, NotFoundError):
        await adopt_rotation(db, OLGA, "Call", "A", now)
    assert "In the way" in wording.refused(never)


UNREADABLE: tuple[tuple[WishText, type[RefusedError]], ...] = (
    (WishText(hosts="Nobody of that name"), NotFoundError),
    (WishText(hosts="Ana\nu999999"), NotFoundError),
    (WishText(hosts="Twin"), AmbiguousNameError),
    (WishText(hosts="tw"), AlikeNamesError),
    (WishText(hosts="Zoe"), UnknownHostError),
    (WishText(blocked_days="Someday"), UnreadableHoursError),
    (WishText(blocked_days=","), UnreadableHoursError),
    (WishText(distance="85"), UnreadableHoursError),
    (WishText(distance="-1"), UnreadableHoursError),
    (WishText(distance="6 days"), UnreadableHoursError),
    (WishText(distance="1e1"), UnreadableHoursError),
)


async def test_wishes_that_cannot_be_read_change_nothing(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    for who in (ANA, Actor(OLGA.guild_id, 70, "Twin"), Actor(OLGA.guild_id, 71, "Twin")):
        await set_timezone(sqlite_db, who, "London", now)
    await series_at(sqlite_db, now)
    number = await _kept(sqlite_db, now)
    for typed, error in UNREADABLE:
        async with refused(sqlite_db, error):
            await change_wishes(sqlite_db, OLGA, number, typed, now, compute)


async def _kept(db: Database, now: datetime, slots: int = 1) -> int:
    kept = {"hosts": [], "blocked_days": [5, 6], "distance": 6, "goal": ReachGoal.EVERY_REGION}
    async with db.write() as tx:
        return await rotations.add_suggestion(tx, 1, 1, slots, kept, {}, now)


async def test_of_a_host_of_whom_nothing_is_known_nothing_is_promised(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    db = sqlite_db
    await set_hours(db, ANA, "1", "3", None, now)
    await series_at(db, now)
    number = await _kept(db, now)
    async with refused(db, UnknownClockError):
        await change_wishes(db, OLGA, number, WishText(hosts="Ana"), now, compute)


# Who may


async def test_only_organizers_of_the_community_ask(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    number = await _kept(db, now)
    assert (await wishes_of(db, OLGA, number))[0] == Wishes()
    refusals: dict[Actor, type[RefusedError]] = {
        OTTO: NotFoundError,
        ANA: NotOrganizerError,
        STRANGER: NotMemberError,
        NOBODY_YET: NotSetUpError,
    }
    for who, error in refusals.items():
        async with refused(db, error):
            await suggest_rotation(db, who, found[0].key, 2, now, compute)
        async with refused(db, error):
            await change_wishes(db, who, number, WishText(), now, compute)
        async with refused(db, error):
            await wishes_of(db, who, number)


async def test_other_meetings_have_no_rotation(
    db: Database, here: Community, now: datetime
) -> None:
    single = await meeting_at(db, now.replace(day=20), now, title="Single")
    await schedule(db, now, "Thursday 11:00", title="Daily", repeat="FREQ=DAILY;COUNT=30")
    await schedule(db, now, "Thursday 11:00", title="Twice", repeat="FREQ=WEEKLY;BYDAY=MO,TH")
    for title in (single.key, "Single", "Daily", "Twice"):
        async with refused(db, NoRotationSeriesError):
            await suggest_rotation(db, OLGA, title, 2, now, compute)
    async with refused(db, NotFoundError):
        await suggest_rotation(db, OLGA, "No such", 2, now, compute)
    assert await rows(db, "suggestions") == []
    assert await last_suggestion(db, OLGA, "Single", now) == {}


async def test_others_are_answered_while_it_thinks(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    """The search is in a thread, and no transaction waits for it."""
    await series_at(sqlite_db, now)
    thinking = asyncio.create_task(suggest_rotation(sqlite_db, OLGA, "Call", 3, now, compute))
    await asyncio.sleep(0.05)
    await set_hours(sqlite_db, ANA, "9", "17", None, now)
    assert not thinking.done()
    assert (await thinking).slots == 3
