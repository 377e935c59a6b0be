"""Reminders in the news, and `/meeting reminders`."""

from datetime import UTC, timedelta
from typing import Any

import discord
import pytest

from sigbot.wording.refusals import NOT_ORGANIZER
from tests.discord.world import (
    ANSWERS,
    HOME,
    WEDNESDAY,
    World,
    buttons_of,
    moment,
    raw_text,
    say,
    stamp,
    text_of,
    whispered,
)

TICK = timedelta(seconds=1)


def said_at(messages: list[discord.Message]) -> list[str]:
    """When messages were posted, on the clocks of New York."""
    return [f"{message.created_at.astimezone(HOME):%m-%d %H:%M:%S}" for message in messages]


async def remind(world: World, before: str, meeting: str = "m1") -> str:
    done = await world.command(world.organizer, "meeting reminders", meeting=meeting, before=before)
    return whispered(done)


# When


async def test_reminders_come_a_day_and_an_hour_before_and_at_the_start_on_the_minute_and_once(
    world: World,
) -> None:
    await world.plan()
    for count, at in enumerate(("2026-03-03 11:00", "2026-03-04 10:00", WEDNESDAY)):
        await world.until(moment(at) - TICK)
        assert len(world.reminders("Kick-off")) == count
        await world.until(moment(at))
        assert len(world.reminders("Kick-off")) == count + 1
    await world.advance(days=2)
    assert said_at(world.reminders()) == ["03-03 11:00:00", "03-04 10:00:00", "03-04 11:00:00"]


async def test_a_reminder_says_what_when_where_and_the_next_step(world: World) -> None:
    await world.plan(
        place="Stage", link="https://example.org/join", speaker="Ada", description="Long text"
    )
    await world.until(moment("2026-03-03 11:00"))
    (reminder,) = world.reminders()
    shown = text_of(reminder)
    for fact in (
        "**Kick-off** starts in 1 day: Wed 4 Mar, 11:00 New York\n",
        f"{stamp(WEDNESDAY)}:F>",
        f"{stamp(WEDNESDAY)}:R>",
        "Stage",
        "Ada",
    ):
        assert fact in shown
    assert "https://" not in raw_text(reminder)
    assert "Long text" not in shown
    assert list(buttons_of(reminder)) == ANSWERS
    await world.until(moment("2026-03-04 10:00"))
    nearer = buttons_of(world.reminders()[-1])
    assert list(nearer) == [*ANSWERS, "Join"]
    assert nearer["Join"]["url"] == "https://example.org/join"


async def test_at_the_start_the_reminder_says_so_and_offers_to_check_in(world: World) -> None:
    await world.plan()
    await world.until(moment(WEDNESDAY))
    last = world.reminders()[-1]
    assert text_of(last).startswith("**Kick-off** starts now\n")
    assert list(buttons_of(last)) == ["Check in", *ANSWERS]


async def test_what_is_already_past_when_a_meeting_is_scheduled_is_not_said(world: World) -> None:
    await world.schedule("Kick-off", "in 30 minutes")
    await world.advance(minutes=29)
    assert world.reminders() == []
    await world.advance(minutes=1)
    assert len(world.reminders()) == 1


@pytest.mark.parametrize("sunday", ["2026-03-08", "2026-11-01"])
async def test_a_day_before_is_the_same_time_of_day_when_the_clocks_change_between(
    world: World, sunday: str
) -> None:
    await world.until(moment(f"{sunday} 09:00") - timedelta(days=3))
    await world.plan("Sunday call", f"{sunday} 11:00")
    await world.until(moment(f"{sunday} 12:00"))
    times = [when[6:] for when in said_at(world.reminders())]
    assert times == ["11:00:00", "10:00:00", "11:00:00"]


async def test_a_series_and_its_reminders_stay_at_eleven_in_new_york_all_year(
    world: World,
) -> None:
    for who, zone in ((world.ann, "London"), (world.ben, "Tokyo")):
        await world.command(who, "me timezone", zone=zone)
    await world.plan("General Meeting", WEDNESDAY, repeat="every 4 weeks")
    await world.until(moment("2026-11-11 12:30"))
    found = said_at(world.reminders("General Meeting"))
    assert len(found) == 3 * 10
    assert {when[6:] for when in found[0::3]} == {"11:00:00"}
    assert {when[6:] for when in found[1::3]} == {"10:00:00"}
    assert {when[6:] for when in found[2::3]} == {"11:00:00"}
    instants = [m.created_at.astimezone(UTC) for m in world.reminders()[2::3]]
    assert [at.hour for at in instants] == [16, *[15] * 8, 16]


# Whom


async def plan_for_subgroup(world: World, role: Any = None, **options: Any) -> None:
    await world.command(world.organizer, "sig subgroup add", name="Patient", role=role)
    await world.plan("Patient call", subgroup="Patient", **options)


