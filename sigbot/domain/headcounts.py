"""The figures of a report that count people, worked out from who was at which meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sigbot.domain.community import Community
from sigbot.domain.periods import Period
from sigbot.domain.reports import HeldMeeting, Previous, base_kind, least_for_a_regular
from sigbot.domain.turnouts import Turnout, between, everybody, times_there


@dataclass(frozen=True, slots=True)
class Headcounts:
    """What `Material` has of the same names."""

    meetings: Sequence[HeldMeeting]
    unique_attendees: int
    newcomers: int
    regulars: int
    previous: Previous


def count_heads(
    turnouts: Sequence[Turnout], community: Community, period: Period, now: datetime
) -> Headcounts:
    """Count people in a period and in the one before it.

    `turnouts` are those of all meetings from the first one to the end of the period, sorted by
    start. Meetings after `now` do not count: people who are early are not there before it begins.
    Slow with many attendances: a second for a million.
    """
    start, _ = period.instants(community.timezone)
    begun = [turnout for turnout in turnouts if turnout.starts_at <= now]
    here = [turnout for turnout in begun if turnout.starts_at >= start]
    earlier = begun[: len(begun) - len(here)]
    before = between(earlier, *period.previous().instants(community.timezone))
    held, people = held_meetings(here, community), everybody(here)
    kind, least = base_kind(held), least_for_a_regular(held)
    times = times_there(here, kind)
    return Headcounts(
        meetings=held,
        unique_attendees=len(people),
        newcomers=len(people - everybody(earlier)),
        regulars=sum(1 for count in times.values() if count >= least),
        previous=Previous(held_meetings(before, community), len(everybody(before))),
    )


def held_meetings(turnouts: Sequence[Turnout], community: Community) -> list[HeldMeeting]:
    """Return meetings with their days in the community's zone, and how many people came."""
    zone = ZoneInfo(community.timezone)
    return [
        HeldMeeting(
            turnout.kind,
            turnout.subgroup_id,
            turnout.starts_at.astimezone(zone).date(),
            len(turnout.people),
        )
        for turnout in turnouts
    ]
