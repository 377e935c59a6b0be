"""The ledger of attendance: what was seen and corrected is kept, and the ledger follows from it."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import case, delete, insert, or_, select, union

from sigbot.domain.attendance import Correction, Entry, Sighting, Source, ledger_entry
from sigbot.store.database import Tx
from sigbot.store.once import insert_for, insert_or_update
from sigbot.store.rows.attendance import AttendanceRow, CorrectionRow, SightingRow
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.members import PersonRow


async def lock_meeting(tx: Tx, meeting_id: int) -> None:
    """Nobody else changes what is known of this meeting until this transaction ends. Whoever locks
    several does so in the order of their ids."""
    if tx.get_bind().dialect.name == "sqlite":
        return  # one writer at a time anyway
    wanted = select(MeetingRow.id).where(MeetingRow.id == meeting_id)
    await tx.execute(wanted.with_for_update(key_share=True))


async def present(tx: Tx, meeting_id: int, people: Collection[int]) -> set[int]:
    """Those of `people` whom the ledger has at the meeting."""
    found = await tx.scalars(
        select(AttendanceRow.person_id).where(
            AttendanceRow.meeting_id == meeting_id, AttendanceRow.person_id.in_(people)
        )
    )
    return set(found)


async def known_of(tx: Tx, meeting_id: int, people: Collection[int]) -> set[int]:
    """Those of `people` of whom something is known at the meeting, or who have other names."""
    seen, said = (
        select(row.person_id).where(row.meeting_id == meeting_id, row.person_id.in_(people))
        for row in (SightingRow, CorrectionRow)
    )
    named = select(PersonRow.same_as).where(PersonRow.same_as.in_(people))
    return set(await tx.scalars(union(seen, said, named)))


async def see_first(tx: Tx, meeting_id: int, seen: Sequence[tuple[int, Sighting]]) -> None:
    """As `see` and `settle`, for people of whom nothing is known at a meeting that is locked, and
    who have no other names: each by one source, which counts."""
    if seen:
        rows = [_sighting_row(meeting_id, *one) for one in seen]
        await tx.execute(insert(SightingRow.__table__), rows)  # type: ignore[arg-type]
        entries = select(
            SightingRow.meeting_id,
            SightingRow.person_id,
            SightingRow.source,
            SightingRow.seen_at,
            SightingRow.minutes,
        ).where(
            SightingRow.meeting_id == meeting_id,
            SightingRow.person_id.in_([person_id for person_id, _ in seen]),
        )
        columns = ["meeting_id", "person_id", "source", "checked_in_at", "minutes"]
        await tx.execute(insert(AttendanceRow).from_select(columns, entries))


async def see(tx: Tx, meeting_id: int, seen: Sequence[tuple[int, Sighting]]) -> None:
    """Keep what one source says of each person (by id). What it said before is not lost: the
    earliest moment and the most minutes stay, and what counted once counts."""
    table = insert_for(tx, SightingRow)
    fresh, kept = table.excluded, SightingRow
    statement = table.on_conflict_do_update(
        index_elements=("meeting_id", "person_id", "source"),
        set_={
            "seen_at": case((fresh.seen_at < kept.seen_at, fresh.seen_at), else_=kept.seen_at),
            "minutes": case(
                (or_(kept.minutes.is_(None), fresh.minutes > kept.minutes), fresh.minutes),
                else_=kept.minutes,
            ),
            "counts": or_(kept.counts, fresh.counts),
        },
    )
    if seen:
        await tx.execute(statement, [_sighting_row(meeting_id, *one) for one in seen])


def _sighting_row(meeting_id: int, person_id: int, sighting: Sighting) -> dict[str, object]:
    return {
        "meeting_id": meeting_id,
        "person_id": person_id,
        "source": sighting.source,
        "seen_at": sighting.seen_at,
        "minutes": sighting.minutes,
        "counts": sighting.counts,
    }


async def correct(tx: Tx, meeting_id: int, person_id: int, correction: Correction) -> None:
    values = {
        "meeting_id": meeting_id,
        "person_id": person_id,
        "present": correction.present,
        "at": correction.at,
    }
    await insert_or_update(tx, CorrectionRow, values, "meeting_id", "person_id")


async def settle(tx: Tx, meeting_id: int, people: Collection[int]) -> set[int]:
    """Work the ledger out anew for `people` at a meeting that is locked; nobody of them is only a
    name of somebody else. Those who were there."""
    owners = await _names_of(tx, people)
    seen = await _sightings(tx, meeting_id, owners)
    said = await _corrections(tx, meeting_id, owners)
    entries = {
        person_id: entry
        for person_id in people
        if (entry := ledger_entry(seen[person_id], said[person_id]))
    }
    await _write(tx, meeting_id, entries)
    await strike(tx, meeting_id, set(people) - set(entries))
    return set(entries)


async def _names_of(tx: Tx, people: Collection[int]) -> dict[int, int]:
    """Every person that `people` are known as → which of `people` it is."""
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
        ).where(SightingRow.meeting_id == meeting_id, SightingRow.person_id.in_(owners))
    )
    found: defaultdict[int, list[Sighting]] = defaultdict(list)
    for person_id, source, seen_at, minutes, counts in rows:
        found[owners[person_id]].append(Sighting(Source(source), seen_at, minutes, counts))
    return found


async def _corrections(
    tx: Tx, meeting_id: int, owners: dict[int, int]
) -> defaultdict[int, list[Correction]]:
    rows = await tx.execute(
        select(CorrectionRow.person_id, CorrectionRow.present, CorrectionRow.at).where(
            CorrectionRow.meeting_id == meeting_id, CorrectionRow.person_id.in_(owners)
        )
    )
    found: defaultdict[int, list[Correction]] = defaultdict(list)
    for person_id, there, at in rows:
        found[owners[person_id]].append(Correction(there, at))
    return found


async def _write(tx: Tx, meeting_id: int, entries: dict[int, Entry]) -> None:
    table = insert_for(tx, AttendanceRow)
    fields = "source", "checked_in_at", "minutes"
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
        }
        for person_id, entry in entries.items()
    ]
    if rows:
        await tx.execute(statement, rows)


async def meetings_of(tx: Tx, person_id: int) -> list[int]:
    """Where something is known of this very person, in the order of their ids."""
    seen = select(SightingRow.meeting_id).where(SightingRow.person_id == person_id)
    said = select(CorrectionRow.meeting_id).where(CorrectionRow.person_id == person_id)
    return sorted(set(await tx.scalars(union(seen, said))))


async def strike(tx: Tx, meeting_id: int, people: Collection[int]) -> None:
    """Take people off the ledger of a meeting."""
    if people:
        await tx.execute(
            delete(AttendanceRow)
            .where(AttendanceRow.meeting_id == meeting_id, AttendanceRow.person_id.in_(people))
            .execution_options(synchronize_session=False)
        )
