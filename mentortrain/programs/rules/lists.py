"""How lists of people to invite are worked off."""

from __future__ import annotations

from datetime import timedelta

READ, RUNNING, DONE = "read", "running", "done"
"""The states of a list of people to invite: shown to who sent it; being worked off; all of it settled."""

WAITING, INVITED, LEFT_OUT = "waiting", "invited", "left out"
"""What became of one of its rows."""

AT_ONCE, STEP = 300, 250
"""Rows that are invited while somebody waits for the page; of more, so many with each step of a job."""

STANDS_STILL_AFTER = timedelta(seconds=60)
"""No step for so long: the worker was ended, and another one goes on."""

PREVIEWS_KEPT = 5
"""Lists that one person has read into a program and not confirmed: older ones go."""
