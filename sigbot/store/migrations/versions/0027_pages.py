"""Whether a community has a public page."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

KEPT = {"sqlite_autoincrement": True}


def upgrade() -> None:
    op.add_column(
        "communities",
        sa.Column("has_page", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    with op.batch_alter_table("communities", table_kwargs=KEPT) as communities:
        communities.drop_column("has_page")
