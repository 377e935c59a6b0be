"""Rotations of series: what was suggested, and what was adopted."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sigbot.store.base import AUTOINCREMENT, Base, Id
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.meetings import MeetingRow, SeriesRow
from sigbot.store.rows.members import PersonRow


class SuggestionRow(Base):
    """A suggestion as it was shown, so that exactly that is adopted.

    `slots` is their number, `wishes` what organizers asked for, `plans` label → alternative.
    `meeting_id` is the first meeting to which the rotation would apply.
    """

    __tablename__ = "suggestions"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id))
    meeting_id: Mapped[int] = mapped_column(ForeignKey(MeetingRow.id), index=True)
    slots: Mapped[int]
    wishes: Mapped[dict[str, Any]]
    plans: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(index=True)


class RotationRow(Base):
    """A rotation that a series follows from its occurrence `begins` (a wall time) on.

    It holds until a later rotation is adopted. `slots` are `{"zone", "minute"}` of the week, in
    their order; `reach` is the reach that was shown when it was adopted.
    """

    __tablename__ = "rotations"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id), index=True)
    series_id: Mapped[int] = mapped_column(ForeignKey(SeriesRow.id), index=True)
    begins: Mapped[datetime] = mapped_column(DateTime())
    slots: Mapped[list[dict[str, Any]]]
    reach: Mapped[dict[str, Any]]
    adopted_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class HostRow(Base):
    """A member who was asked to be a host of a series at times that are suggested.

    `agreed` is NULL until they answer; their hours count for hosts only after a Yes.
    """

    __tablename__ = "hosts"
    __table_args__ = (UniqueConstraint("series_id", "person_id"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey(SeriesRow.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(PersonRow.id), index=True)
    asked_at: Mapped[datetime]
    agreed: Mapped[bool | None]
    answered_at: Mapped[datetime | None]


class SnapshotRow(Base):
    """The members of a community as suggestions see them, without names.

    `people` are `{"zone", "region", "begin", "end", "days", "count"}`, as in the rows of members.
    """

    __tablename__ = "snapshots"
    __table_args__: Any = {}

    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id), primary_key=True)
    taken_at: Mapped[datetime]
    people: Mapped[list[dict[str, Any]]]


class LateHoursRow(Base):
    """The ledger of late hours of one quarter, as it was frozen; never changed.

    `quarter` is its first day; `regions` is region → `{"people", "minutes", "hours"}`.
    """

    __tablename__ = "late_hours"
    __table_args__: Any = {}

    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id), primary_key=True)
    quarter: Mapped[date] = mapped_column(Date(), primary_key=True)
    regions: Mapped[dict[str, Any]]
    frozen_at: Mapped[datetime]
