"""Native events: which community has them, and what was noted of the event of each meeting."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from sigbot.store.base import Base, Snowflake
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.meetings import MeetingRow


class EventMirrorRow(Base):
    """A community whose meetings have events, or had until their removal is done.

    At `look_at` a process looks after its events. The process that does so now is `leased_by`;
    another one may do it from `look_at` on. `touches` counts what happened to its meetings, so that
    a look begins anew when they change meanwhile; `failures` counts the looks that failed in a row,
    `asks` the questions to organizers.
    """

    __tablename__ = "event_mirrors"
    __table_args__: Any = (Index(None, "look_at"),)

    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id), primary_key=True)
    look_at: Mapped[datetime]
    leased_by: Mapped[str | None]
    touches: Mapped[int] = mapped_column(server_default="0")
    failures: Mapped[int] = mapped_column(server_default="0")
    asks: Mapped[int] = mapped_column(server_default="0")


class NativeEventRow(Base):
    """The event of a meeting.

    `sent` is what it was told to say, field by field, and `shown` what Discord made of it; fields
    that are `held` are as somebody changed them by hand. `asked` is the number of the question
    about it that organizers have not answered.
    """

    __tablename__ = "native_events"
    __table_args__: Any = (Index(None, "community_id"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey(MeetingRow.id), primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id))
    event_id: Mapped[int | None] = mapped_column(Snowflake)
    state: Mapped[str]
    sent: Mapped[dict[str, Any]]
    shown: Mapped[dict[str, Any]]
    held: Mapped[list[str]]
    asked: Mapped[int | None]
    interested: Mapped[int] = mapped_column(server_default="0")