async def test_only_reminders_ping_and_only_the_role_of_the_subgroup(world: World) -> None:
    role = world.guild.create_role("Patients")
    await plan_for_subgroup(world, role, repeat="weekly")
    await world.until(moment(WEDNESDAY))
    assert len(world.reminders()) == 3
    await world.command(world.organizer, "meeting cancel", meeting="m1")
    await world.advance(minutes=5)
    pings = [body["allowed_mentions"] for body in world.posts()]
    called = {"parse": [], "roles": [role.id]}
    assert pings == [{"parse": []}, called, called, called, {"parse": []}]


async def test_without_a_role_nobody_is_pinged(world: World) -> None:
    await plan_for_subgroup(world)
    await world.plan("General Meeting")
    await world.until(moment(WEDNESDAY))
    assert len(world.reminders()) == 6
    assert all(body["allowed_mentions"] == {"parse": []} for body in world.posts())


async def test_a_correction_of_a_reminder_keeps_the_mention_and_pings_nobody(world: World) -> None:
    role = world.guild.create_role("Patients")
    await plan_for_subgroup(world, role)
    await world.until(moment("2026-03-03 11:00"))
    await world.command(world.organizer, "meeting edit", meeting="m1", title="Patients' call")
    await world.advance(seconds=10)
    (reminder,) = world.reminders("Patients' call")
    assert raw_text(reminder).splitlines()[-1] == role.mention
    edits = world.sent("PATCH", f"/messages/{reminder.id}")
    assert [body["allowed_mentions"] for body in edits] == [{"parse": []}]


# Buttons


async def test_going_on_a_reminder_counts_on_the_card(world: World) -> None:
    await world.plan()
    await world.until(moment("2026-03-03 11:00"))
    (reminder,) = world.reminders()
    assert "You are **going**" in whispered(await world.ann.click(reminder, label="Going"))
    assert "You **can't** come" in whispered(await world.ben.click(reminder, label="Can't"))
    await world.advance(seconds=5)
    assert "**1** going · **0** maybe · **1** can't" in text_of(world.card("Kick-off"))


async def test_check_in_on_a_reminder_counts_on_the_card(world: World) -> None:
    await world.plan()
    await world.until(moment(WEDNESDAY))
    pressed = await world.ann.click(world.reminders()[-1], label="Check in")
    assert "checked in to **Kick-off**" in whispered(pressed)
    await world.advance(seconds=5)
    assert "**1** checked in" in text_of(world.card("Kick-off"))


async def test_the_newest_reminder_offers_what_fits_the_moment(world: World) -> None:
    await world.plan()
    while_open = ["Check in", *ANSWERS]
    for when, offered in (
        ("2026-03-03 11:00", [ANSWERS]),
        ("2026-03-04 10:44", [[], ANSWERS]),
        ("2026-03-04 10:45", [[], while_open]),
        ("2026-03-04 11:00", [[], [], while_open]),
        ("2026-03-04 12:01", [[], [], ["Check in"]]),
        ("2026-03-04 12:31", [[], [], []]),
    ):
        await world.until(moment(when))
        assert [list(buttons_of(reminder)) for reminder in world.reminders()] == offered, when
    (last,) = world.reminders("is over")
    assert "It is not recorded yet who was there." in text_of(last)
    for who in (world.ann, world.ben):
        await world.command(world.organizer, "attendance add", meeting="m1", member=who)
    edits = world.edits()
    await world.advance(seconds=5)
    assert "**2** people were there." in text_of(world.reminders("is over")[0])
    assert world.edits() == edits + 2, "the card and the reminder, once each"
    assert [list(buttons_of(reminder)) for reminder in world.reminders()] == offered


@pytest.mark.parametrize("since", ["2026-03-03 12:00", "2026-03-04 10:30"])
async def test_a_reminder_at_the_opening_of_check_in_takes_the_buttons_of_the_one_before_once(
    world: World, since: str
) -> None:
    """Also when the reminders were chosen after the one before was posted."""
    await world.plan()
    await world.until(moment(since))
    await remind(world, "1h, 15m")
    await world.until(moment("2026-03-04 10:46"))
    assert [list(buttons_of(reminder)) for reminder in world.reminders()] == [
        [],
        [],
        ["Check in", *ANSWERS],
    ]
    first, second, _ = world.reminders()
    for reminder in (first, second):
        assert len(world.sent("PATCH", f"/messages/{reminder.id}")) == 1
    assert text_of(first).startswith("**Kick-off** starts on Wed 4 Mar, 11:00 New York\n")


async def test_buttons_of_a_reminder_work_after_a_restart(world: World) -> None:
    await world.plan()
    await world.until(moment("2026-03-03 11:00"))
    (reminder,) = world.reminders()
    await world.restart()
    assert "**going**" in whispered(await world.ann.click(reminder, label="Going"))
    assert len(world.reminders()) == 1


