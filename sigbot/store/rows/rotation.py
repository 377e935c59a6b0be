"""Rotations of series: what was suggested, and what was adopted."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from sigbot.store.base import Base, Id
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.meetings import MeetingRow, SeriesRow


class SuggestionRow(Base):
    """What was shown to organizers, so that exactly that is adopted: `plans` by label. `wishes` is
    what they asked for, `meeting_id` the meeting from which it would hold."""

    __tablename__ = "suggestions"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id))
    meeting_id: Mapped[int] = mapped_column(ForeignKey(MeetingRow.id), index=True)
    slots: Mapped[int]
    wishes: Mapped[dict[str, Any]]
    plans: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class RotationRow(Base):
    """A rotation that a series follows from its occurrence `begins` (a wall time) on, until a later
    one is adopted. `slots` are `{"zone", "minute"}` of the week, in their order; `reach` is what
    was shown of it."""

    __tablename__ = "rotations"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id), index=True)
    series_id: Mapped[int] = mapped_column(ForeignKey(SeriesRow.id), index=True)
    begins: Mapped[datetime] = mapped_column(DateTime())
    slots: Mapped[list[dict[str, Any]]]
    reach: Mapped[dict[str, Any]]
    adopted_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
