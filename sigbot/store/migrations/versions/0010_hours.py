"""Hours and zones: late hours are frozen for each quarter, suggestions see a snapshot."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def _to(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{parent}"
    return sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=name)


def upgrade() -> None:
    op.create_table(
        "late_hours",
        sa.Column("community_id", ID, nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("frozen_at", INSTANT, nullable=False),
        _to("late_hours", "community_id", "communities"),
        sa.PrimaryKeyConstraint("community_id", "quarter", name="pk_late_hours"),
    )
    op.create_table(
        "snapshots",
        sa.Column("community_id", ID, nullable=False),
        sa.Column("taken_at", INSTANT, nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        _to("snapshots", "community_id", "communities"),
        sa.PrimaryKeyConstraint("community_id", name="pk_snapshots"),
    )


def downgrade() -> None:
    op.drop_table("snapshots")
    op.drop_table("late_hours")
