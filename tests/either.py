"""Tests whose outcome does not hang on the kind of database: each runs on one of the two, the same one every time.

They still meet both: half of them run on SQLite, half on PostgreSQL. What is about the database itself, about races,
or about what only one of them refuses, carries no mark and runs on both.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import pytest

DATABASES = ("sqlite", "postgresql")


def database_of(test: str) -> str:
    """The database for a test with this name; `test` is its node id without the name of a database."""
    return DATABASES[zlib.crc32(test.encode()) % len(DATABASES)]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the other half, unless somebody chooses by name: `-k "not postgresql"` runs each once too."""
    if config.option.keyword or any("::" in given for given in config.args):
        return
    left_out = [item for item in items if _is_for_the_other(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = _without(items, left_out)


def _is_for_the_other(item: pytest.Item) -> bool:
    called = getattr(item, "callspec", None)
    database = called.params.get("database_url") if called else None
    if database is None or item.get_closest_marker("either") is None:
        return False
    # Its id and not the places of its values: pytest counts on from one database to the next.
    without = re.sub(rf"(?<=[\[-]){database}(?=[\]-])", "", item.nodeid, count=1)
    return database != database_of(without)


def _without(items: Sequence[pytest.Item], left_out: Sequence[pytest.Item]) -> list[pytest.Item]:
    gone = set(left_out)
    return [item for item in items if item not in gone]
