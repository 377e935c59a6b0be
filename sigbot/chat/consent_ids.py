"""Custom ids of the answers of people who are asked whether they may be named or counted."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sigbot.chat.actions import Action
from sigbot.chat.id_parts import NUMBER, CustomId, Part


@dataclass(frozen=True, slots=True)
class HostAnswer(CustomId):
    """What a member answers who is asked to be a host."""

    parts: ClassVar[tuple[Part[Any], ...]] = (NUMBER,)
    host: int


class AgreeHost(HostAnswer):
    action = Action.AGREE_HOST


class DeclineHost(HostAnswer):
    action = Action.DECLINE_HOST


@dataclass(frozen=True, slots=True)
class AuthorAnswer(CustomId):
    """What a member answers whom a report may name as an author."""

    parts: ClassVar[tuple[Part[Any], ...]] = (NUMBER,)
    author: int


class AgreeAuthor(AuthorAnswer):
    action = Action.AGREE_AUTHOR


class DeclineAuthor(AuthorAnswer):
    action = Action.DECLINE_AUTHOR
