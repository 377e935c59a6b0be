"""Is what the bot sent what Discord accepts?  Judged by Discord's own OpenAPI document.

The document describes the service, not discord.py, so it is edited when it is loaded:
`RELAXATIONS` admit what discord.py sends and Discord takes, `SHARPENINGS` refuse what Discord
refuses and the document forgets to say.  Nothing else is changed.  The document allows
properties that it does not name, so a misspelt optional key passes.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias

from jsonschema_rs import (
    Draft202012,
    Draft202012Validator,
    Registry,
    ValidationError,
    ValidationErrorKind,
)
from simcord import HttpLogEntry

DOCUMENT = Path(__file__).parents[2].parent / "shared/data/discord-openapi.json"

Json: TypeAlias = dict[str, Any]
Edit: TypeAlias = Callable[[Json], None]

_URN = "urn:discord"
_METHODS = frozenset({"get", "put", "post", "delete", "patch"})
_SHOWN = 160  # characters of the offending part in a problem


# What discord.py sends and the document refuses


def admit_integer_ids(document: Json) -> None:
    """Snowflakes may be integers: discord.py sends `attachments[].id`, `allowed_mentions` so."""
    snowflake = document["components"]["schemas"]["SnowflakeType"]
    snowflake |= {"type": ["string", "integer"], "minimum": 0}


def admit_string_permissions(document: Json) -> None:
    """Permission bit sets may be decimal strings: roles and channel overwrites are sent so."""
    names = {"default_member_permissions", "permissions", "allow", "deny"}
    for properties in _values_of(document, "properties"):
        for schema in (properties[name] for name in names & properties.keys()):
            if schema.get("type") == ["integer", "null"]:
                schema |= {"type": ["integer", "string", "null"], "pattern": "^[0-9]+$"}


def admit_forwards(document: Json) -> None:
    """A message reference may be of type 1, a forward; the document knows replies only."""
    kinds = document["components"]["schemas"]["MessageReferenceType"]["oneOf"]
    kinds.append({"title": "FORWARD", "const": 1})


def admit_bare_bans(document: Json) -> None:
    """Ban and unban need no body: discord.py puts the days in the query, and nothing else."""
    ban = document["paths"]["/guilds/{guild_id}/bans/{user_id}"]
    for method in ("put", "delete"):
        ban[method]["requestBody"]["required"] = False


RELAXATIONS: tuple[Edit, ...] = (
    admit_integer_ids,
    admit_string_permissions,
    admit_forwards,
    admit_bare_bans,
)


# What Discord refuses and the document admits


def limit_content(document: Json) -> None:
    """A bot's message has 2,000 characters; the document's 4,000 are for paying people."""
    schemas = document["components"]["schemas"]
    for name in ("MessageCreateRequest", "MessageEditRequestPartial"):
        schemas[name]["properties"]["content"]["maxLength"] = 2000


def demand_custom_ids(document: Json) -> None:
    """A button has a custom_id, unless it is a link (style 5) or a purchase (style 6)."""
    button = document["components"]["schemas"]["ButtonComponentForMessageRequest"]
    button["if"] = {"properties": {"style": {"enum": [1, 2, 3, 4]}}}
    button["then"] = {"required": ["custom_id"], "properties": {"custom_id": {"type": "string"}}}


def demand_lower_case_names(document: Json) -> None:
    """Slash commands and options are named in lower case without spaces, in every locale.

    Context menu commands (types 2 and 3) are free.
    """
    name = {"pattern": r"^[-_'\p{Ll}\p{Lm}\p{Lo}\p{M}\p{N}]+$"}
    named = {"properties": {"name": name, "name_localizations": {"additionalProperties": name}}}
    schemas = document["components"]["schemas"]
    for command in ("ApplicationCommandCreateRequest", "ApplicationCommandUpdateRequest"):
        schemas[command]["if"] = {"properties": {"type": {"enum": [1, None]}}}
        schemas[command]["then"] = named
    for option in (key for key in schemas if re.fullmatch(r"ApplicationCommand\w+Option", key)):
        schemas[option]["allOf"] = [named]


SHARPENINGS: tuple[Edit, ...] = (limit_content, demand_custom_ids, demand_lower_case_names)


def _values_of(node: object, key: str) -> Iterator[Json]:
    """Every object that stands under `key`, at any depth."""
    if isinstance(node, dict):
        if isinstance(node.get(key), dict):
            yield node[key]
        yield from chain.from_iterable(_values_of(value, key) for value in node.values())
    elif isinstance(node, list):
        yield from chain.from_iterable(_values_of(item, key) for item in node)


# The checker


class BodyChecker:
    """Judges request bodies; compiles the schema of an operation when it is first met."""

    def __init__(self, document: Json, edits: Iterable[Edit] = RELAXATIONS + SHARPENINGS) -> None:
        """Take over `document`, which `edits` change in place."""
        for edit in edits:
            edit(document)
        self._paths: Json = document["paths"]
        self._registry = Registry([(_URN, document)], draft=Draft202012)
        self._templates = _by_length(self._paths)
        self._validators: dict[tuple[str, str], Draft202012Validator] = {}

    def problems(self, method: str, path: str, body: object) -> list[str]:
        """Say what Discord would refuse: where, why, and the part itself; empty when valid.

        `path` is without query; `body` is the JSON, of a form its payload_json, or None.
        """
        templates = self._matching(path)
        if not templates:
            return ["the document knows no such path"]
        verb = method.lower()
        template = next((each for each in templates if verb in self._paths[each]), None)
        if template is None or verb not in _METHODS:
            return [f"the document knows no {method} for {templates[0]}"]
        return self._body_problems(verb, template, body)

    def _matching(self, path: str) -> list[str]:
        """The templates that fit `path`, the most literal first."""
        parts = path.strip("/").split("/")
        return [
            template
            for template, segments in self._templates[len(parts)]
            if all(s.startswith("{") or s == part for s, part in zip(segments, parts, strict=True))
        ]

    def _body_problems(self, verb: str, template: str, body: object) -> list[str]:
        declared = self._paths[template][verb].get("requestBody")
        if body is None:
            required = declared is not None and declared.get("required", False)
            return ["no body where one is required"] if required else []
        if declared is None:
            return [f"a body where none is taken: {_clipped(body)}"]
        try:
            sent = json.loads(json.dumps(body, allow_nan=False))
        except (TypeError, ValueError) as error:
            return [f"not JSON ({error}): {body!r:.{_SHOWN}}"]
        errors = self._validator(verb, template).iter_errors(sent)
        causes = chain.from_iterable(map(_causes, errors))
        return list(dict.fromkeys(map(_described, causes)))

    def _validator(self, verb: str, template: str) -> Draft202012Validator:
        key = verb, template
        if key not in self._validators:
            content = self._paths[template][verb]["requestBody"]["content"]
            # The three kinds of content differ by the files of a form only.
            kind = "application/json" if "application/json" in content else next(iter(content))
            pointer = _pointer("paths", template, verb, "requestBody", "content", kind, "schema")
            self._validators[key] = Draft202012Validator(
                {"$ref": f"{_URN}#{pointer}"},
                registry=self._registry,
                validate_formats=True,
                formats={"uri": _is_address},
                mask="value",
            )
        return self._validators[key]


@cache
def checker() -> BodyChecker | None:
    """The session's one checker; None where the document is absent."""
    if not DOCUMENT.is_file():
        return None
    return BodyChecker(json.loads(DOCUMENT.read_text(encoding="utf-8")))


