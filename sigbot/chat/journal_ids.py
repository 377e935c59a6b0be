"""Custom ids of the journal club."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from sigbot.chat.actions import Action
from sigbot.chat.id_parts import NUMBER, WORD, CustomId, Part

LAST_PAGE = 9_999_999
ANY = "any"
"""Stands for every status."""

TAGS_ROOM, SEARCH_ROOM = 45, 75
"""Characters of tags, and of a search, for which an id has room."""

_PERIOD = re.compile(r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}\.\.[0-9]{4}-[0-9]{2}-[0-9]{2})?")


def _page(number: int) -> str:
    if not 0 <= number <= LAST_PAGE:
        raise ValueError(f"not a page: {number}")
    return str(number)


def _period(key: str) -> str:
    if not _PERIOD.fullmatch(key):
        raise ValueError(f"not the key of a period: {key!r}")
    return key


def _within(text: str, room: int) -> str:
    if "," in text or len(text) > room:
        raise ValueError(f"not at most {room} characters without a comma: {text!r}")
    return text


PAGE = Part(_page, int)
PERIOD = Part(_period, str)
"""The key of a period, or "" for ever."""

TAGS = Part(lambda text: _within(text, TAGS_ROOM), str)
SEARCH = Part(lambda text: _within(text, SEARCH_ROOM), str)


@dataclass(frozen=True, slots=True)
class OfItem(CustomId):
    """Something that is done with an item."""

    parts: ClassVar[tuple[Part[Any], ...]] = (NUMBER,)
    item: int


class VoteForItem(OfItem):
    """Say that one wants to read an item, or take it back."""

    action = Action.VOTE_FOR_ITEM


@dataclass(frozen=True, slots=True)
class ShareLink(CustomId):
    """Share one of the links of a message, counted from 0."""

    action, parts = Action.SHARE_LINK, (NUMBER, NUMBER)
    question: int
    index: int


class RemoveItem(OfItem):
    action = Action.REMOVE_ITEM


class KeepItem(OfItem):
    action = Action.KEEP_ITEM


class ListItem(OfItem):
    """Put an item on the reading list of the report."""

    action = Action.LIST_ITEM


class UnlistItem(OfItem):
    action = Action.UNLIST_ITEM


@dataclass(frozen=True, slots=True)
class TurnItems(CustomId):
    """Show a page, counted from 0, of the items of a period, a status or ANY, and tags."""

    action, separator = Action.TURN_ITEMS, ","
    parts = (PAGE, PERIOD, WORD, TAGS)
    page: int
    period: str
    status: str
    tags: str


@dataclass(frozen=True, slots=True)
class TurnSearch(CustomId):
    """Show a page, counted from 0, of what a search found."""

    action, separator = Action.TURN_SEARCH, ","
    parts = (PAGE, SEARCH)
    page: int
    text: str
