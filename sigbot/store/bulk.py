"""Many rows in one statement: one parameter on SQLite, an array for each column on PostgreSQL.

`executemany` sends each row on its own; lists in `IN (…)` are a parameter for each value. Both take
most of the time of a statement about a thousand people.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Dialect,
    FromClause,
    Table,
    any_,
    bindparam,
    func,
    literal,
    select,
    true,
)

from sigbot.store.base import Base
from sigbot.store.database import Tx
from sigbot.store.once import insert_for

SENT = "sent"
"""The parameter with all rows, and the name under which a statement reads them."""


def among(tx: Tx, column: Any, values: Collection[int] | Collection[str]) -> ColumnElement[bool]:
    """Return the condition that `column` has one of `values`, which are sent as one parameter."""
    if tx.get_bind().dialect.name == "sqlite":
        each = func.json_each(_to_json(list(values))).table_valued("value")
        return column.in_(select(each.c.value))  # type: ignore[no-any-return]
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415  (slow; most run on SQLite)

    return column == any_(literal(list(values), postgresql.ARRAY(column.type)))  # type: ignore[no-any-return]


async def insert_all(
    tx: Tx,
    row: type[Base],
    same: Mapping[str, Any],
    names: tuple[str, ...],
    rows: Sequence[Sequence[Any]],
    *,
    unless: tuple[str, ...] = (),
    returning: tuple[str, ...] = (),
) -> list[Any]:
    """Insert many rows at once, in their order; return what is `returning` of those inserted.

    Each of `rows` has the values of the columns `names`; columns in `same` have the same value in
    all of them. With `unless`, leave out rows whose values of these columns exist already.
    """
    if not rows:
        return []
    dialect = tx.get_bind().dialect
    statement = _insert(tx, dialect.name, row, tuple(same), names, unless, returning)
    result = await tx.execute(statement, {**same, **_sent(dialect, row, names, rows)})
    return list(result) if returning else []


_statements: dict[tuple[Any, ...], Any] = {}


def _insert(tx: Tx, dialect: str, row: type[Base], *about: tuple[str, ...]) -> Any:
    """Return the statement of `insert_all`; making it takes longer than running it for a row."""
    key = (dialect, row, *about)
    if key not in _statements:
        _statements[key] = _make_insert(tx, row, *about)
    return _statements[key]


def _make_insert(
    tx: Tx,
    row: type[Base],
    same: tuple[str, ...],
    names: tuple[str, ...],
    unless: tuple[str, ...],
    returning: tuple[str, ...],
) -> Any:
    columns = row.__table__.c
    sent = _rows_sent(tx.get_bind().dialect.name, row, names)
    constants = [bindparam(name, type_=columns[name].type) for name in same]
    # Without a condition, SQLite would take ON CONFLICT for a part of the join.
    chosen = select(*constants, *(sent.c[name] for name in names)).where(true())
    statement = insert_for(tx, row).from_select([*same, *names], chosen)
    if unless:
        statement = statement.on_conflict_do_nothing(index_elements=unless)
    return statement.returning(*(columns[name] for name in returning)) if returning else statement


def _rows_sent(dialect: str, row: type[Base], names: tuple[str, ...]) -> FromClause:
    """Return the rows that are sent as a parameter, with the columns `names`."""
    types = {name: row.__table__.c[name].type for name in names}
    if dialect == "sqlite":
        each = func.json_each(bindparam(SENT)).table_valued("value")
        places = enumerate(names)
        fields = [func.json_extract(each.c.value, f"$[{i}]").label(name) for i, name in places]
        return select(*fields).subquery(SENT)
    from sqlalchemy import column  # noqa: PLC0415
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415  (slow; most run on SQLite)

    arrays = [bindparam(f"{SENT}_{name}", type_=postgresql.ARRAY(types[name])) for name in names]
    typed = [column(name, types[name]) for name in names]
    return func.unnest(*arrays).table_valued(*typed, name=SENT).render_derived()


def _sent(
    dialect: Dialect, row: type[Base], names: tuple[str, ...], rows: Sequence[Sequence[Any]]
) -> dict[str, Any]:
    """Return the parameters with the rows."""
    fields = list(zip(*rows, strict=True))
    if dialect.name != "sqlite":
        return {f"{SENT}_{name}": list(field) for name, field in zip(names, fields, strict=True)}
    table = row.__table__
    assert isinstance(table, Table)  # noqa: S101  (for the type checker)
    kept = [
        _as_kept(dialect, table, name, field) for name, field in zip(names, fields, strict=True)
    ]
    return {SENT: _to_json(list(zip(*kept, strict=True)))}


def _as_kept(dialect: Dialect, table: Table, name: str, values: Sequence[Any]) -> Sequence[Any]:
    """Return values as SQLite keeps them."""
    process = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
    if process is None:
        return values
    processed = cache(process)
    return [processed(value) for value in values]


def _to_json(values: Sequence[Any]) -> str:
    return json.dumps(values, ensure_ascii=False)
