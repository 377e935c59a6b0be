"""`/meeting cancel`: what was posted is put right, and everybody hears of it."""

from typing import Any

from sigbot.chat import custom_ids as ids
from sigbot.wording.refusals import NOT_ORGANIZER
from tests.discord.world import (
    BUTTONS,
    WEDNESDAY,
    Result,
    World,
    answer,
    buttons_of,
    moment,
    say,
    stamp,
    text_of,
    whispered,
)


async def cancel(world: World, meeting: str = "m1", **options: Any) -> Result:
    """The organizer cancels meetings, and confirms that."""
    asked = await world.command(world.organizer, "meeting cancel", meeting=meeting, **options)
    return await world.sure(asked)


async def test_an_organizer_cancels_a_meeting(world: World) -> None:
    card = await world.schedule("Kick-off", WEDNESDAY)
    done = await world.command(
        world.organizer, "meeting cancel", meeting="m1", reason="The speaker is ill."
    )
    assert whispered(done).startswith(f"**Kick-off** on {stamp(WEDNESDAY)}:F>")
    assert "is cancelled." in say(done)
    way_back = "`/meeting restore` brings it back, until it would start."
    assert whispered(done).splitlines()[-1] == way_back
    (card,), (notice,) = world.cards("Kick-off"), world.notices("Kick-off")
    assert "**Cancelled.** The speaker is ill." in text_of(card)
    assert buttons_of(card) == {}
    gone = "**Kick-off** on Wed 4 Mar, 11:00 New York is cancelled: The speaker is ill.\n"
    assert text_of(notice).startswith(f"{gone}-# It was planned for {stamp(WEDNESDAY)}:F>")


async def test_one_meeting_of_a_series_is_cancelled_and_the_rhythm_stays(world: World) -> None:
    await world.schedule("General Meeting", WEDNESDAY, repeat="every 2 weeks")
    done = await world.command(world.organizer, "meeting cancel", meeting="m2")
    assert "The series goes on as before." in whispered(done)
    labels = list(await world.choices(world.organizer, "meeting cancel", "meeting"))
    assert [label.split(" · ")[1][:16] for label in labels[:2]] == [
        "Wed 4 Mar 2026, ",
        "Wed 1 Apr 2026, ",
    ]


async def test_the_rest_of_a_series_is_cancelled(world: World) -> None:
    await world.schedule("General Meeting", WEDNESDAY, repeat="every 2 weeks")
    made = len(await world.keys())
    done = await cancel(world, "m2", scope="following")
    assert f"on: {made - 1} meetings." in whispered(done)
    assert whispered(done).splitlines()[-1] == (
        "`/meeting restore` with `scope: following` brings them back, until they would start."
    )
    assert list((await world.choices(world.ann, "meeting cancel", "meeting")).values()) == ["m1"]
    await world.advance(days=60)
    assert len(await world.keys()) == made


async def test_a_running_meeting_that_is_cancelled_has_no_way_back(world: World) -> None:
    await world.schedule("Kick-off", "in 5 minutes")
    await world.advance(minutes=10)
    done = await world.command(world.organizer, "meeting cancel", meeting="m1")
    assert "is cancelled." in whispered(done)
    assert "restore" not in whispered(done)
    back = await world.command(world.organizer, "meeting restore", meeting="m1")
    assert "too late to bring it back" in whispered(back)


async def test_every_card_of_a_cancelled_series_says_so(world: World) -> None:
    await world.schedule("Stand-up", "2026-03-03 11:00", repeat="FREQ=DAILY")
    assert world.cards("Stand-up")
    await cancel(world, scope="following")
    assert [card for card in world.cards("Stand-up") if buttons_of(card)] == []


async def test_cancelling_twice_is_refused(world: World) -> None:
    await world.schedule("Kick-off", WEDNESDAY)
    await world.command(world.organizer, "meeting cancel", meeting="m1")
    again = await world.command(world.organizer, "meeting cancel", meeting="m1")
    assert whispered(again).startswith("This meeting is already cancelled. `/meeting restore`")
    assert len(world.notices("Kick-off")) == 1


