"""PostgreSQL's plans of our statements, kept by each connection for as long as it lasts.

psycopg prepares on the server what a connection has executed five times, and forgets all of it at each ROLLBACK:
what was prepared might lead to a table that is not there any more. Our tables are made by migrations, and PostgreSQL
itself looks again at what is prepared when one changes; so a rollback takes nothing from us. Without this a site on
which people write now and then plans nearly every statement anew, which takes longer than to execute it: one to two
milliseconds for the long ones of Home.
"""

from __future__ import annotations

from typing import Any

from psycopg import Connection, errors
from psycopg._preparing import PrepareManager  # there is no other door; tests/test_plans.py holds it

MOST = 600
"""On each connection; the site has some five hundred, and lists of different lengths."""


class Kept(PrepareManager):
    """What a connection has prepared."""

    def clear(self) -> bool:
        """psycopg asks for it at each rollback, and where a table was dropped or changed: nothing is forgotten."""
        return False

    def forget(self) -> None:
        """All of it; the server is told with the next statement."""
        super().clear()


def keep(connection: Connection[Any]) -> None:
    """From now on this connection keeps what it prepares."""
    connection._prepared = Kept()
    connection.prepared_max = MOST


def forget_if_other(connection: Connection[Any], error: BaseException | None) -> None:
    """Forget all where a statement failed because a column that it reads has another type now: a later version of
    the site has changed it, and PostgreSQL refuses what was prepared before until it is prepared again."""
    if isinstance(error, errors.FeatureNotSupported) and isinstance(connection._prepared, Kept):
        connection._prepared.forget()
