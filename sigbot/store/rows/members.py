"""People, and what they say about themselves."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from sigbot.domain.members import HearsBy
from sigbot.store.base import AUTOINCREMENT, Base, Id, Snowflake, index_of
from sigbot.store.rows.community import CommunityRow, SubgroupRow


class PersonRow(Base):
    """A person. Without `discord_id`, they are known by a name only.

    `account` is their user name on Discord, NULL where it is not known.
    `direct_reminders` is how long before a meeting they want a direct message, NULL for never.
    `changes` is how they hear that a meeting they may come to was changed.
    `promises` says whether they want to be reminded of what they promised.
    `papers` says that they want a direct message before papers that they want to read.
    `direct_refused_at` is when Discord refused a direct message, NULL again once they were told.
    `same_as` is the member to whom an organizer linked this name; a linked name has no account.
    `seen_at` is their last sign of life, to within SEEN_EVERY. It is NULL for a nameless mark,
    which stands in the attendance of somebody who was forgotten.
    """

    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("community_id", "discord_id"),
        Index(None, "community_id", "name"),
        Index(None, "community_id", "account"),
        Index(None, "community_id", "seen_at"),
        index_of("direct_refused_at", rows="direct_refused_at IS NOT NULL"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id))
    discord_id: Mapped[int | None] = mapped_column(Snowflake)
    name: Mapped[str]
    account: Mapped[str | None]
    timezone: Mapped[str | None]
    direct_reminders: Mapped[str | None]
    changes: Mapped[str] = mapped_column(server_default=HearsBy.MENTION)
    papers: Mapped[bool] = mapped_column(server_default=false(), default=False)
    direct_refused_at: Mapped[datetime | None]
    voice_tracking: Mapped[bool] = mapped_column(server_default=true())
    promises: Mapped[bool] = mapped_column(server_default=true())
    same_as: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    seen_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class SubgroupMemberRow(Base):
    __tablename__ = "subgroup_members"
    __table_args__: Any = {}

    subgroup_id: Mapped[int] = mapped_column(ForeignKey(SubgroupRow.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    joined_at: Mapped[datetime]


class SelfDescriptionRow(Base):
    __tablename__ = "self_descriptions"
    __table_args__: Any = {}

    person_id: Mapped[int] = mapped_column(ForeignKey(PersonRow.id), primary_key=True)
    region: Mapped[str | None]
    organization: Mapped[str | None]
    experience: Mapped[str | None]
    updated_at: Mapped[datetime]


class GenderRow(Base):
    """A person's gender, in a table of its own: given for one purpose, and read only to count."""

    __tablename__ = "genders"
    __table_args__: Any = {}

    person_id: Mapped[int] = mapped_column(ForeignKey(PersonRow.id), primary_key=True)
    gender: Mapped[str | None]
    updated_at: Mapped[datetime]


class HoursRow(Base):
    """When meetings suit a person.

    `begin` and `end` are minutes of the day on their clock; `days` are digits from Monday = 0.
    """

    __tablename__ = "hours"
    __table_args__: Any = {}

    person_id: Mapped[int] = mapped_column(ForeignKey(PersonRow.id), primary_key=True)
    begin: Mapped[int]
    end: Mapped[int]
    days: Mapped[str]
    updated_at: Mapped[datetime]


class CalendarRow(Base):
    """A person's own calendar.

    `token_hash` is the hash of the token in the address to which they subscribed at `made_at`, NULL
    without one. Where it `skips_declined`, meetings that they said Can't to are left out.
    """

    __tablename__ = "calendars"
    __table_args__: Any = {}

    person_id: Mapped[int] = mapped_column(ForeignKey(PersonRow.id), primary_key=True)
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    made_at: Mapped[datetime | None]
    skips_declined: Mapped[bool] = mapped_column(server_default=false())


class ConsentRow(Base):
    """A row of the consent log: a person agreed, or took it back, after a version of the notice.

    Rows are never changed, but for those of a person who is forgotten: then it is kept that
    somebody agreed on a day, and not who. `community_id` is empty only where somebody was forgotten
    before it was kept, and there were several communities.
    """

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int | None] = mapped_column(ForeignKey(CommunityRow.id), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(PersonRow.id), index=True)
    purpose: Mapped[str]
    granted: Mapped[bool]
    notice_version: Mapped[int]
    at: Mapped[datetime]


class EmailRow(Base):
    """An e-mail address from an attendance file, kept as a keyed hash only.

    The hash recognizes the address in the next file, but does not reveal it.
    """

    __tablename__ = "emails"
    __table_args__: Any = {}

    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id), primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(PersonRow.id), index=True)
