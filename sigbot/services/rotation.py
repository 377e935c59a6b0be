"""Suggest rotations."""

import re
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sigbot.domain.bounds import CLOCK_LIMIT, HOSTS_LIMIT
from sigbot.domain.community import Actor, Community
from sigbot.domain.confirmations import (
    ChangedMeanwhileError,
    Confirmation,
    RequestingZones,
    digest,
)
from sigbot.domain.hosts import NamedHosts
from sigbot.domain.hours import LONGEST_DISTANCE, read_days
from sigbot.domain.meetings import Meeting
from sigbot.domain.members import UnknownHostError
from sigbot.domain.outbox import ZonesWanted
from sigbot.domain.questions import Intent
from sigbot.domain.refusals import (
    NoRotationSeriesError,
    NotFoundError,
    UnknownClockError,
    UnreadableHoursError,
)
from sigbot.domain.regions import Region
from sigbot.domain.rotation import (
    ASKED_EVERY,
    LOOKED_BACK,
    MOST_SLOTS,
    NOTICE,
    SEARCH_SECONDS,
    USUAL_SLOTS,
    Alternative,
    AlternativeKind,
    AlternativeLabel,
    Ask,
    AskedLatelyError,
    Offer,
    OfferDetails,
    ReachGoal,
    RegionFigures,
    Slot,
    Wishes,
    can_rotate,
    places_of,
    suggest_until,
)
from sigbot.domain.series import Series, occurrences_between
from sigbot.domain.texts import check_length
from sigbot.domain.vocabularies import read_word
from sigbot.services.access import (
    find_called,
    find_meeting,
    lock_for_organizer,
    must_find,
    require_organizer,
)
from sigbot.services.confirmations import ask_first, take_confirmed
from sigbot.services.heavy import Compute
from sigbot.services.hosts import agreed_hosts, ask_hosts, named_hosts, people_named
from sigbot.services.snapshots import see_members
from sigbot.services.turns import slots_at
from sigbot.store import audit, changes, meetings, outbox, state
from sigbot.store import rotation as rotations
from sigbot.store.database import Database, Tx
from sigbot.store.rotation import Suggested

_LOOKED_AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class WishText:
    """What an organizer typed in the form for a rotation."""

    hosts: str = ""
    blocked_days: str = ""
    distance: str = ""
    goal: str = ""


async def suggest_rotation(
    db: Database, actor: Actor, text: str, slots: int | None, now: datetime, compute: Compute
) -> Offer:
    """Suggest rotations for the series of a meeting: today's time, its flip and the best sets.

    `compute` runs the search, which takes SEARCH_SECONDS at most. For organizers only. Raises
    NoRotationSeriesError, TooHeavyError.
    """
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        meeting = await find_meeting(tx, community.id, text, now)
        count = min(max(slots or USUAL_SLOTS, 1), MOST_SLOTS)
        prepared = await _prepare(tx, community, meeting, count, Wishes(), now)
    return await _offer(db, actor, prepared, now, compute)


async def change_wishes(
    db: Database,
    actor: Actor,
    suggestion_id: int,
    typed: WishText,
    now: datetime,
    compute: Compute,
) -> Offer:
    """Suggest as `suggest_rotation` does for an earlier suggestion, with new wishes.

    Raises the refusals of what is read from text.
    """
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        kept = await find_suggestion(tx, community, suggestion_id)
        wishes = await _read_wishes(tx, community, typed)
        meeting = await must_find(tx, community.id, kept.meeting_id)
        prepared = await _prepare(tx, community, meeting, kept.slots, wishes, now)
    return await _offer(db, actor, prepared, now, compute)


async def wishes_of(db: Database, actor: Actor, suggestion_id: int) -> tuple[Wishes, list[str]]:
    """Return the wishes of a suggestion, and the names of its hosts, to edit them."""
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        kept = await find_suggestion(tx, community, suggestion_id)
        wishes = wishes_from(kept.wishes)
        hosts = await people_named(tx, community.id, wishes.hosts)
        return wishes, [host.name for host in hosts]


async def suggestion_details(
    db: Database, actor: Actor, suggestion_id: int, letter: str | None = None
) -> OfferDetails:
    """Return the figures of every alternative of a suggestion as it was shown, or only of the one
    that is named by `letter`.

    For organizers only. Raises NotFoundError.
    """
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        kept = await find_suggestion(tx, community, suggestion_id)
        meeting = await must_find(tx, community.id, kept.meeting_id)
        alternatives = [
            alternative_from(AlternativeLabel(label), alternative)
            for label, alternative in kept.alternatives.items()
            if letter in {None, label}
        ]
        if not alternatives:
            raise NotFoundError("suggestion", letter or "")
        people = await rotations.members(tx, community.id)
        k = community.smallest_group
        return OfferDetails(meeting, tuple(alternatives), k, places_of(people, k))


