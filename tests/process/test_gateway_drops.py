"""The gateway is lost while something is due: it is said once, and the bot comes back."""

from datetime import timedelta

import pytest

from tests.local_discord import Request
from tests.process.stage import MESSAGES, Stage, titles

BACK_AGAIN_S = 15
"""Without a session to resume, discord.py waits for some seconds before it identifies anew."""


@pytest.mark.parametrize("resume", [True, False])
async def test_the_gateway_drops_while_a_message_is_sent(stage: Stage, resume: bool) -> None:
    at_once, soon = titles(3), titles(3, first=10)
    await stage.plan(at_once)
    await stage.plan(soon, due_in=timedelta(seconds=4))

    async def drop(_: Request) -> None:
        await stage.discord.drop_gateway(resume=resume)

    stage.discord.at_request("POST", MESSAGES, "accepted", drop)
    await (await stage.begin()).ready()
    await stage.wait_said(at_once + soon)
    gateway = stage.discord.gateway
    await stage.discord.wait_until(lambda: gateway.resumed + gateway.identified == 2, BACK_AGAIN_S)
    assert gateway.resumed == resume
    await stage.discord.wait_ready()
    await stage.schedule("Meeting 100")
    await stage.wait_said(["Meeting 100"])
    await stage.settled()
    stage.check_said_once([*at_once, *soon, "Meeting 100"])
