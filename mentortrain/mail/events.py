"""What others want to know: they register, the factory wires."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

on_retried: list[Callable[[Collection[int], datetime], None]] = []
"""Called with (ids of messages, moment) in the transaction that makes failed messages due again."""
