"""Who was erased, as keyed hashes: they stay erased when a backup is put back."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", "at", name=op.f("pk_erasures")),
    )


def downgrade() -> None:
    op.drop_table("erasures")
