"""Keep what people answer to the question whether they come to a meeting."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, select, update

from sigbot.domain.meetings import Answer, Meeting
from sigbot.domain.members import OwnAnswer
from sigbot.domain.turnouts import People
from sigbot.store.attendance import in_period
from sigbot.store.base import all_ids
from sigbot.store.database import Tx
from sigbot.store.once import insert_or_update
from sigbot.store.rows.meetings import MeetingRow, RsvpRow
from sigbot.store.rows.members import PersonRow


async def set_answer(
    tx: Tx, meeting_id: int, person_id: int, answer: Answer, now: datetime
) -> None:
    values = {
        "meeting_id": meeting_id,
        "person_id": person_id,
        "answer": answer,
        "at": now,
        "asked_from": None,
    }
    await insert_or_update(tx, RsvpRow, values, "meeting_id", "person_id")


async def ask_again(
    tx: Tx, moves: Sequence[tuple[datetime, Meeting]], is_far: Callable[[datetime, Meeting], bool]
) -> None:
    """Note that those who said Going to meetings that moved far are asked whether they still come.

    `moves` are (earlier start, meeting). Who was asked before, and whose meeting is no longer far
    from the start to which they said Going, counts as going again.
    """
    rows = update(RsvpRow).where(RsvpRow.answer == Answer.GOING)
    for before, meeting in moves:
        if is_far(before, meeting):
            of_meeting = rows.where(RsvpRow.meeting_id == meeting.id, RsvpRow.asked_from.is_(None))
            await tx.execute(of_meeting.values(asked_from=before))
    asked = select(RsvpRow.meeting_id, RsvpRow.asked_from).distinct()
    by_id = {meeting.id: meeting for _, meeting in moves}
    was_asked = RsvpRow.meeting_id.in_(by_id), RsvpRow.asked_from.is_not(None)
    for meeting_id, start in await tx.execute(asked.where(*was_asked)):
        if start and not is_far(start, by_id[meeting_id]):
            near = rows.where(RsvpRow.meeting_id == meeting_id, RsvpRow.asked_from == start)
            await tx.execute(near.values(asked_from=None))


async def answered_since(tx: Tx, person_id: int, since: datetime) -> list[int]:
    """Return the meetings that start at an instant or later to which a person gave an answer."""
    rows = await tx.scalars(
        select(MeetingRow.id)
        .join(RsvpRow, RsvpRow.meeting_id == MeetingRow.id)
        .where(RsvpRow.person_id == person_id, MeetingRow.starts_at >= since)
        .order_by(MeetingRow.id)
    )
    return list(rows)


async def coming(
    tx: Tx, person_id: int, now: datetime, most: int
) -> tuple[tuple[OwnAnswer, ...], int]:
    """Return a person's answers to meetings ahead, the next first, at most `most`; and how many
    there are in all. Cancelled meetings are left out."""
    ahead = (
        RsvpRow.person_id == person_id,
        RsvpRow.meeting_id == MeetingRow.id,
        MeetingRow.starts_at > now,
        MeetingRow.cancelled_at.is_(None),
    )
    rows = await tx.execute(
        select(MeetingRow.title, MeetingRow.starts_at, RsvpRow.answer, RsvpRow.asked_from)
        .where(*ahead)
        .order_by(MeetingRow.starts_at, MeetingRow.id)
        .limit(most)
    )
    own = [
        OwnAnswer(title, starts_at, Answer(answer), is_asked=asked_from is not None)
        for title, starts_at, answer, asked_from in rows
    ]
    count = await tx.scalar(select(func.count()).select_from(RsvpRow).where(*ahead))
    return tuple(own), count or 0


async def asked_again(tx: Tx, person_id: int, meeting: Meeting, now: datetime) -> list[int]:
    """Return the meetings ahead to which a person was asked again whether they come.

    They are the meeting itself and those of its series.
    """
    same = MeetingRow.id == meeting.id
    if meeting.series_id is not None:
        same = MeetingRow.series_id == meeting.series_id
    rows = await tx.scalars(
        select(MeetingRow.id)
        .join(RsvpRow, RsvpRow.meeting_id == MeetingRow.id)
        .where(
            same,
            RsvpRow.person_id == person_id,
            RsvpRow.asked_from.is_not(None),
            MeetingRow.starts_at > now,
            MeetingRow.cancelled_at.is_(None),
        )
        .order_by(MeetingRow.starts_at)
    )
    return list(rows)


async def answer_of(tx: Tx, meeting_id: int, discord_id: int) -> Answer | None:
    """Return the answer of a Discord account to a meeting.

    Return None for a person without an answer, or who was asked again and has not answered yet.
    """
    own = _answer_of(meeting_id, discord_id).where(RsvpRow.asked_from.is_(None))
    answer = await tx.scalar(own)
    return Answer(answer) if answer is not None else None


async def is_asked(tx: Tx, meeting_id: int, discord_id: int) -> bool:
    """Return whether a Discord account was asked again and has not answered yet."""
    own = _answer_of(meeting_id, discord_id).where(RsvpRow.asked_from.is_not(None))
    return await tx.scalar(own) is not None


def _answer_of(meeting_id: int, discord_id: int) -> Select[str]:
    """Select the answer of a Discord account to a meeting, also one that counts no more."""
    return (
        select(RsvpRow.answer)
        .join(PersonRow, PersonRow.id == RsvpRow.person_id)
        .where(RsvpRow.meeting_id == meeting_id, PersonRow.discord_id == discord_id)
    )


async def names_by_answer(
    tx: Tx, meeting_id: int, answer: Answer, first: int, most: int
) -> list[str]:
    """Return the names of people with an answer: the account `first`, then the earliest answers.

    At most `most` names are returned.
    """
    given = RsvpRow.answer == answer, RsvpRow.asked_from.is_(None)
    return await _names(tx, meeting_id, given, first, most)


async def names_asked(tx: Tx, meeting_id: int, first: int, most: int) -> list[str]:
    """Return the names of people who were asked again, in the order of `names_by_answer`."""
    return await _names(tx, meeting_id, [RsvpRow.asked_from.is_not(None)], first, most)


async def _names(
    tx: Tx, meeting_id: int, wanted: Sequence[ColumnElement[bool]], first: int, most: int
) -> list[str]:
    names = await tx.scalars(
        select(PersonRow.name)
        .join(RsvpRow, PersonRow.id == RsvpRow.person_id)
        .where(RsvpRow.meeting_id == meeting_id, *wanted)
        .order_by(case((PersonRow.discord_id == first, 0), else_=1), RsvpRow.at, PersonRow.id)
        .limit(most)
    )
    return [*names]


async def going(tx: Tx, community_id: int, start: datetime, until: datetime) -> dict[int, People]:
    """Return meeting → who said Going, for the meetings in [start, until) to which anybody did.

    Cancelled meetings are left out, and people who were asked again and have not answered.
    """
    rows = await tx.execute(
        select(RsvpRow.meeting_id, all_ids(RsvpRow.person_id))
        .join(MeetingRow, MeetingRow.id == RsvpRow.meeting_id)
        .where(
            in_period(community_id, start, until),
            RsvpRow.answer == Answer.GOING,
            RsvpRow.asked_from.is_(None),
        )
        .group_by(RsvpRow.meeting_id)
    )
    return {meeting_id: People(ids) for meeting_id, ids in rows}
