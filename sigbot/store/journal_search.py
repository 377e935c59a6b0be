"""Keep the words by which items of the journal are found.

The database compares whole words that Python made, so SQLite's FTS5 and PostgreSQL's tsvector find
the same. Call `index` in the transaction that changes title, authors, venue, notes, tags, summary
or ids, and `purge` where words are to leave the file.
"""

from sqlalchemy import (
    ColumnElement,
    String,
    cast,
    column,
    delete,
    func,
    literal,
    select,
    table,
    text,
)

from sigbot.domain.search import Query, words_of
from sigbot.store.database import Tx
from sigbot.store.once import insert_for
from sigbot.store.rows.journal import JournalItemRow, JournalVoteRow, JournalWorkRow
from sigbot.store.rows.journal_search import INDEX, JournalSearchRow

OPTIMIZE = text("INSERT INTO journal_search_index(journal_search_index) VALUES ('optimize')")
OF_A_LINK = "url:"
"""How the id of a work begins of which no registry knows."""


def _community_word(community_id: int) -> str:
    """Return a word that each item of a community has; no text has it, as § is no letter."""
    return f"§{community_id}"


async def index(tx: Tx, item_id: int) -> None:
    """Renew the words of an item."""
    await tx.flush()
    row = JournalItemRow
    of_item = select(
        row.community_id, row.title, row.note, row.venue, row.summary, row.tags, row.authors
    )
    item = (await tx.execute(of_item.where(row.id == item_id))).one()
    texts = [item.title, item.note, item.venue, item.summary, *item.tags, *item.authors]
    texts += [*await _notes(tx, item_id), *await _ids(tx, item_id)]
    words = [_community_word(item.community_id), *words_of(texts)]
    values = {"item_id": item_id, "words": _kept(tx, words)}
    insert = insert_for(tx, JournalSearchRow).values(values)
    await tx.execute(
        insert.on_conflict_do_update(
            index_elements=["item_id"], set_={"words": insert.excluded.words}
        )
    )


async def _notes(tx: Tx, item_id: int) -> list[str]:
    """Return the notes of all who want to read an item."""
    own = JournalVoteRow.item_id == item_id, JournalVoteRow.note != ""
    return list(await tx.scalars(select(JournalVoteRow.note).where(*own)))


async def _ids(tx: Tx, item_id: int) -> list[str]:
    """Return the ids of an item that registries know; the words of a link say little."""
    own = JournalWorkRow.item_id == item_id, JournalWorkRow.work.not_like(f"{OF_A_LINK}%")
    return list(await tx.scalars(select(JournalWorkRow.work).where(*own)))


async def unindex(tx: Tx, item_id: int) -> None:
    """Delete the words of an item, before the item itself."""
    await tx.execute(delete(JournalSearchRow).where(JournalSearchRow.item_id == item_id))
    await purge(tx)


async def purge(tx: Tx) -> None:
    """Let words that no item has any more leave SQLite's index.

    FTS5 only marks them as deleted, until it merges the parts of the index: now. PostgreSQL keeps
    no words apart from the items.
    """
    await tx.flush()
    if tx.get_bind().dialect.name == "sqlite":
        await tx.execute(OPTIMIZE)


def found(tx: Tx, community_id: int, query: Query) -> ColumnElement[bool]:
    """Return the condition for the items of a community that a query finds.

    Words are made of letters and digits, so no sign in them means anything to a database.
    """
    words = [_community_word(community_id), *query.words]
    if tx.get_bind().dialect.name == "sqlite":
        asked = " AND ".join([*(f'"{word}"' for word in words), f'"{query.beginning}"*'])
        of_sqlite = table(INDEX, column("rowid"), column(INDEX))
        matched = select(of_sqlite.c.rowid).where(of_sqlite.c[INDEX].op("MATCH")(asked))
        return JournalItemRow.id.in_(matched)
    from sqlalchemy.dialects.postgresql import TSQUERY  # noqa: PLC0415  (slow; see `once.py`)

    asked = " & ".join([*(f"'{word}'" for word in words), f"'{query.beginning}':*"])
    fits = JournalSearchRow.words.op("@@")(cast(literal(asked, String), TSQUERY))
    return JournalItemRow.id.in_(select(JournalSearchRow.item_id).where(fits))


def _kept(tx: Tx, words: list[str]) -> object:
    """Return words as the database keeps them."""
    if tx.get_bind().dialect.name == "sqlite":
        return " ".join(words)
    from sqlalchemy.dialects.postgresql import ARRAY  # noqa: PLC0415  (slow; see `once.py`)

    return func.array_to_tsvector(cast(words, ARRAY(String)))
