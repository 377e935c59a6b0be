"""Discord fails, is slow, or wants to be left alone: every message is said once, none is held up by
the troubles of another channel."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from sigbot.domain.notices import HELD_FOR
from tests.local_discord import LOST, SEND, Channel, Failure, Moment, Request
from tests.process.lanes import Play, play_at_once
from tests.process.planning import NEWS
from tests.process.stage import MESSAGES, Stage, Stages, titles

FAILURES: dict[str, dict[str, Any]] = {
    "500": {"status": 500},
    "502": {"status": 502},
    "503": {"status": 503},
    "429 of this route": {"status": 429},
    "closed": {"status": LOST},
    "500 though accepted": {"status": 500, "after_accept": True},
    "503 though accepted": {"status": 503, "after_accept": True},
    "closed though accepted": {"status": LOST, "after_accept": True},
}
LATE: dict[str, Moment] = {"late": "before", "late though accepted": "accepted"}
SERVERS = len(FAILURES) + len(LATE) + 1
"""One for each failure, and a last one in which all is well."""

CARDS = 2
NONCE_IS_FORGOTTEN = timedelta(minutes=10)


async def plan(stage: Stage) -> list[Channel]:
    """Cards in every server; the channels they are for."""
    for number, guild in enumerate(stage.discord.world.guilds):
        await stage.plan(titles(CARDS, first=CARDS * number), guild=guild)
    return [guild.channel(NEWS) for guild in stage.discord.world.guilds]


async def end_well(stage: Stage, channels: list[Channel]) -> None:
    for number, channel in enumerate(channels):
        await stage.wait_said(titles(CARDS, first=CARDS * number), channel)
    await stage.settled()
    for number, channel in enumerate(channels):
        stage.check_said_once(titles(CARDS, first=CARDS * number), channel)


def path_of(channel: Channel) -> str:
    return f"/channels/{channel.id}/messages"


def posts(stage: Stage, path: str | None = None) -> list[Request]:
    """The messages that were sent, refused ones too; to all channels, or to one."""
    sent = [request for request in stage.discord.requests if request.method == "POST"]
    return [r for r in sent if (r.path == path if path else r.path.endswith("/messages"))]


def tries(stage: Stage, message: Request) -> list[Request]:
    """Every request that sends this message."""
    nonce = message.body["nonce"]
    return [request for request in posts(stage, message.path) if request.body["nonce"] == nonce]


def hold(
    stage: Stage, channels: Sequence[Channel], condition: Callable[[Request], bool], moment: Moment
) -> None:
    """Go on with the next message to each of these channels only when the condition holds."""

    async def wait(message: Request) -> None:
        await stage.discord.wait_until(lambda: condition(message))

    for channel in channels:
        stage.discord.at_request("POST", path_of(channel), moment, wait)


def fail_each(stage: Stage, channels: Sequence[Channel]) -> list[Failure]:
    fail = stage.discord.fail
    pairs = zip(channels, FAILURES.values(), strict=True)
    return [fail("POST", path_of(channel), **failure) for channel, failure in pairs]


async def each_failure_is_made_good(stage: Stage) -> None:
    """Whoever is late answers only when the bot has given up and tried again."""
    channels = await plan(stage)
    failures = fail_each(stage, channels[: len(FAILURES)])
    late = dict(zip(LATE, channels[len(FAILURES) :], strict=False))
    for name, moment in LATE.items():
        hold(stage, [late[name]], lambda message: len(tries(stage, message)) > 1, moment)
    await stage.begin()
    await end_well(stage, channels)
    assert [failure.met for failure in failures] == [1] * len(FAILURES)


async def no_trouble_delays_another_channel(stage: Stage) -> None:
    """No message to any other channel is answered before all is said in the last one."""
    channels = await plan(stage)
    *troubled, well = channels
    wanted = set(titles(CARDS, first=CARDS * len(troubled)))
    hold(stage, troubled, lambda _: wanted <= set(stage.said(well)), "before")
    fail_each(stage, troubled[: len(FAILURES)])
    await stage.begin()
    await end_well(stage, channels)


async def nothing_is_sent_while_cloudflare_refuses(stage: Stage) -> None:
    """The first messages to all channels are on their way when one of them is refused; the others
    are answered when the bot has noted that."""
    channels = await plan(stage)
    seconds = 5.0
    headers = {"Via": None, "Retry-After": str(seconds)}
    stage.discord.fail("POST", path_of(channels[0]), 429, headers=headers)
    hold(stage, channels[:1], lambda _: len(posts(stage)) >= SERVERS, "before")
    is_noted = False
    hold(stage, channels[1:], lambda _: is_noted, "before")
    await stage.begin()
    await stage.noted()
    before = len(posts(stage))
    is_noted = True
    stage.discord.server.news.wake()
    await end_well(stage, channels)
    (refused,) = [request.at for request in posts(stage) if request.status == 429]
    assert all(request.at >= refused + seconds for request in posts(stage)[before:])


async def the_global_limit_is_waited_for(seconds: float, stage: Stage) -> None:
    """Even if that takes longer than the patience for an answer."""
    channels = await plan(stage)
    headers = {"Retry-After": str(seconds)}
    limit = stage.discord.fail("*", "/**", 429, times=0, headers=headers, everywhere=True)
    begun: list[float] = []

    async def refuse(request: Request) -> None:
        """Everything that comes within so many seconds after the first message."""
        if request in posts(stage):
            begun.append(request.at)
        is_over = not begun or time.monotonic() >= begun[0] + seconds
        limit.times = limit.met if is_over else limit.met + 1

    stage.discord.at_request("*", "/**", "before", refuse, times=1_000)
    await stage.begin()
    await end_well(stage, channels)
    assert limit.met >= 1
    refused = Counter((r.path, r.body["nonce"]) for r in posts(stage) if r.status == 429)
    assert set(refused.values()) <= {1}


async def cloudflare_refuses_what_may_have_been_accepted(stage: Stage) -> None:
    """Discord stores the message and fails to say so, and refuses its repetition for longer than it
    knows the nonce."""
    await stage.plan(titles(1))
    stage.discord.fail("POST", MESSAGES, 502, after_accept=True)
    refusal = {"Via": None, "Retry-After": "2"}
    stage.discord.fail("POST", MESSAGES, 429, headers=refusal)
    await stage.begin()
    await stage.noted()
    await end_well_later(stage, NONCE_IS_FORGOTTEN)


async def a_channel_closes_that_may_have_accepted(stage: Stage) -> None:
    """As above, but what is refused is to write in the channel at all."""
    await stage.plan(titles(1))
    stage.discord.fail("POST", MESSAGES, 502, after_accept=True)

    async def close(_: Request) -> None:
        stage.discord.deny(NEWS, SEND)

    stage.discord.at_request("POST", MESSAGES, "accepted", close)
    await stage.begin()
    await stage.noted()
    stage.discord.deny(NEWS, 0)
    await end_well_later(stage, HELD_FOR)


async def end_well_later(stage: Stage, later: timedelta) -> None:
    """It was refused twice, and is found in its channel instead of being sent again."""
    unsure = posts(stage)[0]
    assert unsure.status == 502
    stage.pass_time(later)
    await stage.settled()
    stage.check_said_once(titles(1))
    assert len(posts(stage, unsure.path)) == 2


async def test_every_message_is_said_once_whatever_discord_answers(stages: Stages) -> None:
    plays: dict[str, Play] = {
        "each failure": each_failure_is_made_good,
        "another channel": no_trouble_delays_another_channel,
        "cloudflare": nothing_is_sent_while_cloudflare_refuses,
        "a short global limit": partial(the_global_limit_is_waited_for, 2.0),
        "a long global limit": partial(the_global_limit_is_waited_for, 17.0),
    }
    await play_at_once(stages, plays, SERVERS)


async def test_what_may_have_been_accepted_is_looked_for_after_any_refusal(stages: Stages) -> None:
    plays = {
        "cloudflare": cloudflare_refuses_what_may_have_been_accepted,
        "a closed channel": a_channel_closes_that_may_have_accepted,
    }
    await play_at_once(stages, plays)
