"""Which tables and columns are about people: found by the foreign keys and by their names."""

from __future__ import annotations

import re

from sqlalchemy import JSON, Column, Integer, MetaData, String

POINTS = re.compile(
    r"(^|_)(person|people|user|actor|owner|author|member|mentor|mentee|sender|recipient|by|who)(_id|_ids)?$"
)
"""Names of columns that hold whose it is or who did it, with or without a foreign key."""

NAMES = re.compile(
    r"(^|_)(name|names|email|mail|address|phone|host|holder|ip|network|agent|device|browser|user|actor|author"
    r"|photo|birthday|login|username|note|comment|bio)$"
)
"""Names of text columns that hold who somebody is or how to reach them."""


def suspects(metadata: MetaData) -> dict[str, str]:
    """{table.column: why it looks like a person's}."""
    reached = _reached(metadata)
    found = {}
    for table in metadata.sorted_tables:
        for column in table.columns:
            why = _why(column, reached)
            if why:
                found[f"{table.name}.{column.key}"] = why
    return found


def _reached(metadata: MetaData) -> set[str]:
    """The tables that lead to `person` by one foreign key or by several."""
    found = {"person"}
    while True:
        more = {
            table.name
            for table in metadata.sorted_tables
            for key in table.foreign_keys
            if key.column.table.name in found
        }
        if more <= found:
            return found
        found |= more


def _why(column: Column[object], reached: set[str]) -> str | None:
    pointed_at = {key.column.table.name for key in column.foreign_keys} & reached
    if pointed_at:
        return f"it points to {', '.join(sorted(pointed_at))}, which leads to a person"
    if isinstance(column.type, Integer) and POINTS.search(column.key):
        return "by its name it is the number of a person"
    if isinstance(column.type, String | JSON) and (NAMES.search(column.key) or POINTS.search(column.key)):
        return "by its name it says who somebody is or how to reach them"
    return None
