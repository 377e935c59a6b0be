"""Keep the notices that are shown when a meeting opens, and the proof that they were."""

from datetime import datetime

from sqlalchemy import select, update

from sigbot.domain.openings import Notices, Opening
from sigbot.store.database import Tx
from sigbot.store.once import insert_once
from sigbot.store.rows.minutes import OpeningNoticesRow, OpeningRow


def _notices(row: OpeningNoticesRow) -> Notices:
    return Notices(
        row.id,
        row.version,
        row.antitrust,
        row.conduct,
        row.recording,
        row.declares,
        row.saved_at,
    )


async def newest_notices(tx: Tx, community_id: int) -> Notices | None:
    """Return the notices in force, None where organizers saved none."""
    own = select(OpeningNoticesRow).where(OpeningNoticesRow.community_id == community_id)
    row = await tx.scalar(own.order_by(OpeningNoticesRow.version.desc()).limit(1))
    return _notices(row) if row else None


async def add_notices(tx: Tx, community_id: int, notices: Notices, now: datetime) -> Notices:
    """Keep a new version of the notices; return it."""
    newest = await newest_notices(tx, community_id)
    row = OpeningNoticesRow(
        community_id=community_id,
        version=newest.version + 1 if newest else 1,
        antitrust=notices.antitrust,
        conduct=notices.conduct,
        recording=notices.recording,
        declares=notices.declares,
        saved_at=now,
    )
    tx.add(row)
    await tx.flush()
    return _notices(row)


async def open_meeting(
    tx: Tx,
    meeting_id: int,
    notices_id: int | None,
    place: tuple[int, int],
    thread_id: int | None,
    now: datetime,
) -> bool:
    """Keep the proof of an opening; return False if the meeting was opened before."""
    values = {
        "meeting_id": meeting_id,
        "notices_id": notices_id,
        "channel_id": place[0],
        "message_id": place[1],
        "thread_id": thread_id,
        "opened_at": now,
    }
    return await insert_once(tx, OpeningRow, values, "meeting_id")


async def opening_of(tx: Tx, meeting_id: int) -> Opening | None:
    """Return the proof that a meeting was opened, None where it was not."""
    rows = await tx.execute(
        select(OpeningRow, OpeningNoticesRow)
        .outerjoin(OpeningNoticesRow, OpeningNoticesRow.id == OpeningRow.notices_id)
        .where(OpeningRow.meeting_id == meeting_id)
    )
    for row, notices in rows:
        return Opening(
            row.meeting_id,
            _notices(notices) if notices else None,
            (row.channel_id, row.message_id),
            row.opened_at,
            row.thread_id,
            row.shown_message_id,
            row.closed_message_id,
        )
    return None


async def note_shown(tx: Tx, meeting_id: int, message_id: int) -> None:
    """Keep which message shows the notices."""
    own = OpeningRow.meeting_id == meeting_id
    await tx.execute(update(OpeningRow).where(own).values(shown_message_id=message_id))


async def note_closed(tx: Tx, meeting_id: int, message_id: int | None) -> None:
    """Keep which message says that check-in has closed, None for one that was deleted."""
    own = OpeningRow.meeting_id == meeting_id
    await tx.execute(update(OpeningRow).where(own).values(closed_message_id=message_id))


async def meeting_of_thread(tx: Tx, thread_id: int) -> int | None:
    """Return the id of the meeting of a thread, None for another channel."""
    own = select(OpeningRow.meeting_id).where(OpeningRow.thread_id == thread_id)
    return await tx.scalar(own)
