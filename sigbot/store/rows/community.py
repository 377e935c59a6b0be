"""Communities and their subgroups."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from sigbot.domain.community import KEEP_YEARS, VOICE_MINUTES
from sigbot.store.base import AUTOINCREMENT, Base, Id, Snowflake, index_of


class CommunityRow(Base):
    """A community; one that could not follow new zone rules is tried again at `retry_at`.

    People who gave no sign of life for `keep_years` are forgotten; at `forget_at` upkeep looks for
    the next of them. `release_at` is when its next diversity release is made, or tried again;
    `report_at` is when organizers are next reminded of a report. `events` says whether its meetings
    have events on the server; NULL while nobody said so.
    `application_id` is the application that was on its server last, NULL where that is not known.
    At `removed_at` its server removed the bot, whose application is `removed_by`.
    """

    __tablename__ = "communities"
    __table_args__ = (
        index_of("retry_at", rows="retry_at IS NOT NULL"),
        index_of("forget_at", rows="forget_at IS NOT NULL"),
        index_of("release_at", rows="release_at IS NOT NULL"),
        index_of("report_at", rows="report_at IS NOT NULL"),
        index_of("removed_at", rows="removed_at IS NOT NULL"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    guild_id: Mapped[int] = mapped_column(Snowflake, unique=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    wiki: Mapped[str] = mapped_column(default="")
    timezone: Mapped[str] = mapped_column(default="UTC")
    announcements_channel_id: Mapped[int | None] = mapped_column(Snowflake)
    organizer_role_id: Mapped[int | None] = mapped_column(Snowflake)
    ping_role_id: Mapped[int | None] = mapped_column(Snowflake)
    language: Mapped[str] = mapped_column(default="en")
    report_every: Mapped[str] = mapped_column(default="half-year")
    smallest_group: Mapped[int]
    voice_minutes: Mapped[int] = mapped_column(server_default=str(VOICE_MINUTES))
    keep_years: Mapped[int] = mapped_column(server_default=str(KEEP_YEARS))
    events: Mapped[bool | None]
    has_page: Mapped[bool] = mapped_column(server_default=false())
    forget_at: Mapped[datetime | None]
    retry_at: Mapped[datetime | None]
    release_at: Mapped[datetime | None]
    report_at: Mapped[datetime | None]
    application_id: Mapped[int | None] = mapped_column(Snowflake)
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[int | None] = mapped_column(Snowflake)
    created_at: Mapped[datetime]


class SubgroupRow(Base):
    __tablename__ = "subgroups"
    __table_args__ = (UniqueConstraint("community_id", "name_key"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey(CommunityRow.id))
    name: Mapped[str]
    name_key: Mapped[str]
    role_id: Mapped[int | None] = mapped_column(Snowflake)
    retired_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
