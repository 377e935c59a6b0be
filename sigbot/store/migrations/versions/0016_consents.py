"""The consent log: whose community a row is of, also when nobody's name is on it any more."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEPT = {"table_kwargs": {"sqlite_autoincrement": True}}
KEY, INDEX = "fk_consents_community_id_communities", "ix_consents_community_id"


def upgrade() -> None:
    """Of rows without a name it is known only where there is one community."""
    with op.batch_alter_table("consents", **KEPT) as changed:
        changed.add_column(sa.Column("community_id", ID, nullable=True))
        changed.create_foreign_key(KEY, "communities", ["community_id"], ["id"])
    op.create_index(INDEX, "consents", ["community_id"])
    op.execute(
        "UPDATE consents SET community_id = "
        "(SELECT community_id FROM people WHERE people.id = consents.person_id)"
    )
    op.execute(
        "UPDATE consents SET community_id = (SELECT min(id) FROM communities) "
        "WHERE person_id IS NULL AND (SELECT count(*) FROM communities) = 1"
    )


def downgrade() -> None:
    op.drop_index(INDEX, table_name="consents")
    with op.batch_alter_table("consents", **KEPT) as changed:
        changed.drop_constraint(KEY, type_="foreignkey")
        changed.drop_column("community_id")
