"""Custom ids of the journal club."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sigbot.chat.actions import Action
from sigbot.chat.id_parts import NUMBER, CustomId, Part


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
