"""What each route of the REST API does to the world. Nothing here knows HTTP."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.local_discord import interactions as acts
from tests.local_discord.guild import (
    ATTACH,
    READ_HISTORY,
    SEND,
    START_THREADS,
    VIEW,
    Channel,
    Guild,
    Json,
)
from tests.local_discord.interactions import File, Interaction, attachment_payload
from tests.local_discord.limits import command_problems, message_problems
from tests.local_discord.messages import EPHEMERAL, LOADING, Message
from tests.local_discord.world import World

Answer = Json | list[Json] | None
"""What goes back as JSON; None is 204 No Content."""


class ApiError(Exception):
    """An answer that is no success, with Discord's own code."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body: Json = {"message": message, "code": code}


@dataclass(slots=True)
class Call:
    """One request, read: the placeholders of its path, its query, its JSON and files."""

    world: World
    base_url: str
    gateway_url: str
    shards: int
    interactions: dict[str, Interaction]
    path: Mapping[str, str]
    query: Mapping[str, str] = field(default_factory=dict)
    payload: Any = None
    files: Mapping[int, File] = field(default_factory=dict)

    def id(self, name: str) -> int:
        value = self.path[name]
        if not value.isdecimal():
            raise ApiError(400, 50035, f'{name}: Value "{value}" is not snowflake.')
        return int(value)

    def guild(self) -> Guild:
        guild = self.world.guild_of(self.id("guild"))
        if guild is None:
            raise ApiError(404, 10004, "Unknown Guild")
        return guild

    def channel(self) -> Channel:
        channel = self.world.channel(self.id("channel"))
        if channel is None:
            raise ApiError(404, 10003, "Unknown Channel")
        if channel.denies(self.world.bot.id, VIEW):
            raise ApiError(403, 50001, "Missing Access")
        return channel

    def snowflake(self, name: str) -> int | None:
        """The id in the query, if there is one."""
        value = self.query.get(name)
        if value is not None and not value.isdecimal():
            raise ApiError(400, 50035, f'{name}: Value "{value}" is not snowflake.')
        return None if value is None else int(value)

    def message(self) -> Message:
        """The message of this channel; an ephemeral one is out of reach here."""
        channel, message = self.channel(), self.world.messages.get(self.id("message"))
        if message is None or message.ephemeral or message.channel is not channel:
            raise ApiError(404, 10008, "Unknown Message")
        return message


# --- About the bot -----------------------------------------------------------------------------


def gateway(call: Call) -> Json:
    return {"url": call.gateway_url}


def gateway_bot(call: Call) -> Json:
    limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
    return {"url": call.gateway_url, "shards": call.shards, "session_start_limit": limit}


def me(call: Call) -> Json:
    return call.world.bot.payload()


def application(call: Call) -> Json:
    return call.world.application_payload()


def my_guilds(call: Call) -> list[Json]:
    permissions = {"owner": False, "permissions": str(call.world.guilds[0].bot.permissions)}
    return [
        {"id": str(guild.id), "name": guild.name, "icon": None, "features": []} | permissions
        for guild in call.world.guilds
    ]


def open_direct_channel(call: Call) -> Json:
    member = call.world.member(int(call.payload["recipient_id"]))
    if member is None:
        raise ApiError(400, 50033, "Invalid Recipient(s)")
    return call.world.direct_channel(member.user).payload()


def put_commands(call: Call) -> list[Json]:
    """Register all commands anew; a command keeps its id as long as it keeps its name."""
    if problems := command_problems(call.payload):
        raise ApiError(400, 50035, "; ".join(problems))
    known = {(command["name"], command.get("type", 1)): command for command in call.world.commands}
    usual = {"version": "1", "type": 1, "description": ""}
    owner = usual | {"application_id": str(call.world.application_id)}
    call.world.commands = [
        owner | {"id": _kept_id(call, known.get((new["name"], new.get("type", 1))))} | new
        for new in call.payload
    ]
    return call.world.commands


def _kept_id(call: Call, known: Json | None) -> str:
    return str(known["id"] if known else call.world.ids.new())


def get_commands(call: Call) -> list[Json]:
    return call.world.commands


# --- Guilds and channels -----------------------------------------------------------------------


def get_guild(call: Call) -> Json:
    return call.guild().payload()


def get_guild_channels(call: Call) -> list[Json]:
    return [channel.payload() for channel in call.guild().channels]


def get_member(call: Call) -> Json:
    guild, user_id = call.guild(), call.id("user")
    member = guild.bot if user_id == guild.bot.id else guild.members.get(user_id)
    if member is None:
        raise ApiError(404, 10007, "Unknown Member")
    return member.payload()


def get_channel(call: Call) -> Json:
    return call.channel().payload()


# --- Messages ----------------------------------------------------------------------------------


