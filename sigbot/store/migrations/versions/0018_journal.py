"""The journal club: votes, metadata of works, picks, presenters and discussions."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from sigbot.domain.works import registries_for

revision = "0018"
down_revision = "0017"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SNOWFLAKE = sa.BigInteger()
INSTANT = sa.DateTime(timezone=True)
KEPT = {"sqlite_autoincrement": True}
NEW = ("lookups", "registry_turns", "journal_opinions", "journal_questions", "journal_readers")
NEW += ("journal_volunteers", "journal_picks", "journal_votes", "journal_merges")
NEW += ("journal_relations", "journal_works")

LOOKUPS = sa.table(
    "lookups",
    sa.column("work", sa.String()),
    sa.column("registry_name", sa.String()),
    sa.column("due_at", INSTANT),
)


def _words(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.String(), nullable=False, server_default="")


def _flag(name: str) -> "sa.Column[bool]":
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _of(table: str, target: str, column: str, *, empty: bool = False) -> list:
    """Return a column that refers to another table, and the constraint."""
    return [
        sa.Column(column, ID, nullable=empty),
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}"),
    ]


def upgrade() -> None:
    for column in (
        _flag("has_own_title"),
        sa.Column("authors", sa.JSON(), nullable=False, server_default="[]"),
        _words("venue"),
        sa.Column("year", sa.Integer(), nullable=True),
        _words("abstract_link"),
        _words("licence"),
        _words("open_copy"),
        _flag("is_retracted"),
        _words("summary"),
        _flag("is_listed"),
        sa.Column("channel_id", SNOWFLAKE, nullable=True),
        sa.Column("message_id", SNOWFLAKE, nullable=True),
    ):
        op.add_column("journal_items", column)
    _create_works()
    _create_votes()
    _create_picks()
    _create_people_of_items()
    _create_lookups()
    _fill()


def _create_works() -> None:
    table = "journal_works"
    op.create_table(
        table,
        *_of(table, "communities", "community_id"),
        sa.Column("work", sa.String(), nullable=False),
        *_of(table, "journal_items", "item_id"),
        sa.Column("filled_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("community_id", "work", name="pk_journal_works"),
    )
    op.create_index("ix_journal_works_item_id", table, ["item_id"])
    op.create_index("ix_journal_works_work", table, ["work"])
    open_ = sa.text("filled_at IS NULL")
    op.create_index(
        "ix_journal_works_work_item_id",
        table,
        ["work", "item_id"],
        sqlite_where=open_,
        postgresql_where=open_,
    )
    table = "journal_relations"
    op.create_table(
        table,
        *_of(table, "journal_items", "item_id"),
        sa.Column("work", sa.String(), nullable=False),
        sa.Column("is_preprint", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "work", name="pk_journal_relations"),
    )
    op.create_index("ix_journal_relations_work", table, ["work"])
    table = "journal_merges"
    op.create_table(
        table,
        sa.Column("item_id", ID, autoincrement=False, nullable=False),
        *_of(table, "journal_items", "into_id"),
        sa.PrimaryKeyConstraint("item_id", name="pk_journal_merges"),
    )
    op.create_index("ix_journal_merges_into_id", table, ["into_id"])


def _create_votes() -> None:
    table = "journal_votes"
    op.create_table(
        table,
        *_of(table, "journal_items", "item_id"),
        *_of(table, "people", "person_id"),
        _words("note"),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("item_id", "person_id", name="pk_journal_votes"),
    )
    op.create_index("ix_journal_votes_person_id", table, ["person_id"])


def _create_picks() -> None:
    table = "journal_picks"
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False),
        *_of(table, "journal_items", "item_id"),
        *_of(table, "meetings", "meeting_id"),
        *_of(table, "people", "presenter_id", empty=True),
        sa.Column("picked_at", INSTANT, nullable=False),
        sa.Column("thread_id", SNOWFLAKE, nullable=True),
        _flag("is_discussed"),
        sa.PrimaryKeyConstraint("id", name="pk_journal_picks"),
        sa.UniqueConstraint("item_id", "meeting_id", name="uq_journal_picks_item_id_meeting_id"),
        **KEPT,
    )
    op.create_index("ix_journal_picks_meeting_id", table, ["meeting_id"])
    op.create_index("ix_journal_picks_presenter_id", table, ["presenter_id"])


def _create_people_of_items() -> None:
    for table in ("journal_volunteers", "journal_readers"):
        op.create_table(
            table,
            *_of(table, "journal_items", "item_id"),
            *_of(table, "people", "person_id"),
            sa.Column("at", INSTANT, nullable=False),
            sa.PrimaryKeyConstraint("item_id", "person_id", name=f"pk_{table}"),
        )
        op.create_index(f"ix_{table}_person_id", table, ["person_id"])
    table = "journal_questions"
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False),
        *_of(table, "journal_items", "item_id"),
        *_of(table, "people", "person_id"),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_journal_questions"),
        **KEPT,
    )
    op.create_index("ix_journal_questions_item_id", table, ["item_id"])
    op.create_index("ix_journal_questions_person_id", table, ["person_id"])
    table = "journal_opinions"
    op.create_table(
        table,
        *_of(table, "journal_picks", "pick_id"),
        *_of(table, "people", "person_id"),
        sa.Column("was_good", sa.Boolean(), nullable=True),
        sa.Column("would_recommend", sa.Boolean(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("pick_id", "person_id", name="pk_journal_opinions"),
    )
    op.create_index("ix_journal_opinions_person_id", table, ["person_id"])


def _create_lookups() -> None:
    op.create_table(
        "lookups",
        sa.Column("work", sa.String(), nullable=False),
        sa.Column("registry_name", sa.String(), nullable=False),
        sa.Column("work_json", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("leased_until", INSTANT, nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("work", "registry_name", name="pk_lookups"),
    )
    open_ = sa.text("answered_at IS NULL")
    op.create_index(
        "ix_lookups_due_at", "lookups", ["due_at"], sqlite_where=open_, postgresql_where=open_
    )
    op.create_table(
        "registry_turns",
        sa.Column("registry_name", sa.String(), nullable=False),
        sa.Column("free_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("registry_name", name="pk_registry_turns"),
    )


def _fill() -> None:
    """Give each item its id, and the vote of the person who shared it; ask the registries."""
    op.execute(
        "INSERT INTO journal_works (community_id, work, item_id) "
        "SELECT community_id, link_key, id FROM journal_items"
    )
    connection, now = op.get_bind(), datetime.now(UTC)
    known = sa.text("SELECT DISTINCT work FROM journal_works")
    wanted = [
        {"work": work, "registry_name": registry.value, "due_at": now}
        for (work,) in connection.execute(known)
        for registry in registries_for(work)
    ]
    if wanted:
        connection.execute(LOOKUPS.insert(), wanted)
    op.execute(
        "INSERT INTO journal_votes (item_id, person_id, at) "
        "SELECT id, shared_by, shared_at FROM journal_items WHERE shared_by IS NOT NULL"
    )


def downgrade() -> None:
    for table in NEW:
        op.drop_table(table)
    with op.batch_alter_table("journal_items", table_kwargs=KEPT) as items:
        for column in (
            "message_id",
            "channel_id",
            "is_listed",
            "summary",
            "is_retracted",
            "open_copy",
            "licence",
            "abstract_link",
            "year",
            "venue",
            "authors",
            "has_own_title",
        ):
            items.drop_column(column)
