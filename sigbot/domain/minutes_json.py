"""Minutes as plain data, as they are frozen when they are approved, and back."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from sigbot.domain.minutes import Minutes

Plain = Mapping[str, Any]


def to_plain(minutes: Minutes) -> dict[str, Any]:
    """Turn minutes into what JSON can hold."""
    return cast("dict[str, Any]", _plain(minutes))


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value


def from_plain(kept: Plain) -> Minutes:
    """Read minutes that `to_plain` wrote; what a later version added is left out.

    Raises KeyError, TypeError and ValueError for anything else.
    """
    minutes: Minutes = _read(Minutes, kept)
    return minutes


def _read(kind: Any, value: Any) -> Any:
    """Read a value of a type: a dataclass, a tuple of one type, an optional value, or a simple
    one."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        [inner] = [part for part in get_args(kind) if part is not type(None)]
        return None if value is None else _read(inner, value)
    if origin is tuple:
        return tuple(_read(get_args(kind)[0], part) for part in value)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        known = {name: _read(hint, value[name]) for name, hint in hints.items() if name in value}
        return cast("Any", kind)(**known)
    if isinstance(kind, type) and issubclass(kind, date):
        return (datetime if issubclass(kind, datetime) else date).fromisoformat(value)
    return kind(value)
