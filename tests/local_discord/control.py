"""The same for another process: JSON over HTTP below /_control/.

GET state, messages, requests. POST fail, drop, member, interact, press, crowd, wait_ready.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from tests.local_discord import LocalDiscord, NotAnsweredError, Reply
from tests.local_discord.guild import Json, Member
from tests.local_discord.messages import Message

Control = Callable[[LocalDiscord, Json], Awaitable[Any]]


async def state(discord: LocalDiscord, _: Json) -> Json:
    """Addresses, ids, and how the gateway is doing."""
    guild, gateway = discord.guild, discord.gateway
    return {
        "api_url": discord.api_url,
        "token": discord.token,
        "guild": str(guild.id),
        "channels": {channel.name: str(channel.id) for channel in guild.channels},
        "roles": {role.name: str(role.id) for role in guild.roles},
        "members": {member.user.name: str(member.id) for member in guild.members.values()},
        "commands": discord.commands,
        "ready": gateway.ready.is_set(),
        "ready_at": gateway.ready_at,
        "opened": gateway.opened,
        "identified": gateway.identified,
        "resumed": gateway.resumed,
    }


async def messages(discord: LocalDiscord, wish: Json) -> list[Json]:
    """{"channel": name?}"""
    return [message.payload() for message in discord.messages(wish.get("channel"))]


async def requests(discord: LocalDiscord, _: Json) -> list[Json]:
    return [asdict(request) for request in discord.requests]


async def fail(discord: LocalDiscord, wish: Json) -> None:
    """{"method", "path", "status"?, "times"?, "headers"?, "delay"?, "after_accept"?}"""
    discord.fail(**wish)


async def drop(discord: LocalDiscord, wish: Json) -> None:
    """{"resume"?: true}"""
    await discord.drop_gateway(resume=wish.get("resume", True))


async def wait_ready(discord: LocalDiscord, wish: Json) -> None:
    """{"timeout"?: 10}"""
    await discord.wait_ready(wish.get("timeout", 10.0))


async def member(discord: LocalDiscord, wish: Json) -> Json:
    """{"name", "roles"?: [names]}"""
    roles = [discord.guild.role(name) for name in wish.get("roles", [])]
    return {"id": str(discord.guild.add_member(wish["name"], *roles).id)}


async def interact(discord: LocalDiscord, wish: Json) -> Json:
    """{"command", "options"?, "member"?: id, "channel"?: name}"""
    who, channel = _member(discord, wish), wish.get("channel", "general")
    reply = await discord.interact(wish["command"], wish.get("options"), who, channel)
    return _reply(reply)


async def press(discord: LocalDiscord, wish: Json) -> Json:
    """{"message": id, "component": custom_id or label, "member"?: id}"""
    message = _message(discord, wish)
    return _reply(await discord.press(message, wish["component"], _member(discord, wish)))


async def crowd(discord: LocalDiscord, wish: Json) -> Json:
    """{"message", "component", "people": number}: that many new members press at once."""
    message, guild = _message(discord, wish), discord.guild
    people = [guild.add_member(f"Person {number}") for number in range(wish["people"])]
    began = time.monotonic()
    presses = (discord.press(message, wish["component"], person) for person in people)
    replies = await asyncio.gather(*presses, return_exceptions=True)
    answered = sorted(reply.elapsed for reply in replies if isinstance(reply, Reply))
    return {
        "answered": len(answered),
        "not_answered": len(replies) - len(answered),
        "seconds": time.monotonic() - began,
        "p50": _quantile(answered, 0.5),
        "p99": _quantile(answered, 0.99),
    }


def _quantile(ordered: list[float], share: float) -> float | None:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else None


def _member(discord: LocalDiscord, wish: Json) -> Member | None:
    return discord.world.member(int(wish["member"])) if "member" in wish else None


def _message(discord: LocalDiscord, wish: Json) -> Message:
    return discord.world.messages[int(wish["message"])]


def _reply(reply: Reply) -> Json:
    return {"type": reply.type, "data": reply.data, "elapsed": reply.elapsed}


def add_control(discord: LocalDiscord) -> None:
    """Add the routes; before the server starts."""
    router = discord.server.app.router
    reading: list[Control] = [state, messages, requests]
    acting: list[Control] = [fail, drop, wait_ready, member, interact, press, crowd]
    for control in reading:
        router.add_get(f"/_control/{control.__name__}", _handler(discord, control))
    for control in acting:
        router.add_post(f"/_control/{control.__name__}", _handler(discord, control))


def _handler(
    discord: LocalDiscord, control: Control
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def respond(request: web.Request) -> web.Response:
        body = json.loads(await request.text() or "{}")
        try:
            answer = await control(discord, dict(request.query) | body)
        except NotAnsweredError:
            return web.json_response({"error": "the application did not respond"}, status=504)
        except (LookupError, ValueError, TypeError, TimeoutError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)
        return web.json_response(answer)

    return respond
