"""Diversity releases: once for each half-year, with random numbers in place of people."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
KEPT = {"table_kwargs": {"sqlite_autoincrement": True}}
DUE = "release_at IS NOT NULL"


def upgrade() -> None:
    op.create_table(
        "releases",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("is_earlier", sa.Boolean(), nullable=False),
        sa.Column("of_general", sa.Boolean(), nullable=False),
        sa.Column("kept", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name="fk_releases_community_id_communities"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_releases"),
        sa.UniqueConstraint(
            "community_id",
            "start",
            "end",
            "is_earlier",
            name="uq_releases_community_id_start_end_is_earlier",
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "release_numbers",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        _person("release_numbers", "person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_release_numbers"),
    )
    op.create_table(
        "changed_answers",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("attribute", sa.String(), nullable=False),
        _person("changed_answers", "person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_changed_answers"),
        sqlite_autoincrement=True,
    )
    columns = ["person_id", "attribute"]
    index = "ix_changed_answers_person_id_attribute"
    op.create_index(index, "changed_answers", columns, unique=True)
    op.create_table(
        "own_names",
        sa.Column("name_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("is_theirs", sa.Boolean(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        _person("own_names", "name_id"),
        _person("own_names", "person_id"),
        sa.PrimaryKeyConstraint("name_id", "person_id", name="pk_own_names"),
    )
    op.create_index("ix_own_names_person_id", "own_names", ["person_id"])
    op.add_column("communities", sa.Column("release_at", INSTANT, nullable=True))
    op.create_index(
        "ix_communities_release_at",
        "communities",
        ["release_at"],
        sqlite_where=sa.text(DUE),
        postgresql_where=sa.text(DUE),
    )
    communities = sa.table("communities", sa.column("release_at", INSTANT))
    now = datetime.now(UTC)
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(
        communities.update().values(release_at=now.replace(tzinfo=None) if is_sqlite else now)
    )


def _person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["people.id"], name=f"fk_{table}_{column}_people", ondelete="CASCADE"
    )


def downgrade() -> None:
    op.drop_index("ix_communities_release_at", table_name="communities")
    with op.batch_alter_table("communities", **KEPT) as changed:
        changed.drop_column("release_at")
    for table in ("own_names", "changed_answers", "release_numbers", "releases"):
        op.drop_table(table)
