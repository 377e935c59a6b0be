"""The life of a meeting: openings, agendas, notes, promises, minutes, and who caught up."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SNOWFLAKE = sa.BigInteger()
INSTANT = sa.DateTime(timezone=True)
KEPT = {"sqlite_autoincrement": True}
NEW = ("caught_up", "unnamed", "amendments", "minutes", "promises", "notes", "agenda_items")
NEW += ("openings", "opening_notices")


def _words(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.String(), nullable=False)


def _snowflake(name: str, *, empty: bool = True) -> "sa.Column[int]":
    return sa.Column(name, SNOWFLAKE, nullable=empty)


def _instant(name: str, *, empty: bool = False) -> "sa.Column":
    return sa.Column(name, INSTANT, nullable=empty)


def _of(table: str, target: str, column: str, *, empty: bool = False) -> list:
    """Return a column that refers to another table, and the constraint."""
    return [
        sa.Column(column, ID, nullable=empty),
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}"),
    ]


def _indexed(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _numbered(table: str) -> list:
    return [sa.Column("id", ID, nullable=False), sa.PrimaryKeyConstraint("id", name=f"pk_{table}")]


def upgrade() -> None:
    _create_openings()
    _create_agenda()
    _create_notes()
    _create_minutes()
    _create_people_of_meetings()
    op.add_column(
        "people", sa.Column("promises", sa.Boolean(), nullable=False, server_default=sa.true())
    )


def _create_openings() -> None:
    table = "opening_notices"
    op.create_table(
        table,
        *_numbered(table),
        *_of(table, "communities", "community_id"),
        sa.Column("version", sa.Integer(), nullable=False),
        _words("antitrust"),
        _words("conduct"),
        _words("recording"),
        sa.Column("declares", sa.Boolean(), nullable=False),
        _instant("saved_at"),
        **KEPT,
    )
    _indexed(table, "community_id")
    table = "openings"
    op.create_table(
        table,
        *_of(table, "meetings", "meeting_id"),
        *_of(table, "opening_notices", "notices_id", empty=True),
        _snowflake("channel_id", empty=False),
        _snowflake("message_id", empty=False),
        _snowflake("thread_id"),
        _snowflake("shown_message_id"),
        _snowflake("closed_message_id"),
        _instant("opened_at"),
        sa.PrimaryKeyConstraint("meeting_id", name="pk_openings"),
    )
    _indexed(table, "notices_id")


def _create_agenda() -> None:
    table = "agenda_items"
    op.create_table(
        table,
        *_numbered(table),
        *_of(table, "communities", "community_id"),
        *_of(table, "meetings", "meeting_id", empty=True),
        *_of(table, "people", "person_id", empty=True),
        _words("kind"),
        _words("state"),
        _words("text"),
        _words("link"),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False, server_default="0"),
        _words("answer"),
        _instant("answered_at", empty=True),
        _instant("created_at"),
        **KEPT,
    )
    _indexed(table, "community_id", "meeting_id", "person_id")


def _create_notes() -> None:
    table = "notes"
    op.create_table(
        table,
        *_numbered(table),
        *_of(table, "meetings", "meeting_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        _words("kind"),
        _words("text"),
        *_of(table, "people", "person_id", empty=True),
        *_of(table, "people", "speaker_id", empty=True),
        _snowflake("message_id"),
        _words("batch"),
        _instant("noted_at"),
        sa.UniqueConstraint("meeting_id", "message_id", name="uq_notes_meeting_id_message_id"),
        sa.UniqueConstraint("meeting_id", "position", name="uq_notes_meeting_id_position"),
        **KEPT,
    )
    _indexed(table, "person_id", "speaker_id")
    table = "promises"
    op.create_table(
        table,
        *_numbered(table),
        *_of(table, "communities", "community_id"),
        *_of(table, "meetings", "meeting_id"),
        *_of(table, "notes", "note_id"),
        _words("text"),
        _words("owner"),
        *_of(table, "people", "owner_id", empty=True),
        sa.Column("due", sa.Date(), nullable=True),
        _words("state"),
        _instant("closed_at", empty=True),
        _instant("created_at"),
        sa.UniqueConstraint("note_id", name="uq_promises_note_id"),
        **KEPT,
    )
    _indexed(table, "community_id", "meeting_id", "owner_id")
    open_ = sa.text("closed_at IS NULL")
    op.create_index(
        "ix_promises_community_id_due",
        table,
        ["community_id", "due"],
        sqlite_where=open_,
        postgresql_where=open_,
    )


def _create_minutes() -> None:
    op.create_table(
        "minutes",
        *_of("minutes", "meetings", "meeting_id"),
        _words("state"),
        _words("outcome"),
        sa.Column("kept", sa.JSON(none_as_null=True), nullable=True),
        _instant("approved_at", empty=True),
        _instant("published_at", empty=True),
        _snowflake("channel_id"),
        _snowflake("message_id"),
        sa.PrimaryKeyConstraint("meeting_id", name="pk_minutes"),
    )
    table = "amendments"
    op.create_table(
        table,
        *_numbered(table),
        *_of(table, "meetings", "meeting_id"),
        *_of(table, "people", "person_id", empty=True),
        _words("text"),
        sa.Column("is_erratum", sa.Boolean(), nullable=False, server_default=sa.false()),
        _instant("settled_at", empty=True),
        _instant("written_at"),
        **KEPT,
    )
    _indexed(table, "meeting_id", "person_id")


def _create_people_of_meetings() -> None:
    for table in ("unnamed", "caught_up"):
        op.create_table(
            table,
            *_of(table, "meetings", "meeting_id"),
            *_of(table, "people", "person_id"),
            _instant("at"),
            sa.PrimaryKeyConstraint("meeting_id", "person_id", name=f"pk_{table}"),
        )
        _indexed(table, "person_id")


def downgrade() -> None:
    for table in NEW:
        op.drop_table(table)
    with op.batch_alter_table("people", table_kwargs=KEPT) as people:
        people.drop_column("promises")
