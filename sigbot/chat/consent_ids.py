"""Custom ids of the answers of people who are asked by direct message."""

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


@dataclass(frozen=True, slots=True)
class EventsAnswer(CustomId):
    """What an organizer of a server answers to a question about events changed by hand."""

    parts: ClassVar[tuple[Part[Any], ...]] = (NUMBER, NUMBER)
    guild: int
    question: int


class PutEventsBack(EventsAnswer):
    action = Action.PUT_EVENTS_BACK


class KeepEvents(EventsAnswer):
    action = Action.KEEP_EVENTS


class UseEvents(EventsAnswer):
    """Use events that somebody made for their meetings."""

    action = Action.USE_EVENTS


class MakeOwnEvents(EventsAnswer):
    """Leave events that somebody made to people."""

    action = Action.MAKE_OWN_EVENTS