# Choosing them


async def test_an_organizer_chooses_the_reminders_of_a_meeting(world: World) -> None:
    await world.plan()
    told = await remind(world, "10m, 2h")
    assert told == "Reminders of **Kick-off**: 2 hours and 10 minutes before."
    await world.until(moment(WEDNESDAY) + timedelta(hours=1))
    assert said_at(world.reminders()) == ["03-04 09:00:00", "03-04 10:50:00"]


async def test_an_organizer_turns_the_reminders_of_a_meeting_off(world: World) -> None:
    await world.plan()
    assert await remind(world, "off") == "**Kick-off** has no reminders now."
    await world.until(moment(WEDNESDAY) + timedelta(hours=1))
    assert world.reminders() == []


async def test_the_reminders_of_a_series_are_those_of_all_its_meetings_ahead(
    world: World,
) -> None:
    await world.plan("Weekly call", repeat="weekly")
    told = await remind(world, "1h")
    assert told == "Reminders of **Weekly call** and the meetings of its series: 1 hour before."
    await world.until(moment("2026-03-18 12:00"))
    expected = ["03-04 10:00:00", "03-11 10:00:00", "03-18 10:00:00"]
    assert said_at(world.reminders("Weekly call")) == expected


async def test_reminders_of_another_meeting_stay_as_they_are(world: World) -> None:
    await world.plan()
    await world.plan("Digital twins")
    await remind(world, "off")
    await world.until(moment(WEDNESDAY))
    assert len(world.reminders("Digital twins")) == 3


REFUSED = {
    "unreadable": ("soon", "I could not read “soon”. Please write it like `1d, 1h, 10m`"),
    "too long": ("5w", "“5w” is too long before a meeting. Please keep it to 4 weeks"),
    "too many": ("1h, 2h, 3h, 4h, 5h, 6h", "That is too many reminders; please keep it to 5."),
    "huge": ("x" * 5_000, "This list of reminders has 5,000 characters; please keep it to 100."),
    "nasty": ("<@&1>, 1h", "I could not read “<@&1>”."),
}


@pytest.mark.parametrize(("before", "sentence"), REFUSED.values(), ids=REFUSED.keys())
async def test_reminders_that_cannot_be_are_refused_and_the_others_stay(
    world: World, before: str, sentence: str
) -> None:
    world.forge_lengths()
    await world.plan()
    told = await remind(world, before)
    assert sentence in told
    assert len(told) < 300
    await world.until(moment(WEDNESDAY))
    assert len(world.reminders()) == 3


async def test_reminders_of_what_is_over_cancelled_or_unknown_are_refused(world: World) -> None:
    await world.plan("Over", "in 5 minutes")
    await world.plan("Cancelled")
    await world.command(world.organizer, "meeting cancel", meeting="m2")
    await world.advance(hours=2)
    assert "This meeting is already over" in await remind(world, "1h", "m1")
    assert "This meeting is already cancelled." in await remind(world, "1h", "m2")
    assert "I can't find a meeting “m3” here." in await remind(world, "1h", "m3")


async def test_a_member_cannot_choose_the_reminders(world: World) -> None:
    await world.plan()
    done = await world.command(world.ann, "meeting reminders", meeting="m1", before="off")
    assert whispered(done) == NOT_ORGANIZER
    await world.until(moment("2026-03-03 11:00"))
    assert len(world.reminders()) == 1


# What is offered while typing


async def offered(world: World, typed: str = "") -> dict[str, str]:
    return await world.choices(world.organizer, "meeting reminders", "before", typed)


async def test_usual_reminders_are_offered(world: World) -> None:
    found = await offered(world)
    assert found["1 day and 1 hour before, and at the start"] == "1d, 1h, start"
    assert found["No reminders"] == "off"


async def test_while_typing_the_bot_says_how_it_reads_reminders(world: World) -> None:
    assert await offered(world, "90 min and 2 days") == {"2 days and 1 h 30 min before": "2d, 90m"}


async def test_what_cannot_be_read_as_reminders_is_said_while_typing(world: World) -> None:
    ((label, value),) = (await offered(world, "soon")).items()
    assert label.startswith("I could not read “soon”")
    assert value == "soon"
    for typed in ("x" * 5_000, "9" * 500 + "d", "1d," * 50, "@everyone"):
        assert all(1 <= len(label) <= 100 for label in await offered(world, typed))


async def test_only_meetings_ahead_are_offered_for_reminders(world: World) -> None:
    await world.plan("Over", "in 5 minutes")
    await world.plan()
    await world.advance(hours=2)
    found = await world.choices(world.organizer, "meeting reminders", "meeting")
    assert list(found.values()) == ["m2"]
    assert "Kick-off" in say(await world.command(world.ann, "meeting list"))
