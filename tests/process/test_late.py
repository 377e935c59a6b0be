"""The bot was away as reminders were due: it says what is still of use, and that it is late."""

from datetime import datetime, timedelta

from tests.local_discord import Member
from tests.process.lanes import play_at_once
from tests.process.planning import NEWS, Wish
from tests.process.stage import Stage, Stages

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
GATHERED_S = 25.0
"""What went wrong is gathered for some seconds before organizers are told."""

AHEAD, RUNNING, OVER, OFTEN = (f"Meeting {number:03}" for number in range(4))


async def sleep_through(stage: Stage, due: datetime, away: timedelta, *wishes: Wish) -> Member:
    """Cards are posted; then nothing runs from before `due` until so long after it. Ana is going
    to each meeting and wants a direct message an hour before. So does Ben, who then closed them."""
    ana, ben = (stage.discord.guild.add_member(name) for name in ("Ana", "Ben"))
    ben.accepts_direct = False
    await stage.plan_meetings(*wishes, going=[ana, ben], before="1h")
    running = await stage.begin()
    await stage.wait_said([wish.title for wish in wishes])
    await stage.settled()
    assert (await running.end()).code == 0
    await stage.discord.wait_gone()
    stage.pass_time_until(due + away)
    await stage.begin()
    await stage.settled()
    return ana


def said_of(stage: Stage, title: str) -> list[str]:
    """What was said of this meeting in the channel after its card."""
    said = [message.text for message in stage.discord.messages(NEWS) if title in message.text]
    return said[1:]


async def two_minutes(stage: Stage) -> None:
    due = stage.wait_for_minute() + 2 * MINUTE
    meetings = [Wish(AHEAD, due + HOUR), Wish(RUNNING, due)]
    ana = await sleep_through(stage, due, 2 * MINUTE, *meetings)
    (ahead,), (running,) = said_of(stage, AHEAD), said_of(stage, RUNNING)
    assert "2 min late" in ahead
    assert "started 2 min ago" in running
    (direct,) = stage.discord.messages(stage.discord.direct(ana))
    assert "2 min late" in direct.text


async def two_hours(stage: Stage) -> None:
    due = stage.wait_for_minute() + 2 * MINUTE
    ana = await sleep_through(
        stage,
        due,
        2 * HOUR,
        Wish(AHEAD, due + DAY),
        Wish(RUNNING, due, minutes=180),
        Wish(OVER, due),
        Wish(OFTEN, due + 2 * HOUR + 5 * MINUTE, before="2h, 1h, 10m"),
    )
    (ahead,), (running,), (often,) = (said_of(stage, title) for title in (AHEAD, RUNNING, OFTEN))
    assert "120 min late" in ahead
    assert "started 120 min ago" in running
    assert "5 min late" in often
    (direct,) = stage.discord.messages(stage.discord.direct(ana))
    assert "55 min late" in direct.text
    assert not said_of(stage, OVER)
    await check_told(stage, [OVER])


async def two_days(stage: Stage) -> None:
    due = stage.wait_for_minute() + 2 * MINUTE
    ana = await sleep_through(
        stage,
        due,
        2 * DAY,
        Wish(AHEAD, due + 3 * DAY, before="3d"),
        Wish(RUNNING, due + 2 * DAY - 30 * MINUTE),
        Wish(OVER, due + DAY),
        Wish(OFTEN, due),
    )
    (ahead,), (running,) = said_of(stage, AHEAD), said_of(stage, RUNNING)
    assert "48 h late" in ahead
    assert "started 30 min ago" in running
    (direct,) = stage.discord.messages(stage.discord.direct(ana))
    assert "started 30 min ago" in direct.text
    assert not [*said_of(stage, OVER), *said_of(stage, OFTEN)]
    await check_told(stage, [OVER, OFTEN])


async def check_told(stage: Stage, over: list[str]) -> None:
    """Olga, who organizes, reads once what could not be said; nobody else does."""
    olga = stage.discord.direct(next(iter(stage.discord.guild.members.values())))
    await stage.wait_until(lambda: bool(stage.discord.messages(olga)), GATHERED_S)
    await stage.settled()
    (told,) = stage.discord.messages(olga)
    assert all(title in told.text for title in over), told.text


async def test_what_is_late_says_so_and_what_is_over_is_told_to_organizers(stages: Stages) -> None:
    plays = {"2 minutes": two_minutes, "2 hours": two_hours, "2 days": two_days}
    await play_at_once(stages, plays)
