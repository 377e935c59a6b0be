"""`/meeting edit`: what was posted is put right, and those who go hear of a move."""

import re
from datetime import timedelta
from typing import Any

import pytest

from sigbot.wording.refusals import NOT_ORGANIZER, NOTHING_TO_CHANGE
from tests.discord.world import (
    ANSWERS,
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

THURSDAY = "2026-03-05 15:00"
MOVED = "**Kick-off** has moved to Thu 5 Mar, 15:00 New York"
TOMORROW = moment("2026-03-03 11:00")
"""When the first reminder of a meeting on Wednesday comes."""


async def edit(world: World, meeting: str = "m1", **options: Any) -> Result:
    """The organizer changes a meeting, and confirms what is far or reaches many."""
    done = await world.command(world.organizer, "meeting edit", meeting=meeting, **options)
    asked = say(done).startswith(("**Change ", "**Move ", "This moves the meeting to"))
    return await world.sure(done) if asked or "**What kind" in say(done) else done


async def starts(world: World) -> list[str]:
    """When each meeting starts, as the lists say it."""
    offered = await world.choices(world.ann, "meeting show", "meeting")
    return [label.split(" · ")[1].removesuffix(" New York") for label in offered]


# What is said about a meeting


async def test_another_title_is_on_the_card_and_on_reminders_at_once(world: World) -> None:
    await world.plan()
    await world.until(TOMORROW)
    told = whispered(await edit(world, title="First call"))
    assert told.startswith(f"Saved. **First call** is {stamp(WEDNESDAY)}:F>")
    assert text_of(world.card("First call")).startswith("## First call\n")
    (reminder,) = world.reminders()
    assert text_of(reminder).startswith("**First call** starts on Wed 4 Mar, 11:00 New York\n")
    assert list(buttons_of(reminder)) == ANSWERS
    assert world.notices() == []


async def test_everything_about_a_meeting_can_be_changed(world: World) -> None:
    await world.plan()
    await edit(
        world,
        duration="90 min",
        place="Stage",
        link="https://example.org/join",
        speaker="Ada Byron",
        description="All about it",
    )
    shown = text_of(world.card("Kick-off"))
    for fact in ("1 h 30 min", "Stage", "Ada Byron", "All about it"):
        assert fact in shown
    await world.until(moment("2026-03-04 10:00"))
    join = buttons_of(world.card("Kick-off"))["Join"]
    assert join["url"] == "https://example.org/join"
    assert "Guest Presentation" in shown


async def test_a_dash_takes_a_thing_away(world: World) -> None:
    everything = {"place": "Stage", "link": "https://example.org", "speaker": "Ada"}
    await world.plan(description="All about it", **everything)
    await edit(world, description="-", **dict.fromkeys(everything, "-"))
    shown = text_of(world.card("Kick-off"))
    for gone in ("Stage", "Ada", "All about it"):
        assert gone not in shown
    await world.until(moment("2026-03-04 10:00"))
    assert "Join" not in buttons_of(world.card("Kick-off"))


async def test_answers_stay_when_a_meeting_is_changed(world: World) -> None:
    card = await world.schedule("Kick-off", WEDNESDAY)
    await world.ann.click(card, label="Going")
    await edit(world, title="First call", when=THURSDAY)
    await world.advance(seconds=5)
    assert "**1** asked again" in text_of(world.card("First call"))


async def test_following_meetings_of_a_series_are_changed_with_it(world: World) -> None:
    await world.plan("Weekly call", repeat="weekly")
    told = whispered(await edit(world, meeting="m2", title="Big call", scope="following"))
    assert told.startswith("Saved ")
    listed = list(await world.choices(world.ann, "meeting show", "meeting"))
    assert [label.split(" · ")[0] for label in listed[:3]] == ["Weekly call"] + ["Big call"] * 2


async def test_a_reminder_of_the_start_stays_one_when_the_meeting_is_changed(world: World) -> None:
    await world.plan()
    await world.until(moment(WEDNESDAY))
    await edit(world, place="Stage")
    last = text_of(world.reminders()[-1])
    assert "Stage" in last
    assert last.startswith("**Kick-off** has started\n")
    await world.advance(minutes=7)
    await edit(world, place="Room 2")
    last = text_of(world.reminders()[-1])
    assert "Room 2" in last
    assert last.startswith("**Kick-off** has started\n")


async def test_the_newest_reminder_says_when_the_meeting_has_ended(world: World) -> None:
    await world.plan()
    await world.until(moment(WEDNESDAY) + timedelta(minutes=61))
    last = text_of(world.reminders()[-1])
    closes = f"Check-in is open until {stamp('2026-03-04 12:30')}"
    assert last.startswith(f"**Kick-off** has ended\n{closes}")


# A move


async def test_a_move_is_said_in_the_answer_on_the_card_and_in_the_news(world: World) -> None:
    await world.plan()
    told = whispered(await edit(world, when=THURSDAY))
    assert told.startswith(
        "Moved **Kick-off** from Wed 4 Mar, 11:00 to Thu 5 Mar 2026, 15:00 New York (UTC-5).\n"
        f"🗓️ {stamp(THURSDAY)}:F>"
    )
    (notice,) = world.notices("has moved")
    assert text_of(notice).startswith(f"{MOVED}.\n🗓️ Now {stamp(THURSDAY)}:F>")
    assert f"\n-# Before: {stamp(WEDNESDAY)}:f>" in text_of(notice)
    assert "Open the meeting" in buttons_of(notice)
    assert f"{stamp(THURSDAY)}:F>" in text_of(world.card("Kick-off"))
    assert len(world.cards()) == 1


async def test_reminders_follow_a_move_and_posted_ones_say_so(world: World) -> None:
    await world.plan()
    await world.until(TOMORROW)
    await edit(world, when=THURSDAY)
    (reminder,) = world.reminders("Kick-off")
    assert text_of(reminder).startswith(f"{MOVED}\n🗓️ <t:")
    assert f"{stamp(THURSDAY)}:F>" in text_of(reminder)
    assert stamp(WEDNESDAY) not in text_of(reminder)
    await world.until(moment(WEDNESDAY))
    assert len(world.reminders()) == 1
    await world.until(moment(THURSDAY))
    assert len(world.reminders()) == 4


async def test_going_and_check_in_work_on_a_reminder_that_was_moved(world: World) -> None:
    await world.plan()
    await world.until(TOMORROW)
    await edit(world, when=THURSDAY)
    (reminder,) = world.reminders()
    assert "**going**" in whispered(await world.ann.click(reminder, label="Going"))


async def test_a_move_is_told_to_those_who_go_and_want_direct_messages(world: World) -> None:
    card = await world.schedule("Kick-off", WEDNESDAY)
    for who, label in ((world.ann, "Going"), (world.ben, "Maybe")):
        await world.command(who, "me reminders", dm=True, changes="dm")
        await who.click(card, label=label)
    await edit(world, when=THURSDAY)
    (message,) = world.direct(world.ann)
    assert message.startswith(f"{MOVED}. Still coming?\n🗓️ Now {stamp(THURSDAY)}:F>")
    (told,) = world.direct(world.ben)
    assert "Still coming?" not in told
    await world.until(moment(THURSDAY) - timedelta(hours=1))
    assert len(world.direct(world.ann)) == 2
    assert len(world.direct(world.ben)) == 1


async def test_a_change_without_a_move_is_told_to_nobody_directly(world: World) -> None:
    card = await world.schedule("Kick-off", WEDNESDAY)
    await world.command(world.ann, "me reminders", dm=True, changes="dm")
    await world.ann.click(card, label="Going")
    await edit(world, title="First call")
    await world.advance(minutes=1)
    assert world.direct(world.ann) == []


async def test_one_meeting_of_a_series_moves_alone(world: World) -> None:
    await world.plan("Weekly call", repeat="weekly")
    await edit(world, meeting="m2", when="2026-03-12 15:00")
    assert (await starts(world))[:3] == [
        "Wed 4 Mar 2026, 11:00",
        "Thu 12 Mar 2026, 15:00",
        "Wed 18 Mar 2026, 11:00",
    ]


async def test_a_series_typed_by_its_title_is_its_next_date_and_the_answer_says_which(
    world: World,
) -> None:
    await world.plan("Weekly call", repeat="weekly")
    await world.command(world.organizer, "meeting cancel", meeting="m1")
    told = whispered(await edit(world, meeting="weekly call", when="2026-03-12 15:00"))
    assert told.startswith("Moved **Weekly call** from Wed 11 Mar, 11:00 to Thu 12 Mar 2026, ")
    saved = whispered(await edit(world, meeting="weekly call", duration="2h"))
    assert saved.startswith(f"Saved. **Weekly call** is {stamp('2026-03-12 15:00')}:F>")


async def test_a_meeting_moves_with_all_that_follow(world: World) -> None:
    await world.plan("Weekly call", repeat="weekly")
    told = whispered(await edit(world, meeting="m2", when="2026-03-12 15:00", scope="following"))
    assert told.startswith("Moved **Weekly call** from Wed 11 Mar, 11:00 to Thu 12 Mar 2026, ")
    assert stamp("2026-03-12 15:00") in told
    # The question promises to tell people, also where no card of these meetings is posted yet.
    [notice] = [text_of(each) for each in world.notices("has moved")]
    assert notice.startswith(
        "**Weekly call** has moved to Thu 12 Mar, 15:00 New York, and so have "
    )
    assert (await starts(world))[:4] == [
        "Wed 4 Mar 2026, 11:00",
        "Thu 12 Mar 2026, 15:00",
        "Thu 19 Mar 2026, 15:00",
        "Thu 26 Mar 2026, 15:00",
    ]
    await world.until(moment("2026-04-02 15:00"))
    assert len(world.reminders("is over")) == 4
    [started] = [text_of(each) for each in world.reminders("starts now")]
    assert f"{stamp('2026-04-02 15:00')}:F>" in started


async def test_the_news_say_that_the_following_meetings_are_moved_too(world: World) -> None:
    await world.plan("Weekly call", repeat="weekly")
    await edit(world, when=THURSDAY, scope="following")
    (notice,) = world.notices("has moved")
    assert ", and so have the meetings that follow.\n" in text_of(notice)


async def test_a_new_repetition_is_news_and_said_to_whom_chose_it(world: World) -> None:
    await world.plan("Weekly call", repeat="weekly")
    done = await edit(world, repeat="every 2 weeks", scope="following")
    first, second = whispered(done).splitlines()
    assert first.startswith(
        "Changed the repetition: **Weekly call** takes place every 2 weeks from"
    )
    assert re.fullmatch(r"Cancelled \d+ meetings that do not fit the new repetition\.", second)
    assert len(world.notices("**Weekly call** is every 2 weeks from")) == 1


async def test_whoever_goes_is_told_directly_that_the_following_meetings_have_moved_too(
    world: World,
) -> None:
    card = await world.schedule("Weekly call", WEDNESDAY, repeat="weekly")
    await world.command(world.ann, "me reminders", dm=True, changes="dm")
    await world.ann.click(card, label="Going")
    await edit(world, when=THURSDAY, scope="following")
    (message,) = world.direct(world.ann)
    assert message.startswith(
        "**Weekly call** has moved to Thu 5 Mar, 15:00 New York. Still coming?\n"
        f"The meetings that follow have moved, too.\n🗓️ Now {stamp(THURSDAY)}:F>"
    )


async def test_a_date_of_a_known_series_that_has_no_card_yet_moves_with_news(world: World) -> None:
    await world.plan("Weekly call", repeat="weekly")
    told = whispered(await edit(world, meeting="m5", when="2026-04-02 15:00"))
    assert told.splitlines()[-1] == f"I tell people in {world.news.mention}."
    (notice,) = world.notices()
    assert text_of(notice).startswith("**Weekly call** has moved to Thu 2 Apr, 15:00 New York.\n")
    assert buttons_of(notice) == {}


async def test_two_moves_in_a_row_leave_the_last_time_everywhere(world: World) -> None:
    await world.plan()
    await world.until(TOMORROW)
    await edit(world, when=THURSDAY)
    await edit(world, when="2026-03-06 09:00")
    await world.advance(seconds=10)
    for message in (world.card("Kick-off"), *world.reminders(), world.notices()[-1]):
        assert f"{stamp('2026-03-06 09:00')}:F>" in text_of(message)
    await world.until(moment("2026-03-06 09:00"))
    assert len(world.reminders("starts now")) == 1


async def test_a_reminder_is_a_reminder_again_when_the_meeting_moves_back(world: World) -> None:
    await world.plan()
    await world.until(TOMORROW)
    for when in (THURSDAY, WEDNESDAY):
        await edit(world, when=when)
        await world.advance(seconds=10)
    assert text_of(world.reminders()[0]).startswith(
        "**Kick-off** starts on Wed 4 Mar, 11:00 New York\n"
    )


# What is asked, and what is offered


async def test_a_bare_time_asks_whether_the_meetings_own_day_is_meant(world: World) -> None:
    await world.plan()
    asked = await edit(world, when="16:00")
    assert "can mean more than one time" in whispered(asked)
    assert list(buttons_of(answer(asked))) == [
        "Wed 4 Mar 2026, 16:00 New York",
        "Mon 2 Mar 2026, 16:00 New York",
    ]
    assert (await starts(world)) == ["Wed 4 Mar 2026, 11:00"]
    pressed = await world.organizer.click(answer(asked), label="Wed 4 Mar 2026, 16:00 New York")
    assert "Moved **Kick-off** from Wed 4 Mar, 11:00 to Wed 4 Mar 2026, 16:00" in say(pressed)
    assert (await starts(world)) == ["Wed 4 Mar 2026, 16:00"]


async def test_the_list_of_times_offers_the_meetings_own_day_too(world: World) -> None:
    await world.plan()
    offered = await world.choices(world.organizer, "meeting edit", "when", "16:00", meeting="m1")
    assert [label.split(" New York")[0] for label in offered] == [
        "Wed 4 Mar 2026, 16:00",
        "Mon 2 Mar 2026, 16:00",
    ]
    picked = next(iter(offered.values()))
    assert whispered(await edit(world, when=picked)).startswith("Moved **")
    assert (await starts(world)) == ["Wed 4 Mar 2026, 16:00"]


async def test_a_weekday_is_read_in_the_week_of_the_meeting_as_the_list_says(
    world: World,
) -> None:
    await world.plan("Kick-off", "2026-04-01 11:00")
    offered = await world.choices(
        world.organizer, "meeting edit", "when", "Thursday 11am", meeting="m1"
    )
    assert [label[:22] for label in offered] == ["Thu 2 Apr 2026, 11:00 "]
    assert whispered(await edit(world, when="Thursday 11am")).startswith("Moved **")
    assert await starts(world) == ["Thu 2 Apr 2026, 11:00"]


async def test_a_new_time_may_have_an_end(world: World) -> None:
    await world.plan()
    assert whispered(await edit(world, when="Thu 9-10:30am")).startswith("Moved **")
    assert await world.sql("SELECT duration FROM meetings") == [(90,)]
    assert await starts(world) == ["Thu 5 Mar 2026, 09:00"]


async def test_next_weekday_is_counted_from_the_week_of_the_meeting(world: World) -> None:
    await world.plan("Kick-off", "2026-04-01 11:00")
    asked = await edit(world, when="next Thursday 11am")
    assert list(buttons_of(answer(asked))) == [
        "Thu 2 Apr 2026, 11:00 New York",
        "Thu 9 Apr 2026, 11:00 New York",
        "Thu 5 Mar 2026, 11:00 New York",
        "Thu 12 Mar 2026, 11:00 New York",
    ]
    assert await starts(world) == ["Wed 1 Apr 2026, 11:00"]


async def test_a_move_by_more_than_three_days_is_asked_about(world: World) -> None:
    await world.plan()
    for when, is_asked in (("2026-03-07 11:01", True), ("2026-03-07 11:00", False)):
        done = await world.command(world.organizer, "meeting edit", meeting="m1", when=when)
        assert ("by more than three days." in whispered(done)) == is_asked
    assert await starts(world) == ["Sat 7 Mar 2026, 11:00"]
    asked = await world.command(
        world.organizer, "meeting edit", meeting="m1", when="2026-03-14 11:00", title="Later"
    )
    assert list(buttons_of(answer(asked))) == ["Sat 14 Mar 2026, 11:00 New York"]
    assert await starts(world) == ["Sat 7 Mar 2026, 11:00"]
    assert say(await world.sure(asked)).startswith("Moved **Later** from Sat 7 Mar, 11:00 to")
    assert await starts(world) == ["Sat 14 Mar 2026, 11:00"]


async def test_the_list_of_times_says_how_a_day_is_read(world: World) -> None:
    await world.plan()
    for meeting in ("m1", "nothing", None):
        (label,) = await world.choices(
            world.organizer, "meeting edit", "when", "next monday 11am", meeting=meeting or ""
        )
        assert label == "Mon 9 Mar 2026, 11:00 New York (UTC-4), in 7 days"


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({}, NOTHING_TO_CHANGE),
    "same time": ({"when": WEDNESDAY}, "The meeting is at that time already."),
    "unreadable": ({"when": "soonish"}, "I could not read “soonish”"),
    "length": ({"duration": "40 hours"}, "not 40 h."),
    "link": ({"link": "the usual room"}, "That is not a web link."),
    "title": ({"title": "x" * 5_000}, "This title has 5,000 characters;"),
    "invisible": ({"title": "\u200b"}, "The title can't be empty."),
}


