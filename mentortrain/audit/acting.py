"""Who acts now. The edge says it for a request; a command and a job say it by being what they are."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import click

from mentortrain.audit.rules import COMMAND, SYSTEM, Actor

BACKGROUND = ("worker", "ticker")
"""Commands that are no deed of anybody: what happens in them, the site does."""

THE_SITE = Actor(SYSTEM)

_finder: ContextVar[Callable[[], Actor] | None] = ContextVar("finder", default=None)


def current() -> Actor:
    """Who acts: the visitor of the request, else who typed the command, else the site itself."""
    find = _finder.get()
    return find() if find else _of_this_process()


def found_by(find: Callable[[], Actor] | None) -> None:
    """From now on ask `find`, only when a line is written; None: nobody is at the edge any more."""
    _finder.set(find)


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """What is done inside, `actor` does."""
    token = _finder.set(lambda: actor)
    try:
        yield
    finally:
        _finder.reset(token)


def _of_this_process() -> Actor:
    command = click.get_current_context(silent=True)
    if command is None or command.info_name in BACKGROUND:
        return THE_SITE
    return Actor(COMMAND, operator=_account())


def _account() -> str:
    """Who typed it, as the machine knows them; their number where it has no name."""
    try:
        return (os.environ.get("SUDO_USER") or getpass.getuser())[:64]
    except (KeyError, OSError):  # a container without a list of accounts
        return str(os.getuid())
