"""What cannot be said: it waits, organizers are told how to mend it, and nobody else waits."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any, TypeAlias

import discord
import pytest
from simcord import ChannelHandle

from sigbot.chat import custom_ids as ids
from sigbot.chat.bot import SigBot
from sigbot.chat.outbox import AHEAD_S, Courier
from sigbot.store.database import READER_POOL
from tests.discord.world import (
    BUTTONS,
    World,
    buttons_of,
    furnish,
    moment,
    say,
    set_up,
    text_of,
    whispered,
)

Fault: TypeAlias = dict[str, Any]

CLOSED: Fault = {"status": 403, "code": 50013, "times": None}
HIDDEN: Fault = {"status": 403, "code": 50001, "times": None}
GONE: Fault = {"status": 404, "code": 10003, "times": None}
MALFORMED: Fault = {"status": 400, "code": 50035, "times": None}
MAY_NOT_WRITE = "I may not write in that channel; please allow me to view it"
NOTE = "**A note for organizers of Healthcare SIG:** "


# What the version before has written


async def test_rows_of_the_version_before_are_sent(world: World) -> None:
    """Its messages were plain dictionaries, and lists of ids were texts with commas."""
    await world.plan("Kick-off", "2026-03-05 11:00")
    await world.sql(
        """UPDATE outbox SET payload = '{"meeting": 1}' WHERE topic = 'meeting_reminder'"""
    )
    await world.until(moment("2026-03-04 11:00"))
    assert len(world.reminders("Kick-off")) == 1
    world.fail_posts(**CLOSED)
    await world.plan("Digital twins", "2026-03-06 11:00")
    await world.advance(minutes=20)
    (told,) = world.direct(world.manager)
    await world.sql(
        f"""INSERT INTO outbox (community_id, lane, topic, payload, due_at, attempts, created_at)
        SELECT community_id, lane, topic, '{{"to": {world.manager.id}, "notices": "1"}}', due_at, 0,
        created_at FROM outbox WHERE topic = 'organizer_notice' ORDER BY id DESC LIMIT 1"""
    )
    await world.advance(hours=1)
    assert world.direct(world.manager) == [told, told]


# A channel that cannot be written in


@pytest.mark.parametrize("fault", [CLOSED, HIDDEN, GONE], ids=["closed", "hidden", "gone"])
async def test_what_waits_for_a_channel_is_tried_every_half_hour_for_as_long_as_it_takes(
    world: World, fault: Fault
) -> None:
    world.fail_posts(**fault)
    await world.plan()
    for tried in (1, 2, 3):
        assert len(world.posts()) == tried
        await world.advance(minutes=30)
    await world.advance(hours=10)
    assert 20 <= len(world.posts()) <= 24
    world.mend()
    await world.advance(minutes=30)
    assert len(world.cards("Kick-off")) == 1


async def test_organizers_see_what_waits_and_why(world: World) -> None:
    world.fail_posts(**CLOSED)
    await world.plan()
    for organizer in (world.organizer, world.manager):
        shown = whispered(await world.command(organizer, "sig show"))
        assert "Could not be posted" in shown
        assert f"A meeting's card: {MAY_NOT_WRITE}" in shown
    world.mend()
    await world.advance(minutes=30)
    shown = whispered(await world.command(world.organizer, "sig show"))
    assert "Could not be posted" not in shown


async def damaged(world: World) -> None:
    """The first reminder of a meeting on Thursday is due, and its row makes no sense."""
    await world.plan("Kick-off", "2026-03-05 11:00")
    await world.sql(
        "UPDATE outbox SET payload = json_object('lost', json_extract(payload, '$.meeting')) "
        "WHERE topic = 'meeting_reminder' AND due_at < '2026-03-05'"
    )
    await world.until(moment("2026-03-04 11:00"))


async def test_what_will_be_tried_again_is_not_given_up(world: World) -> None:
    await damaged(world)
    shown = whispered(await world.command(world.organizer, "sig show"))
    assert "Could not be posted" in shown
    assert "A reminder: it failed (UnreadableMessageError); I will try again" in shown
    assert "gave up" not in shown
    await world.sql(
        "UPDATE outbox SET payload = json_object('meeting', json_extract(payload, '$.lost')) "
        "WHERE json_extract(payload, '$.lost') IS NOT NULL"
    )
    await world.advance(minutes=1)
    assert len(world.reminders("Kick-off")) == 1
    assert "Could not be posted" not in say(await world.command(world.organizer, "sig show"))


async def test_members_do_not_see_what_waits(world: World) -> None:
    world.fail_posts(**HIDDEN)
    await world.plan()
    assert "Could not be posted" not in say(await world.command(world.ann, "sig show"))


MAY_NOT = (
    "I may not write in {news}. Please allow me there: View Channel, Send Messages, Attach Files. "
    "I try again every half hour. To post at once, run `/sig setup` and choose the channel."
)
IS_GONE = (
    "The channel for news is gone. Please choose another one with `/sig setup`; what waits is "
    "posted there."
)
SENTENCES = {"closed": (CLOSED, MAY_NOT), "gone": (GONE, IS_GONE)}


@pytest.mark.parametrize(("fault", "sentence"), SENTENCES.values(), ids=SENTENCES.keys())
async def test_organizers_get_one_direct_message_about_their_channel(
    world: World, fault: Fault, sentence: str
) -> None:
    world.fail_posts(**fault)
    await world.plan()
    await world.plan("Digital twins")
    await world.advance(hours=12)
    for organizer in (world.organizer, world.manager):
        (told,) = world.direct(organizer)
        assert NOTE in told
        assert sentence.format(news=world.news.mention) in told
    assert world.direct(world.ann) == []


async def test_a_channel_that_fails_again_later_is_told_again(world: World) -> None:
    world.fail_posts(**CLOSED)
    await world.plan()
    await world.advance(minutes=5)
    world.mend()
    await world.advance(minutes=30)
    world.fail_posts(**CLOSED)
    await world.plan("Digital twins")
    await world.advance(minutes=5)
    assert len(world.direct(world.organizer)) == 2


async def test_that_no_channel_was_ever_chosen_is_no_reason_to_write_to_organizers(
    world: World,
) -> None:
    await world.sql("UPDATE communities SET announcements_channel_id = NULL")
    await world.plan()
    await world.advance(hours=12)
    assert world.posts() == []
    assert world.direct(world.organizer) == []
    shown = whispered(await world.command(world.organizer, "sig show"))
    assert "no channel for news is set; choose one with `/sig setup`" in shown


async def test_choosing_a_channel_posts_what_waits_at_once(world: World) -> None:
    await world.sql("UPDATE communities SET announcements_channel_id = NULL")
    await world.plan()
    await world.plan("Digital twins")
    await world.command(world.manager, "sig setup", announcements=world.news)
    assert [len(world.cards(title)) for title in ("Kick-off", "Digital twins")] == [1, 1]
    assert "Could not be posted" not in say(await world.command(world.organizer, "sig show"))


async def test_another_channel_in_place_of_a_lost_one_gets_what_waits_at_once(
    world: World,
) -> None:
    world.fail_posts(**GONE)
    await world.plan()
    other = world.guild.create_text_channel("other-news")
    await world.command(world.manager, "sig setup", announcements=other)
    (card,) = other.history()
    assert list(buttons_of(card)) == BUTTONS


async def test_a_channel_that_works_again_gets_all_that_waited(world: World) -> None:
    world.fail_posts(status=403, code=50013, times=1)
    await world.plan()
    assert world.cards("Kick-off") == []
    await world.plan("Digital twins")
    assert [len(world.cards(title)) for title in ("Kick-off", "Digital twins")] == [1, 1]


async def test_a_channel_the_bot_may_not_write_in_is_reported(world: World) -> None:
    """With the permissions of the channel itself, not with an error that a test injects."""
    closed = world.guild.create_text_channel(
        "closed",
        overwrites={
            world.guild.default_role: discord.PermissionOverwrite(send_messages=False),
            world.guild.roles["TestBot"]: discord.PermissionOverwrite(send_messages=False),
        },
    )
    await world.command(world.manager, "sig setup", announcements=closed)
    await world.plan()
    assert MAY_NOT_WRITE in say(await world.command(world.organizer, "sig show"))
    await world.advance(seconds=11)
    assert f"I may not write in {closed.mention}" in world.direct(world.organizer)[-1]


async def test_an_organizer_who_left_the_role_gets_no_note(world: World) -> None:
    world.fail_posts(**CLOSED)
    await world.plan()
    world.loses_role(world.organizer, world.organizers)
    await world.advance(minutes=5)
    assert world.direct(world.organizer) == []
    assert len(world.direct(world.manager)) == 1


async def test_all_that_waited_half_a_day_for_a_channel_is_said_when_it_is_back(
    world: World,
) -> None:
    world.fail_posts(**GONE)
    for title in ("Kick-off", "Digital twins", "Reading group"):
        await world.plan(title, "2026-03-05 11:00")
    await world.advance(hours=12)
    world.mend()
    await world.advance(minutes=31)
    assert sorted(text_of(card).split("\n")[0] for card in world.cards()) == [
        "## Digital twins",
        "## Kick-off",
        "## Reading group",
    ]
    assert "Could not be posted" not in say(await world.command(world.organizer, "sig show"))


# A channel of former times


async def move_out(world: World) -> ChannelHandle:
    """A card is in a channel that is gone; news go to another one by now."""
    card = await world.schedule("Kick-off", "2026-03-04 11:00")
    await world.ann.click(card, label="Going")
    for method, path in (("POST", "messages"), ("PATCH", "messages/*")):
        world.env.inject_error(method, f"/channels/{world.news.id}/{path}", **GONE)
    other = world.guild.create_text_channel("other-news")
    await world.command(world.manager, "sig setup", announcements=other)
    return other


async def test_an_old_card_in_a_lost_channel_holds_up_nothing_in_the_new_one(
    world: World,
) -> None:
    other = await move_out(world)
    await world.until(moment("2026-03-04 11:01"))
    times = sorted({message.created_at for message in other.history()})
    assert times == [moment(f"2026-03-{day}") for day in ("03 11:00", "04 10:00", "04 11:00")]


async def test_an_old_card_in_a_lost_channel_is_no_reason_to_write_to_organizers(
    world: World,
) -> None:
    await move_out(world)
    await world.until(moment("2026-03-05 11:00"))
    assert world.direct(world.organizer) == []


async def test_an_old_card_in_a_lost_channel_is_not_edited_for_ever(world: World) -> None:
    await move_out(world)
    await world.until(moment("2026-03-05 11:00"))
    tried = world.edits()
    await world.advance(days=2)
    assert world.edits() == tried


# Nobody else waits


async def test_a_lost_channel_holds_up_no_other_community(world: World) -> None:
    other = furnish(world.env, world.database, "Another SIG")
    await set_up(other)
    world.fail_posts(**GONE)
    for title in ("Kick-off", "Twins", "Consent"):
        await world.plan(title)
    await other.plan("Theirs")
    assert len(other.cards("Theirs")) == 1
    assert world.cards() == []


async def test_a_lost_channel_holds_up_no_direct_messages(world: World) -> None:
    card = await world.schedule("Kick-off", "in 2 hours")
    await world.command(world.ann, "me reminders", dm=True)
    await world.ann.click(card, label="Going")
    world.fail_posts(**GONE)
    await world.advance(hours=1)
    (told,) = world.direct(world.ann)
    assert "Kick-off" in told
    assert world.reminders() == []


async def test_an_edit_that_fails_does_not_hold_up_new_cards(world: World) -> None:
    card = await world.schedule("Kick-off", "2026-03-04 11:00")
    world.env.inject_error("PATCH", f"/channels/*/messages/{card.id}", status=500, times=None)
    await world.ann.click(card, label="Going")
    await world.advance(seconds=10)
    await world.plan("Digital twins")
    assert len(world.cards("Digital twins")) == 1


async def test_a_message_that_is_refused_does_not_hold_up_the_others(world: World) -> None:
    world.fail_posts(status=400, code=50035, times=3)
    await world.plan()
    await world.plan("Digital twins")
    await world.advance(minutes=5)
    assert [len(world.cards(title)) for title in ("Kick-off", "Digital twins")] == [1, 1]


async def refuse_for_ever(world: World) -> None:
    world.fail_posts(**MALFORMED)
    await world.plan("Kick-off", "2026-03-05 11:00")
    await world.advance(hours=8)


async def test_a_message_that_is_refused_for_ever_is_tried_eight_times(world: World) -> None:
    await refuse_for_ever(world)
    assert len(world.posts()) == 8
    assert (await world.sql("SELECT count(*) FROM outbox WHERE attempts > 8")) == [(0,)]


async def test_what_is_set_aside_is_told_to_organizers_once(world: World) -> None:
    await refuse_for_ever(world)
    (told,) = world.direct(world.organizer)
    assert "A meeting's card could not be posted: Discord refused it (code 50035).\n" in told
    shown = say(await world.command(world.organizer, "sig show"))
    assert "A meeting's card: Discord refused it (code 50035)" in shown
    await world.advance(hours=12)
    assert len(world.direct(world.organizer)) == 1


async def test_what_keeps_failing_by_itself_is_set_aside_after_some_tries(world: World) -> None:
    await damaged(world)
    await world.advance(hours=8)
    reason = "it kept failing (UnreadableMessageError); I gave up after several tries"
    assert f"A reminder: {reason}" in say(await world.command(world.organizer, "sig show"))
    (told,) = world.direct(world.organizer)
    assert f"A reminder could not be posted: {reason}.\n" in told
    lost = "json_extract(payload, '$.lost') IS NOT NULL AND done_at IS NOT NULL"
    assert (await world.sql(f"SELECT attempts FROM outbox WHERE {lost}")) == [(8,)]
    await world.until(moment("2026-03-05 11:00"))
    assert len(world.reminders("Kick-off")) == 2


# The database is busy


async def test_what_waits_for_the_database_is_not_given_up(world: World) -> None:
    await world.plan("Kick-off", "2026-03-05 11:00")
    bot = world.env.bot
    assert isinstance(bot, SigBot)
    async with AsyncExitStack() as readers:
        for _ in range(READER_POOL):
            await readers.enter_async_context(bot.db.read())
        courier = Courier(bot, "a courier of the test")
        reminder_due = moment("2026-03-04 11:00")
        world.env.backend.advance_clock((reminder_due - world.env.now()).total_seconds())
        await courier.deliver_due()
    ((attempts, tried, again),) = await world.sql(
        "SELECT attempts, tried_at, leased_until FROM outbox WHERE topic = 'meeting_reminder' "
        "AND due_at < '2026-03-05'"
    )
    assert (attempts, tried) == (0, None)
    assert again == "2026-03-04 16:00:05.000000"
    await world.advance(minutes=1)
    assert len(world.reminders("Kick-off")) == 1


# Its share of the requests


async def test_no_more_is_taken_than_is_sent_in_three_seconds(world: World) -> None:
    """Of several processes, the others find the rest."""
    await world.plan("Kick-off", "2026-03-05 11:00")
    for who in (world.ann, world.ben, world.organizer, world.manager):
        await world.command(who, "me reminders", dm=True, before="1h")
        await who.click(world.card("Kick-off"), label="Going")
    due = moment("2026-03-05 10:00")
    world.env.backend.advance_clock((due - world.env.now()).total_seconds())
    bot = world.env.bot
    assert isinstance(bot, SigBot)
    bot.pace.limit = 1
    holder = "a courier of the test"
    async with AsyncExitStack() as readers:
        for _ in range(READER_POOL):  # what is taken waits for the database
            await readers.enter_async_context(bot.db.read())
        delivering = asyncio.create_task(Courier(bot, holder).deliver_due())
        while not (taken := await world.sql(f"SELECT id FROM outbox WHERE leased_by = '{holder}'")):  # noqa: ASYNC110  (nothing tells of it)
            await asyncio.sleep(0.01)
    await delivering
    assert len(taken) == AHEAD_S


# Discord is away


UNANSWERED = "Discord did not answer"


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_while_discord_is_away_it_is_waited_for_and_all_is_said_once_afterwards(
    world: World, status: int
) -> None:
    world.fail_posts(status=status, times=None)
    await world.plan("Kick-off", "2026-03-05 11:00")
    await world.advance(minutes=1)
    assert 3 <= len(world.posts()) <= 8
    await world.advance(hours=6)
    assert 16 <= len(world.posts()) <= 40
    shown = whispered(await world.command(world.organizer, "sig show"))
    assert f"A meeting's card: {UNANSWERED} (" in shown
    assert world.direct(world.organizer) == []
    assert (await world.sql("SELECT count(*) FROM outbox WHERE attempts > 8")) == [(0,)]
    world.mend()
    await world.advance(minutes=30)
    assert len(world.cards("Kick-off")) == 1
    tried = len(world.posts())
    assert UNANSWERED not in say(await world.command(world.organizer, "sig show"))
    await world.advance(hours=8)
    assert len(world.posts()) == tried
    assert len(world.cards("Kick-off")) == 1


async def test_the_waits_for_discord_grow_with_the_outage(world: World) -> None:
    world.fail_posts(status=500, times=None)
    await world.plan("Kick-off", "2026-03-05 11:00")
    began, tries, waits = world.env.now(), 1, list[float]()
    last = began
    while world.env.now() - began < timedelta(hours=4):
        await world.advance(seconds=1 if world.env.now() - began < timedelta(minutes=5) else 30)
        if len(world.posts()) > tries:
            assert len(world.posts()) == tries + 1
            tries += 1
            waits.append((world.env.now() - last).total_seconds())
            last = world.env.now()
    assert 3 <= waits[0] <= 8
    assert waits[5] > 4 * waits[0]
    assert max(waits) <= 31 * 60
    assert min(waits[-3:]) >= 14 * 60


async def test_what_discord_does_not_answer_for_a_day_is_set_aside(world: World) -> None:
    world.fail_posts(status=503, times=None)
    await world.plan("Kick-off", "2026-03-20 11:00")
    await world.advance(hours=23, minutes=55)
    assert world.direct(world.organizer) == []
    await world.advance(hours=1)
    (told,) = world.direct(world.organizer)
    assert NOTE in told
    assert f"A meeting's card could not be posted: {UNANSWERED} (" in told
    tried = len(world.posts())
    world.mend()
    await world.advance(days=2)
    assert len(world.posts()) == tried
    assert world.cards() == []
    assert UNANSWERED in say(await world.command(world.organizer, "sig show"))
    assert len(world.direct(world.organizer)) == 1


async def test_the_note_itself_is_tried_again_and_never_becomes_another_note(world: World) -> None:
    world.fail_posts(**CLOSED)
    world.env.inject_error(
        "POST", f"/channels/{world.organizer.user.dm_channel.id}/messages", status=500, times=2
    )
    await world.plan()
    await world.advance(hours=1)
    assert len(world.direct(world.organizer)) == 1


# What was deleted


async def test_a_card_that_was_deleted_is_not_edited_for_ever(world: World) -> None:
    card = await world.schedule("Kick-off", "2026-03-04 11:00")
    await world.command(world.organizer, "meeting reminders", meeting="m1", before="off")
    world.env.backend.delete_message(world.news.id, card.id)
    await world.command(world.ann, "meeting list")
    old = world.old_message(ids.Going(1))
    await world.ann.click(old, label="0")
    await world.advance(seconds=5)
    tried = world.edits()
    assert tried == 1
    await world.advance(hours=20)
    await world.ben.click(old, label="0")
    await world.until(moment("2026-03-04 13:00"))
    assert world.edits() == tried


async def test_a_reminder_that_was_deleted_does_not_stop_a_correction(world: World) -> None:
    await world.schedule("Kick-off", "2026-03-04 11:00")
    await world.until(moment("2026-03-03 11:01"))
    (reminder,) = world.reminders("Kick-off")
    world.env.backend.delete_message(world.news.id, reminder.id)
    await world.command(world.organizer, "meeting cancel", meeting="m1")
    await world.advance(hours=12)
    assert len(world.notices("is cancelled")) == 1
    assert "Could not be posted" not in say(await world.command(world.organizer, "sig show"))


async def test_a_reminder_that_the_version_before_posted_as_a_card_stays_a_card(
    world: World,
) -> None:
    await world.plan("Kick-off", "2026-03-05 11:00")
    old = world.old_message(ids.Going(1))
    await world.sql(
        "INSERT INTO announcements (meeting_id, channel_id, message_id, starts_at) "
        f"SELECT 1, {world.chat.id}, {old.id}, starts_at FROM meetings"
    )
    await world.command(world.organizer, "sig setup", announcements=world.chat)
    await world.command(world.organizer, "meeting edit", meeting="m1", place="Stage")
    await world.advance(seconds=5)
    (corrected,) = [message for message in world.chat.history() if message.id == old.id]
    assert corrected.content == ""
    assert text_of(corrected).startswith("**Kick-off** starts on Thu 5 Mar, 11:00 New York")
    assert list(buttons_of(corrected)) == ["Going", "Maybe", "Can't"]