async def last_suggestion(
    db: Database, actor: Actor, text: str, now: datetime
) -> dict[str, tuple[Slot, ...]]:
    """Return label → slots of the last suggestion for the series of a meeting."""
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        meeting = await find_meeting(tx, community.id, text, now)
        last = meeting.series_id and await rotations.last_suggestion(tx, meeting.series_id)
        return (
            {label: alternative_slots(kept) for label, kept in last.alternatives.items()}
            if last
            else {}
        )


async def find_suggestion(tx: Tx, community: Community, suggestion_id: int) -> Suggested:
    """Return the suggestion with this id. Raises NotFoundError."""
    suggestion = await rotations.suggestion(tx, community.id, suggestion_id)
    if suggestion is None:
        raise NotFoundError("suggestion", str(suggestion_id))
    return suggestion


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What a suggestion is worked out from, without the members, who are seen in a snapshot."""

    community_id: int
    meeting: Meeting
    ask: Ask
    series_id: int
    hosts: NamedHosts
    came: tuple[int, int]
    """Members who came lately, and how many of them are known."""
    turns: tuple[datetime, ...]


async def _prepare(
    tx: Tx, community: Community, meeting: Meeting, slots: int, wishes: Wishes, now: datetime
) -> _Prepared:
    series = await rotating_series(tx, meeting, now)
    agreed = await agreed_hosts(tx, series.id, wishes.hosts)
    hosts = [await rotations.availability(tx, person_id) for person_id in agreed]
    first = max(now, meeting.starts_at).date()
    ask = Ask(
        people=(),
        hosts=hosts,
        today=await slots_at(tx, series, meeting.ruled),
        zone=community.timezone,
        minutes=meeting.duration,
        k=slots,
        wishes=wishes,
        first_monday=first - timedelta(days=first.weekday()),
        smallest_group=community.smallest_group,
    )
    named = await named_hosts(tx, series.id, await people_named(tx, community.id, wishes.hosts))
    came = await rotations.came_since(tx, community.id, now - LOOKED_BACK, now)
    following = await changes.following(tx, series.id, meeting.ruled)
    turns = [placed.occurrence for placed in following if placed.starts_at >= now + NOTICE]
    return _Prepared(community.id, meeting, ask, series.id, named, came, tuple(turns))


async def rotating_series(tx: Tx, meeting: Meeting, now: datetime) -> Series:
    """Return the series of a meeting, if a rotation is possible for it.

    The series may have ended because all of its meetings are made. Raises NoRotationSeriesError.
    """
    if meeting.series_id is None:
        raise NoRotationSeriesError
    series = await meetings.series(tx, meeting.series_id)
    if not can_rotate(occurrences_between(series, now, now + _LOOKED_AHEAD)):
        raise NoRotationSeriesError
    return series


async def _read_wishes(tx: Tx, community: Community, typed: WishText) -> Wishes:
    check_length("host names", typed.hosts, HOSTS_LIMIT)
    names = [name.strip() for name in typed.hosts.splitlines() if name.strip()]
    hosts = {name: await find_called(tx, community.id, name) for name in names}
    for name, host in hosts.items():
        if host is None:
            raise UnknownHostError(name)
        availability = await rotations.availability(tx, host.id)
        if not availability.zone and not availability.region:
            raise UnknownClockError(name)
    return Wishes(
        hosts=tuple(host.id for host in hosts.values() if host),
        blocked_days=read_days(typed.blocked_days) if typed.blocked_days.strip() else (),
        distance=_read_distance(typed.distance),
        goal=read_word(ReachGoal, typed.goal) if typed.goal else ReachGoal.NOBODY,
    )


def _read_distance(text: str) -> int:
    """Read a distance in hours, such as `6` or `6 h`; 0 for an empty text."""
    words = check_length("hours", text, CLOCK_LIMIT).strip().lower()
    if not words:
        return 0
    match = re.fullmatch(r"(\d{1,2}) ?(?:h|hours?)?", words)
    if match is None or int(match[1]) > LONGEST_DISTANCE:
        raise UnreadableHoursError("distance", text)
    return int(match[1])


async def _offer(
    db: Database, actor: Actor, prepared: _Prepared, now: datetime, compute: Compute
) -> Offer:
    members = await see_members(db, prepared.community_id, now)
    ask, meeting = replace(prepared.ask, people=members.people), prepared.meeting
    # From now, not from when the process has started: that takes long on a busy machine.
    until = time.monotonic() + SEARCH_SECONDS
    suggestions = await compute(partial(suggest_until, until, time.monotonic), ask)
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        alternatives = {
            alternative.label.value: alternative_json(alternative)
            for alternative in suggestions.alternatives
        }
        wishes = asdict(ask.wishes)
        number = await rotations.add_suggestion(
            tx, community.id, meeting.id, ask.k, wishes, alternatives, now
        )
        await ask_hosts(tx, community, prepared.series_id, ask.wishes.hosts, now)
        audit.record(tx, community.id, actor, "rotation.suggest", meeting.key, now, slots=ask.k)
    return Offer(
        number,
        meeting,
        ask.k,
        ask.wishes,
        prepared.hosts.agreed,
        suggestions,
        len(members.people),
        members.unknown,
        ask.smallest_group,
        *prepared.came,
        turns=prepared.turns,
        places=places_of(ask.people, ask.smallest_group),
        taken_at=members.taken_at,
        hosts_asked=prepared.hosts.asked,
        hosts_declined=prepared.hosts.declined,
    )


async def offer_zone_request(
    db: Database, actor: Actor, suggestion_id: int, now: datetime
) -> Confirmation:
    """Ask whether to post a request to all members to say where they live.

    For organizers only. Raises NotFoundError, and AskedLatelyError where members were asked within
    ASKED_EVERY.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        await find_suggestion(tx, community, suggestion_id)
        await _check_asked_lately(tx, community, now)
        asked, reach = {"suggestion": suggestion_id}, _requesting(community)
        return await ask_first(tx, community, actor, Intent.CONFIRM_REQUEST, asked, reach, now)


