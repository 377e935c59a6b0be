"""What people do: slash commands, buttons and forms, and what the bot answers to each."""

import asyncio
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.local_discord.guild import Channel, Guild, Json, Member, Role
from tests.local_discord.messages import Message, walk
from tests.local_discord.world import World

COMMAND, COMPONENT, AUTOCOMPLETE, FORM = 2, 3, 4, 5
"""Types of interaction."""

MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
"""Types of callback."""

ANSWER_SECONDS = 3.0
"""A first answer that comes later is refused, and the person reads "did not respond". A test of a
process on a busy machine may ask for another patience."""

FOLLOW_UP_SECONDS = 900.0

_SUBCOMMAND, _GROUP, _USER, _CHANNEL, _ROLE, _ATTACHMENT = 1, 2, 6, 7, 8, 11
_ROW, _TEXT_DISPLAY, _LABEL = 1, 10, 18
_CHOOSES_MANY = (3, 5, 6, 7, 8, 19, 22)
"""Selects, files and groups of checkboxes send `values`; every other field sends `value`."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that a member attaches to a command."""

    name: str
    content: bytes


OptionValue = str | int | float | bool | Member | Role | Channel | File


class NotAnsweredError(Exception):
    """Nobody answered in time: "The application did not respond"."""


@dataclass(slots=True)
class Interaction:
    """One thing a member did, and what became of it."""

    id: int
    kind: int
    member: Member
    channel: Channel
    message: Message | None = None
    answer_within: float = ANSWER_SECONDS
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    began: float = field(default_factory=time.monotonic)
    callback: asyncio.Future[Json] = field(default_factory=asyncio.Future)
    original: Message | None = None
    filled: asyncio.Event = field(default_factory=asyncio.Event)
    follow_ups: list[Message] = field(default_factory=list)

    @property
    def age(self) -> float:
        """Seconds since the member did it."""
        return time.monotonic() - self.began

    @property
    def origin(self) -> Json:
        """What marks a message as the answer to this."""
        owners = {"0": str(self.channel.guild_id)}
        metadata = {"id": str(self.id), "type": self.kind, "user": self.member.user.payload()}
        return {"interaction_metadata": metadata | {"authorizing_integration_owners": owners}}


@dataclass(frozen=True, slots=True)
class Reply:
    """The first answer: the callback as it was sent, and how many seconds it took."""

    type: int
    data: Json
    elapsed: float
    interaction: Interaction

    async def message(self, timeout: float = 5.0) -> Message:  # noqa: ASYNC109
        """The message that the member sees in the end: waits until a deferred one is there."""
        await asyncio.wait_for(self.interaction.filled.wait(), timeout)
        if self.interaction.original is None:
            message = f"callback {self.type} has no message"
            raise LookupError(message)
        return self.interaction.original


def event_of(world: World, guild: Guild, interaction: Interaction, data: Json) -> Json:
    """The payload of INTERACTION_CREATE."""
    permissions = str(interaction.member.permissions)
    payload: Json = {
        "id": str(interaction.id),
        "application_id": str(world.application_id),
        "type": interaction.kind,
        "token": interaction.token,
        "version": 1,
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
        "guild_locale": "en-US",
        "channel_id": str(interaction.channel.id),
        "channel": interaction.channel.payload() | {"permissions": permissions},
        "member": interaction.member.payload() | {"permissions": permissions},
        "locale": interaction.member.locale,
        "app_permissions": str(
            guild.bot.permissions & ~interaction.channel.denied.get(guild.bot.id, 0)
        ),
        "entitlements": [],
        "authorizing_integration_owners": {"0": str(guild.id)},
        "context": 0,
        "attachment_size_limit": 10 * 1024 * 1024,
        "data": data,
    }
    return payload | ({"message": interaction.message.payload()} if interaction.message else {})


def command_data(
    world: World,
    base_url: str,
    path: str,
    options: Mapping[str, OptionValue],
    focused: str | None = None,
) -> Json:
    """The data of a slash command, from the commands the bot registered. Raises LookupError for
    what is not registered, ValueError for options a Discord client would not send."""
    name, *rest = path.split()
    chain: list[Json] = []
    command = node = _named(world.commands, name)
    for part in rest:
        node = _named(node.get("options") or [], part)
        chain.append(node)
    filled = _Filled(world, base_url, {})
    leaves = filled.options(node, options, focused)
    for step in reversed(chain):
        leaves = [{"name": step["name"], "type": step["type"], "options": leaves}]
    resolved = {"resolved": filled.resolved} if filled.resolved else {}
    return {"id": command["id"], "name": name, "type": 1, "options": leaves} | resolved


def _named(nodes: Sequence[Json], name: str) -> Json:
    for node in nodes:
        if node["name"] == name and node.get("type", 1) in (1, _GROUP):
            return node
    message = f"{name!r} is not registered, only {[node['name'] for node in nodes]}"
    raise LookupError(message)


