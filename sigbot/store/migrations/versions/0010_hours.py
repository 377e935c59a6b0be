"""Hours and zones: frozen late hours, the snapshot that suggestions see, hosts who are asked."""

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
    op.create_table(
        "hosts",
        sa.Column("id", ID, nullable=False),
        sa.Column("series_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        _to("hosts", "series_id", "series"),
        _to("hosts", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name="pk_hosts"),
        sa.UniqueConstraint("series_id", "person_id", name="uq_hosts_series_id_person_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_hosts_person_id", "hosts", ["person_id"])


def downgrade() -> None:
    op.drop_table("hosts")
    op.drop_table("snapshots")
    op.drop_table("late_hours")
