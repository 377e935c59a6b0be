"""A change of the clocks moves a meeting for some people: they are told in time."""

from datetime import timedelta

from tests.discord.world import (
    WEDNESDAY,
    Person,
    World,
    moment,
    stamp,
    text_of,
    whispered,
)

TITLE = "is at another local time from"
SPRING = moment("2026-03-08 03:00")
"""When the clocks of New York go forward, six days after BEGIN; London follows in three weeks."""

SUMMER_END = moment("2026-10-25 01:00")
"""When the clocks of London go back, a week before those of New York."""


async def lives_in(world: World, who: Person, zone: str) -> None:
    assert "Your time zone is" in whispered(await world.command(who, "me timezone", zone=zone))


async def warnings(world: World) -> list[str]:
    return [text_of(notice) for notice in world.notices(TITLE)]


async def settled(world: World) -> list[str]:
    """The warnings, when those that would be late have waited for other members' zones."""
    await world.advance(minutes=10)
    return await warnings(world)


async def weekly(world: World, when: str = "2026-03-12 11:00") -> None:
    await world.plan("Weekly call", when, repeat="weekly")


async def autumn(world: World) -> None:
    """The end of September, weeks before clocks change anywhere in these tests."""
    await world.until(moment("2026-09-28 09:00"))


async def test_a_week_before_the_news_say_for_whom_the_hour_changes_and_for_how_long(
    world: World,
) -> None:
    await autumn(world)
    for who, zone in ((world.ann, "London"), (world.ben, "Tokyo")):
        await lives_in(world, who, zone)
    await world.plan("Weekly call", "2026-09-30 11:00", repeat="weekly")
    await world.until(SUMMER_END - timedelta(days=8))
    assert await warnings(world) == []
    await world.until(moment("2026-10-25 12:00"))
    (first, *rest) = await warnings(world)
    assert first.startswith(
        f"**Weekly call** {TITLE} 25 Oct on in Europe (for one week). Open this to see your time.\n"
        "Clocks change; it stays at 11:00 in New York.\n"
    )
    assert "London" not in first
    assert f"{stamp('2026-10-28 11:00')}:F>" in first
    assert len(rest) == 1
    await world.until(moment("2026-11-05 12:00"))
    assert len(await warnings(world)) == 2


async def test_who_lives_where_the_meeting_is_learns_that_nothing_changes(world: World) -> None:
    await lives_in(world, world.ann, "London")
    await weekly(world, WEDNESDAY)
    (told,) = await settled(world)
    assert told.endswith("If the hour is the same, nothing changes for you.")
    assert "new time" not in told


async def test_the_second_warning_is_of_those_whose_clocks_stay(world: World) -> None:
    await autumn(world)
    for who, zone in ((world.ann, "London"), (world.ben, "Tokyo")):
        await lives_in(world, who, zone)
    await world.plan("Weekly call", "2026-09-30 11:00", repeat="weekly")
    await world.until(moment("2026-11-02 12:00"))
    second = (await warnings(world))[1]
    assert f"{TITLE} 1 Nov on in East Asia and Europe. Open this to see your time." in second


async def test_when_the_change_is_near_already_the_warning_comes_in_ten_minutes(
    world: World,
) -> None:
    await lives_in(world, world.ann, "London")
    await weekly(world, WEDNESDAY)
    await world.advance(minutes=9, seconds=59)
    assert await warnings(world) == []
    await world.advance(seconds=1)
    (told,) = await warnings(world)
    assert " on in Europe (for 3 weeks). Open this to see your time." in told
    assert f"{stamp('2026-03-11 11:00')}:F>" in told


async def test_each_reader_sees_the_old_and_the_new_time_on_their_own_clock(world: World) -> None:
    await lives_in(world, world.ann, "London")
    await weekly(world, WEDNESDAY)
    (told,) = await settled(world)
    lines = told.splitlines()
    assert len(lines) == 3
    assert f" {stamp(WEDNESDAY)}:t> until then" in lines[2]
    assert f"{stamp('2026-03-11 11:00')}:F>" in lines[2]


async def test_news_never_have_the_name_that_a_meeting_has_only_later(world: World) -> None:
    await autumn(world)
    await lives_in(world, world.ann, "London")
    await world.plan("Weekly call", "2026-09-30 11:00", repeat="weekly")
    options = {"title": "Next year's call", "scope": "following"}
    await world.command(world.organizer, "meeting edit", meeting="m9", **options)
    await world.until(moment("2026-10-25 12:00"))
    assert (await warnings(world))[0].startswith("**Weekly call** is at another")


