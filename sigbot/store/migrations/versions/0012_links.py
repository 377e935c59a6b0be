"""Links of the journal are known by the id of their work."""

import sqlalchemy as sa
from alembic import op

from sigbot.domain.links import read_link
from sigbot.domain.refusals import RefusedError

revision = "0012"
down_revision = "0011"

ITEMS = sa.table(
    "journal_items",
    sa.column("id", sa.BigInteger()),
    sa.column("community_id", sa.BigInteger()),
    sa.column("link", sa.String()),
    sa.column("link_key", sa.String()),
)


def upgrade() -> None:
    """Give each item the id of its work.

    Of several items of one work the first one gets the id, and the others stay as they were: an
    earlier key never looks like an id.
    """
    connection = op.get_bind()
    rows = connection.execute(sa.select(ITEMS).order_by(ITEMS.c.id)).all()
    taken: set[tuple[int, str]] = set()
    for row in rows:
        key = _id_of(row.link)
        if key is None or (row.community_id, key) in taken:
            continue
        taken.add((row.community_id, key))
        connection.execute(ITEMS.update().where(ITEMS.c.id == row.id).values(link_key=key))


def _id_of(link: str) -> str | None:
    try:
        return read_link(link).id
    except RefusedError:
        return None


def downgrade() -> None:
    """Leave the ids: an earlier version shows all items, and would only share a link again."""
