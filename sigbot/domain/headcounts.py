"""The figures of a report that count people, worked out from who was at which meeting."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sigbot.domain.community import Community
from sigbot.domain.health import (
    Attended,
    HeldMeeting,
    Previous,
    Rsvps,
    base_kind,
    least_for_a_regular,
)
from sigbot.domain.periods import Period
from sigbot.domain.rotation import slot_of
from sigbot.domain.turnouts import People, Turnout, between, everybody, times_there

Going = Mapping[int, People]
"""Meeting → the people who said that they would come."""

CaughtUp = Mapping[int, int]
"""Meeting → how many caught up with it afterwards."""

NOBODY_CAUGHT_UP: CaughtUp = {}


def count_heads(
    turnouts: Sequence[Turnout],
    going: Going,
    community: Community,
    period: Period,
    now: datetime,
    caught_up: CaughtUp = NOBODY_CAUGHT_UP,
) -> Attended:
    """Count people in a period and in the one before it.

    `turnouts` are those of all meetings from the first one to the end of the period, sorted by
    start. Meetings after `now` do not count: people who are early are not there before it begins.
    Slow with many attendances: a second for a million.
    """
    start, _ = period.instants(community.timezone)
    begun = [turnout for turnout in turnouts if turnout.starts_at <= now]
    here = [turnout for turnout in begun if turnout.starts_at >= start]
    earlier = begun[: len(begun) - len(here)]
    attended = _attended(here, earlier, going, community, period, now)
    meetings = [replace(each, caught_up=caught_up.get(each.id, 0)) for each in attended.meetings]
    return replace(attended, meetings=meetings)


def _attended(
    here: Sequence[Turnout],
    earlier: Sequence[Turnout],
    going: Going,
    community: Community,
    period: Period,
    now: datetime,
) -> Attended:
    """Count the people of a period, whose turnouts are `here`, after the `earlier` ones."""
    held, zone = held_meetings(here, community), ZoneInfo(community.timezone)
    before = between(earlier, *period.previous().instants(community.timezone))
    today = now.astimezone(zone).date()
    times, least = times_there(here, None), least_for_a_regular(held)
    newcomers = times.keys() - everybody(earlier)
    return Attended(
        meetings=held,
        unique_attendees=len(times),
        newcomers=len(newcomers),
        newcomers_back=sum(times[person] > 1 for person in newcomers),
        regulars=sum(count >= least for count in times_there(here, base_kind(held)).values()),
        rsvps=count_rsvps(here, going),
        previous=Previous(held_meetings(before, community), len(everybody(before))),
        until=min(period.end, today),
        is_over=today > period.end,
        last_met={
            turnout.subgroup_id: turnout.starts_at.astimezone(zone).date()
            for turnout in [*earlier, *here]
            if turnout.subgroup_id
        },
    )


def count_rsvps(turnouts: Sequence[Turnout], going: Going) -> Rsvps:
    """Count the answers Going to meetings with a record, and how many of these people came."""
    asked = [turnout for turnout in turnouts if turnout.people and going.get(turnout.id)]
    kept = sum(len({*turnout.people} & {*going[turnout.id]}) for turnout in asked)
    ids = [turnout.id for turnout in asked]
    return Rsvps(sum(len(going[number]) for number in ids), kept, ids)


def held_meetings(turnouts: Sequence[Turnout], community: Community) -> list[HeldMeeting]:
    """Return meetings with their days in the community's zone, and how many people came."""
    zone = ZoneInfo(community.timezone)
    return [
        HeldMeeting(
            kind=turnout.kind,
            subgroup_id=turnout.subgroup_id,
            day=turnout.starts_at.astimezone(zone).date(),
            attended=len(turnout.people),
            id=turnout.id,
            title=turnout.title,
            minutes=turnout.minutes,
            slot=slot_of(turnout.wall, turnout.zone) if turnout.wall else None,
        )
        for turnout in turnouts
    ]
