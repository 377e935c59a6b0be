"""Reports: what organizers made of drafted sentences, earlier texts of narratives, and
reminders of those that fall due."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
KEPT = {"table_kwargs": {"sqlite_autoincrement": True}}
DUE = "report_at IS NOT NULL"


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
    op.add_column("reports", sa.Column("skipped_at", INSTANT, nullable=True))
    op.add_column("communities", sa.Column("report_at", INSTANT, nullable=True))
    op.create_index(
        "ix_communities_report_at",
        "communities",
        ["report_at"],
        sqlite_where=sa.text(DUE),
        postgresql_where=sa.text(DUE),
    )
    communities = sa.table("communities", sa.column("report_at", INSTANT))
    now = datetime.now(UTC)
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(
        communities.update().values(report_at=now.replace(tzinfo=None) if is_sqlite else now)
    )


def downgrade() -> None:
    op.drop_index("ix_communities_report_at", table_name="communities")
    for table, column in (("communities", "report_at"), ("reports", "skipped_at")):
        with op.batch_alter_table(table, **KEPT) as changed:
            changed.drop_column(column)
    op.drop_table("narrative_versions")
    op.drop_table("verdicts")
