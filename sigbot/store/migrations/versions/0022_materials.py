"""Slides and recording of a meeting."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

KEPT = {"sqlite_autoincrement": True}


def upgrade() -> None:
    for name in ("slides", "recording"):
        op.add_column("meetings", sa.Column(name, sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("meetings", table_kwargs=KEPT) as meetings:
        for name in ("slides", "recording"):
            meetings.drop_column(name)
