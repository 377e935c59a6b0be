"""Diversity releases, and what is needed to make the next one."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sigbot.store.base import AUTOINCREMENT, Base, Id
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.members import PersonRow


class ReleaseRow(Base):
    """A release as it was made; the row is never changed.

    `kept` has its figures, its record, and who came how often under random numbers; there is no
    answer in it and nothing that leads to a person. `of_general` says that General Meetings were
    counted, and not all meetings. `is_earlier` marks figures of a report that an earlier version
    published: they are in proofs only.
    """

    __tablename__ = "releases"
    __table_args__ = (UniqueConstraint("community_id", "start", "end", "is_earlier"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id))
    start: Mapped[date] = mapped_column(Date())
    end: Mapped[date] = mapped_column(Date())
    is_earlier: Mapped[bool]
    of_general: Mapped[bool]
    kept: Mapped[dict[str, Any]]


class ReleaseNumberRow(Base):
    """The random number that stands for a person in releases.

    It goes with the person: then nothing leads from the number to anybody any more.
    """

    __tablename__ = "release_numbers"
    __table_args__: Any = {}

    person_id: Mapped[int] = mapped_column(
        ForeignKey(PersonRow.id, ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(BigInteger)


class ChangedAnswerRow(Base):
    """A person changed an answer since the last release; the earlier answer is not kept.

    A further change is a new row with a new id.
    """

    __tablename__ = "changed_answers"
    __table_args__ = (Index(None, "person_id", "attribute", unique=True), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(PersonRow.id, ondelete="CASCADE"))
    attribute: Mapped[str]


class OwnNameRow(Base):
    """What a person said about a name in attendance files: that it is theirs, or that it is not.

    `name_id` is the person under whom the lines of the files are kept: a name, or the member.
    """

    __tablename__ = "own_names"
    __table_args__: Any = {}

    name_id: Mapped[int] = mapped_column(
        ForeignKey(PersonRow.id, ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey(PersonRow.id, ondelete="CASCADE"), primary_key=True, index=True
    )
    is_theirs: Mapped[bool]
    at: Mapped[datetime]
