"""Scheduled events of a server: what Discord keeps of them, takes, refuses, and does by itself."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.local_discord.guild import STAGE, VOICE, Guild, Json, User
from tests.local_discord.routes import ApiError, Call, Handler

CREATE_EVENTS, MANAGE_EVENTS = 1 << 44, 1 << 33
IN_STAGE, IN_VOICE, EXTERNAL = 1, 2, 3
SCHEDULED, ACTIVE, COMPLETED, CANCELED = 1, 2, 3, 4
FOLLOWS = {(SCHEDULED, ACTIVE), (SCHEDULED, CANCELED), (ACTIVE, COMPLETED)}
"""Status → the next one it may be given."""

MOST = 100
FORGOTTEN_AFTER = timedelta(hours=4)
"""An event in a channel that nobody started is cancelled "a few hours" after its start."""

_KEYS = (
    "name",
    "description",
    "channel_id",
    "entity_type",
    "entity_metadata",
    "scheduled_start_time",
    "scheduled_end_time",
    "privacy_level",
)
_CHANNELS = {IN_STAGE: STAGE, IN_VOICE: VOICE}


@dataclass(slots=True, eq=False)
class ScheduledEvent:
    """An event as it is now; `interested` are the ids of users."""

    id: int
    guild: Guild
    creator_id: int
    body: Json
    status: int = SCHEDULED
    creator: User | None = None
    interested: set[int] = field(default_factory=set)

    @property
    def name(self) -> str:
        return str(self.body["name"])

    @property
    def is_open(self) -> bool:
        return self.status in (SCHEDULED, ACTIVE)

    @property
    def starts_at(self) -> datetime:
        return datetime.fromisoformat(self.body["scheduled_start_time"])

    @property
    def ends_at(self) -> datetime | None:
        ends = self.body.get("scheduled_end_time")
        return datetime.fromisoformat(ends) if ends else None

    def payload(self, *, counted: bool) -> Json:
        usual: Json = dict.fromkeys(_KEYS)
        shown = usual | self.body
        return {
            **shown,
            "id": str(self.id),
            "guild_id": str(self.guild.id),
            "creator_id": str(self.creator_id),
            "creator": self.creator.payload() if self.creator else None,
            "recurrence_rule": None,
            "status": self.status,
            "entity_id": None,
            "image": None,
            **({"user_count": len(self.interested)} if counted else {}),
        }


def events_of(call: Call) -> dict[int, ScheduledEvent]:
    """The events of the server, after what Discord did by itself until now."""
    events: dict[int, ScheduledEvent] = call.world.events.setdefault(call.guild().id, {})
    for event in events.values():
        _turn(event, call.world.clock.now())
    return events


def _turn(event: ScheduledEvent, now: datetime) -> None:
    """External events begin and end by themselves; others are given up after some hours."""
    is_external = event.body["entity_type"] == EXTERNAL
    if is_external and event.status == SCHEDULED and event.starts_at <= now:
        event.status = ACTIVE
    if is_external and event.status == ACTIVE and event.ends_at and event.ends_at <= now:
        event.status = COMPLETED
    if event.status == SCHEDULED and event.starts_at + FORGOTTEN_AFTER <= now:
        event.status = CANCELED


def _check(problem: str, *, refused: bool) -> None:
    if refused:
        raise ApiError(400, 50035, problem)


def _checked(call: Call, body: Json, now: datetime, *, starts: bool) -> Json:
    """The whole of an event, or a refusal as Discord's; `starts` if its start is new."""
    kind, ends = body.get("entity_type"), body.get("scheduled_end_time")
    _check("name: 1 to 100", refused=not 1 <= len(body.get("name") or "") <= 100)
    _check("description: 1000", refused=len(body.get("description") or "") > 1000)
    _check("privacy_level", refused=body.get("privacy_level") != 2)
    _check("entity_type", refused=kind not in (IN_STAGE, IN_VOICE, EXTERNAL))
    start = datetime.fromisoformat(body["scheduled_start_time"])
    _check("scheduled_start_time: in the past", refused=starts and start <= now)
    is_early = ends is not None and datetime.fromisoformat(ends) <= start
    _check("scheduled_end_time: before the start", refused=is_early)
    location = (body.get("entity_metadata") or {}).get("location") or ""
    if kind == EXTERNAL:
        _check("entity_metadata.location: 1 to 100", refused=not 1 <= len(location) <= 100)
        _check("scheduled_end_time: required", refused=not ends)
        _check("channel_id: must be null", refused=body.get("channel_id") is not None)
    else:
        channel = call.world.channel(int(body.get("channel_id") or 0))
        is_right = channel is not None and channel.kind == _CHANNELS[int(str(kind))]
        _check("channel_id: not such a channel", refused=not is_right)
        _check("entity_metadata: must be null", refused=bool(location))
    return body | {"description": (body.get("description") or "").strip() or None}


def _check_may(call: Call, event: ScheduledEvent | None = None) -> None:
    """Own events need CREATE_EVENTS, those of others MANAGE_EVENTS."""
    guild, bot = call.guild(), call.world.bot
    needed = MANAGE_EVENTS if event and event.creator_id != bot.id else CREATE_EVENTS
    if guild.denied & needed or not guild.bot.permissions & needed:
        raise ApiError(403, 50013, "Missing Permissions")


def _event(call: Call) -> ScheduledEvent:
    event = events_of(call).get(call.id("event"))
    if event is None:
        raise ApiError(404, 10070, "Unknown Guild Scheduled Event")
    return event


def list_events(call: Call) -> list[Json]:
    counted = call.query.get("with_user_count") in ("1", "true")
    return [event.payload(counted=counted) for event in events_of(call).values() if event.is_open]


def get_event(call: Call) -> Json:
    return _event(call).payload(counted=call.query.get("with_user_count") in ("1", "true"))


def create_event(call: Call) -> Json:
    """Create an event; 30038 where there are a hundred that are not over."""
    _check_may(call)
    events, now = events_of(call), call.world.clock.now()
    body = {key: call.payload[key] for key in _KEYS if key in call.payload}
    checked = _checked(call, body, now, starts=True)
    if sum(event.is_open for event in events.values()) >= MOST:
        raise ApiError(400, 30038, "Maximum number of guild scheduled events reached (100)")
    event = ScheduledEvent(call.world.ids.new(), call.guild(), call.world.bot.id, checked)
    event.creator = call.world.bot
    events[event.id] = event
    return event.payload(counted=False)


def edit_event(call: Call) -> Json:
    event, changes = _event(call), call.payload
    _check_may(call, event)
    status = changes.get("status", event.status)
    is_next = (event.status, status) in FOLLOWS or status == event.status
    _check("status: no such transition", refused=not is_next or not event.is_open)
    starts = "scheduled_start_time" in changes
    _check("scheduled_start_time: it has begun", refused=starts and event.status == ACTIVE)
    merged = event.body | {key: changes[key] for key in _KEYS if key in changes}
    event.body = _checked(call, merged, call.world.clock.now(), starts=starts)
    event.status = status
    return event.payload(counted=False)


def delete_event(call: Call) -> None:
    event = _event(call)
    _check_may(call, event)
    del events_of(call)[event.id]


_EVENTS = "/guilds/{guild}/scheduled-events"

EVENT_ROUTES: list[tuple[str, str, Handler]] = [
    ("GET", _EVENTS, list_events),
    ("POST", _EVENTS, create_event),
    ("GET", f"{_EVENTS}/{{event}}", get_event),
    ("PATCH", f"{_EVENTS}/{{event}}", edit_event),
    ("DELETE", f"{_EVENTS}/{{event}}", delete_event),
]