async def test_a_meeting_that_is_over_cannot_be_cancelled(world: World) -> None:
    await world.schedule("Kick-off", "in 5 minutes")
    await world.advance(hours=2)
    done = await world.command(world.organizer, "meeting cancel", meeting="m1")
    assert whispered(done).startswith("This meeting is already over")


async def test_a_member_cannot_cancel(world: World) -> None:
    await world.schedule("Kick-off", WEDNESDAY)
    done = await world.command(world.ann, "meeting cancel", meeting="m1")
    assert whispered(done) == NOT_ORGANIZER
    assert list(buttons_of(world.card("Kick-off"))) == BUTTONS


async def test_a_reason_has_its_limit(world: World) -> None:
    world.forge_lengths()
    await world.schedule("Kick-off", WEDNESDAY)
    done = await world.command(world.organizer, "meeting cancel", meeting="m1", reason="x" * 5_000)
    assert "This reason has 5,000 characters;" in whispered(done)


async def test_a_cancelled_meeting_is_shown_as_such(world: World) -> None:
    await world.schedule("Kick-off", WEDNESDAY)
    await world.command(world.organizer, "meeting cancel", meeting="m1", reason="Snow")
    shown = await world.command(world.ann, "meeting show", meeting="m1")
    assert "**Cancelled.** Snow" in whispered(shown)
    assert buttons_of(answer(shown)) == {}
    assert "~~Kick-off~~ · cancelled" in say(await world.command(world.ann, "meeting list"))


# Reminders


async def test_posted_reminders_say_that_it_is_cancelled_and_no_more_come(world: World) -> None:
    await world.plan(place="Stage", link="https://example.org/join")
    await world.until(moment("2026-03-04 10:00"))
    assert len(world.reminders()) == 2
    await world.command(world.organizer, "meeting cancel", meeting="m1")
    await world.advance(hours=3)
    found = world.reminders("~~Kick-off~~")
    assert len(found) == len(world.reminders()) == 2
    for reminder in found:
        shown = text_of(reminder)
        assert shown.startswith(f"**~~Kick-off~~**\n**Cancelled.**\n~~{stamp(WEDNESDAY)}:F>")
        assert shown.endswith("~~")
        assert "Stage" not in shown
        assert "https://example.org" not in shown
        assert buttons_of(reminder) == {}


async def test_posted_reminders_say_why_it_is_cancelled(world: World) -> None:
    await world.plan()
    await world.until(moment("2026-03-03 11:00"))
    await world.command(world.organizer, "meeting cancel", meeting="m1", reason="Snow")
    (reminder,) = world.reminders("Kick-off")
    assert text_of(reminder).startswith("**~~Kick-off~~**\n**Cancelled.** Snow\n~~<t:")


async def test_only_the_reminders_of_the_cancelled_meeting_are_put_right(world: World) -> None:
    await world.plan("Weekly call", repeat="weekly")
    await world.until(moment("2026-03-10 11:00"))
    await world.command(world.organizer, "meeting cancel", meeting="m2")
    await world.until(moment("2026-03-17 11:01"))
    gone = ["~~" in text_of(reminder) for reminder in world.reminders()]
    assert gone == [False, False, False, True, False]


async def test_a_series_that_is_cancelled_reminds_nobody_any_more(world: World) -> None:
    await world.plan("Weekly call", repeat="weekly")
    await cancel(world, scope="following", reason="Enough")
    await world.advance(days=30)
    assert world.reminders() == []
    (notice,) = world.notices("Weekly call")
    assert "is cancelled from" in text_of(notice)


async def test_old_buttons_of_a_cancelled_reminder_say_so(world: World) -> None:
    await world.plan()
    await world.until(moment("2026-03-03 11:00"))
    old = world.old_message(ids.Going(1))
    await world.command(world.organizer, "meeting cancel", meeting="m1")
    told = whispered(await world.ann.click(old, label="0"))
    assert told.startswith("This meeting was cancelled.")
