"""The words by which items of the journal are found, in an index of full text."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

from sigbot.domain.search import words_of

revision = "0019"
down_revision = "0018"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SEARCH = "journal_search"
INDEX = "journal_search_index"
PART = 500

ADD = "INSERT INTO journal_search_index(rowid, words) VALUES (new.item_id, new.words);"
TAKE = (
    "INSERT INTO journal_search_index(journal_search_index, rowid, words) "
    "VALUES ('delete', old.item_id, old.words);"
)
KEPT_AS_TEXT = "INSERT INTO journal_search (item_id, words) VALUES (:item_id, :words)"
KEPT_AS_VECTOR = (
    "INSERT INTO journal_search (item_id, words) "
    "VALUES (:item_id, array_to_tsvector(CAST(:words AS text[])))"
)


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.create_table(
        SEARCH,
        sa.Column("item_id", ID, autoincrement=False, nullable=False),
        sa.Column("words", sa.String() if sqlite else TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name="pk_journal_search"),
        sa.ForeignKeyConstraint(
            ["item_id"], ["journal_items.id"], name="fk_journal_search_item_id_journal_items"
        ),
    )
    if sqlite:
        _index_sqlite()
    else:
        op.create_index("ix_journal_search_words", SEARCH, ["words"], postgresql_using="gin")
    _fill(sqlite=sqlite)


def _index_sqlite() -> None:
    """Let triggers keep the index of full text equal to the table."""
    op.execute(
        f"CREATE VIRTUAL TABLE {INDEX} USING fts5(words, content='{SEARCH}', "
        "content_rowid='item_id', tokenize='ascii', detail=none, columnsize=0)"
    )
    for event, does in (("INSERT", ADD), ("DELETE", TAKE), ("UPDATE", f"{TAKE} {ADD}")):
        name = f"{SEARCH}_{event.lower()}"
        op.execute(f"CREATE TRIGGER {name} AFTER {event} ON {SEARCH} BEGIN {does} END")


def _fill(*, sqlite: bool) -> None:
    connection = op.get_bind()
    insert = sa.text(KEPT_AS_TEXT if sqlite else KEPT_AS_VECTOR)
    for part in _parts(connection):
        words = [_words(row) for row in part]
        rows = [
            {"item_id": row.id, "words": " ".join(own) if sqlite else own}
            for row, own in zip(part, words, strict=True)
        ]
        connection.execute(insert, rows)


def _parts(connection: sa.Connection) -> Iterator[list[Any]]:
    """Yield the items, some at a time."""
    chosen = sa.text(
        "SELECT id, community_id, title, note, tags, authors, venue, summary FROM journal_items "
        "WHERE id > :last ORDER BY id LIMIT :part"
    )
    last = 0
    while part := connection.execute(chosen, {"last": last, "part": PART}).all():
        yield list(part)
        last = part[-1].id


def _words(row: Any) -> list[str]:
    texts = [row.title, row.note, row.venue, row.summary]
    lists = [*_list(row.tags), *_list(row.authors)]
    return [f"§{row.community_id}", *words_of([*texts, *lists])]


def _list(kept: Any) -> list[str]:
    """Return a list that was read without its type."""
    return json.loads(kept) if isinstance(kept, str) else kept


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TABLE {INDEX}")
    op.drop_table(SEARCH)
