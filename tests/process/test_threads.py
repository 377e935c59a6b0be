"""A thread is started from a message exactly once, whenever the process ends."""

from datetime import timedelta
from functools import partial

from sigbot.services.journal import share_link
from sigbot.services.picks import pick_item
from sigbot.services.startup import open_database
from tests.local_discord import Channel, Moment, Request
from tests.process.lanes import kill, play_at_once
from tests.process.planning import NEWS, Wish, actor_of
from tests.process.stage import LEASE_RUNS_OUT, Stage, Stages

THREADS = "/channels/*/messages/*/threads"
NONCE_IS_FORGOTTEN = timedelta(hours=2)
MOMENTS: tuple[Moment, ...] = ("before", "accepted")


async def pick(stage: Stage) -> None:
    """A paper is picked for a meeting in nine days, while no process runs."""
    await stage.plan_meetings(Wish("Reading call", stage.now + timedelta(days=9)))
    guild = stage.discord.guild
    olga = actor_of(guild, next(iter(guild.members.values())))
    db = open_database(stage.url)
    try:
        await share_link(db, olga, "https://example.org/a", "", "", stage.now, title="On learning")
        await pick_item(db, olga, "j1", "m1", None, stage.now)
    finally:
        await db.close()


def threads(stage: Stage) -> dict[int, Channel]:
    return stage.discord.world.threads


async def test_killed_between_a_message_and_its_thread_there_is_one_of_each(
    stages: Stages,
) -> None:
    """Before Discord was asked for it, or before it was known that it is there. The next process
    comes while Discord knows the message's nonce, and when it does not any more."""

    async def play(moment: Moment, pause: timedelta, stage: Stage) -> None:
        await pick(stage)

        async def die(_: Request) -> None:
            if stage.process:
                await kill(stage.process)

        stage.discord.at_request("POST", THREADS, moment, die)
        await (await stage.begin()).killed()
        assert len(threads(stage)) == (moment == "accepted")
        stage.pass_time(pause)
        stage.restored()
        await stage.begin()
        await stage.settled()
        told = [m for m in stage.discord.messages(NEWS) if "is on the agenda" in m.text]
        [message] = told
        [thread] = threads(stage).values()
        assert (thread.id, thread.name) == (message.id, "On learning")
        [card] = stage.discord.messages(thread)
        assert "On learning" in card.text

    plays = {
        f"{moment} {pause}": partial(play, moment, pause)
        for moment in MOMENTS
        for pause in (LEASE_RUNS_OUT, NONCE_IS_FORGOTTEN)
    }
    await play_at_once(stages, plays)
