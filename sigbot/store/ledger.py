"""Keep sightings and corrections, and work the ledger of attendance out from them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, and_, case, delete, or_, select, union

from sigbot.domain.attendance import Correction, Entry, Sighting, Source, ledger_entry
from sigbot.store.bulk import among, insert_all
from sigbot.store.database import Tx
from sigbot.store.once import insert_for, insert_or_update
from sigbot.store.rows.attendance import AttendanceRow, CorrectionRow, SightingRow
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.members import PersonRow


async def lock_meeting(tx: Tx, meeting_id: int) -> None:
    """Lock what is known of a meeting until this transaction ends.

    Lock several meetings in the order of their ids: two transactions would otherwise wait for each
    other.
    """
    if tx.get_bind().dialect.name == "sqlite":
        return  # one writer at a time anyway
    wanted = select(MeetingRow.id).where(MeetingRow.id == meeting_id)
    await tx.execute(wanted.with_for_update(key_share=True))


async def present(tx: Tx, meeting_id: int, people: Collection[int]) -> set[int]:
    """Return which of `people` the ledger has at the meeting."""
    attended = await tx.scalars(
        select(AttendanceRow.person_id).where(
            AttendanceRow.meeting_id == meeting_id, AttendanceRow.person_id.in_(people)
        )
    )
    return set(attended)


async def checked_in(tx: Tx, meeting_id: int, people: Collection[int]) -> set[int]:
    """Return which of `people` the ledger has at the meeting as they checked in themselves."""
    own = [source for source in Source if source.is_by_themselves]
    pressed = await tx.scalars(
        select(AttendanceRow.person_id).where(
            AttendanceRow.meeting_id == meeting_id,
            AttendanceRow.person_id.in_(people),
            AttendanceRow.source.in_(own),
        )
    )
    return set(pressed)


async def known_of(tx: Tx, meeting_id: int, people: Collection[int]) -> set[int]:
    """Return which of `people` were seen or corrected at the meeting, or have linked names."""
    seen, corrected = (
        select(row.person_id).where(row.meeting_id == meeting_id, among(tx, row.person_id, people))
        for row in (SightingRow, CorrectionRow)
    )
    named = select(PersonRow.same_as).where(among(tx, PersonRow.same_as, people))
    return set(await tx.scalars(union(seen, corrected, named)))


async def see_first(tx: Tx, meeting_id: int, seen: Sequence[tuple[int, Sighting]]) -> None:
    """Keep sightings and write the ledger at once, faster than `see` and `settle` do.

    `seen` is (person id, sighting). Only for people whom `known_of` does not return, each with one
    sighting that counts, at a meeting that is locked.
    """
    moments = [(person_id, s.source, s.seen_at, s.minutes, s.timed) for person_id, s in seen]
    of_meeting = {"meeting_id": meeting_id}
    columns = ("person_id", "source", "seen_at", "minutes", "timed")
    await insert_all(tx, SightingRow, of_meeting | {"counts": True}, columns, moments)
    columns = ("person_id", "source", "checked_in_at", "minutes", "timed")
    await insert_all(tx, AttendanceRow, of_meeting, columns, moments)


async def see(tx: Tx, meeting_id: int, seen: Sequence[tuple[int, Sighting]]) -> None:
    """Keep what a source saw of each person; `seen` is (person id, sighting).

    It is merged with what the source saw before: the earliest moment that is known and the most
    minutes are kept, and a sighting that counted before still counts.
    """
    table = insert_for(tx, SightingRow)
    fresh, kept = table.excluded, SightingRow
    is_better = or_(
        and_(fresh.timed, kept.timed.is_(False)),
        and_(fresh.timed == kept.timed, fresh.seen_at < kept.seen_at),
    )
    statement = table.on_conflict_do_update(
        index_elements=("meeting_id", "person_id", "source"),
        set_={
            "seen_at": case((is_better, fresh.seen_at), else_=kept.seen_at),
            "timed": or_(kept.timed, fresh.timed),
            "minutes": case(
                (or_(kept.minutes.is_(None), fresh.minutes > kept.minutes), fresh.minutes),
                else_=kept.minutes,
            ),
            "counts": or_(kept.counts, fresh.counts),
        },
    )
    if seen:
        rows = [_sighting_row(meeting_id, person_id, sighting) for person_id, sighting in seen]
        await tx.execute(statement, rows)


async def forget_own(tx: Tx, meeting_id: int, person_id: int) -> bool:
    """Delete the check-ins of a person at a meeting; return whether there was one."""
    own = [source for source in Source if source.is_by_themselves]
    deleted = await tx.execute(
        delete(SightingRow)
        .where(
            SightingRow.meeting_id == meeting_id,
            SightingRow.person_id == person_id,
            SightingRow.source.in_(own),
        )
        .execution_options(synchronize_session=False)
    )
    return bool(cast("CursorResult[Any]", deleted).rowcount)


def _sighting_row(meeting_id: int, person_id: int, sighting: Sighting) -> dict[str, object]:
    return {
        "meeting_id": meeting_id,
        "person_id": person_id,
        "source": sighting.source,
        "seen_at": sighting.seen_at,
        "minutes": sighting.minutes,
        "counts": sighting.counts,
        "timed": sighting.timed,
    }


async def correct(tx: Tx, meeting_id: int, person_id: int, correction: Correction) -> None:
    """Keep an organizer's correction; it replaces an earlier correction of the person."""
    values = {
        "meeting_id": meeting_id,
        "person_id": person_id,
        "present": correction.present,
        "at": correction.at,
    }
    await insert_or_update(tx, CorrectionRow, values, "meeting_id", "person_id")


