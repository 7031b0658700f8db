"""What others want to know: they register, the factory wires."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

on_retried: list[Callable[[Collection[int], datetime], None]] = []
"""Called with (ids of messages, moment) in the transaction that makes failed messages due again."""

on_received: list[Callable[[bytes, datetime], str | None]] = []
"""Called with (message, moment) for each mail that came in, in the transaction that notes it: what came of it in a few
words, such as "taken"; None if it is nothing for this feature."""

may_send: list[Callable[[int, str], bool]] = []
"""Asked with (person id, class of mail) when a mail goes that is no service: whether they want such ones. Each must
say yes; while nobody is asked, none goes."""
