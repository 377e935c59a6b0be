"""How native events are written in Discord's requests and answers."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sigbot.chat.marks import mark_in, marked, unmarked
from sigbot.domain.event_steps import Rewrite
from sigbot.domain.native_events import Entity, EventStatus, Field, ListedEvent, NativeEvent

Json = Mapping[str, Any]

GUILD_ONLY = 2
"""The only privacy level that Discord knows."""


def is_known(data: Json) -> bool:
    """Return whether an event is of a kind that this version knows."""
    kinds, statuses = {*map(int, Entity)}, {*map(int, EventStatus)}
    return data.get("entity_type") in kinds and data.get("status") in statuses


def read_event(data: Json, own_id: int, meeting_of: Callable[[int], int]) -> ListedEvent:
    """Return an event as Discord lists it, where the bot has the id `own_id`."""
    description = str(data.get("description") or "")
    mark = mark_in(description)
    entity = Entity(int(data["entity_type"]))
    metadata = data.get("entity_metadata") or {}
    where = metadata.get("location") if entity is Entity.EXTERNAL else data.get("channel_id")
    ends = data.get("scheduled_end_time")
    is_ours = int(data.get("creator_id") or 0) == own_id
    creator = data.get("creator") or {}
    event = NativeEvent(
        name=str(data["name"]),
        description=unmarked(description),
        starts_at=_instant(data["scheduled_start_time"]),
        ends_at=_instant(ends) if ends else None,
        entity=entity,
        where=str(where or ""),
    )
    return ListedEvent(
        id=int(data["id"]),
        status=EventStatus(int(data["status"])),
        event=event,
        interested=int(data.get("user_count") or 0),
        is_ours=is_ours,
        meeting_id=meeting_of(mark) if mark is not None else None,
        by_bot=bool(creator.get("bot")) and not is_ours,
        repeats=data.get("recurrence_rule") is not None,
    )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _place(event: NativeEvent, *, is_new: bool) -> dict[str, Any]:
    """Return the fields of the place; an event that gets another one must lose the one before."""
    if event.entity is Entity.EXTERNAL:
        ends = event.ends_at.isoformat() if event.ends_at else None
        where: dict[str, Any] = {"entity_metadata": {"location": event.where}}
        where |= {} if is_new else {"channel_id": None}
        return {"entity_type": event.entity.value, **where, "scheduled_end_time": ends}
    where = {"channel_id": event.where, **({} if is_new else {"entity_metadata": None})}
    return {"entity_type": event.entity.value, **where}


def new_body(event: NativeEvent, mark: int) -> dict[str, Any]:
    """Return the body of a request for a new event."""
    return {
        "name": event.name,
        "privacy_level": GUILD_ONLY,
        "scheduled_start_time": event.starts_at.isoformat(),
        "scheduled_end_time": event.ends_at.isoformat() if event.ends_at else None,
        "description": marked(event.description, mark),
        **_place(event, is_new=True),
    }


def changed_body(step: Rewrite, mark: int) -> dict[str, Any]:
    """Return the body of a request that writes some fields anew."""
    event, body = step.event, dict[str, Any]()
    if Field.NAME in step.fields:
        body["name"] = event.name
    if Field.DESCRIPTION in step.fields:
        body["description"] = marked(event.description, mark)
    if Field.PLACE in step.fields:
        body |= _place(event, is_new=False)
    if Field.TIME in step.fields:
        # The start of an event that has begun cannot be told again.
        if event.starts_at != step.listed.event.starts_at:
            body["scheduled_start_time"] = event.starts_at.isoformat()
        body["scheduled_end_time"] = event.ends_at.isoformat() if event.ends_at else None
    return body
