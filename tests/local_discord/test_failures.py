"""What a test can plan: things at exact moments of a request, limits, and answers that fail."""

import asyncio

import aiohttp
import discord as dpy
import pytest

from tests.local_discord import LOST, LocalDiscord, Request
from tests.local_discord.failures import Failure
from tests.local_discord.guild import Json

MESSAGES = "/channels/*/messages"


def general(local: LocalDiscord, client: dpy.Client) -> dpy.PartialMessageable:
    return client.get_partial_messageable(local.guild.channel("general").id)


async def test_a_hook_acts_before_a_request_and_after_it_was_accepted(
    local: LocalDiscord, client: dpy.Client
) -> None:
    seen: list[tuple[str, int]] = []

    async def look(request: Request) -> None:
        seen.append((request.body["content"], len(local.messages("general"))))

    for moment in ("before", "accepted", "accepted"):
        local.at_request("POST", MESSAGES, moment, look)
    for text in ("one", "two", "three"):
        await general(local, client).send(text)
    assert seen == [("one", 0), ("one", 1), ("two", 2)]


async def test_a_hook_can_cut_the_connection(local: LocalDiscord, client: dpy.Client) -> None:
    async def cut(_: Request) -> None:
        raise ConnectionAbortedError

    local.at_request("POST", MESSAGES, "before", cut)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await general(local, client).send("nothing happened")
    assert local.messages("general") == []
    local.at_request("POST", MESSAGES, "accepted", cut)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await general(local, client).send("it is there")
    assert [message.text for message in local.messages("general")] == ["it is there"]
    assert [request.status for request in local.requests[-2:]] == [LOST, LOST]


async def test_a_hook_acts_before_a_planned_failure(
    local: LocalDiscord, client: dpy.Client
) -> None:
    accepted = asyncio.Event()

    async def note(_: Request) -> None:
        accepted.set()

    local.fail("POST", MESSAGES, 503, after_accept=True)
    local.at_request("POST", MESSAGES, "accepted", note)
    with pytest.raises(dpy.DiscordServerError):
        await general(local, client).send("accepted all the same")
    assert accepted.is_set()


async def test_a_global_limit_is_known_as_one(local: LocalDiscord, client: dpy.Client) -> None:
    local.fail("POST", MESSAGES, 429, headers={"Retry-After": "0.3"}, everywhere=True)
    sending = asyncio.create_task(general(local, client).send("later"))
    await local.wait_until(lambda: any(request.status == 429 for request in local.requests))
    began = asyncio.get_running_loop().time()
    await client.application_info()
    await sending
    assert asyncio.get_running_loop().time() - began > 0.2
    limited = Failure("POST", MESSAGES, status=429, everywhere=True).answer()
    assert limited.headers["Via"]
    assert limited.headers["X-RateLimit-Global"] == "true"
    assert limited.headers["X-RateLimit-Scope"] == "global"


async def test_a_429_without_via_is_raised_at_once(local: LocalDiscord, client: dpy.Client) -> None:
    local.fail("POST", MESSAGES, 429, headers={"Via": None, "Retry-After": "30"})
    with pytest.raises(dpy.HTTPException) as refused:
        await general(local, client).send("no")
    assert refused.value.response.headers["Retry-After"] == "30"
    assert refused.value.text == "error code: 1015"


async def test_discords_own_limits_hold_for_direct_messages_too() -> None:
    async with LocalDiscord(rate_limits=True) as local:
        ana = local.guild.add_member("Ana")
        path = f"/channels/{local.direct(ana).id}/messages"
        answers = await _posted(local, path, {"content": "hello"}, times=6)
        assert answers == [(200, None, None)] * 5 + [(429, "user", None)]
        answers = await _posted(local, "/users/@me/channels", {"recipient_id": ana.id}, times=45)
        assert answers[-1] == (429, "global", "true")


async def _posted(
    local: LocalDiscord, path: str, body: Json, times: int
) -> list[tuple[int, str | None, str | None]]:
    """(status, scope, whether it is the global limit) of plain requests, without any patience."""
    authorized = {"Authorization": f"Bot {local.token}"}
    found = []
    async with aiohttp.ClientSession(local.api_url + "/", headers=authorized) as session:
        for _ in range(times):
            async with session.post(path[1:], json=body) as answer:
                said = answer.headers
                scope, everywhere = said.get("X-RateLimit-Scope"), said.get("X-RateLimit-Global")
                found.append((answer.status, scope, everywhere))
                assert answer.status != 429 or said["Via"]
    return found
