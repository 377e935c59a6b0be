"""Reminders, notices for organizers, questions asked back, warnings of clock changes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
REMINDERS = "1d, 1h, start"
"""What meetings that are there already get."""

KEPT = {"table_kwargs": {"sqlite_autoincrement": True}}


def upgrade() -> None:
    with op.batch_alter_table("people", **KEPT) as people:
        people.add_column(sa.Column("direct_reminders", sa.String(), nullable=True))
        people.add_column(sa.Column("direct_refused_at", INSTANT, nullable=True))
    for table in ("series", "meetings"):
        with op.batch_alter_table(table, **KEPT) as changed:
            reminders = sa.Column(
                "reminders", sa.String(), nullable=False, server_default=REMINDERS
            )
            changed.add_column(reminders)
    with op.batch_alter_table("meetings", **KEPT) as meetings:
        fold = sa.Column("fold", sa.Integer(), nullable=False, server_default="0")
        meetings.add_column(fold)
        own = sa.Column("own", sa.JSON(), nullable=False, server_default="[]")
        meetings.add_column(own)
    _change_outbox()
    _add_tables()


def _change_outbox() -> None:
    with op.batch_alter_table("outbox", **KEPT) as outbox:
        lane = sa.Column("lane", sa.String(), nullable=False, server_default="")
        outbox.add_column(lane)
        outbox.add_column(sa.Column("meeting_id", ID, nullable=True))
        outbox.add_column(sa.Column("person_id", ID, nullable=True))
        outbox.add_column(sa.Column("tried_at", INSTANT, nullable=True))
        for column, parent in (("meeting_id", "meetings"), ("person_id", "people")):
            name = f"fk_outbox_{column}_{parent}"
            outbox.create_foreign_key(name, parent, [column], ["id"])
        outbox.create_index("ix_outbox_meeting_id_topic", ["meeting_id", "topic"])
    op.execute("UPDATE outbox SET lane = 'c' || community_id")
    sqlite = op.get_bind().dialect.name == "sqlite"
    meeting = "json_extract(payload, '$.meeting')" if sqlite else "(payload ->> 'meeting')::bigint"
    op.execute(
        f"UPDATE outbox SET meeting_id = {meeting} "  # noqa: S608  (nothing in it is from outside)
        "WHERE done_at IS NULL AND topic LIKE 'meeting%'"
    )


def _add_tables() -> None:
    op.create_table(
        "announcements",
        sa.Column("id", ID, nullable=False),
        sa.Column("meeting_id", ID, nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name="fk_announcements_meeting_id_meetings"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_announcements"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_announcements_meeting_id", "announcements", ["meeting_id"])
    op.create_table(
        "clock_warnings",
        sa.Column("series_id", ID, nullable=False),
        sa.Column("changes_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name="fk_clock_warnings_series_id_series"
        ),
        sa.PrimaryKeyConstraint("series_id", "changes_at", name="pk_clock_warnings"),
    )
    _add_questions()
    _add_notices()


def _add_questions() -> None:
    op.create_table(
        "questions",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("discord_id", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.Column("readings", sa.JSON(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name="fk_questions_community_id_communities"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_questions"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_questions_asked_at", "questions", ["asked_at"])


def _add_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("noticed_at", INSTANT, nullable=False),
        sa.Column("told_at", INSTANT, nullable=True),
        sa.Column("mended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name="fk_notices_community_id_communities"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("key", name="uq_notices_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notices_community_id_told_at", "notices", ["community_id", "told_at"])


def downgrade() -> None:
    for table in ("notices", "questions", "clock_warnings", "announcements"):
        op.drop_table(table)
    with op.batch_alter_table("outbox", **KEPT) as outbox:
        outbox.drop_index("ix_outbox_meeting_id_topic")
        for column, parent in (("meeting_id", "meetings"), ("person_id", "people")):
            outbox.drop_constraint(f"fk_outbox_{column}_{parent}", type_="foreignkey")
        for column in ("lane", "meeting_id", "person_id", "tried_at"):
            outbox.drop_column(column)
    with op.batch_alter_table("meetings", **KEPT) as meetings:
        meetings.drop_column("fold")
        meetings.drop_column("own")
        meetings.drop_column("reminders")
    with op.batch_alter_table("series", **KEPT) as series:
        series.drop_column("reminders")
    with op.batch_alter_table("people", **KEPT) as people:
        people.drop_column("direct_refused_at")
        people.drop_column("direct_reminders")
