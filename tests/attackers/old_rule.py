"""The rule before diversity releases, kept to prove that attackers can attack.

Reports of whole quarters, compiled at any moment from the attendance list: averages to one decimal
of every group of K people in each quarter, "fewer than 5" for small groups, "withheld" for others.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from sigbot.domain.community import Community
from sigbot.domain.headcounts import held_meetings
from sigbot.domain.health import base_kind, of_kind, recorded
from sigbot.domain.members import Attribute
from sigbot.domain.periods import read_period
from sigbot.domain.statistics import Number, mean
from sigbot.domain.turnouts import Turnout, by_quarter, times_there
from sigbot.store import attendance
from sigbot.store.database import Database

SILENT = ""
"""The people who gave no answer, together with the groups that are not shown."""

K = 5
QUARTER, HALF = "Q1 2026", "H1 2026"
FEW = f"fewer than {K}"
WITHHELD = "withheld"

Report = Mapping[str, Number | str]
"""Answer → average, or why there is none. Only answers that somebody gave are there."""


async def old_report(
    db: Database, community: Community, period: str, attribute: Attribute, now: datetime
) -> Report:
    """Return what `/report` told about an attribute before there were releases."""
    chosen = read_period(period, now.date())
    async with db.read() as tx:
        start, until = chosen.instants(community.timezone)
        turnouts = await attendance.turnouts(tx, community.id, until, start)
        answers = await attendance.answers(tx, community.id, attribute)
    told = {person: answer for answer, people in answers.items() for person in people}
    there = [turnout for turnout in turnouts if turnout.starts_at <= now]
    quarters = by_quarter(there, chosen, community)
    return _figures(there, quarters, told, community) if quarters else {}


def _figures(
    turnouts: list[Turnout],
    quarters: list[list[Turnout]],
    told: Mapping[int, str],
    community: Community,
) -> Report:
    held = held_meetings(turnouts, community)
    kind = base_kind(held)
    meetings = len(recorded(of_kind(held, kind)))
    whole = times_there(turnouts, kind)
    people, sums = _people(whole, told), _sums(whole, told)
    hidden = {
        group
        for quarter in quarters
        for group in _withheld(_people(times_there(quarter, kind), told))
    }
    shown: dict[str, Number | str] = {
        group: mean(sums[group], meetings) for group in sums if group and group not in hidden
    }
    small = {group: FEW if people[group] < K else WITHHELD for group in hidden if people[group]}
    rest = sum(sums[group] for group in {*hidden, SILENT})
    return {**shown, **small, SILENT: mean(rest, meetings)} if meetings else {}


def _people(came: Mapping[int, int], told: Mapping[int, str]) -> Counter[str]:
    return Counter(told.get(person, SILENT) for person in came)


def _sums(came: Mapping[int, int], told: Mapping[int, str]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for person, times in came.items():
        sums[told.get(person, SILENT)] += times
    return sums


def _withheld(people: Counter[str]) -> set[str]:
    """Return the small groups, and the next ones until the rest is of nobody or of K people."""
    groups = {group: count for group, count in people.items() if group and count}
    hidden = {group for group, count in groups.items() if count < K}
    if not hidden:
        return hidden
    rest = people[SILENT] + sum(groups[group] for group in hidden)
    for group in sorted(groups.keys() - hidden, key=lambda name: (groups[name], name)):
        if rest >= K:
            break
        hidden.add(group)
        rest += groups[group]
    return hidden
