"""Which version of the tables the database has, and changing it: by one process at a time.

Migrations only add (docs/reliability.md), so a version of the code works on the schema of the next one. That is
why a rolling deploy migrates first, and why the older processes stay ready meanwhile.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import upgrade
from sqlalchemy.engine import Engine

from mentortrain.config import ROOT
from mentortrain.db import db, session

MIGRATIONS = ROOT / "migrations"
_LOCK = 0x6D74_7072  # any number, the same in every version: "mtpr"


@dataclass(frozen=True)
class Schema:
    """The database's revision beside what this code knows."""

    current: str | None  # None: no table yet
    head: str | None
    known: frozenset[str]

    @property
    def is_newer(self) -> bool:
        """A later version of the code has migrated it: this one goes on."""
        return self.current is not None and self.current not in self.known

    @property
    def is_older(self) -> bool:
        """It must be migrated before this code works on it."""
        return self.current != self.head and not self.is_newer


def schema() -> Schema:
    """What the database has now, in the transaction of the session."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    return Schema(
        current=MigrationContext.configure(session.connection()).get_current_revision(),
        head=scripts.get_current_head(),
        known=frozenset(script.revision for script in scripts.walk_revisions()),
    )


def migrate() -> bool:
    """Bring the tables to this code's version; False if they are a later one's, which is left as it is."""
    found = schema()
    session.rollback()
    if found.is_newer:
        return False
    upgrade()
    return True


@contextmanager
def alone() -> Iterator[None]:
    """Hold a lock that every process on this database shares; who comes second waits for it."""
    engine = db.engine
    with _file_lock(engine) if engine.dialect.name == "sqlite" else _advisory_lock(engine):
        yield


@contextmanager
def _file_lock(engine: Engine) -> Iterator[None]:
    with Path(f"{engine.url.database}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # ends with the process at the latest
        yield


@contextmanager
def _advisory_lock(engine: Engine) -> Iterator[None]:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({_LOCK})")
        try:
            yield
        finally:
            connection.exec_driver_sql(f"SELECT pg_advisory_unlock({_LOCK})")
