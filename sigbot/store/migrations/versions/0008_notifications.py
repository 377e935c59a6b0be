"""Who is told of changes and how: a role to ping, people's choice, answers asked for again."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

INSTANT = sa.DateTime(timezone=True)
KEPT = {"table_kwargs": {"sqlite_autoincrement": True}}
ADDED = (
    ("communities", "ping_role_id", KEPT),
    ("people", "changes", KEPT),
    ("rsvps", "asked_from", {}),
    ("announcements", "is_plain", KEPT),
)


def upgrade() -> None:
    op.add_column("communities", sa.Column("ping_role_id", sa.BigInteger(), nullable=True))
    changes = sa.Column("changes", sa.String(), nullable=False, server_default="mention")
    op.add_column("people", changes)
    op.execute("UPDATE people SET changes = 'dm' WHERE direct_reminders IS NOT NULL")
    refused = sa.text("direct_refused_at IS NOT NULL")
    op.create_index(
        "ix_people_direct_refused_at",
        "people",
        ["direct_refused_at"],
        sqlite_where=refused,
        postgresql_where=refused,
    )
    op.add_column("rsvps", sa.Column("asked_from", INSTANT, nullable=True))
    # Reminders that were posted before are cards, which cannot become plain text.
    is_plain = sa.Column("is_plain", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("announcements", is_plain)


def downgrade() -> None:
    op.drop_index("ix_people_direct_refused_at", table_name="people")
    for table, column, options in ADDED:
        with op.batch_alter_table(table, **options) as changed:
            changed.drop_column(column)
