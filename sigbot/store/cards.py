"""Where the cards of meetings were posted."""

from collections.abc import Collection

from sqlalchemy import select

from sigbot.store.database import Tx
from sigbot.store.rows.meetings import MeetingRow


async def is_announced(tx: Tx, series_id: int) -> bool:
    """Return whether the card of any meeting of a series was posted."""
    posted = select(MeetingRow.id).where(
        MeetingRow.series_id == series_id, MeetingRow.card_message_id.is_not(None)
    )
    return await tx.scalar(posted.limit(1)) is not None


async def cards_of(
    tx: Tx, community_id: int, meeting_ids: Collection[int]
) -> dict[int, tuple[int, int]]:
    """Return (channel id, message id) of each card that was posted, by the id of its meeting."""
    rows = await tx.execute(
        select(MeetingRow.id, MeetingRow.card_channel_id, MeetingRow.card_message_id).where(
            MeetingRow.community_id == community_id, MeetingRow.id.in_(meeting_ids)
        )
    )
    return {
        meeting_id: (channel_id, message_id)
        for meeting_id, channel_id, message_id in rows
        if channel_id and message_id
    }
