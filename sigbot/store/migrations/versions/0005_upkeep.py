"""Upkeep that failed: when a series or a community is tried again."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

INSTANT = sa.DateTime(timezone=True)
KEPT = {"table_kwargs": {"sqlite_autoincrement": True}}


def upgrade() -> None:
    for table in ("series", "communities"):
        op.add_column(table, sa.Column("retry_at", INSTANT, nullable=True))
    op.drop_index("ix_series_made_until", table_name="series")
    _add_index("series", "made_until", "ended_at IS NULL AND retry_at IS NULL")
    _add_index("series", "retry_at", "ended_at IS NULL AND retry_at IS NOT NULL")
    _add_index("communities", "retry_at", "retry_at IS NOT NULL")


def _add_index(table: str, column: str, rows: str) -> None:
    """Add an index of some rows only: of running series, and of what was set aside."""
    chosen = sa.text(rows)
    op.create_index(
        f"ix_{table}_{column}", table, [column], sqlite_where=chosen, postgresql_where=chosen
    )


def downgrade() -> None:
    op.drop_index("ix_communities_retry_at", table_name="communities")
    op.drop_index("ix_series_retry_at", table_name="series")
    op.drop_index("ix_series_made_until", table_name="series")
    for table in ("series", "communities"):
        with op.batch_alter_table(table, **KEPT) as changed:
            changed.drop_column("retry_at")
    op.create_index("ix_series_made_until", "series", ["made_until"])
