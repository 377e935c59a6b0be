"""People can be forgotten: when they were last seen, how long they are kept, who is named where."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
KEPT = {"table_kwargs": {"sqlite_autoincrement": True}}
FIRST_LOOK = timedelta(days=30)
"""So long organizers have to choose how long people are kept, before the first are forgotten."""

ABOUT_ANOTHER = (
    "action IN ('attendance.add', 'attendance.remove', 'attendance.link', 'attendance.unlink')"
)
NAMING = (
    "topic IN ('meeting_cancelled', 'meeting_moved', 'meeting_restored', 'rotation_adopted', "
    "'organizer_notice')"
)
INDEXES = (
    ("communities", ["forget_at"], "forget_at IS NOT NULL"),
    ("people", ["community_id", "seen_at"], None),
    ("audit", ["community_id", "discord_id"], None),
    ("audit", ["community_id"], ABOUT_ANOTHER),
    ("outbox", ["community_id"], NAMING),
    ("outbox", ["person_id"], "person_id IS NOT NULL"),
    ("journal_items", ["shared_by"], None),
)
NULLABLE = (
    ("consents", "person_id", ID),
    ("journal_items", "shared_by", ID),
    ("imports", "discord_id", sa.BigInteger()),
)
SEEN = """UPDATE people SET seen_at = {greatest}(
    created_at,
    COALESCE((SELECT MAX(checked_in_at) FROM attendances WHERE person_id = people.id), created_at),
    COALESCE((SELECT MAX(at) FROM rsvps WHERE person_id = people.id), created_at),
    COALESCE(
        (SELECT MAX(at) FROM audit
            WHERE community_id = people.community_id AND discord_id = people.discord_id),
        created_at
    )
)"""


def upgrade() -> None:
    keep = sa.Column("keep_years", sa.Integer(), nullable=False, server_default="2")
    op.add_column("communities", keep)
    op.add_column("communities", sa.Column("forget_at", INSTANT, nullable=True))
    op.add_column("people", sa.Column("seen_at", INSTANT, nullable=True))
    _set_nullable(nullable=True)
    for table, columns, rows in INDEXES:
        chosen = sa.text(rows) if rows else None
        op.create_index(
            _name(table, columns), table, columns, sqlite_where=chosen, postgresql_where=chosen
        )
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(SEEN.format(greatest="MAX" if sqlite else "GREATEST"))
    communities = sa.table("communities", sa.column("forget_at", INSTANT))
    first = datetime.now(UTC) + FIRST_LOOK
    op.execute(
        communities.update().values(forget_at=first.replace(tzinfo=None) if sqlite else first)
    )


def _set_nullable(*, nullable: bool) -> None:
    for table, column, kind in NULLABLE:
        with op.batch_alter_table(table, **KEPT) as changed:
            changed.alter_column(column, existing_type=kind, nullable=nullable)


def _name(table: str, columns: list[str]) -> str:
    return f"ix_{table}_{'_'.join(columns)}"


def downgrade() -> None:
    # Rows that name nobody cannot be kept where a person has to be named.
    op.execute("DELETE FROM consents WHERE person_id IS NULL")
    op.execute("DELETE FROM journal_items WHERE shared_by IS NULL")
    op.execute("UPDATE imports SET discord_id = 0 WHERE discord_id IS NULL")
    for table, columns, _ in INDEXES:
        op.drop_index(_name(table, columns), table_name=table)
    _set_nullable(nullable=False)
    for table, column in (
        ("people", "seen_at"),
        ("communities", "forget_at"),
        ("communities", "keep_years"),
    ):
        with op.batch_alter_table(table, **KEPT) as changed:
            changed.drop_column(column)
