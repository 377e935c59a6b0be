"""The place where exceptions become messages: of commands, buttons, menus and forms alike."""

import logging
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

import aiohttp
import discord
from discord import app_commands
from discord.ui import LayoutView

from sigbot.chat.replies import whisper
from sigbot.domain.issues import UnreadIssuesError
from sigbot.domain.measures import Fault, Measures, reason_of
from sigbot.domain.refusals import (
    NotMemberError,
    NotOrganizerError,
    RefusedError,
    StoreOutError,
)
from sigbot.later import later
from sigbot.wording import refusals

if TYPE_CHECKING:
    from sigbot.chat import issues as issue_cards
else:
    issue_cards = later("sigbot.chat.issues")

TOO_LATE = 10062
"""Discord's code for an interaction that was not answered within its three seconds."""

log = logging.getLogger(__name__)


class Counts(Protocol):
    """What counts refusals and errors: the bot."""

    @property
    def measures(self) -> Measures: ...


async def answer_error(interaction: discord.Interaction[Any], error: Exception) -> None:
    """Answer a refusal with its sentence, and any other error with a reference that is logged."""
    cause = _cause(error)
    _count(interaction.client, cause)
    if _is_too_late(cause):
        log.warning("could not answer in %s in time", _place(interaction))
        return
    if isinstance(cause, StoreOutError):
        log.error("could not use the database in %s", _place(interaction), exc_info=cause)
    if isinstance(cause, RefusedError):
        text = _refusal(cause)
    else:
        reference = secrets.token_hex(3).upper()
        log.error("reference %s in %s", reference, _place(interaction), exc_info=cause)
        text = refusals.unexpected(reference)
    try:
        if interaction.type is not discord.InteractionType.autocomplete:
            await whisper(interaction, text)
    except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as unsent:
        log.warning("could not answer in %s: %s", _place(interaction), unsent)


def _is_too_late(cause: Exception) -> bool:
    return isinstance(cause, discord.NotFound) and cause.code == TOO_LATE


def _count(bot: Counts, cause: Exception) -> None:
    if isinstance(cause, RefusedError):
        bot.measures.refusals[reason_of(cause)] += 1
    else:
        bot.measures.faults[Fault.TOO_LATE if _is_too_late(cause) else Fault.UNEXPECTED] += 1


def _refusal(refused: RefusedError) -> str | LayoutView:
    """Return the sentence of a refusal, with a button where one press is the next step."""
    if isinstance(refused, UnreadIssuesError):
        return issue_cards.unread_card(refused)
    return refusals.sentence(refused)


def _cause(error: Exception) -> Exception:
    if isinstance(error, app_commands.CommandInvokeError):
        return error.original
    if isinstance(error, app_commands.NoPrivateMessage):
        return NotMemberError()
    if isinstance(error, app_commands.MissingPermissions):
        return NotOrganizerError()
    return error


def _place(interaction: discord.Interaction) -> str:
    if interaction.command:
        return f"/{interaction.command.qualified_name}"
    data: Mapping[str, object] = interaction.data or {}
    return str(data.get("custom_id", interaction.type))
