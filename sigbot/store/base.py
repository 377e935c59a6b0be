"""The base of all rows: naming conventions, and column types that work on both databases."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    cast,
    func,
    text,
)
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)
"""What `UtcOrLongAgo` returns for a value that is no instant."""


class Utc(TypeDecorator[datetime]):
    """The column type of an instant: refuses naive datetimes, returns aware ones in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"an instant needs a time zone: {value!r}"
            raise ValueError(msg)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class UtcOrLongAgo(Utc):
    """The column type of an instant that may be broken: then it is LONG_AGO.

    For rows that are read together with those of other communities: an error would also lose these.
    """

    cache_ok = True

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[Any], datetime | None]:
        read = super().result_processor(dialect, coltype)

        def read_or_long_ago(value: Any) -> datetime | None:
            try:
                return read(value) if read else value
            except (OverflowError, TypeError, ValueError):
                return LONG_AGO

        return read_or_long_ago


# SQLite gives automatic ids to INTEGER keys only; on PostgreSQL, INTEGER could run out of them.
Id = BigInteger().with_variant(Integer, "sqlite")
Snowflake = BigInteger
AUTOINCREMENT = {"sqlite_autoincrement": True}


def index_of(*columns: str, rows: str) -> Index:
    """Return an index that has only some `rows`, chosen by a condition in SQL."""
    return Index(None, *columns, sqlite_where=text(rows), postgresql_where=text(rows))


def all_ids(column: Any) -> ColumnElement[str]:
    """Return the ids of a group in one text, as `People` keeps them."""
    return func.aggregate_strings(cast(column, String), ",")


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {
        datetime: Utc,
        str: String,
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[dict[str, Any]]: JSON,
    }
    __table_args__: Any = AUTOINCREMENT
