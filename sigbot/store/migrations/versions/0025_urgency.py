"""Which of the messages that are due at one instant are sent first."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

KEPT = {"sqlite_autoincrement": True}
WAITING = sa.text("done_at IS NULL")


def upgrade() -> None:
    op.add_column(
        "outbox", sa.Column("urgency", sa.SmallInteger(), nullable=False, server_default="1")
    )
    op.drop_index("ix_outbox_done_at_due_at", table_name="outbox")
    op.drop_index("ix_outbox_due_at", table_name="outbox")
    everything = ["done_at", "due_at", "urgency", "id"]
    op.create_index("ix_outbox_done_at_due_at_urgency_id", "outbox", everything)
    op.create_index(
        "ix_outbox_due_at_urgency_id",
        "outbox",
        ["due_at", "urgency", "id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_due_at_urgency_id", table_name="outbox")
    op.drop_index("ix_outbox_done_at_due_at_urgency_id", table_name="outbox")
    op.create_index("ix_outbox_done_at_due_at", "outbox", ["done_at", "due_at"])
    op.create_index(
        "ix_outbox_due_at", "outbox", ["due_at"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    with op.batch_alter_table("outbox", table_kwargs=KEPT) as outbox:
        outbox.drop_column("urgency")
