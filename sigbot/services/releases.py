"""Make the diversity releases of half-years, once each."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from sigbot.domain.community import Community
from sigbot.domain.headcounts import held_meetings
from sigbot.domain.health import base_kind, of_kind, recorded
from sigbot.domain.members import ATTRIBUTES, Attribute
from sigbot.domain.periods import Period
from sigbot.domain.releases import (
    HalfYear,
    KeptRelease,
    NextRelease,
    Rules,
    day_of_release,
    earlier_release,
    half_year_after,
    half_year_to_make,
    release_due_at,
)
from sigbot.domain.report_material import QuotedRelease
from sigbot.domain.turnouts import times_there
from sigbot.services.heavy import HeavyPlace
from sigbot.services.periods import today_in
from sigbot.store import attendance, releases, reports, state
from sigbot.store import community as communities
from sigbot.store.database import Database, Tx
from sigbot.store.releases import Changes
from sigbot.store.reports import EarlierReport

log = logging.getLogger(__name__)

TAKEN_FOR = timedelta(hours=1)
"""A process that makes a release has so long, before it is begun anew."""

TAKEN = "release taken by "
"""With the name of a process, the key under which the community is kept whose release it took
last."""

BEGUN_ANEW = "release begun anew of "
"""With the id of a community, the key that is there while its release is begun a second time."""


SEED_BITS = 256
"""So long is a seed that nobody can try all of them."""


@dataclass(frozen=True, slots=True)
class ReleaseJob:
    """What a release is made of, under random numbers; `seed` is for the search."""

    history: Sequence[KeptRelease]
    half_year: HalfYear
    rules: Rules
    made_on: date
    seed: int


def work_out(job: ReleaseJob) -> KeptRelease:
    """Make a release, with its proof. Slow: for the place for heavy work."""
    from sigbot.domain.releases.making import make_release  # noqa: PLC0415  (numpy is large)

    random = Random(job.seed)  # noqa: S311  (the seed is secret, and long)
    return make_release(job.history, job.half_year, job.rules, job.made_on, random)


@dataclass(frozen=True, slots=True)
class _Work:
    """A release to make, and what is kept together with it."""

    community: Community
    job: ReleaseJob
    of_general: bool
    earlier: Sequence[KeptRelease]
    numbers: Mapping[int, int]
    changes: Changes


async def take_next_release(db: Database, now: datetime, holder: str = "") -> int | None:
    """Return a community whose release is due, None where none is.

    It is due again in TAKEN_FOR, in case that it cannot be made; at once where the process `holder`
    is known to have ended.
    """
    async with db.write() as tx:
        community_id = await releases.community_due(tx, now)
        if community_id is not None:
            await releases.put_off(tx, community_id, now + TAKEN_FOR)
            await state.remember(tx, TAKEN + holder, str(community_id))
        return community_id


async def free_releases(tx: Tx, now: datetime, holder: str = "") -> None:
    """Let the release be due that a process made when it ended; without `holder`, that of any.

    Where that happens twice in a row, it may be what ends processes: then it waits for its time.
    """
    for key, community_id in await state.recall_all(tx, TAKEN + holder):
        await state.forget(tx, key)
        if await state.recall(tx, BEGUN_ANEW + community_id) is None:
            await state.remember(tx, BEGUN_ANEW + community_id, holder)
            await releases.put_off(tx, int(community_id), now)


async def make_release(
    db: Database, place: HeavyPlace, community_id: int, now: datetime, dice: Random
) -> bool:
    """Make the release of the half-year that is next, if its day has come; return whether it had.

    It is made of what is known at this moment; what changes meanwhile is for the next release.
    Nobody may be able to guess what `dice` gives. Raises TooHeavyError, TooManyJobsError.
    """
    async with db.read() as tx:
        community = await communities.community(tx, community_id)
        half_year = await _next_half_year(tx, community, now)
        due_at = release_due_at(half_year, community.timezone)
        work = await _prepare(tx, community, half_year, now, dice) if due_at <= now else None
    if work is None:
        await _put_off(db, community_id, due_at)
        return False
    async with place.turn(community.guild_id, _tell_nobody) as compute:
        kept = await compute(work_out, work.job)
    await _keep(db, work, kept)
    log.info("made the release of %s of community %d", half_year.label, community_id)
    return True


async def _tell_nobody(_place: int) -> None:
    """Take note of the place in the queue; nobody waits for it."""


async def _next_half_year(tx: Tx, community: Community, now: datetime) -> Period:
    last = await releases.last_end(tx, community.id)
    created = today_in(community, await releases.created_at(tx, community.id))
    return half_year_to_make(last, created, today_in(community, now))


async def _put_off(db: Database, community_id: int, until: datetime) -> None:
    async with db.write() as tx:
        await _set_next(tx, community_id, until)


async def _set_next(tx: Tx, community_id: int, due_at: datetime) -> None:
    await state.forget(tx, f"{BEGUN_ANEW}{community_id}")
    await releases.put_off(tx, community_id, due_at)


async def _prepare(
    tx: Tx, community: Community, half_year: Period, now: datetime, dice: Random
) -> _Work:
    """Read what a release is made of, and put random numbers in place of people."""
    history = await releases.history(tx, community.id)
    marks = await releases.marks(tx, community.id, *half_year.instants(community.timezone))
    meetings, came = marks.counted()
    published = [] if history else await _published_before(tx, community)
    people = {*came, *(person for report in published for person in report.came)}
    taken = {number for kept in history for number in kept.came}
    numbers = releases.numbered(await releases.numbers(tx, community.id), people, taken, dice)
    answers = await _answers(tx, community, numbers)
    earlier = [report.under(numbers, answers) for report in published]
    changes = await releases.changes(tx, community.id)
    counted = HalfYear(
        period=half_year,
        meetings=meetings,
        came={numbers[person]: times for person, times in came.items()},
        known=frozenset(numbers.values()),
        answers=answers,
        changed={name: _numbers_of(whose, numbers) for name, whose in changes.people.items()},
    )
    rules = Rules(smallest_group=community.smallest_group)
    today, seed = today_in(community, now), dice.getrandbits(SEED_BITS)
    job = ReleaseJob([*history, *earlier], counted, rules, today, seed)
    return _Work(community, job, marks.has_general, earlier, numbers, changes)


def _numbers_of(people: Iterable[int], numbers: Mapping[int, int]) -> frozenset[int]:
    return frozenset(numbers[person] for person in people if person in numbers)


async def _answers(
    tx: Tx, community: Community, numbers: Mapping[int, int]
) -> dict[Attribute, dict[int, str]]:
    """Return attribute → number → answer."""
    answers: dict[Attribute, dict[int, str]] = {}
    for attribute in ATTRIBUTES:
        groups = await attendance.answers(tx, community.id, attribute)
        answers[attribute] = {
            numbers[person]: str(answer)
            for answer, people in groups.items()
            for person in people
            if person in numbers
        }
    return answers


@dataclass(frozen=True, slots=True)
class _Published:
    """A report that an earlier version published, and who was there: person → times."""

    report: EarlierReport
    meetings: int
    came: Mapping[int, int]

    def under(
        self, numbers: Mapping[int, int], answers: Mapping[Attribute, Mapping[int, str]]
    ) -> KeptRelease:
        """Return it as a release under random numbers."""
        came = {numbers[person]: times for person, times in self.came.items()}
        report = self.report
        return earlier_release(
            report.period, report.published_on, self.meetings, came, report.shown, answers
        )


async def _published_before(tx: Tx, community: Community) -> list[_Published]:
    """Return the reports that earlier versions published with diversity figures in them.

    Those figures counted everybody on the attendance lists.
    """
    published: list[_Published] = []
    for report in await reports.earlier_reports(tx, community.id):
        start, until = report.period.instants(community.timezone)
        turnouts = await attendance.turnouts(tx, community.id, until, start)
        held = held_meetings(turnouts, community)
        kind = base_kind(held)
        meetings = len(recorded(of_kind(held, kind)))
        published.append(_Published(report, meetings, times_there(turnouts, kind)))
    return published


async def _keep(db: Database, work: _Work, kept: KeptRelease) -> None:
    """Keep a release that was made, unless another process has kept it meanwhile."""
    community = work.community
    async with db.write() as tx:
        await communities.lock(tx, community.id)
        if not await releases.keep(tx, community.id, kept, of_general=work.of_general):
            return
        for earlier in work.earlier:
            await releases.keep(tx, community.id, earlier, of_general=False, is_earlier=True)
        await releases.give_numbers(tx, community.id, work.numbers)
        await releases.forget_changes(tx, work.changes)
        following = half_year_after(kept.release.period)
        await _set_next(tx, community.id, release_due_at(following, community.timezone))


async def quoted_releases(
    tx: Tx, community: Community, until: date, now: datetime
) -> tuple[list[QuotedRelease], NextRelease | None]:
    """Return the releases that a report which ends on `until` quotes, the newest first, and the
    next one where none could be quoted yet or a newer one will be.

    One that is late is not announced: nobody knows when it comes.
    """
    made = await releases.newest(tx, community.id, until)
    half_year = await _next_half_year(tx, community, now)
    day = day_of_release(half_year)
    if (made and half_year.end > until) or day < today_in(community, now):
        return made, None
    return made, NextRelease(half_year, day)
