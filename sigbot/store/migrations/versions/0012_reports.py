"""Reports: what organizers made of drafted sentences, and earlier texts of narratives."""

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
    op.create_table(
        "narrative_versions",
        sa.Column("id", ID, nullable=False),
        sa.Column("report_id", ID, nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_by", sa.BigInteger(), nullable=True),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name="fk_narrative_versions_report_id_reports"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_narrative_versions"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_narrative_versions_report_id_part", "narrative_versions", ["report_id", "part"]
    )
    op.create_index("ix_narrative_versions_written_by", "narrative_versions", ["written_by"])
    op.execute(
        "INSERT INTO narrative_versions (report_id, part, text, written_at) "
        "SELECT report_id, part, text, updated_at FROM narratives WHERE text <> ''"
    )


def downgrade() -> None:
    op.drop_table("narrative_versions")
    op.drop_table("verdicts")
