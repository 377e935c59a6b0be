"""An index of what waits, in the order in which it is due."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

WAITING = sa.text("done_at IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_outbox_due_at", "outbox", ["due_at"], sqlite_where=WAITING, postgresql_where=WAITING
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_due_at", table_name="outbox")
