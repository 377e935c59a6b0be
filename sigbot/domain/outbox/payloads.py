"""Turn messages of the outbox into the JSON that is kept, and back."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, asdict, dataclass, fields
from datetime import UTC, date, datetime

from sigbot.domain.outbox.calls import Called
from sigbot.domain.outbox.kinds import Topic
from sigbot.domain.outbox.topics import MESSAGES, AnyMessage, Message, Unreadable

Json = bool | int | str | list[int] | dict[str, object]

_KEYS = {
    "meeting_id": "meeting",
    "announcement_id": "announcement",
    "series_id": "series",
    "rotation_id": "rotation",
    "notice_ids": "notices",
    "host_id": "host",
    "author_id": "author",
    "item_id": "item",
    "point_id": "point",
    "before": "from",
    "changes_at": "at",
}
"""Field → the key it is kept under, where that is another. Rows in databases have these keys."""


class UnreadableMessageError(ValueError):
    """A row of the outbox that cannot be read: its topic is unknown, or its payload is broken."""


@dataclass(frozen=True, slots=True)
class _Format:
    """How fields of one type are written and read; `read` raises TypeError or ValueError."""

    write: Callable[..., Json]
    read: Callable[[object], object]


def _read_number(value: object) -> int:
    if type(value) is not int:  # JSON's true is an int, too
        raise TypeError(value)
    return value


def _read_flag(value: object) -> bool:
    """Read a flag; earlier versions wrote 0 and 1."""
    if value not in (0, 1):
        raise ValueError(value)
    return bool(value)


def _write_instant(value: datetime) -> str:
    if value.tzinfo is None:
        msg = f"an instant needs a time zone: {value!r}"
        raise ValueError(msg)
    return value.astimezone(UTC).isoformat()


def _read_instant(value: object) -> datetime:
    instant = datetime.fromisoformat(_read_text(value))
    if instant.tzinfo is None:
        raise ValueError(value)
    return instant


def _read_day(value: object) -> date:
    return date.fromisoformat(_read_text(value))


def _read_text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _read_numbers(value: object) -> tuple[int, ...]:
    """Read a list of numbers; earlier versions wrote them as text, with commas between them."""
    if isinstance(value, str):
        return tuple(int(number) for number in value.split(","))
    if not isinstance(value, list):
        raise TypeError(value)
    return tuple(_read_number(number) for number in value)


def _write_called(value: Called) -> dict[str, object]:
    return {**asdict(value), "going": list(value.going), "maybe": list(value.maybe)}


def _read_called(value: object) -> Called:
    if not isinstance(value, Mapping):
        raise TypeError(value)
    return Called(
        going=_read_numbers(value.get("going")),
        maybe=_read_numbers(value.get("maybe")),
        is_crowd=_read_flag(value.get("is_crowd")),
        part=_read_number(value.get("part")),
        replies_to=_read_number(value.get("replies_to")),
    )


_FORMATS: Mapping[object, _Format] = {
    int: _Format(int, _read_number),
    bool: _Format(bool, _read_flag),
    datetime: _Format(_write_instant, _read_instant),
    date: _Format(date.isoformat, _read_day),
    tuple[int, ...]: _Format(list, _read_numbers),
    Called: _Format(_write_called, _read_called),
}
"""Type of a field → how it is written and read."""


def to_payload(message: Message) -> dict[str, Json]:
    """Return the JSON object that is kept for a message, without fields that have their default.

    Raises ValueError for an instant without a time zone.
    """
    return {
        _KEYS.get(field.name, field.name): _FORMATS[field.type].write(getattr(message, field.name))
        for field in fields(message)
        if getattr(message, field.name) != field.default
    }


def from_payload(topic: str, payload: object) -> Message:
    """Return the message of a row; rows of earlier versions, which lack some fields, are read too.

    Raises UnreadableMessageError for an unknown topic, a missing field, or a value of another type.
    """
    if topic not in MESSAGES:
        msg = f"unknown topic {topic!r}"
        raise UnreadableMessageError(msg)
    if not isinstance(payload, Mapping):
        msg = f"{topic}: {payload!r} is no JSON object"
        raise UnreadableMessageError(msg)
    kind = MESSAGES[Topic(topic)]
    make: Callable[..., Message] = kind
    return make(**{field.name: _read(topic, payload, field) for field in fields(kind)})


def _read(topic: str, payload: Mapping[object, object], field: Field[object]) -> object:
    key = _KEYS.get(field.name, field.name)
    if key not in payload and field.default is not MISSING:
        return field.default
    if key not in payload:
        msg = f"{topic}: {key!r} is missing"
        raise UnreadableMessageError(msg)
    try:
        return _FORMATS[field.type].read(payload[key])
    except (TypeError, ValueError) as error:
        msg = f"{topic}: {key!r} is {payload[key]!r}"
        raise UnreadableMessageError(msg) from error


def read_message(topic: str, payload: object) -> AnyMessage:
    """Return the message of a row as `from_payload` does, Unreadable where that is not possible."""
    try:
        return from_payload(topic, payload)
    except UnreadableMessageError as error:
        return Unreadable(topic, str(error))
