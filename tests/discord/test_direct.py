"""`/me reminders`: direct messages to those who are going and want them."""

from datetime import timedelta
from typing import Any

import pytest

from tests.discord.world import (
    WEDNESDAY,
    Person,
    Result,
    World,
    buttons_of,
    moment,
    parts,
    say,
    stamp,
    text_of,
    whispered,
)

AT_TEN = moment("2026-03-04 10:00")
CLOSED: dict[str, Any] = {"status": 403, "code": 50007}
FOOT = "-# You asked Healthcare SIG for this. `/me reminders` changes it."


async def wants(world: World, who: Person, before: str | None = None) -> str:
    done = await world.command(who, "me reminders", dm=True, before=before, changes="dm")
    return whispered(done)


async def goes(world: World, who: Person, label: str = "Going", title: str = "Kick-off") -> None:
    await who.click(world.card(title), label=label)


def close_direct(world: World, who: Person, times: int | None = None) -> None:
    world.env.inject_error(
        "POST", f"/channels/{who.user.dm_channel.id}/messages", times=times, **CLOSED
    )


def tried(world: World, who: Person) -> int:
    return len(world.sent("POST", f"/channels/{who.user.dm_channel.id}/messages"))


# Who gets them


async def test_an_hour_before_those_who_go_and_want_it_get_a_direct_message(world: World) -> None:
    await world.plan()
    said = await wants(world, world.ann)
    assert said.startswith("I will send you a direct message 1 hour before")
    await goes(world, world.ann)
    await goes(world, world.ben)
    await world.until(AT_TEN - timedelta(seconds=1))
    assert world.direct(world.ann) == []
    await world.until(AT_TEN)
    (message,) = world.direct(world.ann)
    assert message.startswith("**Kick-off** starts in 1 hour\n")
    assert f"{stamp(WEDNESDAY)}:F>" in message
    assert message.endswith(FOOT)
    await world.advance(days=1)
    assert len(world.direct(world.ann)) == 1
    assert world.direct(world.ben) == []


async def test_a_direct_message_leads_to_the_card(world: World) -> None:
    card = await world.schedule("Kick-off", WEDNESDAY)
    await wants(world, world.ann)
    await goes(world, world.ann)
    await world.until(AT_TEN)
    (message,) = world.ann.user.dm_channel.history()
    link = next(part for part in parts(message.components) if part.get("url"))
    assert link["url"].endswith(f"/{world.guild.id}/{world.news.id}/{card.id}")
    assert "custom_id" not in buttons_of(message)[link["label"]]


async def test_a_direct_message_shortly_before_opens_the_call(world: World) -> None:
    await world.plan(link="https://example.org/join")
    await wants(world, world.ann, "1d, 30m")
    await goes(world, world.ann)
    await world.until(moment(WEDNESDAY) - timedelta(minutes=30))
    early, late = world.ann.user.dm_channel.history()
    assert list(buttons_of(early)) == ["Open the meeting"]
    assert list(buttons_of(late)) == ["Join", "Open the meeting"]
    assert buttons_of(late)["Join"]["url"] == "https://example.org/join"


@pytest.mark.parametrize("label", ["Maybe", "Can't"])
async def test_maybe_and_cant_get_none(world: World, label: str) -> None:
    await world.plan()
    await wants(world, world.ann)
    await goes(world, world.ann)
    await goes(world, world.ann, label)
    await world.until(AT_TEN + timedelta(hours=1))
    assert world.direct(world.ann) == []


async def test_whoever_says_nothing_gets_none(world: World) -> None:
    await world.plan()
    await wants(world, world.ann)
    await world.until(AT_TEN + timedelta(hours=1))
    assert world.direct(world.ann) == []


async def test_it_does_not_matter_whether_going_or_wanting_comes_first(world: World) -> None:
    await world.plan()
    await goes(world, world.ann)
    await wants(world, world.ann)
    await wants(world, world.ben)
    await goes(world, world.ben)
    await world.until(AT_TEN)
    assert [len(world.direct(who)) for who in (world.ann, world.ben)] == [1, 1]


async def test_somebody_chooses_how_long_before(world: World) -> None:
    await world.plan()
    await goes(world, world.ann)
    said = await wants(world, world.ann, "10m, 1d")
    assert "1 day and 10 minutes before" in said
    assert "1 day and 10 minutes before" in say(await world.command(world.ann, "me show"))
    await world.until(moment(WEDNESDAY))
    times = [m.created_at for m in world.ann.user.dm_channel.history()]
    assert times == [moment("2026-03-03 11:00"), moment("2026-03-04 10:50")]


async def test_off_is_off_and_on_again_is_an_hour_before(world: World) -> None:
    await world.plan()
    await goes(world, world.ann)
    await wants(world, world.ann, "2h")
    off = await world.command(world.ann, "me reminders", dm=False)
    assert whispered(off).startswith("You get no direct messages before meetings.")
    assert "**Reminders by direct message** none" in say(await world.command(world.ann, "me show"))
    await world.until(AT_TEN)
    assert world.direct(world.ann) == []
    assert "1 hour before" in await wants(world, world.ann)


async def test_what_cannot_be_read_is_refused_and_nothing_changes(world: World) -> None:
    await wants(world, world.ann, "2h")
    assert "I could not read “soon”" in await wants(world, world.ann, "soon")
    assert "2 hours before" in say(await world.command(world.ann, "me show"))


async def test_usual_times_are_offered_and_typed_ones_are_read(world: World) -> None:
    usual = await world.choices(world.ann, "me reminders", "before")
    assert usual["1 hour before"] == "1h"
    assert "off" not in usual.values()
    typed = await world.choices(world.ann, "me reminders", "before", "1h30")
    assert typed == {"1 h 30 min before": "90m"}


