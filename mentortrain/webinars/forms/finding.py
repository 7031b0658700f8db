"""What somebody wants to see of their sessions, as the address of the page says it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from mentortrain.agenda.rules import Month
from mentortrain.webinars.queries import Seat


@dataclass(frozen=True)
class Wanted:
    """Which sessions, and as a list or as a month. An address that makes no sense asks for what is usual."""

    month: Month | None = None
    """None: the list."""
    day: date | None = None
    """Of a list: only this day."""
    topic: str = ""
    program_id: int | None = None
    mine: bool = False

    @classmethod
    def of(cls, args: Mapping[str, str], *, today: date) -> Wanted:
        """What the parameters of an address say; `today` is the reader's."""
        program_id = args.get("program", "")
        return cls(
            month=Month.read(args.get("month", ""), otherwise=Month.of(today))
            if args.get("show") == "month"
            else None,
            day=_day(args.get("day", "")) if args.get("show") != "month" else None,
            topic=" ".join(args.get("topic", "").split()),
            program_id=int(program_id) if _is_number(program_id) else None,
            mine=args.get("mine") == "1",
        )

    def as_args(self, **changes: Any) -> dict[str, str]:
        """The parameters of the address that asks for this, with something changed; without what is usual."""
        new = replace(self, **changes)
        found = {
            "show": "month" if new.month else "",
            "month": str(new.month or ""),
            "day": new.day.isoformat() if new.day else "",
            "topic": new.topic,
            "program": str(new.program_id or ""),
            "mine": "1" if new.mine else "",
        }
        return {name: value for name, value in found.items() if value}

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves sessions out, whenever they are."""
        return bool(self.topic or self.program_id or self.mine)

    def among(self, seats: Iterable[Seat]) -> list[Seat]:
        """The sessions that it asks for, whenever they are."""
        return [
            seat
            for seat in seats
            if (not self.topic or (seat.topic or "").casefold() == self.topic.casefold())
            and self.program_id in (None, seat.program_id)
            and (not self.mine or seat.is_mine or seat.waits or seat.leads)
        ]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"2[01][0-9]{2}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