async def settle(tx: Tx, meeting_id: int, people: Collection[int]) -> set[int]:
    """Work the ledger out again for `people`; return which of them were there.

    The meeting has to be locked. No person in `people` is an alias of another person.
    """
    owners = await _names_of(tx, people)
    sightings = await _sightings(tx, meeting_id, owners)
    corrections = await _corrections(tx, meeting_id, owners)
    entries = {
        person_id: entry
        for person_id in people
        if (entry := ledger_entry(sightings[person_id], corrections[person_id]))
    }
    await _write(tx, meeting_id, entries)
    await strike(tx, meeting_id, set(people) - set(entries))
    return set(entries)


async def _names_of(tx: Tx, people: Collection[int]) -> dict[int, int]:
    """Return person → member for `people` (each to themselves) and the names linked to them."""
    names = await tx.execute(
        select(PersonRow.id, PersonRow.same_as).where(PersonRow.same_as.in_(people))
    )
    return {person_id: person_id for person_id in people} | {
        name: owner for name, owner in names if owner is not None
    }


async def _sightings(
    tx: Tx, meeting_id: int, owners: dict[int, int]
) -> defaultdict[int, list[Sighting]]:
    rows = await tx.execute(
        select(
            SightingRow.person_id,
            SightingRow.source,
            SightingRow.seen_at,
            SightingRow.minutes,
            SightingRow.counts,
            SightingRow.timed,
        ).where(SightingRow.meeting_id == meeting_id, SightingRow.person_id.in_(owners))
    )
    sightings: defaultdict[int, list[Sighting]] = defaultdict(list)
    for person_id, source, seen_at, minutes, counts, timed in rows:
        sighting = Sighting(Source(source), seen_at, minutes, counts, timed)
        sightings[owners[person_id]].append(sighting)
    return sightings


async def _corrections(
    tx: Tx, meeting_id: int, owners: dict[int, int]
) -> defaultdict[int, list[Correction]]:
    rows = await tx.execute(
        select(CorrectionRow.person_id, CorrectionRow.present, CorrectionRow.at).where(
            CorrectionRow.meeting_id == meeting_id, CorrectionRow.person_id.in_(owners)
        )
    )
    corrections: defaultdict[int, list[Correction]] = defaultdict(list)
    for person_id, there, at in rows:
        corrections[owners[person_id]].append(Correction(there, at))
    return corrections


async def _write(tx: Tx, meeting_id: int, entries: dict[int, Entry]) -> None:
    table = insert_for(tx, AttendanceRow)
    fields = "source", "checked_in_at", "minutes", "timed"
    statement = table.on_conflict_do_update(
        index_elements=("meeting_id", "person_id"),
        set_={field: getattr(table.excluded, field) for field in fields},
    )
    rows = [
        {
            "meeting_id": meeting_id,
            "person_id": person_id,
            "source": entry.source,
            "checked_in_at": entry.checked_in_at,
            "minutes": entry.minutes,
            "timed": entry.timed,
        }
        for person_id, entry in entries.items()
    ]
    if rows:
        await tx.execute(statement, rows)


async def meetings_of(tx: Tx, person_id: int) -> list[int]:
    """Return the meetings at which a person was seen or corrected, in the order of their ids.

    What was recorded under names that are linked to the person does not count.
    """
    seen = select(SightingRow.meeting_id).where(SightingRow.person_id == person_id)
    corrected = select(CorrectionRow.meeting_id).where(CorrectionRow.person_id == person_id)
    return sorted(set(await tx.scalars(union(seen, corrected))))


async def strike(tx: Tx, meeting_id: int, people: Collection[int]) -> None:
    """Take people off the ledger of a meeting."""
    if people:
        await tx.execute(
            delete(AttendanceRow)
            .where(AttendanceRow.meeting_id == meeting_id, AttendanceRow.person_id.in_(people))
            .execution_options(synchronize_session=False)
        )