async def test_members_who_say_where_they_are_one_after_the_other_are_all_in_the_warning(
    world: World,
) -> None:
    await weekly(world, WEDNESDAY)
    for who, zone in ((world.ann, "London"), (world.ben, "Paris"), (world.manager, "Tokyo")):
        await lives_in(world, who, zone)
        await world.advance(minutes=3)
    assert await warnings(world) == []
    (told,) = await settled(world)
    assert " on in East Asia and Europe (for 3 weeks). Open this to see your time." in told


async def test_the_date_is_that_of_the_change_where_the_clock_changes(world: World) -> None:
    """In New York it is still 28 March when London goes forward."""
    await lives_in(world, world.ann, "London")
    await weekly(world, WEDNESDAY)
    await world.until(moment("2026-03-28 21:30"))
    first, second = await warnings(world)
    assert "from 8 Mar on " in first
    assert "from 29 Mar on " in second


async def test_a_zone_that_is_set_later_is_warned_too(world: World) -> None:
    await weekly(world, WEDNESDAY)
    assert await settled(world) == []
    await lives_in(world, world.ann, "London")
    assert len(await settled(world)) == 1


async def test_however_many_members_say_where_they_are_there_is_one_warning(world: World) -> None:
    await weekly(world, WEDNESDAY)
    for who, zone in (
        (world.ann, "London"),
        (world.ben, "Paris"),
        (world.manager, "Tokyo"),
        (world.organizer, "London"),
        (world.ann, "Nairobi"),
    ):
        await lives_in(world, who, zone)
    await world.until(SPRING + timedelta(days=1))
    assert len(await warnings(world)) == 1


async def test_clocks_that_change_alike_are_no_news(world: World) -> None:
    await lives_in(world, world.ann, "Chicago")
    await lives_in(world, world.ben, "Toronto")
    await weekly(world, WEDNESDAY)
    await world.until(SPRING + timedelta(days=10))
    assert await warnings(world) == []


async def test_a_single_meeting_is_no_reason_for_a_warning(world: World) -> None:
    await lives_in(world, world.ann, "London")
    await world.plan("Kick-off", "2026-03-11 11:00")
    await world.until(SPRING + timedelta(days=1))
    assert await warnings(world) == []


async def test_a_series_that_was_cancelled_warns_nobody(world: World) -> None:
    await autumn(world)
    await lives_in(world, world.ann, "London")
    await world.plan("Weekly call", "2026-09-30 11:00", repeat="weekly")
    await world.sure(
        await world.command(world.organizer, "meeting cancel", meeting="m1", scope="following")
    )
    await world.until(moment("2026-11-05 12:00"))
    assert await warnings(world) == []


async def test_every_series_warns_for_itself(world: World) -> None:
    await lives_in(world, world.ann, "London")
    await weekly(world, WEDNESDAY)
    await world.plan("Reading group", "2026-03-05 15:00", repeat="every 2 weeks")
    found = await settled(world)
    assert [title in one for one in found for title in ("Weekly call", "Reading group")] == [
        True,
        False,
        False,
        True,
    ]


async def test_show_says_what_a_change_does_in_ones_own_zone(world: World) -> None:
    await weekly(world, WEDNESDAY)
    for who, zone in ((world.ann, "London"), (world.ben, "Tokyo"), (world.manager, "Chicago")):
        await lives_in(world, who, zone)
    lines = {}
    for who in (world.ann, world.ben, world.manager, world.organizer):
        shown = whispered(await world.command(who, "meeting show", meeting="m1"))
        lines[who.name] = [line for line in shown.split("\n") if "🕰️" in line]
    assert lines["ann"] == [
        "-# 🕰️ From 8 Mar it is at 15:00 instead of 16:00 in London, for 3 weeks."
    ]
    (tokyo,) = lines["ben"]
    assert "it is at Thu 00:00 instead of Thu 01:00 in Tokyo." in tokyo
    assert lines["mike"] == lines["olga"] == []


async def test_show_says_nothing_of_a_change_to_a_meeting_that_was_moved_alone(
    world: World,
) -> None:
    await weekly(world, WEDNESDAY)
    await lives_in(world, world.ann, "London")
    await world.command(world.organizer, "meeting edit", meeting="m1", when="2026-03-04 13:00")
    shown = whispered(await world.command(world.ann, "meeting show", meeting="m1"))
    assert "🕰️" not in shown
    shown = whispered(await world.command(world.ann, "meeting show", meeting="m2"))
    assert "🕰️" in shown


async def test_show_says_nothing_of_a_change_that_is_far_away_or_past(world: World) -> None:
    await lives_in(world, world.ann, "London")
    await world.plan("Weekly call", "2026-04-15 11:00", repeat="weekly")
    shown = whispered(await world.command(world.ann, "meeting show", meeting="m1"))
    assert "🕰️" not in shown
