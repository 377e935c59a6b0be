"""By which words journal items are found."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from sigbot.store.base import Base
from sigbot.store.rows.journal import JournalItemRow

INDEX = "journal_search_index"
"""The FTS5 index of SQLite over this table; triggers keep it equal. PostgreSQL has a GIN index."""


class JournalSearchRow(Base):
    """The words of an item (`domain/search.py`) with the mark of its community, separated by spaces
    on SQLite."""

    __tablename__ = "journal_search"
    __table_args__: Any = (
        Index("ix_journal_search_words", "words", postgresql_using="gin").ddl_if(
            dialect="postgresql"
        ),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey(JournalItemRow.id), primary_key=True)
    words: Mapped[str] = mapped_column(String().with_variant(TSVECTOR(), "postgresql"))
