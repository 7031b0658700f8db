"""What others want to know of people: features above register, the factory wires."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

on_sign_in: list[Callable[[int, datetime], None]] = []
"""Called with (person id, moment) in the transaction of each sign-in."""

sees_person: list[Callable[[Any, int], bool]] = []
"""Called with (who looks, id of the person): whether they may see that person's photo. One yes is enough."""

session_lasts: list[Callable[[int], timedelta]] = []
"""Called with a person's id: how long a session may last. The shortest answer holds."""
