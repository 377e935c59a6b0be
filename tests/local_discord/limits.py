"""Discord's limits, checked as Discord does: a body that breaks one is refused with 50035."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.local_discord.guild import Json
from tests.local_discord.messages import COMPONENTS_V2, walk

_COMMAND_NAME = re.compile(r"^[-_'\w]{1,32}$")
_BUTTON, _TEXT_DISPLAY, _ROW = 2, 10, 1


def message_problems(body: Json) -> list[str]:
    """What Discord would not accept of this message, as sentences."""
    return [*_text_problems(body), *_component_problems(body)]


def _text_problems(body: Json) -> Iterator[str]:
    embeds = body.get("embeds") or []
    if len(body.get("content") or "") > 2000:
        yield "content: at most 2000 characters"
    if len(embeds) > 10:
        yield "embeds: at most 10"
    if sum(map(_embed_length, embeds)) > 6000:
        yield "embeds: at most 6000 characters in all"
    if len(str(body.get("nonce") or "")) > 25:
        yield "nonce: at most 25 characters"


def _embed_length(embed: Json) -> int:
    parts = [embed, embed.get("footer") or {}, embed.get("author") or {}, *embed.get("fields", [])]
    counted = ("title", "description", "text", "name", "value")
    return sum(len(part.get(key) or "") for part in parts for key in counted)


def _component_problems(body: Json) -> Iterator[str]:
    top = body.get("components") or []
    parts = list(walk(top))
    if int(body.get("flags") or 0) & COMPONENTS_V2:
        yield from _v2_problems(body, parts)
    elif len(top) > 5 or any(part["type"] != _ROW for part in top):
        yield "components: at most 5 action rows"
    names = [part["custom_id"] for part in parts if "custom_id" in part]
    if len(names) != len(set(names)):
        yield "components: a custom_id is there twice"
    ids = [part["id"] for part in parts if part.get("id")]
    if len(ids) != len(set(ids)):
        yield "components: an id is there twice"
    if any(not 0 < number < 1 << 31 for number in ids):
        yield "id: 1 to 2147483647"
    if any(not 1 <= len(name) <= 100 for name in names):
        yield "custom_id: 1 to 100 characters"
    if any(len(part.get("label") or "") > 80 for part in parts if part["type"] == _BUTTON):
        yield "label: at most 80 characters"


def _v2_problems(body: Json, parts: list[Json]) -> Iterator[str]:
    if len(parts) > 40:
        yield "components: at most 40"
    if sum(len(part["content"]) for part in parts if part["type"] == _TEXT_DISPLAY) > 4000:
        yield "components: at most 4000 characters of text"
    if body.get("content") or body.get("embeds"):
        yield "content and embeds cannot be used with components v2"


def command_problems(commands: list[Json]) -> list[str]:
    """What Discord would not accept of these application commands."""
    problems = [problem for command in commands for problem in _node_problems(command)]
    if sum(command.get("type", 1) == 1 for command in commands) > 100:
        problems.append("at most 100 slash commands")
    too_long = [command["name"] for command in commands if _command_length(command) > 8000]
    return problems + [f"{name}: at most 8000 characters in all" for name in too_long]


def _node_problems(node: Json) -> Iterator[str]:
    """A command, a group or an option, and what is below it."""
    name, options = node["name"], node.get("options") or []
    menu = node.get("type") in (2, 3) and "description" not in node
    if not menu and (not _COMMAND_NAME.match(name) or name != name.lower()):
        yield f"{name}: not a name of a command or option"
    if not menu and not 1 <= len(node.get("description") or "") <= 100:
        yield f"{name}: a description has 1 to 100 characters"
    required = [bool(option.get("required")) for option in options]
    if len(options) > 25 or len(node.get("choices") or []) > 25:
        yield f"{name}: at most 25 options or choices"
    if required != sorted(required, reverse=True):
        yield f"{name}: required options come first"
    for option in options:
        yield from _node_problems(option)


def _command_length(node: Json) -> int:
    own = len(node["name"]) + len(node.get("description") or "")
    choices = sum(len(c["name"]) + len(str(c["value"])) for c in node.get("choices") or [])
    return own + choices + sum(map(_command_length, node.get("options") or []))


@dataclass(slots=True)
class Bucket:
    """`limit` requests in a window of `seconds`, counted from the first."""

    limit: int
    seconds: float
    used: int = 0
    ends: float = 0.0

    def take(self, now: float) -> float:
        """Count one request; seconds to wait, or 0 when it is allowed."""
        if now >= self.ends:
            self.used, self.ends = 0, now + self.seconds
        if self.used >= self.limit:
            return self.ends - now
        self.used += 1
        return 0.0


@dataclass(slots=True)
class RateLimits:
    """50 requests a second in all without interactions; 5 messages and 5 edits in 5 s a channel."""

    clock: Callable[[], float] = time.monotonic
    everything: Bucket = field(default_factory=lambda: Bucket(50, 1.0))
    channels: dict[str, Bucket] = field(default_factory=dict)

    def wait(self, method: str, path: str) -> tuple[float, bool]:
        """(seconds to wait or 0, whether it is the global limit)."""
        if path.startswith(("/interactions/", "/webhooks/")):
            return 0.0, False
        now = self.clock()
        if wait := self.everything.take(now):
            return wait, True
        bucket = self._of_channel(method, path)
        return (bucket.take(now) if bucket else 0.0), False

    def headers(self, method: str, path: str) -> dict[str, str]:
        """How much is left, as Discord says it in every answer of a limited route."""
        bucket = self._of_channel(method, path)
        if not bucket:
            return {}
        return {
            "X-RateLimit-Limit": str(bucket.limit),
            "X-RateLimit-Remaining": str(bucket.limit - bucket.used),
            "X-RateLimit-Reset-After": f"{max(bucket.ends - self.clock(), 0.0):.3f}",
            "X-RateLimit-Bucket": f"messages-{method.lower()}",
        }

    def _of_channel(self, method: str, path: str) -> Bucket | None:
        parts = path.split("/")
        if method not in ("POST", "PATCH") or parts[1] != "channels" or "messages" not in parts:
            return None
        return self.channels.setdefault(f"{method} {parts[2]}", Bucket(5, 5.0))
