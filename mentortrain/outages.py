"""What an error of the database means: it has no room, it is away, or somebody else holds what is wanted."""

from __future__ import annotations

import errno
import sqlite3

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout


def is_out_of_room(error: BaseException) -> bool:
    """Whether something could not be written because there is no room: what was begun is undone by a rollback."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    cause = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(cause, sqlite3.Error):  # its code's low byte; a disk says "full" or fails in other words
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
    return getattr(cause, "sqlstate", None) == "53100"  # PostgreSQL: disk_full


def is_away(error: BaseException) -> bool:
    """Whether the database could not be asked: it is down, it ended the connection, or it is held too long.

    What was begun is undone, unless the connection was lost in the moment of the commit itself.
    """
    if isinstance(error, PoolTimeout):
        return True
    # A driver that is asked directly raises its own.
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        held_or_gone = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN)
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in held_or_gone
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    state = getattr(cause, "sqlstate", None)
    if state:
        return state.startswith(_NO_CONNECTION)
    if isinstance(error, OperationalError):
        return True  # it never answered
    kind = type(cause)
    return kind.__module__.startswith("psycopg") and kind.__name__ in ("OperationalError", "InterfaceError")


def is_held(error: DBAPIError) -> bool:
    """Whether somebody else held a row for too long, or waited for one of ours: it can be done in a moment."""
    return getattr(error.orig, "sqlstate", None) in ("55P03", "40P01")


_NO_CONNECTION = ("08", "57P", "53300")
"""PostgreSQL: no connection; shut down, crashed or starting; too many connections."""
