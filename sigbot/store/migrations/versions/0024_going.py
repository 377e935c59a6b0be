"""What goes away by itself: servers that removed the bot, and indexes for what is old."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

KEPT = {"sqlite_autoincrement": True}
OLD = {
    "announcements": "starts_at",
    "audit": "at",
    "clock_warnings": "changes_at",
    "codes": "made_at",
    "guesses": "since",
    "notices": "noticed_at",
    "presences": "joined_at",
    "suggestions": "at",
}


def upgrade() -> None:
    op.add_column("communities", sa.Column("removed_at", sa.DateTime(timezone=True)))
    op.add_column("communities", sa.Column("removed_by", sa.BigInteger()))
    op.create_index(
        op.f("ix_communities_removed_at"),
        "communities",
        ["removed_at"],
        sqlite_where=sa.text("removed_at IS NOT NULL"),
        postgresql_where=sa.text("removed_at IS NOT NULL"),
    )
    for table, column in OLD.items():
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table, column in OLD.items():
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
    op.drop_index(op.f("ix_communities_removed_at"), table_name="communities")
    with op.batch_alter_table("communities", table_kwargs=KEPT) as communities:
        for name in ("removed_at", "removed_by"):
            communities.drop_column(name)
