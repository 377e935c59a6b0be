"""Forms: Discord's modals, with fields. The bot hands what is submitted to a handler."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord.ui import Label, Modal, Select, TextDisplay, TextInput

from sigbot.chat.id_parts import CustomId, encode
from sigbot.domain.bounds import NARRATIVE_LIMIT

LIFETIME_S = 900


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: for text, or with `options` (value, label) a menu.

    `limit` is the most characters of a text; a `long` text may have several lines. A `hint` says
    below the label how to fill it in.
    """

    name: str
    label: str
    default: str = ""
    limit: int = NARRATIVE_LIMIT
    options: Sequence[tuple[str, str]] = ()
    long: bool = True
    hint: str = ""


def form(title: str, custom_id: CustomId, fields: Sequence[Field], notice: str = "") -> Modal:
    """Return a form whose fields are all optional, with a notice above them.

    What is submitted goes to the handler that is registered for this kind of id.
    """
    modal = Modal(title=title, custom_id=encode(custom_id), timeout=LIFETIME_S)
    if notice:
        modal.add_item(TextDisplay(notice))
    for field in fields:
        component = _menu(field) if field.options else _text_input(field)
        hint = field.hint or None
        modal.add_item(Label(text=field.label, description=hint, component=component))
    return modal


def _text_input(field: Field) -> TextInput[Modal]:
    style = discord.TextStyle.paragraph if field.long else discord.TextStyle.short
    return TextInput(
        custom_id=field.name,
        style=style,
        required=False,
        default=field.default or None,
        max_length=field.limit,
    )


def _menu(field: Field) -> Select[Modal]:
    options = [
        discord.SelectOption(label=label, value=value, default=value == field.default)
        for value, label in field.options
    ]
    return Select(custom_id=field.name, options=options, required=False, min_values=0)


def read_answers(components: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the answers of a submitted form by the names of its fields, "" for an empty field.

    The answer of a menu is the value that was chosen.
    """
    answers: dict[str, str] = {}
    for component in components:
        inner = component.get("components") or [component.get("component")]
        for field in inner:
            if field and "custom_id" in field:
                values = field.get("values") or [""]
                answers[field["custom_id"]] = str(field.get("value", values[0]) or "")
    return answers
