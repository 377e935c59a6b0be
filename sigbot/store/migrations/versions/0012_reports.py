"""Reports: what organizers made of drafted sentences."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "verdicts",
        sa.Column("report_id", ID, nullable=False),
        sa.Column("issue", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("figures", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name="fk_verdicts_report_id_reports"
        ),
        sa.PrimaryKeyConstraint("report_id", "issue", name="pk_verdicts"),
    )


def downgrade() -> None:
    op.drop_table("verdicts")
