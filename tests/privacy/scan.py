"""The whole database, read as text: where a name or an address still stands."""

from __future__ import annotations

from sqlalchemy import JSON, LargeBinary, MetaData, String, Text, cast, select

from mentortrain.db import db, session


def places_of(*marks: str) -> list[str]:
    """`table.column` of every column of every table, ours or not, that holds one of these in any case."""
    metadata = MetaData()
    metadata.reflect(db.engine)
    found = []
    for table in metadata.sorted_tables:
        columns = [c for c in table.columns if isinstance(c.type, String | Text | JSON | LargeBinary)]
        if not columns:
            continue
        for row in session.execute(select(*(_as_is(column) for column in columns))):
            found += [
                f"{table.name}.{column.name}"
                for column, value in zip(columns, row, strict=True)
                if any(mark.lower() in _as_text(value).lower() for mark in marks)
            ]
    return sorted(set(found))


def _as_is(column):
    """JSON as the database keeps it, escapes and all, is read back as text."""
    return cast(column, Text) if isinstance(column.type, JSON) else column


def _as_text(value) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace").replace("\r\n ", "")
    return str(value or "")
