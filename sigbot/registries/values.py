"""Values of answers, whatever their type: what is not as expected counts as not said."""

import json
from collections.abc import Mapping, Sequence

from sigbot.domain.registries import Registry
from sigbot.registries.errors import RegistryError
from sigbot.registries.fetching import Answer

_WESTERN = {"iso-8859-1", "latin-1", "latin1", "windows-1252", "cp1252"}


def text_of(answer: Answer, registry: Registry) -> str:
    """Return an answer as text: UTF-8 whatever its header says, else the western charset it names.

    Raises RegistryError.
    """
    try:
        return answer.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if answer.charset in _WESTERN:
            return answer.content.decode("windows-1252", errors="replace")
    raise RegistryError(registry, "not readable as text")


def document_of(answer: Answer, registry: Registry) -> Mapping[str, object]:
    """Return an answer in JSON. Raises RegistryError."""
    try:
        document = json.loads(text_of(answer, registry))
    except (ValueError, RecursionError):
        raise RegistryError(registry, "no JSON") from None
    if not isinstance(document, dict):
        raise RegistryError(registry, "no JSON object")
    return document


def mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def mappings(value: object) -> Sequence[Mapping[str, object]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text(value: object) -> str:
    """Return a text, or the first one of a list."""
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, str)), "")
    return value if isinstance(value, str) else ""


def texts(value: object) -> Sequence[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def number(value: object) -> int | None:
    """Return a whole number, also where it is written as a text of at most four digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    is_digits = isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 4
    return int(str(value)) if is_digits else None
