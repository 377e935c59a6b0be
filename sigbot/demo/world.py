"""The simulated Discord of the demo, and what the bot answers in it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import discord

from sigbot.demo import scenario
from sigbot.store.database import Database


class DemoError(Exception):
    """The bot did not do what was asked, so that the demo cannot go on."""


@dataclass
class World:
    """The simulated Discord with the community in it."""

    env: Any
    db: Database
    guild: Any
    news: Any
    chat: Any
    people: dict[str, Any] = field(default_factory=dict)

    @property
    def organizer(self) -> Any:
        return self.people[scenario.ORGANIZER.name]

    async def until(self, moment: datetime) -> None:
        """Let the simulated time pass until `moment`, if it is still ahead."""
        ahead = (moment - self.env.now()).total_seconds()
        if ahead > 0:
            await self.env.advance_time(ahead)

    async def command(self, member: Any, name: str, /, **options: Any) -> Any:
        """Let a member type a slash command; empty options are left out. Raises DemoError."""
        given = {option: value for option, value in options.items() if value not in ("", None)}
        return self.accepted(await member.slash(self.chat, name, **given))

    def accepted(self, result: Any) -> Any:
        """Return the result of an interaction. Raises DemoError if the bot did not accept it."""
        errors = self.env.errors_since(0)
        if errors or not result.acknowledged:
            raise DemoError(texts_of(answer_to(result)) if result.acknowledged else result)
        return result

    async def confirmed(self, result: Any) -> Any:
        """Let the organizer confirm what the bot asks about, where it does."""
        asked = answer_to(self.accepted(result))
        labels = buttons_of(asked)
        return await self.organizer.click(asked, label=labels[0]) if labels else result

    def card(self, title: str, *labels: str) -> discord.Message:
        """Return the newest message in the news with this title and these buttons.

        A meeting's card has all buttons, its reminders have a few of them. Raises DemoError.
        """
        for message in reversed(self.news.history()):
            if title in texts_of(message) and set(labels) <= set(buttons_of(message)):
                return message  # type: ignore[no-any-return]
        raise DemoError(title)

    def in_thread(self, title: str, label: str) -> discord.Message:
        """Return the newest message with a button in the thread of a paper. Raises DemoError."""
        for thread in self.news.threads:
            for message in reversed(thread.history()):
                if title in texts_of(message) and any(
                    shown.startswith(label) for shown in buttons_of(message)
                ):
                    return message  # type: ignore[no-any-return]
        raise DemoError(title)


def answer_to(result: Any) -> Any:
    """Return the message with which the bot answered an interaction."""
    return result.followups[-1] if result.followups else result.response


def _walk(components: Iterable[Any]) -> Iterable[dict[str, Any]]:
    for component in components:
        part = component if isinstance(component, dict) else component.to_dict()
        yield part
        yield from _walk(part.get("components", []))


def texts_of(message: Any) -> str:
    """Return all text of a card, without the escapes of markdown."""
    texts = [part["content"] for part in _walk(message.components) if "content" in part]
    texts.insert(0, message.content)
    return "\n".join(texts).replace("\\", "")


def buttons_of(message: Any) -> list[str]:
    return [part["label"] for part in _walk(message.components) if part.get("custom_id")]
