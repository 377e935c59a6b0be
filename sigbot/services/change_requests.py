"""Read what an organizer typed to change a meeting, and find out what has to be asked first."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sigbot.domain.bounds import LINE_LIMIT, TITLE_LIMIT
from sigbot.domain.community import Actor, Community
from sigbot.domain.links import check_link
from sigbot.domain.meetings import (
    Meeting,
    MeetingKind,
    NotRepeatedError,
    RepeatDayError,
    RepeatOneError,
    SameStartError,
    Scope,
    check_can_edit,
    check_start,
    read_duration,
)
from sigbot.domain.questions import Intent, KindQuestion, Question
from sigbot.domain.refusals import NothingToChangeError
from sigbot.domain.series import first_occurrence, read_repeat
from sigbot.domain.spans import settle_length
from sigbot.domain.texts import check_paragraph, check_text, check_title
from sigbot.domain.vocabularies import read_word
from sigbot.domain.when import MOVED_FAR, Doubt, Moment, Unsure, understand
from sigbot.services.access import find_meeting, zone_of
from sigbot.services.community import find_subgroup
from sigbot.services.questions import ask, ask_kind
from sigbot.store.database import Tx

NOTHING = "-"
"""What an organizer types to remove a place, link, speaker, description, subgroup or file."""


OF_ONE = ("slides", "recording")
"""What belongs to one meeting, also where the following ones are changed with it."""


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """What an organizer typed to change a meeting; None leaves a value as it is.

    `sure` says that they have confirmed the new time.
    """

    meeting: str
    title: str | None = None
    when: str | None = None
    kind: str | None = None
    subgroup: str | None = None
    repeat: str | None = None
    duration: str | None = None
    place: str | None = None
    link: str | None = None
    speaker: str | None = None
    description: str | None = None
    slides: str | None = None
    recording: str | None = None
    scope: str = Scope.THIS
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request as it was read.

    `values` are the columns to change; `moment` is the new time, None where the meeting is not
    moved; `rule` is the rule of a new repetition. `request` means the same at any later time.
    """

    request: ChangeRequest
    meeting: Meeting
    scope: Scope
    values: Mapping[str, Any]
    moment: Moment | None
    rule: str | None

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the options that change something, in alphabetical order."""
        timed = {"when": self.moment, "repeat": self.rule}
        names = [*self.values, *(name for name, value in timed.items() if value)]
        return tuple(sorted(name.removesuffix("_id") for name in names))


async def read_request(
    tx: Tx, community: Community, actor: Actor, request: ChangeRequest, now: datetime
) -> Wanted | Question | KindQuestion:
    """Return what the actor wants, or the question that has to be answered first.

    Raises NothingToChangeError, SameStartError and the refusals of what is read from text.
    """
    scope = read_word(Scope, request.scope)
    meeting = await find_meeting(tx, community.id, request.meeting, now)
    check_can_edit(meeting, now, moves=bool(request.when))
    when, duration = settle_length(request.when or "", request.duration)
    if not request.duration and scope is Scope.THIS and duration == f"{meeting.duration} min":
        duration = None
    request = replace(request, meeting=meeting.key, when=when or None, duration=duration)
    values = await _read_values(tx, community, request, meeting)
    moment = await _read_move(tx, community, actor, request, meeting, now)
    if isinstance(moment, Unsure):
        return await ask(tx, community, actor, Intent.EDIT, asdict(request), moment, now)
    rule = _read_rule(request, meeting, scope, moment)
    if not values and moment is None and rule is None:
        raise SameStartError if request.when else NothingToChangeError
    if moment:
        request = replace(request, when=moment.choice, sure=True)
    if _may_become_a_talk(request, meeting, scope):
        speaker = str(values["speaker"])
        return await ask_kind(tx, community, actor, asdict(request), meeting, speaker, now)
    return Wanted(request, meeting, scope, values, moment, rule)


def _may_become_a_talk(request: ChangeRequest, meeting: Meeting, scope: Scope) -> bool:
    """Return whether a meeting gets its first speaker, and may be a guest presentation now."""
    return (
        _is_said(request.speaker)
        and not request.kind
        and scope is Scope.THIS
        and not meeting.speaker
        and meeting.kind is not MeetingKind.GUEST
    )


async def _read_values(
    tx: Tx, community: Community, request: ChangeRequest, meeting: Meeting
) -> dict[str, Any]:
    """Return the columns to change, with checked values."""
    read: dict[str, Any] = {
        "title": check_title("title", request.title) if request.title else None,
        "kind": _read_kind(request, meeting),
        "duration": read_duration(request.duration) if request.duration else None,
        "place": _read_text(request.place, "place", LINE_LIMIT),
        **{name: _read_link(getattr(request, name)) for name in ("link", *OF_ONE)},
        "speaker": _read_text(request.speaker, "speaker", TITLE_LIMIT),
        "description": check_paragraph("description", request.description or "")
        if _is_said(request.description)
        else _taken(request.description),
    }
    values = {name: value for name, value in read.items() if value is not None}
    if request.subgroup:
        removed = request.subgroup == NOTHING
        group = None if removed else await find_subgroup(tx, community.id, request.subgroup)
        values["subgroup_id"] = group.id if group else None
    return values


def _read_kind(request: ChangeRequest, meeting: Meeting) -> MeetingKind | None:
    """Return the new kind; None where one meeting has it already, as nothing changes then."""
    kind = read_word(MeetingKind, request.kind) if request.kind else None
    stays = kind is meeting.kind and request.scope == Scope.THIS
    return None if stays else kind


def _read_rule(
    request: ChangeRequest, meeting: Meeting, scope: Scope, moment: Moment | None
) -> str | None:
    """Return the rule of a new repetition from this meeting on, None where it stays as it is.

    Raises NotRepeatedError, RepeatOneError, and RepeatDayError for a meeting that the rule would
    not have.
    """
    if not request.repeat:
        return None
    at = moment.utc.astimezone(ZoneInfo(meeting.zone)) if moment else None
    wall = at.replace(tzinfo=None, fold=0) if at else meeting.ruled
    rule = read_repeat(request.repeat, wall)
    if meeting.series_id is None:
        raise NotRepeatedError
    if scope is not Scope.FOLLOWING:
        raise RepeatOneError
    if first_occurrence(rule, wall) != wall:
        raise RepeatDayError
    return None if rule == meeting.rule and not moment else rule


def _read_text(text: str | None, field: str, limit: int) -> str | None:
    return check_text(field, text or "", limit) if _is_said(text) else _taken(text)


def _read_link(text: str | None) -> str | None:
    return check_link(text or "") if _is_said(text) else _taken(text)


def _is_said(text: str | None) -> bool:
    return bool(text) and text != NOTHING


def _taken(text: str | None) -> str | None:
    """Return "" where a value is to be removed, None where it stays."""
    return "" if text == NOTHING else None


async def _read_move(
    tx: Tx,
    community: Community,
    actor: Actor,
    request: ChangeRequest,
    meeting: Meeting,
    now: datetime,
) -> Moment | Unsure | None:
    """Return the new time, None where the meeting is not moved.

    A time of day without a date is read as on the meeting's day, a weekday as of its week. A move
    by more than MOVED_FAR is asked about, where the actor is not asked for another reason.
    """
    if not request.when:
        return None
    zone = await zone_of(tx, community, actor, request.when)
    day = meeting.starts_at.astimezone(ZoneInfo(zone)).date()
    understood = understand(request.when, zone, now, day=day)
    moment = understood.readings[0] if isinstance(understood, Unsure) else understood
    check_start(moment.utc, now)
    if isinstance(understood, Unsure):
        return understood
    # This meeting may have been moved alone before, to the time that all later ones should have.
    leads = request.scope == Scope.FOLLOWING and meeting.moved
    if moment.utc == meeting.starts_at and not leads:
        return None
    is_asked = request.sure or (request.scope == Scope.FOLLOWING and meeting.series_id is not None)
    if abs(moment.utc - meeting.starts_at) > MOVED_FAR and not is_asked:
        return Unsure(Doubt.MOVED, request.when, (moment,))
    return moment