def post_message(call: Call) -> Json:
    """Create a message; the same nonce within minutes gives the message that is there."""
    channel, body = call.channel(), _checked(call, call.payload)
    _check_may_send(call, channel)
    nonce = body.get("nonce")
    if nonce and body.get("enforce_nonce") and (said := call.world.said_with(nonce)):
        return said.payload()
    return call.world.post(channel, body).payload()


def _check_may_send(call: Call, channel: Channel) -> None:
    """Raises 50007 for somebody who closed their direct messages, 50013 without permission."""
    reader = channel.recipient and call.world.member(channel.recipient.id)
    if reader and not reader.accepts_direct:
        raise ApiError(403, 50007, "Cannot send messages to this user")
    if channel.denies(call.world.bot.id, SEND | ATTACH if call.files else SEND):
        raise ApiError(403, 50013, "Missing Permissions")


def get_messages(call: Call) -> list[Json]:
    """Of those before or after an id the nearest `limit` (1 to 100, else 50), the newest first.
    Without the permission to read the history there are none."""
    channel, limit = call.channel(), int(call.query.get("limit", "50"))
    before, after = call.snowflake("before"), call.snowflake("after")
    if not 1 <= limit <= 100 or "around" in call.query:
        raise ApiError(400, 50035, "limit: 1 to 100; around is not known here")
    said = [] if channel.denies(call.world.bot.id, READ_HISTORY) else call.world.said_in(channel)
    if before is not None:
        said = [message for message in said if message.id < before]
    if after is not None:
        said = [message for message in said if message.id > after]
    nearest = said[-limit:] if after is None else said[:limit]
    return [message.payload() for message in reversed(nearest)]


def get_message(call: Call) -> Json:
    return call.message().payload()


def edit_message(call: Call) -> Json:
    message = call.message()
    message.edit(_checked(call, call.payload, message), call.world.clock.now())
    return message.payload()


def start_thread(call: Call) -> Json:
    """Start a thread from a message; 160004 where it has one."""
    message, name = call.message(), call.payload["name"]
    if not 1 <= len(name) <= 100:
        raise ApiError(400, 50035, "name: Must be between 1 and 100 in length.")
    if message.channel.denies(call.world.bot.id, START_THREADS):
        raise ApiError(403, 50013, "Missing Permissions")
    if message.id in call.world.threads:
        raise ApiError(400, 160004, "A thread has already been created for this message")
    return call.world.start_thread(message, name).payload()


def delete_message(call: Call) -> None:
    del call.world.messages[call.message().id]


def _checked(call: Call, body: Json, old: Message | None = None) -> Json:
    """The body with its files as attachments, refused if Discord would refuse it."""
    body = dict(body)
    if call.files or "attachments" in body:
        body["attachments"] = _attachments(call, body, old)
    whole = {**old.body, **body} if old else body
    whole = whole | {"flags": (old.flags if old else 0) | int(body.get("flags") or 0)}
    if problems := message_problems(whole):
        raise ApiError(400, 50035, "; ".join(problems))
    if not any(whole.get(key) for key in ("content", "embeds", "components", "attachments")):
        raise ApiError(400, 50006, "Cannot send an empty message")
    return body


def _attachments(call: Call, body: Json, old: Message | None) -> list[Json]:
    listed = {str(part["id"]) for part in body.get("attachments") or []}
    kept = [part for part in (old.attachments if old else []) if part["id"] in listed]
    files = call.files.values()
    return kept + [attachment_payload(call.world, call.base_url, file) for file in files]


# --- Interactions ------------------------------------------------------------------------------


def answer_interaction(call: Call) -> Json | None:
    """The first answer. Raises 10062 when it is too late, 40060 when there was one already."""
    interaction = _interaction(call)
    if interaction.callback.done():
        raise ApiError(400, 40060, "Interaction has already been acknowledged.")
    body = call.payload.get("data") or {}
    _answer(call, interaction, call.payload["type"], body)
    interaction.callback.set_result({"type": call.payload["type"], "data": body})
    wanted = call.query.get("with_response", "0").lower() in ("1", "true")
    return _callback_payload(interaction, call.payload["type"]) if wanted else None


def _interaction(call: Call) -> Interaction:
    found = call.interactions.get(call.path["token"])
    if found is None or found.age > found.answer_within:
        raise ApiError(404, 10062, "Unknown interaction")
    if "interaction" in call.path and found.id != call.id("interaction"):
        raise ApiError(404, 10062, "Unknown interaction")
    return found


def _answer(call: Call, interaction: Interaction, kind: int, body: Json) -> None:
    if kind == acts.MESSAGE:
        interaction.original = _reply(call, interaction, _checked(call, body))
    elif kind == acts.DEFERRED_MESSAGE:
        flags = LOADING | int(body.get("flags") or 0)
        interaction.original = _reply(call, interaction, {"flags": flags})
        return
    elif kind in (acts.UPDATE, acts.DEFERRED_UPDATE):
        _update_pressed(call, interaction, kind, body)
    elif kind not in (acts.CHOICES, acts.MODAL):
        raise ApiError(400, 50035, f"type: {kind} is not supported")
    interaction.filled.set()