def check_requests(entries: Iterable[HttpLogEntry]) -> None:
    """Raise AssertionError that lists everything Discord would refuse in `entries`.

    Checks nothing where the document is absent; test_openapi.py reports that as skipped.
    """
    judge = checker()
    if judge is None:
        return
    found = [
        f"{entry.method} {entry.path}: {problem}"
        for entry in entries
        for problem in judge.problems(entry.method, entry.path, entry.json)
    ]
    if found:
        raise AssertionError("Discord would refuse:\n  " + "\n  ".join(found))


def _by_length(paths: Iterable[str]) -> defaultdict[int, list[tuple[str, list[str]]]]:
    """Path templates with their segments, by number of segments, the most literal first."""
    found: defaultdict[int, list[tuple[str, list[str]]]] = defaultdict(list)
    for template in sorted(paths, key=lambda path: path.count("{")):
        segments = template.strip("/").split("/")
        found[len(segments)].append((template, segments))
    return found


def _pointer(*keys: str) -> str:
    """A JSON pointer as the fragment of a URI."""
    escapes = str.maketrans({"~": "~0", "/": "~1", "{": "%7B", "}": "%7D"})
    return "".join(f"/{key.translate(escapes)}" for key in keys)


def _is_address(text: str) -> bool:
    """Format `uri` as Discord takes it: with a scheme, and with letters of any script."""
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", text) is not None


# What went wrong, in few words


def _causes(error: ValidationError) -> Iterator[ValidationError]:
    """The errors that explain `error`: of a union, those of the branch the sender meant."""
    match error.kind:
        case ValidationErrorKind.OneOfNotValid(branches) | ValidationErrorKind.AnyOf(branches):
            meant = [b for b in branches if not _is_other_kind(b, error.instance_path)]
            explained = [list(chain.from_iterable(map(_causes, branch))) for branch in meant]
            yield from min(explained, key=_strangeness, default=[error])
        case _:
            yield error


def _is_other_kind(branch: list[ValidationError], at: list[str | int]) -> bool:
    """Does the branch of a union at `at` describe another type, constant, or `type` number?"""
    mismatches = (
        ValidationErrorKind.Type,
        ValidationErrorKind.Constant,
        ValidationErrorKind.Enum,
    )
    places = (at, [*at, "type"])
    return any(isinstance(e.kind, mismatches) and e.instance_path in places for e in branch)


def _strangeness(errors: list[ValidationError]) -> tuple[int, int]:
    """How little a branch resembles what was sent: wrong types count before all else."""
    return sum(isinstance(e.kind, ValidationErrorKind.Type) for e in errors), len(errors)


def _described(error: ValidationError) -> str:
    place = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in error.instance_path)
    return f"body{place}: {_reason(error)}: {_clipped(error.instance)}"


def _reason(error: ValidationError) -> str:
    match error.kind:
        case ValidationErrorKind.OneOfNotValid(branches) | ValidationErrorKind.AnyOf(branches):
            return f"value is none of the {len(branches)} kinds allowed here"
        case _:
            return str(error.message)


def _clipped(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text)} characters)"
