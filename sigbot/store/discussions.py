"""Keep discussions of papers: where they are, who read what, questions, and what people said."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, case, delete, func, select, union, update

from sigbot.domain.discussions import Discussion, Question
from sigbot.domain.opinions import Opinion
from sigbot.store import journal, meetings
from sigbot.store.database import Tx
from sigbot.store.once import insert_once, insert_or_update
from sigbot.store.picks import sums_of
from sigbot.store.rows.attendance import AttendanceRow
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.journal import (
    JournalItemRow,
    JournalOpinionRow,
    JournalPickRow,
    JournalQuestionRow,
    JournalReaderRow,
    JournalVoteRow,
)
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.members import PersonRow

Place = tuple[int, int]
"""(channel id, message id)"""


async def discussion(tx: Tx, community_id: int, item_id: int, meeting_id: int) -> Discussion | None:
    """Return a paper on the agenda of a meeting, None where it is not there any more.

    Of an item that became a part of another one, return that one.
    """
    item = await journal.item(tx, community_id, item_id)
    meeting = await meetings.meeting_alone(tx, community_id, meeting_id)
    if item is None or meeting is None:
        return None
    row, presenter, smallest_group = await _pick(tx, item.id, meeting.id)
    if row is None:
        return None
    read = select(func.count()).where(JournalReaderRow.item_id == item.id)
    return Discussion(
        item=item,
        meeting=meeting,
        pick_id=row.id,
        presenter=presenter or "",
        presenter_id=row.presenter_id,
        readers=await tx.scalar(read) or 0,
        questions=await questions_to(tx, item.id),
        thread_id=row.thread_id,
        place=_place(row.channel_id, row.message_id),
        card=_place(row.thread_id, row.card_id),
        asked=_place(row.asked_in_id, row.asked_id),
        told_at=row.told_at,
        is_discussed=row.is_discussed,
        is_closed=row.good_of is not None,
        sums=sums_of(row, smallest_group),
    )


async def _pick(
    tx: Tx, item_id: int, meeting_id: int
) -> tuple[JournalPickRow | None, str | None, int]:
    rows = await tx.execute(
        select(JournalPickRow, PersonRow.name, CommunityRow.smallest_group)
        .join(MeetingRow, MeetingRow.id == JournalPickRow.meeting_id)
        .join(CommunityRow, CommunityRow.id == MeetingRow.community_id)
        .outerjoin(PersonRow, PersonRow.id == JournalPickRow.presenter_id)
        .where(JournalPickRow.item_id == item_id, JournalPickRow.meeting_id == meeting_id)
    )
    row = rows.first()
    return (row[0], row[1], row[2]) if row else (None, None, 0)


def _place(channel_id: int | None, message_id: int | None) -> Place | None:
    return None if channel_id is None or message_id is None else (channel_id, message_id)


async def picked_for(tx: Tx, meeting_ids: Collection[int]) -> list[tuple[int, int, int]]:
    """Return (community, item, meeting) of the papers on the agendas of meetings, in order."""
    rows = await tx.execute(
        select(MeetingRow.community_id, JournalPickRow.item_id, MeetingRow.id)
        .join(MeetingRow, MeetingRow.id == JournalPickRow.meeting_id)
        .where(JournalPickRow.meeting_id.in_(meeting_ids))
        .order_by(JournalPickRow.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def meetings_of(tx: Tx, item_id: int) -> list[int]:
    """Return the meetings for which an item was picked."""
    chosen = select(JournalPickRow.meeting_id).where(JournalPickRow.item_id == item_id)
    return list(await tx.scalars(chosen.order_by(JournalPickRow.id)))


async def is_posted(tx: Tx, item_id: int, meeting_id: int) -> tuple[bool, bool]:
    """Return whether it was told that an item was picked, and whether its thread has a card."""
    row = JournalPickRow
    own = row.item_id == item_id, row.meeting_id == meeting_id
    ids = (await tx.execute(select(row.message_id, row.card_id).where(*own))).first()
    return (ids[0] is not None, ids[1] is not None) if ids else (False, False)


async def titles_for(tx: Tx, meeting_id: int) -> tuple[str, ...]:
    """Return the titles of the papers on the agenda of a meeting, in the order of the picks."""
    return tuple(await tx.scalars(_titles(), {"meeting_id": meeting_id}))


@cache
def _titles() -> Select[str]:
    """Return the statement of `titles_for`, which runs for every reminder."""
    return (
        select(JournalItemRow.title)
        .join(JournalPickRow, JournalPickRow.item_id == JournalItemRow.id)
        .where(JournalPickRow.meeting_id == bindparam("meeting_id"))
        .order_by(JournalPickRow.id)
    )


async def _change(tx: Tx, pick_id: int, **values: Any) -> None:
    own = JournalPickRow.id == pick_id
    await tx.execute(update(JournalPickRow).where(own).values(**values))


async def note_place(tx: Tx, pick_id: int, place: Place | None, *, has_thread: bool) -> None:
    """Keep where it is told that a paper was picked; None where that message was deleted."""
    channel_id, message_id = place or (None, None)
    values: dict[str, Any] = {"channel_id": channel_id, "message_id": message_id}
    if has_thread:
        values["thread_id"] = message_id
    await _change(tx, pick_id, **values)


async def note_card(tx: Tx, pick_id: int, message_id: int | None) -> None:
    """Keep the message of the card in the thread; None where it was deleted."""
    await _change(tx, pick_id, card_id=message_id)


async def note_asked(tx: Tx, pick_id: int, place: Place) -> None:
    """Keep where people are asked what they think of a discussion."""
    await _change(tx, pick_id, asked_in_id=place[0], asked_id=place[1])


async def note_told(tx: Tx, pick_id: int, at: datetime | None) -> None:
    """Keep when the presenter and readers were told of the meeting; None for not yet."""
    await _change(tx, pick_id, told_at=at)


async def read(tx: Tx, item_id: int, person_id: int, now: datetime) -> bool:
    """Keep that a person read an item; return False where they said so before."""
    values = {"item_id": item_id, "person_id": person_id, "at": now}
    return await insert_once(tx, JournalReaderRow, values, "item_id", "person_id")


async def unread(tx: Tx, item_id: int, person_id: int) -> None:
    own = JournalReaderRow.item_id == item_id, JournalReaderRow.person_id == person_id
    await tx.execute(delete(JournalReaderRow).where(*own))


async def questions_to(tx: Tx, item_id: int) -> tuple[Question, ...]:
    """Return the questions to an item, the first one first."""
    rows = await tx.execute(
        select(JournalQuestionRow, PersonRow.name)
        .join(PersonRow, PersonRow.id == JournalQuestionRow.person_id)
        .where(JournalQuestionRow.item_id == item_id)
        .order_by(JournalQuestionRow.id)
    )
    return tuple(Question(row.id, row.text, name, row.person_id) for row, name in rows)


async def items_naming(tx: Tx, person_ids: Collection[int]) -> set[int]:
    """Return the items whose cards name a person: with a question, or as who presents."""
    asked = select(JournalQuestionRow.item_id).where(JournalQuestionRow.person_id.in_(person_ids))
    presented = select(JournalPickRow.item_id).where(JournalPickRow.presenter_id.in_(person_ids))
    return set(await tx.scalars(union(asked, presented)))


async def asked_since(tx: Tx, person_id: int, since: datetime) -> list[datetime]:
    """Return when a person asked questions after `since`, in order."""
    asked = await tx.scalars(
        select(JournalQuestionRow.at)
        .where(JournalQuestionRow.person_id == person_id, JournalQuestionRow.at > since)
        .order_by(JournalQuestionRow.at)
    )
    return list(asked)


async def add_question(tx: Tx, item_id: int, person_id: int, text: str, now: datetime) -> None:
    tx.add(JournalQuestionRow(item_id=item_id, person_id=person_id, text=text, at=now))
    await tx.flush()


async def remove_question(tx: Tx, question_id: int) -> None:
    await tx.execute(delete(JournalQuestionRow).where(JournalQuestionRow.id == question_id))


async def say(tx: Tx, pick_id: int, person_id: int, opinion: Opinion, now: datetime) -> None:
    """Keep what a person says of a discussion; the last answer counts."""
    column = "was_good" if opinion.is_of_the_talk else "would_recommend"
    values = {"pick_id": pick_id, "person_id": person_id, column: opinion.is_yes, "at": now}
    await insert_or_update(tx, JournalOpinionRow, values, "pick_id", "person_id")


async def close(tx: Tx, pick_id: int) -> None:
    """Keep the sums of what people said who are still known to have been there, and no opinion."""
    row, pick = JournalOpinionRow, JournalPickRow
    there = (
        select(AttendanceRow.person_id)
        .join(pick, pick.meeting_id == AttendanceRow.meeting_id)
        .where(pick.id == pick_id)
    )
    sums = (
        await tx.execute(
            select(
                *(
                    func.coalesce(func.sum(case((column.is_(True), 1), else_=0)), 0)
                    for column in (row.was_good, row.would_recommend)
                ),
                func.count(row.was_good),
                func.count(row.would_recommend),
            ).where(row.pick_id == pick_id, row.person_id.in_(there))
        )
    ).one()
    good, recommended, good_of, recommended_of = (int(number) for number in sums)
    await _change(
        tx,
        pick_id,
        good=good,
        good_of=good_of,
        recommended=recommended,
        recommended_of=recommended_of,
    )
    await tx.execute(delete(row).where(row.pick_id == pick_id))


async def count_present(tx: Tx, meeting_id: int) -> int:
    counted = select(func.count()).where(AttendanceRow.meeting_id == meeting_id)
    return await tx.scalar(counted) or 0


async def readers_to_tell(tx: Tx, item_id: int) -> Sequence[tuple[int, int]]:
    """Return (person, Discord id) of who wants to read an item and to be told of its meeting."""
    rows = await tx.execute(
        select(PersonRow.id, PersonRow.discord_id)
        .join(JournalVoteRow, JournalVoteRow.person_id == PersonRow.id)
        .where(
            JournalVoteRow.item_id == item_id,
            PersonRow.papers.is_(True),
            PersonRow.discord_id.is_not(None),
        )
        .order_by(PersonRow.id)
    )
    return [(person_id, discord_id or 0) for person_id, discord_id in rows]


async def wants_to_read(tx: Tx, item_id: int, person_id: int) -> bool:
    """Return whether a person wants to read an item."""
    own = JournalVoteRow.item_id == item_id, JournalVoteRow.person_id == person_id
    return bool(await tx.scalar(select(func.count()).where(*own)))
