"""Discussions of papers: where they are, what people said of them, and who wants to be reminded.

Items are found by their ids, and by the notes of all who want to read them, too.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from sigbot.domain.search import words_of

revision = "0020"
down_revision = "0019"

SNOWFLAKE = sa.BigInteger()
INSTANT = sa.DateTime(timezone=True)
PLACES = ("channel_id", "message_id", "card_id", "asked_in_id", "asked_id")
SUMS = ("good", "good_of", "recommended", "recommended_of")


PART = 500

IDS = (
    "SELECT item_id, work FROM journal_works "
    "WHERE item_id BETWEEN :first AND :last AND work NOT LIKE 'url%'"
)
NOTES = (
    "SELECT item_id, note FROM journal_votes WHERE item_id BETWEEN :first AND :last AND note <> ''"
)
ADD_TEXT = "UPDATE journal_search SET words = words || ' ' || :words WHERE item_id = :item_id"
ADD_VECTOR = (
    "UPDATE journal_search SET words = words || array_to_tsvector(CAST(:words AS text[])) "
    "WHERE item_id = :item_id"
)


def upgrade() -> None:
    op.add_column(
        "people", sa.Column("papers", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    for column in PLACES:
        op.add_column("journal_picks", sa.Column(column, SNOWFLAKE, nullable=True))
    op.add_column("journal_picks", sa.Column("told_at", INSTANT, nullable=True))
    for column in SUMS:
        op.add_column("journal_picks", sa.Column(column, sa.Integer(), nullable=True))

    _find_by_more()


def _find_by_more() -> None:
    """Add the words of ids and notes to those by which each item is found.

    A word that is there twice changes nothing, until the words of the item are worked out anew.
    """
    connection = op.get_bind()
    sqlite = connection.dialect.name == "sqlite"
    add = sa.text(ADD_TEXT if sqlite else ADD_VECTOR)
    for part in _texts(connection):
        for item_id, texts in part.items():
            words = words_of(texts)
            kept = " ".join(words) if sqlite else words
            connection.execute(add, {"item_id": item_id, "words": kept})


def _texts(connection: sa.Connection) -> Iterator[dict[int, list[str]]]:
    """Yield the ids and notes of items, some items at a time."""
    chosen = sa.text("SELECT id FROM journal_items WHERE id > :last ORDER BY id LIMIT :part")
    last = 0
    while ids := list(connection.execute(chosen, {"last": last, "part": PART}).scalars()):
        texts: dict[int, list[str]] = {}
        for query in (IDS, NOTES):
            rows: Any = connection.execute(sa.text(query), {"first": ids[0], "last": ids[-1]})
            for item_id, words in rows:
                texts.setdefault(item_id, []).append(words)
        yield texts
        last = ids[-1]


def downgrade() -> None:
    for column in (*SUMS, "told_at", *PLACES):
        op.drop_column("journal_picks", column)
    op.drop_column("people", "papers")
