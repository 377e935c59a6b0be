"""The evidence of drafted sentences, from their review to the publishing of the report."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("reports", sa.Column("drafted", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("reports", table_kwargs={"sqlite_autoincrement": True}) as changed:
        changed.drop_column("drafted")
