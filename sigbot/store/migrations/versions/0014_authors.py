"""Authors of reports who are members are asked before they are named."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "authors",
        sa.Column("id", ID, nullable=False),
        sa.Column("report_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_authors_report_id_reports"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_authors_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_authors"),
        sa.UniqueConstraint("report_id", "person_id", name="uq_authors_report_id_person_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_authors_person_id", "authors", ["person_id"])


def downgrade() -> None:
    op.drop_table("authors")
