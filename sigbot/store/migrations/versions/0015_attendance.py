"""Attendance files: whether a time of arrival is known, and user names of members on Discord."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

KEPT = {"table_kwargs": {"sqlite_autoincrement": True}}
TIMED = (("attendances", KEPT), ("sightings", {}))


def upgrade() -> None:
    for table, _ in TIMED:
        timed = sa.Column("timed", sa.Boolean(), nullable=False, server_default=sa.true())
        op.add_column(table, timed)
    op.add_column("people", sa.Column("account", sa.String(), nullable=True))
    op.create_index("ix_people_community_id_account", "people", ["community_id", "account"])


def downgrade() -> None:
    op.drop_index("ix_people_community_id_account", table_name="people")
    for table, column, options in (
        ("people", "account", KEPT),
        *((table, "timed", options) for table, options in TIMED),
    ):
        with op.batch_alter_table(table, **options) as changed:
            changed.drop_column(column)
