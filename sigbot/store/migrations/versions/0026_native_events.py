"""Native events: whether a community wants them, and the event of each meeting."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

KEPT = {"sqlite_autoincrement": True}
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("communities", sa.Column("events", sa.Boolean()))
    op.create_table(
        "event_mirrors",
        sa.Column("community_id", ID),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_by", sa.String()),
        sa.Column("touches", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("asks", sa.Integer(), nullable=False, server_default="0"),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
            name=op.f("fk_event_mirrors_community_id_communities"),
        ),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_event_mirrors")),
    )
    op.create_index(op.f("ix_event_mirrors_look_at"), "event_mirrors", ["look_at"])
    op.create_table(
        "native_events",
        sa.Column("meeting_id", ID),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("event_id", sa.BigInteger()),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sent", sa.JSON(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("held", sa.JSON(), nullable=False),
        sa.Column("asked", sa.Integer()),
        sa.Column("interested", sa.Integer(), nullable=False, server_default="0"),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
            name=op.f("fk_native_events_community_id_communities"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_native_events_meeting_id_meetings")
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_native_events")),
    )
    op.create_index(op.f("ix_native_events_community_id"), "native_events", ["community_id"])


def downgrade() -> None:
    op.drop_table("native_events")
    op.drop_table("event_mirrors")
    with op.batch_alter_table("communities", table_kwargs=KEPT) as communities:
        communities.drop_column("events")
