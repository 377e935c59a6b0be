"""Indexes for what runs often: it must not grow with what is done, old, or of others."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    _add_index("outbox", ["leased_until"], "leased_until IS NOT NULL")
    _add_index("outbox", ["community_id", "id"], "failure IS NOT NULL")
    _add_index("outbox", ["lane"], "done_at IS NULL")
    op.create_index("ix_meetings_starts_at", "meetings", ["starts_at"])


def _add_index(table: str, columns: list[str], rows: str) -> None:
    """Add an index of some rows only."""
    chosen, name = sa.text(rows), f"ix_{table}_{'_'.join(columns)}"
    op.create_index(name, table, columns, sqlite_where=chosen, postgresql_where=chosen)


def downgrade() -> None:
    op.drop_index("ix_meetings_starts_at", table_name="meetings")
    for columns in ("lane", "community_id_id", "leased_until"):
        op.drop_index(f"ix_outbox_{columns}", table_name="outbox")