def _requesting(community: Community) -> RequestingZones:
    return RequestingZones(community.announcements_channel_id)


async def _check_asked_lately(tx: Tx, community: Community, now: datetime) -> None:
    asked_at = await state.recall(tx, zones_asked_key(community))
    if asked_at and now - datetime.fromisoformat(asked_at) < ASKED_EVERY:
        raise AskedLatelyError(datetime.fromisoformat(asked_at))


def zones_asked_key(community: Community) -> str:
    return f"zones_asked:{community.id}"


async def post_zone_request(
    db: Database, actor: Actor, question_id: int, now: datetime
) -> Community:
    """Post the request that the actor confirms in the channel for news.

    For organizers only. Raises AnsweredError, AskedLatelyError, and ChangedMeanwhileError where
    the channel is another one than when the actor was asked.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        intent = Intent.CONFIRM_REQUEST
        asked, agreed = await take_confirmed(tx, community, actor, question_id, now, intent)
        await _check_asked_lately(tx, community, now)
        if agreed != digest(_requesting(community)):
            raise ChangedMeanwhileError
        await state.remember(tx, zones_asked_key(community), now.isoformat())
        await outbox.post(tx, community.id, ZonesWanted(), now, now)
        subject = f"suggestion:{asked.request['suggestion']}"
        audit.record(tx, community.id, actor, "rotation.ask", subject, now)
        return community


def alternative_json(alternative: Alternative) -> dict[str, Any]:
    """Return the JSON that is kept of an alternative, so that exactly that is adopted later."""
    return {
        "slots": [asdict(slot) for slot in alternative.slots],
        "reached": alternative.reached_regions,
        "share": round(100 * alternative.share) if alternative.counts_members else None,
        "figures": {
            "kind": alternative.kind,
            "reached": alternative.reached,
            "share": alternative.share,
            "burden": alternative.burden,
            "unevenness": alternative.unevenness,
            "improvable": alternative.improvable,
            "counts_members": alternative.counts_members,
        },
        "regions": {region: asdict(figures) for region, figures in alternative.regions.items()},
    }


def alternative_slots(kept: Mapping[str, Any]) -> tuple[Slot, ...]:
    """Read the slots of an alternative that `alternative_json` wrote."""
    return tuple(Slot(slot["zone"], slot["minute"]) for slot in kept["slots"])


def alternative_from(label: AlternativeLabel, kept: Mapping[str, Any]) -> Alternative:
    """Read an alternative that `alternative_json` wrote.

    Raises NotFoundError for one of an early version, which kept no figures.
    """
    if "figures" not in kept:
        raise NotFoundError("suggestion", label)
    figures = kept["figures"]
    regions = {
        Region(region): replace(RegionFigures(**of_region), burdens=tuple(of_region["burdens"]))
        for region, of_region in kept["regions"].items()
    }
    kind = AlternativeKind(figures["kind"])
    rest = {**figures, "label": label, "kind": kind, "regions": regions}
    return Alternative(slots=alternative_slots(kept), **rest)


def wishes_from(kept: Mapping[str, Any]) -> Wishes:
    return replace(
        Wishes(**kept),
        hosts=tuple(kept["hosts"]),
        blocked_days=tuple(kept["blocked_days"]),
        goal=ReachGoal(kept["goal"]),
    )
