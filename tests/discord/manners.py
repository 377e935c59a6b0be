"""What must be so at the end of every test: nobody was left alone, and nothing was ill-mannered."""

import re
from collections.abc import Iterable
from logging import LogRecord

import simcord
from discord import app_commands

from sigbot.chat.custom_ids import decode
from sigbot.domain.refusals import RefusedError
from tests.discord.world import Json, World, parts
from tests.phone import TWO_SCREENS, height_on_a_phone

LONGEST_TEXT, LONGEST_CONTENT, MOST_COMPONENTS, LONGEST_NONCE = 4_000, 2_000, 40, 25
ROLE, PERSON = re.compile(r"(?<!\\)<@&(\d+)>"), re.compile(r"(?<!\\)<@(\d+)>")
FORM = 9
"""Type of the answer that opens a form."""


def check_end(world: World) -> None:
    """Nothing went wrong unnoticed, everybody was answered, and nothing sent was ill-mannered."""
    bugs = [error for error in map(_cause, world.env.errors) if not _is_meant(world, error)]
    bugs += [
        error for record in world.logged if not _is_meant(world, error := _logged_error(record))
    ]
    if bugs:
        raise BaseExceptionGroup("the bot met errors that nobody expected", bugs)
    check_answers(world)
    check_manners(world.env.http_requests)


def _cause(error: BaseException) -> BaseException:
    return error.original if isinstance(error, app_commands.CommandInvokeError) else error


def _is_meant(world: World, error: BaseException) -> bool:
    return isinstance(error, (RefusedError, *world.forgiven))


def _logged_error(record: LogRecord) -> Exception:
    error = record.exc_info[1] if record.exc_info else None
    return error if isinstance(error, Exception) else AssertionError(record.getMessage())


def check_answers(world: World) -> None:
    """No interaction was left without an answer, or thinking for ever."""
    if world.forgiven:
        return
    for record in world.env.backend.interactions.values():
        assert record.responded, f"no answer to interaction {record}"
        assert not record.loading, f"thinking for ever: {record}"


def check_manners(entries: Iterable[simcord.HttpLogEntry]) -> None:
    """No message pings anybody whom it does not name, none is larger than Discord takes, and every
    button and form will be known again."""
    for entry in entries:
        body = message_in(entry)
        if body is not None:
            required = entry.method == "POST"
            assert names_nobody(body, required=required) or calls(entry), body
            assert len(body.get("content") or "") <= LONGEST_CONTENT, body
            found = list(parts(body.get("components") or []))
            assert len(found) <= MOST_COMPONENTS, body
            assert sum(len(part.get("content", "")) for part in found) <= LONGEST_TEXT, body
            assert len(str(body.get("nonce", ""))) <= LONGEST_NONCE, body
            check_length(body)
        for custom_id in (*button_ids_in(entry), *form_ids_in(entry)):
            decode(custom_id)


def check_length(body: Json) -> None:
    """A message is two screens of a phone at most."""
    shown = "\n".join(part["content"] for part in parts([body]) if part.get("content"))
    lines = height_on_a_phone(body)
    assert lines <= TWO_SCREENS, f"{lines} lines on a phone, at most {TWO_SCREENS}:\n{shown}"


def button_ids_in(entry: simcord.HttpLogEntry) -> list[str]:
    """The custom ids of the buttons of a message that a request creates or edits."""
    components = parts((message_in(entry) or {}).get("components") or [])
    return [part["custom_id"] for part in components if "custom_id" in part]


def form_ids_in(entry: simcord.HttpLogEntry) -> list[str]:
    """The custom id of the form that a request opens."""
    if isinstance(entry.json, dict) and entry.json.get("type") == FORM:
        return [entry.json["data"]["custom_id"]]
    return []


def names_nobody(body: Json, *, required: bool = True) -> bool:
    """Does a message say that whatever it mentions is not to be told of it?"""
    allowed = body.get("allowed_mentions", None if required else {"parse": []})
    return allowed is not None and allowed.get("parse") == [] and allowed.keys() <= {"parse"}


def calls(entry: simcord.HttpLogEntry) -> bool:
    """Is it a new message of plain text that may ping exactly those whom its last lines name?"""
    body = message_in(entry) or {}
    allowed = body.get("allowed_mentions") or {}
    content = body.get("content") or ""
    first, _, rest = content.partition("\n")
    return (
        entry.method == "POST"
        and entry.path.endswith("/messages")
        and allowed.keys() <= {"parse", "roles", "users"}
        and allowed["parse"] == []
        and sorted(map(str, allowed.get("roles", []))) == sorted(ROLE.findall(rest))
        and sorted(map(str, allowed.get("users", []))) == sorted(PERSON.findall(rest))
        and not PERSON.search(first)
    )


def message_in(entry: simcord.HttpLogEntry) -> Json | None:
    """The message that a request creates or edits."""
    if entry.method not in {"POST", "PATCH"} or not isinstance(entry.json, dict):
        return None
    if entry.path.endswith("/callback"):
        return entry.json["data"] if entry.json["type"] in {4, 7} else None
    return entry.json if "components" in entry.json or "content" in entry.json else None