@pytest.mark.parametrize(("options", "sentence"), REFUSED.values(), ids=REFUSED.keys())
async def test_a_change_that_cannot_be_is_refused_and_nothing_changes(
    world: World, options: dict[str, Any], sentence: str
) -> None:
    world.forge_lengths()
    await world.plan()
    before = text_of(world.card("Kick-off"))
    assert sentence in whispered(await edit(world, **options))
    await world.advance(seconds=5)
    assert text_of(world.card("Kick-off")) == before
    assert world.notices() == []


async def test_a_member_cannot_change_a_meeting(world: World) -> None:
    await world.plan()
    done = await world.command(world.ann, "meeting edit", meeting="m1", title="Mine")
    assert whispered(done) == NOT_ORGANIZER
    await world.advance(seconds=5)
    assert world.cards("Mine") == []


async def test_what_is_cancelled_or_unknown_cannot_be_changed(world: World) -> None:
    await world.plan()
    await world.command(world.organizer, "meeting cancel", meeting="m1")
    assert "This meeting was cancelled." in whispered(await edit(world, title="First call"))
    assert "I can't find a meeting “m7” here." in whispered(await edit(world, meeting="m7"))


async def test_what_is_over_cannot_be_moved_but_its_title_can_be_mended(world: World) -> None:
    await world.plan("Kick-of", "in 5 minutes")
    await world.advance(hours=2)
    assert "This meeting is already over" in whispered(await edit(world, when=WEDNESDAY))
    assert whispered(await edit(world, title="Kick-off")).startswith("Saved.")
    assert len(world.cards("Kick-off")) == 1


async def test_a_series_does_not_move_before_the_meeting_ahead_of_it(world: World) -> None:
    await world.plan("Weekly call", repeat="weekly")
    done = await edit(world, meeting="m2", when="2026-03-03 11:00", scope="following")
    assert "The meeting before it in this series is" in whispered(done)
