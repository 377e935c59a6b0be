"""Which application is on the server of a community."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

KEPT = {"sqlite_autoincrement": True}


def upgrade() -> None:
    op.add_column("communities", sa.Column("application_id", sa.BigInteger()))


def downgrade() -> None:
    with op.batch_alter_table("communities", table_kwargs=KEPT) as communities:
        communities.drop_column("application_id")
