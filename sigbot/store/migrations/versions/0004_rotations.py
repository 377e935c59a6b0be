"""Rotations: hours that suit people, suggestions, adopted rotations, meetings that were moved."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
KEPT = {"table_kwargs": {"sqlite_autoincrement": True}}


def _to(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{parent}"
    return sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=name)


def upgrade() -> None:
    with op.batch_alter_table("meetings", **KEPT) as meetings:
        meetings.add_column(
            sa.Column("moved", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    meetings = sa.table("meetings", sa.column("moved"), sa.column("wall"), sa.column("occurrence"))
    op.execute(
        meetings.update().where(meetings.c.wall != meetings.c.occurrence).values(moved=sa.true())
    )
    op.create_table(
        "hours",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("begin", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("days", sa.String(), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        _to("hours", "person_id", "people"),
        sa.PrimaryKeyConstraint("person_id", name="pk_hours"),
    )
    _add_rotations()


def _add_rotations() -> None:
    op.create_table(
        "suggestions",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("meeting_id", ID, nullable=False),
        sa.Column("slots", sa.Integer(), nullable=False),
        sa.Column("wishes", sa.JSON(), nullable=False),
        sa.Column("plans", sa.JSON(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        _to("suggestions", "community_id", "communities"),
        _to("suggestions", "meeting_id", "meetings"),
        sa.PrimaryKeyConstraint("id", name="pk_suggestions"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_suggestions_meeting_id", "suggestions", ["meeting_id"])
    op.create_table(
        "rotations",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("series_id", ID, nullable=False),
        sa.Column("begins", sa.DateTime(), nullable=False),
        sa.Column("slots", sa.JSON(), nullable=False),
        sa.Column("reach", sa.JSON(), nullable=False),
        sa.Column("adopted_at", INSTANT, nullable=False),
        sa.Column("undone_at", INSTANT, nullable=True),
        _to("rotations", "community_id", "communities"),
        _to("rotations", "series_id", "series"),
        sa.PrimaryKeyConstraint("id", name="pk_rotations"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_rotations_community_id", "rotations", ["community_id"])
    op.create_index("ix_rotations_series_id", "rotations", ["series_id"])


def downgrade() -> None:
    for table in ("rotations", "suggestions", "hours"):
        op.drop_table(table)
    with op.batch_alter_table("meetings", **KEPT) as meetings:
        meetings.drop_column("moved")
