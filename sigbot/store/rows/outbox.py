"""The outbox: what must be said later."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import JSON, Dialect, ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from sigbot.domain.outbox import Urgency
from sigbot.store.base import AUTOINCREMENT, Base, Id, UtcOrLongAgo, index_of
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.members import PersonRow

NAMING = (
    "topic IN ('meeting_cancelled', 'meeting_moved', 'meeting_restored', 'rotation_adopted', "
    "'organizer_notice')"
)
"""The rows whose payload may have Discord ids of people though their `person_id` is NULL."""


class Payload(TypeDecorator[object]):
    """The column type of JSON that may be broken.

    Broken JSON is returned as text: an error would also lose the rows that are read with it.
    """

    impl = JSON
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[object], object]:
        read = super().result_processor(dialect, coltype)

        def read_or_keep(value: object) -> object:
            try:
                return read(value) if read else value
            except ValueError:
                return value

        return read_or_keep


class OutboxRow(Base):
    """A message that waits, was sent, or was set aside.

    Of rows that are due at one instant, those with the smallest `urgency` are sent first.
    `key` is unique among waiting rows, so that what is requested repeatedly is done once.
    Rows of one `lane` are sent one after the other.
    No process takes a row before `leased_until`: another process has it (`leased_by`), or it was
    put off.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(None, "done_at", "due_at", "urgency", "id"),
        Index(None, "meeting_id", "topic"),
        # PostgreSQL does not take the order of `due_at` from the index above.
        index_of("due_at", "urgency", "id", rows="done_at IS NULL"),
        index_of("leased_until", rows="leased_until IS NOT NULL"),
        index_of("community_id", "id", rows="failure IS NOT NULL"),
        index_of("lane", rows="done_at IS NULL"),
        index_of("community_id", rows=NAMING),
        index_of("person_id", rows="person_id IS NOT NULL"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id))
    lane: Mapped[str] = mapped_column(server_default="")
    topic: Mapped[str]
    payload: Mapped[object] = mapped_column(Payload)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey(MeetingRow.id))
    person_id: Mapped[int | None] = mapped_column(ForeignKey(PersonRow.id))
    key: Mapped[str | None] = mapped_column(unique=True)
    due_at: Mapped[datetime] = mapped_column(UtcOrLongAgo)
    urgency: Mapped[int] = mapped_column(SmallInteger, server_default="1", default=Urgency.USUAL)
    attempts: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None] = mapped_column(UtcOrLongAgo)
    leased_until: Mapped[datetime | None] = mapped_column(UtcOrLongAgo)
    leased_by: Mapped[str | None]
    done_at: Mapped[datetime | None] = mapped_column(UtcOrLongAgo)
    failure: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(UtcOrLongAgo)
