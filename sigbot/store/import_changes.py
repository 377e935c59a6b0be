"""Read what an attendance file changed, and put it back."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Column, and_, delete, not_, or_, select, update

from sigbot.domain.attendance import Sighting, Source
from sigbot.domain.attendance_files import ImportChange
from sigbot.store.database import Tx
from sigbot.store.imports import MOST_AT_ONCE
from sigbot.store.rows import all_tables
from sigbot.store.rows.attendance import CorrectionRow, SightingRow
from sigbot.store.rows.members import EmailRow, PersonRow


async def imported_sightings(
    tx: Tx, meeting_id: int, people: Collection[int]
) -> dict[int, Sighting]:
    """Return person → what attendance files say of them at a meeting."""
    seen: dict[int, Sighting] = {}
    for part in _parts(people):
        rows = await tx.execute(
            select(
                SightingRow.person_id,
                SightingRow.seen_at,
                SightingRow.minutes,
                SightingRow.counts,
                SightingRow.timed,
            ).where(
                SightingRow.meeting_id == meeting_id,
                SightingRow.source == Source.IMPORT,
                SightingRow.person_id.in_(part),
            )
        )
        seen |= {
            person_id: Sighting(Source.IMPORT, seen_at, minutes, counts, timed)
            for person_id, seen_at, minutes, counts, timed in rows
        }
    return seen


async def known_digests(tx: Tx, community_id: int, digests: Collection[str]) -> set[str]:
    """Return which hashes of e-mail addresses are known as somebody's."""
    known = select(EmailRow.digest).where(
        EmailRow.community_id == community_id, EmailRow.digest.in_(digests)
    )
    return set(await tx.scalars(known))


async def corrected_since(
    tx: Tx, meeting_id: int, people: Collection[int], since: datetime
) -> set[int]:
    """Return which of `people` an organizer put on a list or took off it since an instant."""
    corrected: set[int] = set()
    for part in _parts(people):
        chosen = select(CorrectionRow.person_id).where(
            CorrectionRow.meeting_id == meeting_id,
            CorrectionRow.person_id.in_(part),
            CorrectionRow.at >= since,
        )
        corrected |= set(await tx.scalars(chosen))
    return corrected


async def used_elsewhere(tx: Tx, meeting_id: int, people: Collection[int]) -> set[int]:
    """Return which of `people`, who came from a file, are known from anything else by now.

    That is any row that refers to them, but for their attendance at the meeting of the file and
    their e-mail addresses.
    """
    used: set[int] = set()
    for part in _parts(people):
        linked = select(PersonRow.id).where(PersonRow.id.in_(part), PersonRow.same_as.is_not(None))
        used |= set(await tx.scalars(linked))
        for column in _references():
            chosen = select(column).where(column.in_(part))
            if column.table.name == "sightings":
                here = column.table.c.meeting_id == meeting_id
                chosen = chosen.where(
                    not_(and_(here, column.table.c.source == Source.IMPORT.value))
                )
            elif column.table.name == "attendances":
                chosen = chosen.where(column.table.c.meeting_id != meeting_id)
            used |= {person_id for person_id in await tx.scalars(chosen) if person_id}
    return used


def _references() -> Iterator[Column[int]]:
    """Yield the columns that refer to people, without that of e-mail addresses."""
    for table in all_tables().tables.values():
        for key in table.foreign_keys:
            if key.column.table.name == "people" and table.name != "emails":
                yield key.parent


async def put_back(
    tx: Tx, community_id: int, meeting_id: int, changes: Sequence[ImportChange]
) -> None:
    """Let files say of people what they said before, and forget what was learned of them.

    People who are new stay; the ledger has to be settled before they are deleted.
    """
    of_file = SightingRow.meeting_id == meeting_id, SightingRow.source == Source.IMPORT
    fresh = [change.person_id for change in changes if change.before is None]
    gone = delete(SightingRow).where(*of_file, SightingRow.person_id.in_(fresh))
    await tx.execute(gone.execution_options(synchronize_session=False))
    for change in changes:
        if change.before is not None:
            own = update(SightingRow).where(*of_file, SightingRow.person_id == change.person_id)
            await tx.execute(own.values(**_values(change.before)))
    digests = [change.digest for change in changes if change.digest]
    new = [change.person_id for change in changes if change.is_new]
    learned = or_(EmailRow.digest.in_(digests), EmailRow.person_id.in_(new))
    forgotten = delete(EmailRow).where(EmailRow.community_id == community_id, learned)
    await tx.execute(forgotten.execution_options(synchronize_session=False))


def _values(sighting: Sighting) -> dict[str, object]:
    return {
        "seen_at": sighting.seen_at,
        "minutes": sighting.minutes,
        "counts": sighting.counts,
        "timed": sighting.timed,
    }


async def delete_people(tx: Tx, people: Collection[int]) -> None:
    """Delete people to whom nothing refers any more."""
    gone = delete(PersonRow).where(PersonRow.id.in_(people))
    await tx.execute(gone.execution_options(synchronize_session=False))


def _parts(people: Collection[int]) -> Iterator[Sequence[int]]:
    ordered = sorted(set(people))
    for begin in range(0, len(ordered), MOST_AT_ONCE):
        yield ordered[begin : begin + MOST_AT_ONCE]
