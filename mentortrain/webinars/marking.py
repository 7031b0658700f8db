"""What staff say of who was there: who the people in a report are, and marks by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mentortrain.people.names import plain
from mentortrain.webinars.actions import Decision
from mentortrain.webinars.models import Attendance
from mentortrain.webinars.reports import Candidate


@dataclass
class Given:
    """Who staff say the people in a report are, by the first line of each."""

    typed: dict[int, str] = field(default_factory=dict)
    """As it was entered, to show it again."""
    nobody: set[int] = field(default_factory=set)
    """Whom they call nobody of the program."""
    decisions: dict[int, Decision] = field(default_factory=dict)
    wrong: set[int] = field(default_factory=set)
    """Where what was entered is nobody, or may be several people."""

    @classmethod
    def read(cls, sent: Mapping[str, str], people: Sequence[Candidate]) -> Given:
        """Read `who-<line>` (an address, a name, or 'Name <address>') and `nobody-<line>`; empty: not decided."""
        given = cls()
        known: dict[str, set[int]] = {}
        for one in people:
            for word in (one.email.casefold(), plain(one.name)):
                known.setdefault(word, set()).add(one.person_id)
        for name in sent:
            kind, _dash, number = name.partition("-")
            line = _line_number(number)
            if kind not in ("who", "nobody") or line is None:
                continue
            if f"nobody-{line}" in sent:
                given.nobody.add(line)
                given.decisions[line] = Decision(None)
            elif text := sent.get(f"who-{line}", "").strip():
                given.typed[line] = text
                found = known.get(_address_in(text), set()) or known.get(plain(text), set())
                if len(found) == 1:
                    given.decisions[line] = Decision(next(iter(found)))
                else:
                    given.wrong.add(line)
        return given


def _address_in(text: str) -> str:
    """'amina@example.org' of 'Amina <amina@example.org>'."""
    _before, mark, rest = text.rpartition("<")
    return (rest.rstrip("> ") if mark else text).casefold()


def _line_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None


LONGEST_REASON = 500


@dataclass
class Marks:
    """Who was there and for how many minutes, as a page full of boxes says it."""

    was: dict[int, str] = field(default_factory=dict)
    """The minutes that stood on the page when it was opened; empty for who was not marked."""
    typed: dict[int, str] = field(default_factory=dict)
    """The minutes of who is ticked, as they were entered, to show them again."""
    changed: dict[int, int | None] = field(default_factory=dict)
    """What differs from the page as it was opened: minutes, None for who was not there after all."""
    wrong: set[int] = field(default_factory=set)
    """Whose minutes are no number from 1 to the session's length."""
    lifted: set[int] = field(default_factory=set)
    """Whose mark no longer stands: what the reports say counts again."""
    reason: str = ""
    no_reason: str = ""
    """What is wrong with the reason, in words."""

    @classmethod
    def of(cls, attendance: Mapping[int, Attendance]) -> Marks:
        """What is in force."""
        minutes = {person_id: str(one.minutes) for person_id, one in attendance.items()}
        return cls(was=minutes, typed=dict(minutes))

    def read(self, sent: Mapping[str, str], person_ids: Sequence[int], *, length: int) -> Marks:
        """Read `was-<id>`, `there-<id>`, `minutes-<id>` and `lift-<id>` of each person, and one `reason` for all;
        ticked without minutes: all of it.

        Only rows that somebody changed count, so that an old page takes nobody's later marks back. Who did not
        stand on the page is left as they are: nobody has said anything of them.
        """
        marks = Marks(was=dict(self.was), typed=dict(self.typed))
        marks.reason = sent.get("reason", "").replace("\r\n", "\n").strip()[:LONGEST_REASON]
        for person_id in person_ids:
            was = sent.get(f"was-{person_id}")
            if was is None:
                continue
            marks.was[person_id] = was
            if f"lift-{person_id}" in sent:
                marks.lifted.add(person_id)
                continue
            marks.typed.pop(person_id, None)
            if f"there-{person_id}" not in sent:
                if was:
                    marks.changed[person_id] = None
                continue
            text = sent.get(f"minutes-{person_id}", "").strip()
            marks.typed[person_id] = text
            minutes = _whole(text) if text else length
            if minutes is None or not 1 <= minutes <= length:
                marks.wrong.add(person_id)
            elif str(minutes) != was:
                marks.changed[person_id] = minutes
        return marks


def _whole(text: str) -> int | None:
    """A number of minutes; more digits than any session has are none (and take int() its time)."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None