async def test_a_cancelled_meeting_is_told_at_once_to_those_who_go_and_reminds_nobody(
    world: World,
) -> None:
    await world.plan()
    for who in (world.ann, world.ben):
        await wants(world, who)
    await goes(world, world.ann)
    cancelled = {"meeting": "m1", "reason": "Snow"}
    await world.sure(await world.command(world.organizer, "meeting cancel", **cancelled))
    (message,) = world.direct(world.ann)
    gone = "**Kick-off** on Wed 4 Mar, 11:00 New York is cancelled: Snow.\n"
    assert message.startswith(f"{gone}-# It was planned for {stamp(WEDNESDAY)}:F>")
    await world.until(moment(WEDNESDAY))
    assert len(world.direct(world.ann)) == 1
    assert world.direct(world.ben) == []


async def test_that_a_whole_series_is_cancelled_is_told_as_such(world: World) -> None:
    await world.plan("Weekly call", repeat="weekly")
    await wants(world, world.ann)
    await goes(world, world.ann, title="Weekly call")
    cancelled = {"meeting": "m1", "scope": "following"}
    await world.sure(await world.command(world.organizer, "meeting cancel", **cancelled))
    (message,) = world.direct(world.ann)
    assert "is cancelled from Wed 4 Mar, 11:00 New York on: " in message


# Closed


async def closed_to_ann(world: World) -> None:
    await world.plan()
    await wants(world, world.ann)
    await goes(world, world.ann)
    close_direct(world, world.ann)
    await world.until(AT_TEN)


async def test_closed_direct_messages_are_tried_once_and_disturb_nobody(world: World) -> None:
    await closed_to_ann(world)
    await world.plan("Digital twins", "in 3 hours")
    await goes(world, world.ann, title="Digital twins")
    await world.advance(days=1)
    assert tried(world, world.ann) == 1
    assert len(world.reminders("Kick-off")) == 3
    assert world.direct(world.organizer) == []
    assert "Could not be posted" not in say(await world.command(world.organizer, "sig show"))


MISSED = "Your direct messages are closed to me, so I stopped sending them.\nYou missed:\n"


def told(result: Result) -> list[str]:
    """All that only one person sees after a command or a press, the answer first."""
    messages = [result.response, *result.followups]
    assert all(message is None or message.ephemeral for message in messages)
    return [text_of(message) for message in messages if message is not None]


async def test_at_their_next_command_people_learn_once_what_they_missed_and_nobody_else_does(
    world: World,
) -> None:
    await closed_to_ann(world)
    assert len(told(await world.command(world.ben, "meeting list"))) == 1
    answer, missed = told(await world.command(world.ann, "meeting list"))
    assert answer.startswith("## Next meetings")
    assert missed.startswith(f"{MISSED}- A reminder: **Kick-off**, {stamp(WEDNESDAY)}:F>")
    assert missed.splitlines()[-1].startswith("To get them again, allow direct messages")
    assert len(told(await world.command(world.ann, "meeting list"))) == 1
    shown = say(await world.command(world.ann, "me show"))
    assert "**Reminders by direct message** none" in shown
    assert "**When a meeting you go to changes** Mention me in the news channel" in shown


@pytest.mark.parametrize("restarts", [False, True])
async def test_at_their_next_press_they_learn_that_a_meeting_was_cancelled(
    world: World, restarts: bool
) -> None:
    other = await world.schedule("Digital twins", "2026-03-05 11:00")
    await world.plan()
    await wants(world, world.ann)
    await goes(world, world.ann)
    close_direct(world, world.ann)
    cancelled = {"meeting": "m2", "reason": "Snow"}
    await world.sure(await world.command(world.organizer, "meeting cancel", **cancelled))
    await world.advance(seconds=1)
    if restarts:
        await world.restart()
        await world.advance(seconds=1)
    pressed = told(await world.ann.click(other, label="Going"))
    assert len(pressed) == 2
    assert f"{MISSED}- **Kick-off** on {stamp(WEDNESDAY)}:F>" in pressed[1]
    assert len(told(await world.ann.click(other, label="Maybe"))) == 1


async def test_a_form_is_opened_undisturbed_and_what_was_missed_comes_after_it(
    world: World,
) -> None:
    await closed_to_ann(world)
    form = await world.command(world.ann, "me about")
    assert form.modal is not None
    assert form.followups == []
    saved = told(await world.ann.submit_modal(form, {"region": ["Europe"]}))
    assert len(saved) == 2
    assert saved[1].startswith(MISSED)


async def test_whoever_opens_direct_messages_and_asks_again_gets_them(world: World) -> None:
    await closed_to_ann(world)
    world.mend()
    await wants(world, world.ann, "10m")
    await world.until(moment(WEDNESDAY))
    assert len(world.direct(world.ann)) == 1
    assert len(told(await world.command(world.ann, "me show"))) == 1


async def test_closed_direct_messages_of_one_do_not_stop_those_of_another(world: World) -> None:
    await world.plan()
    for who in (world.ann, world.ben):
        await wants(world, who)
        await goes(world, who)
    close_direct(world, world.ann)
    await world.until(AT_TEN)
    assert len(world.direct(world.ben)) == 1


async def test_direct_messages_that_discord_forbids_the_bot_are_told_to_organizers(
    world: World,
) -> None:
    await world.plan()
    await wants(world, world.ann)
    await goes(world, world.ann)
    path = f"/channels/{world.ann.user.dm_channel.id}/messages"
    world.env.inject_error("POST", path, status=403, code=20026, times=None)
    await world.until(AT_TEN + timedelta(minutes=1))
    (note,) = world.direct(world.organizer)
    assert "Discord does not let me send direct messages at the moment." in note
    assert len(told(await world.command(world.ann, "me show"))) == 1