def _update_pressed(call: Call, interaction: Interaction, kind: int, body: Json) -> None:
    message = interaction.message
    if message is None:
        raise ApiError(400, 50035, "type: there is no message to update")
    if kind == acts.UPDATE:
        message.edit(_checked(call, body, message), call.world.clock.now())
    interaction.original = message


def _reply(call: Call, interaction: Interaction, body: Json) -> Message:
    marks = {"webhook_id": str(call.world.application_id)}
    marks["application_id"] = marks["webhook_id"]
    return call.world.post(interaction.channel, body, **marks, **interaction.origin)


def _callback_payload(interaction: Interaction, kind: int) -> Json:
    about: Json = {"id": str(interaction.id), "type": interaction.kind}
    message = interaction.original
    if message is None:
        return {"interaction": about}
    about["response_message_id"] = str(message.id)
    about["response_message_loading"] = bool(message.flags & LOADING)
    about["response_message_ephemeral"] = message.ephemeral
    shown = {} if kind == acts.DEFERRED_UPDATE else {"message": message.payload()}
    return {"interaction": about, "resource": {"type": kind} | shown}


def follow_up(call: Call) -> Json:
    """Another message; after a deferred answer the first of them is that answer."""
    interaction = _followed(call)
    original = interaction.original
    if original and original.flags & LOADING:
        return _fill(call, interaction, original)
    message = _reply(call, interaction, _checked(call, call.payload))
    interaction.follow_ups.append(message)
    return message.payload()


def _followed(call: Call) -> Interaction:
    if call.id("application") != call.world.application_id:
        raise ApiError(404, 10015, "Unknown Webhook")
    interaction = call.interactions.get(call.path["token"])
    if interaction is None or interaction.age > acts.FOLLOW_UP_SECONDS:
        raise ApiError(401, 50027, "Invalid Webhook Token")
    if not interaction.callback.done():
        raise ApiError(404, 10015, "Unknown Webhook")
    return interaction


def _fill(call: Call, interaction: Interaction, message: Message) -> Json:
    """Edit an answer. Whether it is ephemeral was settled when it was deferred."""
    body = _checked(call, call.payload, message)
    body["flags"] = int(body.get("flags") or 0) & ~EPHEMERAL
    message.edit(body, call.world.clock.now())
    if message is interaction.original:
        interaction.filled.set()
    return message.payload()


def _said(call: Call) -> tuple[Interaction, Message]:
    interaction = _followed(call)
    wanted = call.path["message"]
    there = [interaction.original, *interaction.follow_ups]
    for message in filter(None, there):
        if str(message.id) == wanted or (wanted == "@original" and message is there[0]):
            return interaction, message
    raise ApiError(404, 10008, "Unknown Message")


def get_answer(call: Call) -> Json:
    return _said(call)[1].payload()


def edit_answer(call: Call) -> Json:
    return _fill(call, *_said(call))


def delete_answer(call: Call) -> None:
    call.world.messages.pop(_said(call)[1].id, None)


Handler = Callable[[Call], Answer]

_WEBHOOK = "/webhooks/{application}/{token}"
_MESSAGES = "/channels/{channel}/messages"

ROUTES: list[tuple[str, str, Handler]] = [
    ("GET", "/gateway", gateway),
    ("GET", "/gateway/bot", gateway_bot),
    ("GET", "/users/@me", me),
    ("GET", "/users/@me/guilds", my_guilds),
    ("POST", "/users/@me/channels", open_direct_channel),
    ("GET", "/oauth2/applications/@me", application),
    ("GET", "/applications/@me", application),
    ("GET", "/applications/{application}/commands", get_commands),
    ("PUT", "/applications/{application}/commands", put_commands),
    ("GET", "/guilds/{guild}", get_guild),
    ("GET", "/guilds/{guild}/channels", get_guild_channels),
    ("GET", "/guilds/{guild}/members/{user}", get_member),
    ("GET", "/channels/{channel}", get_channel),
    ("GET", _MESSAGES, get_messages),
    ("POST", _MESSAGES, post_message),
    ("GET", f"{_MESSAGES}/{{message}}", get_message),
    ("PATCH", f"{_MESSAGES}/{{message}}", edit_message),
    ("DELETE", f"{_MESSAGES}/{{message}}", delete_message),
    ("POST", f"{_MESSAGES}/{{message}}/threads", start_thread),
    ("POST", "/interactions/{interaction}/{token}/callback", answer_interaction),
    ("POST", _WEBHOOK, follow_up),
    ("GET", f"{_WEBHOOK}/messages/{{message}}", get_answer),
    ("PATCH", f"{_WEBHOOK}/messages/{{message}}", edit_answer),
    ("DELETE", f"{_WEBHOOK}/messages/{{message}}", delete_answer),
]
