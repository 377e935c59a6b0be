"""Say how a message is sent to Discord: its text or card, its buttons, and whom it notifies."""

from typing import Any

import discord
from discord.ui import Item, LayoutView, View

from sigbot.chat.acts import Body, Post, Words
from sigbot.chat.marks import mark_in, marked

NOBODY = discord.AllowedMentions.none()


def only_called(act: Post) -> discord.AllowedMentions:
    """Allow a message to notify exactly the role and the people that it calls."""
    return discord.AllowedMentions(
        everyone=False,
        users=[discord.Object(person) for person in act.people] or False,
        roles=[discord.Object(act.role_id)] if act.role_id else False,
        replied_user=False,
    )


def as_posted(body: Body, mark: int) -> dict[str, Any]:
    """Return how a new message is sent, with the row's mark on it.

    A card notifies nobody. Plain text has no previews of its links.
    """
    if isinstance(body, LayoutView):
        first: Item[LayoutView] = body.children[0]
        first.id = mark
        return {"view": body, "silent": True}
    sent: dict[str, Any] = {"content": marked(body.content, mark), "suppress_embeds": True}
    return sent | {"view": _buttons(body)} if body.buttons else sent


def as_edited(body: Body) -> dict[str, Any]:
    """Return how a message is edited."""
    if isinstance(body, LayoutView):
        return {"view": body}
    return {"content": body.content, "view": _buttons(body) if body.buttons else None}


def _buttons(body: Words) -> View:
    view = View(timeout=None)
    for button in body.buttons:
        view.add_item(button)
    return view


def as_reply(act: Post) -> dict[str, Any]:
    """Return what makes a message a reply; it is sent also where the other message is gone."""
    if act.replies_to is None or act.channel_id is None:
        return {}
    reference = discord.MessageReference(
        message_id=act.replies_to, channel_id=act.channel_id, fail_if_not_exists=False
    )
    return {"reference": reference}


def mark_of(message: discord.Message) -> int | None:
    """Return the mark in plain text, or the id of the first component of a card."""
    if message.content:
        return mark_in(message.content)
    return getattr(message.components[0], "id", None) if message.components else None