@dataclass(slots=True)
class _Filled:
    """Options turned into payloads; `resolved` collects what they point to."""

    world: World
    base_url: str
    resolved: Json

    def options(
        self, node: Json, values: Mapping[str, OptionValue], focused: str | None
    ) -> list[Json]:
        known = {option["name"]: option for option in node.get("options") or []}
        required = {name for name, option in known.items() if option.get("required")}
        wrong = (set(values) - set(known)) | (set() if focused else required - set(values))
        if wrong:
            message = f"{node['name']}: unknown or missing options {sorted(wrong)}"
            raise ValueError(message)
        leaves = [self._leaf(known[name], value) for name, value in values.items()]
        for leaf in leaves:
            if leaf["name"] == focused:
                leaf["focused"] = True
        return leaves

    def _leaf(self, option: Json, value: OptionValue) -> Json:
        allowed = [choice["value"] for choice in option.get("choices") or []]
        if allowed and value not in allowed:
            message = f"{option['name']}: {value!r} is none of the choices {allowed}"
            raise ValueError(message)
        sent = self._sent(option["type"], value)
        return {"name": option["name"], "type": option["type"], "value": sent}

    def _sent(self, kind: int, value: OptionValue) -> Any:
        if kind == _ATTACHMENT and isinstance(value, File):
            return self._attach(value)
        if kind not in (_USER, _CHANNEL, _ROLE):
            return value
        snowflake = int(value) if isinstance(value, (int, str)) else getattr(value, "id", 0)
        self._resolve(kind, snowflake)
        return str(snowflake)

    def _resolve(self, kind: int, snowflake: int) -> None:
        if kind == _USER:
            member = self.world.member(snowflake)
            assert member, f"nobody has the id {snowflake}"
            partial = {key: part for key, part in member.payload().items() if key != "user"}
            partial["permissions"] = str(member.permissions)
            self._add("members", snowflake, partial)
            self._add("users", snowflake, member.user.payload())
        elif kind == _CHANNEL:
            channel = self.world.channel(snowflake)
            assert channel, f"no channel has the id {snowflake}"
            self._add("channels", snowflake, channel.payload() | {"permissions": "0"})
        else:
            roles = [role for guild in self.world.guilds for role in guild.roles]
            role = next(role for role in roles if role.id == snowflake)
            self._add("roles", snowflake, role.payload(1))

    def _attach(self, file: File) -> str:
        payload = attachment_payload(self.world, self.base_url, file)
        self._add("attachments", int(payload["id"]), payload)
        return str(payload["id"])

    def _add(self, kind: str, snowflake: int, payload: Json) -> None:
        self.resolved.setdefault(kind, {})[str(snowflake)] = payload


def attachment_payload(world: World, base_url: str, file: File) -> Json:
    """Keep the file, and describe it with an address of this server."""
    snowflake = world.ids.new()
    world.files[str(snowflake)] = file.content
    url = f"{base_url}/attachments/{snowflake}/{file.name}"
    sizes = {"size": len(file.content), "url": url, "proxy_url": url}
    return {"id": str(snowflake), "filename": file.name} | sizes


def component_data(message: Message, wanted: str, values: Sequence[str] | None) -> Json:
    """The data of a press; `wanted` is a custom_id or a label."""
    part = message.component(wanted)
    if part.get("disabled"):
        error = f"{wanted!r} is disabled"
        raise ValueError(error)
    data = {"custom_id": part["custom_id"], "component_type": part["type"], "id": part["id"]}
    return data | ({"values": list(values)} if values is not None else {})


def form_data(modal: Json, values: Mapping[str, str | list[str]]) -> Json:
    """The data of a filled form: `values` by custom_id or label, the rest left as it was."""
    known = dict(_fields(modal["components"]))
    given = {known[key]: value for key, value in values.items()}
    filled = [_filled_part(part, given) for part in modal["components"]]
    return {"custom_id": modal["custom_id"], "components": [part for part in filled if part]}


def _fields(components: Sequence[Json]) -> Iterator[tuple[str, str]]:
    """(a name people could use, its custom_id) of every field of a form."""
    for outer in components:
        for part in walk([outer]):
            if "custom_id" in part:
                yield part["custom_id"], part["custom_id"]
                yield outer.get("label") or part.get("label") or "", part["custom_id"]


def _filled_part(part: Json, given: Mapping[str, str | list[str]]) -> Json:
    if part["type"] == _TEXT_DISPLAY:
        return {}
    head = {"type": part["type"], "id": part.get("id", 1)}
    if part["type"] == _ROW:
        return head | {"components": [_filled_field(f, given) for f in part["components"]]}
    assert part["type"] == _LABEL, f"a form has no component of type {part['type']}"
    return head | {"component": _filled_field(part["component"], given)}


def _filled_field(part: Json, given: Mapping[str, str | list[str]]) -> Json:
    many = part["type"] in _CHOOSES_MANY
    value = given.get(part["custom_id"], [] if many else part.get("value", ""))
    head = {"type": part["type"], "id": part.get("id", 1), "custom_id": part["custom_id"]}
    return head | {"values" if many else "value": value}
