"""Modals: what is asked, a label a question. The bot routes what comes back."""

from collections.abc import Sequence
from dataclasses import dataclass

import discord
from discord.ui import Label, Modal, Select, TextDisplay, TextInput

from sigbot.chat.custom_ids import CustomId, encode

LIFETIME_S = 900


@dataclass(frozen=True, slots=True)
class Question:
    """A question with text as its answer, or, with `options` (value, label), a choice."""

    name: str
    label: str
    default: str = ""
    limit: int = 4_000
    options: Sequence[tuple[str, str]] = ()
    long: bool = True


def form(title: str, custom_id: CustomId, questions: Sequence[Question], notice: str = "") -> Modal:
    """Everything in it is optional. What is submitted goes to the handler that was registered for
    this kind of id."""
    modal = Modal(title=title, custom_id=encode(custom_id), timeout=LIFETIME_S)
    if notice:
        modal.add_item(TextDisplay(notice))
    for question in questions:
        field = _menu(question) if question.options else _line(question)
        modal.add_item(Label(text=question.label, component=field))
    return modal


def _line(question: Question) -> TextInput[Modal]:
    style = discord.TextStyle.paragraph if question.long else discord.TextStyle.short
    return TextInput(
        custom_id=question.name,
        style=style,
        required=False,
        default=question.default or None,
        max_length=question.limit,
    )


def _menu(question: Question) -> Select[Modal]:
    options = [
        discord.SelectOption(label=label, value=value, default=value == question.default)
        for value, label in question.options
    ]
    return Select(custom_id=question.name, options=options, required=False, min_values=0)
