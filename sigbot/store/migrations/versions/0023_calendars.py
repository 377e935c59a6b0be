"""What calendars follow: how often a meeting changed, and the addresses of personal calendars."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

KEPT = {"sqlite_autoincrement": True}


def upgrade() -> None:
    op.add_column(
        "meetings", sa.Column("revision", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("meetings", sa.Column("changed_at", sa.DateTime(timezone=True)))
    op.create_table(
        "calendars",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")),
        sa.Column("token_hash", sa.String()),
        sa.Column("made_at", sa.DateTime(timezone=True)),
        sa.Column("skips_declined", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_calendars_person_id_people")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_calendars")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendars_token_hash")),
    )


def downgrade() -> None:
    op.drop_table("calendars")
    with op.batch_alter_table("meetings", table_kwargs=KEPT) as meetings:
        for name in ("revision", "changed_at"):
            meetings.drop_column(name)
