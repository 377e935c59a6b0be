"""Keep where the cards of meetings were posted."""

from collections.abc import Collection

from sqlalchemy import select, update

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


async def posted(tx: Tx, meeting_ids: Collection[int]) -> list[int]:
    """Return which of the meetings have a card that was posted."""
    rows = await tx.scalars(
        select(MeetingRow.id).where(
            MeetingRow.id.in_(meeting_ids), MeetingRow.card_message_id.is_not(None)
        )
    )
    return list(rows)


async def remember(tx: Tx, meeting_id: int, channel_id: int, message_id: int) -> None:
    """Note where the meeting's card was posted, so that it can be updated."""
    place = {"card_channel_id": channel_id, "card_message_id": message_id}
    await tx.execute(update(MeetingRow).where(MeetingRow.id == meeting_id).values(**place))


async def forget(tx: Tx, meeting_id: int) -> None:
    await tx.execute(
        update(MeetingRow)
        .where(MeetingRow.id == meeting_id)
        .values(card_channel_id=None, card_message_id=None)
    )


async def card_of(tx: Tx, meeting_id: int) -> tuple[int, int] | None:
    """Return (channel id, message id) of the meeting's card, None before it is posted."""
    card = select(MeetingRow.card_channel_id, MeetingRow.card_message_id)
    row = (await tx.execute(card.where(MeetingRow.id == meeting_id))).first()
    return place_of(*row) if row else None


def place_of(channel_id: int | None, message_id: int | None) -> tuple[int, int] | None:
    return (channel_id, message_id) if channel_id and message_id else None
