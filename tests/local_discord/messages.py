"""A message: what it says, its components, and its payload."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from tests.local_discord.guild import Channel, Json, User
from tests.local_discord.snowflakes import created_at

EPHEMERAL, LOADING, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 15
"""Flags of a message."""


BODY_KEYS = ("content", "embeds", "components", "attachments", "flags")
"""What a message keeps of the body it was sent with."""

_READABLE = ("title", "description", "content", "label", "name", "value", "text", "placeholder")


@dataclass(slots=True)
class Message:
    """A message as it is now: edits change it in place."""

    id: int
    channel: Channel
    author: User
    body: Json = field(default_factory=dict)
    edits: int = 0
    edited_at: str | None = None
    nonce: str | int | None = None
    origin: Json = field(default_factory=dict)
    """What only an answer to an interaction has: webhook_id, interaction_metadata."""

    @property
    def content(self) -> str:
        return self.body.get("content") or ""

    @property
    def flags(self) -> int:
        return int(self.body.get("flags") or 0)

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def text(self) -> str:
        """Everything a reader sees as words, line by line: content, embeds, components."""
        shown = [self.content, *_words(self.body.get("embeds")), *_words(self.components)]
        return "\n".join(filter(None, shown))

    @property
    def components(self) -> list[Json]:
        return list(self.body.get("components") or [])

    @property
    def attachments(self) -> list[Json]:
        return list(self.body.get("attachments") or [])

    def component(self, wanted: str) -> Json:
        """The component with this custom_id or label. Raises LookupError naming what there is."""
        interactive = [part for part in walk(self.components) if "custom_id" in part]
        for part in interactive:
            if wanted in (part["custom_id"], part.get("label")):
                return part
        there = [part.get("label") or part["custom_id"] for part in interactive]
        message = f"no component {wanted!r} on this message, only {there}"
        raise LookupError(message)

    def update(self, body: Json) -> None:
        """Replace the fields that are given."""
        flags = self.flags & ~LOADING | int(body.get("flags") or 0)
        for key in BODY_KEYS:
            if key in body:
                self.body[key] = body[key] or ("" if key == "content" else [])
        self.body["flags"] = flags
        _number(list(walk(self.components)), keeps=bool(flags & COMPONENTS_V2))

    def edit(self, body: Json, now: datetime) -> None:
        self.update(body)
        self.edits += 1
        self.edited_at = now.isoformat()

    def payload(self) -> Json:
        payload: Json = {
            "id": str(self.id),
            "type": 0,
            "channel_id": str(self.channel.id),
            "author": self.author.payload(),
            "content": self.content,
            "timestamp": created_at(self.id).isoformat(),
            "edited_timestamp": self.edited_at,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": self.attachments,
            "embeds": self.body.get("embeds") or [],
            "components": self.components,
            "pinned": False,
            "flags": self.flags,
        }
        return payload | ({"nonce": self.nonce} if self.nonce else {}) | self.origin


def walk(components: Sequence[Json]) -> Iterator[Json]:
    """Every component, parents before their children."""
    for part in components:
        yield part
        yield from walk(part.get("components") or [])
        for single in ("component", "accessory"):
            if part.get(single):
                yield from walk([part[single]])


def _number(parts: Sequence[Json], *, keeps: bool) -> None:
    """Components without an id (or with 0) get one that no other has, counted from 1.

    In messages that are not made of components alone, none `keeps` an id: all are 0.
    """
    if not keeps:
        for part in parts:
            part["id"] = 0
        return
    taken = {part["id"] for part in parts if part.get("id")}
    free = (number for number in count(1) if number not in taken)
    for part in parts:
        part["id"] = part.get("id") or next(free)


def _words(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for part in node:
            yield from _words(part)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in _READABLE and isinstance(value, str):
                yield value
            else:
                yield from _words(value)
