"""Messages from which a thread is started, and messages in threads: exactly one thread each."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeAlias

import pytest

from sigbot.chat import news
from sigbot.chat.acts import Act, Edit, Place, Post, Thread, Words
from sigbot.chat.bot import SigBot
from sigbot.chat.threads import KEPT_OPEN_MIN, MOST_OF_A_NAME
from sigbot.domain.outbox import Due, ZonesWanted
from sigbot.services import outbox
from sigbot.services.news import zones_news
from tests.discord.world import World

Fault: TypeAlias = dict[str, Any]

NO_THREADS: Fault = {"status": 403, "code": 50013, "times": None}
TOO_MANY: Fault = {"status": 400, "code": 160006, "times": None}
HAS_ONE: Fault = {"status": 400, "code": 160004}
UNKNOWN_MESSAGE: Fault = {"status": 404, "code": 10008}
UNKNOWN_CHANNEL: Fault = {"status": 404, "code": 10003}
ARCHIVED: Fault = {"status": 400, "code": 50083}
DOWN: Fault = {"status": 503}
MAY_NOT = "I may not start threads in"
TALK = "Let us talk."


@dataclass
class Noted:
    """What the bot noted of the message from which it starts a thread, and what it says next."""

    posted: list[Place] = field(default_factory=list)
    started: list[Place] = field(default_factory=list)
    inside: str = ""
    """A text that is posted in the thread next."""
    changed: str = ""
    """A text that this one is changed to."""

    async def compose(self, bot: SigBot, due: Due[ZonesWanted]) -> Act:
        async def note(places: list[Place], place: Place) -> None:
            places.append(place)
            await outbox.finish_posted(bot.db, due, bot.now())

        if self.changed:
            gone = partial(outbox.finish, bot.db, due, bot.now())
            return Edit(Words(self.changed), self.posted[-1], is_current=False, gone=gone)
        if self.inside:
            thread_id = self.started[-1][1]
            posted = partial(note, self.posted)
            return Post(Words(self.inside), posted, thread_id, in_thread=True)
        community = await zones_news(bot.db, due)
        channel_id = community.announcements_channel_id if community else None
        thread = Thread("A long talk " + "x" * 200, partial(note, self.started))
        return Post(Words(TALK), partial(note, self.posted), channel_id, thread=thread)


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> Noted:
    """In these tests, the message that asks for time zones starts a thread."""
    kept = Noted()
    composers = {**news.COMPOSERS, ZonesWanted: kept.compose}
    monkeypatch.setattr(news, "COMPOSERS", composers)
    return kept


async def talk(world: World, topic: str = "zones_wanted") -> None:
    """Such a message is due."""
    await world.sql(
        "INSERT INTO outbox (community_id, lane, topic, payload, due_at, attempts, created_at) "
        f"VALUES (1, 'c1', '{topic}', '{{}}', '2026-03-02 00:00:00.000000', 0, "
        "'2026-03-02 00:00:00.000000')"
    )
    await world.restart()
    await world.advance(seconds=1)


def threads(world: World) -> list[Any]:
    return [channel for channel in world.env.backend.channels.values() if channel.is_thread]


def fail_threads(world: World, **fault: Any) -> None:
    world.env.inject_error("POST", "/channels/*/messages/*/threads", **fault)


def told(world: World) -> list[str]:
    """What organizers were told about threads."""
    return [text for text in world.direct(world.manager) if MAY_NOT in text]


async def waiting(world: World) -> list[tuple[Any, ...]]:
    return await world.sql("SELECT topic FROM outbox WHERE done_at IS NULL")


async def test_a_thread_is_started_from_a_message(world: World, noted: Noted) -> None:
    await talk(world)
    [message] = world.notices(TALK)
    [thread] = threads(world)
    assert thread.id == message.id
    assert len(thread.name) == MOST_OF_A_NAME
    assert thread.thread_metadata.auto_archive_duration == KEPT_OPEN_MIN
    assert (noted.posted, noted.started) == ([], [(world.news.id, message.id)])
    assert await waiting(world) == []


@pytest.mark.parametrize("fault", [NO_THREADS, TOO_MANY], ids=["no permission", "too many"])
async def test_without_the_right_to_start_threads_the_message_stays(
    world: World, noted: Noted, fault: Fault
) -> None:
    """Organizers are told once, until a thread is started again; nothing else is held up."""
    fail_threads(world, **fault)
    await talk(world)
    await talk(world)
    await world.plan("Kick-off")
    await world.advance(minutes=1)
    assert len(world.notices(TALK)) == len(noted.posted) == 2
    assert noted.started == []
    assert len(world.cards("Kick-off")) == 1
    assert len(told(world)) == 1
    assert world.news.mention in told(world)[0]
    world.mend()
    await talk(world)
    assert len(noted.started) == 1
    fail_threads(world, **fault)
    await talk(world)
    await world.advance(minutes=1)
    assert len(told(world)) == 2


async def test_a_thread_that_is_there_already_counts_as_started(world: World, noted: Noted) -> None:
    """As after a process that ended before it could note it."""
    fail_threads(world, **HAS_ONE)
    await talk(world)
    assert len(noted.started) == len(world.notices(TALK)) == 1
    assert told(world) == []


async def test_a_message_that_was_deleted_at_once_has_no_thread(world: World, noted: Noted) -> None:
    fail_threads(world, **UNKNOWN_MESSAGE)
    await talk(world)
    assert (len(noted.posted), noted.started, threads(world)) == (1, [], [])
    await world.advance(minutes=1)
    assert told(world) == []


async def test_after_an_outage_the_message_is_found_and_its_thread_started(
    world: World, noted: Noted
) -> None:
    """Even where Discord has forgotten the nonce of the message by then."""
    fail_threads(world, **DOWN, times=None)
    await talk(world)
    assert threads(world) == []
    await world.away(minutes=10)
    world.mend()
    await world.advance(minutes=30)
    [message] = world.notices(TALK)
    [thread] = threads(world)
    assert thread.id == message.id
    assert noted.started == [(world.news.id, message.id)]


async def test_a_setup_lets_organizers_be_told_of_threads_again(world: World, noted: Noted) -> None:
    fail_threads(world, **NO_THREADS)
    await talk(world)
    await world.advance(minutes=1)
    await world.command(world.manager, "sig setup", announcements=world.news)
    await talk(world)
    await world.advance(minutes=1)
    assert (len(told(world)), len(noted.posted)) == (2, 2)


@pytest.mark.parametrize("fault", [NO_THREADS, UNKNOWN_CHANNEL], ids=["no permission", "gone"])
async def test_a_message_in_a_thread_that_is_refused_holds_nothing_up(
    world: World, noted: Noted, fault: Fault
) -> None:
    await talk(world)
    noted.inside = "In the thread"
    world.env.inject_error("POST", f"/channels/{noted.started[0][1]}/messages", **fault)
    await talk(world)
    await world.plan("Kick-off")
    await world.advance(minutes=1)
    assert len(world.cards("Kick-off")) == 1
    assert noted.posted == []
    assert await world.sql("SELECT 1 FROM outbox WHERE failure IS NOT NULL") == []
    assert len(told(world)) == (fault is NO_THREADS)


async def test_organizers_are_told_once_that_the_bot_may_start_threads_and_not_write_in_them(
    world: World, noted: Noted
) -> None:
    """Until it may: a thread that was started says nothing of that."""
    for _ in range(2):
        noted.inside = ""
        await talk(world)
        noted.inside = "In the thread"
        thread_id = noted.started[-1][1]
        world.env.inject_error("POST", f"/channels/{thread_id}/messages", **NO_THREADS)
        await talk(world)
        await world.advance(minutes=1)
    assert len(told(world)) == 1
    world.mend()
    await talk(world)
    world.env.inject_error("POST", f"/channels/{thread_id}/messages", **NO_THREADS)
    await talk(world)
    await world.advance(minutes=1)
    assert len(told(world)) == 2


async def test_a_message_in_an_archived_thread_is_changed(world: World, noted: Noted) -> None:
    await talk(world)
    noted.inside = "In the thread"
    await talk(world)
    [(thread_id, message_id)] = noted.posted
    thread = world.env.backend.get_channel(thread_id)
    assert thread.thread_metadata
    thread.thread_metadata.archived = True
    noted.changed = "Changed"
    path = f"/channels/{thread_id}/messages/{message_id}"
    world.env.inject_error("PATCH", path, **ARCHIVED)
    await talk(world)
    message = world.env.backend.get_message(thread_id, message_id)
    assert message.content == "Changed"
    assert not thread.thread_metadata.archived
