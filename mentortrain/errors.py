"""What can go wrong by a person's doing. Rules and actions raise; `web/` and the command line translate."""

from __future__ import annotations


class RuleBroken(Exception):  # noqa: N818  (it reads as the sentence it means)
    """A rule of the program says no. Carries a code and parameters; the edge finds the words."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class NotThere(Exception):  # noqa: N818
    """No such thing, or not for this person: both look the same from outside (404)."""


class NotAllowed(Exception):  # noqa: N818
    """The thing is known to this person, the deed is not theirs (403)."""


def in_short(error: BaseException) -> str:
    """Kind and first line of an error: a database's goes on with its statement."""
    words = str(error).partition("\n")[0][:300]
    return f"{type(error).__name__}: {words}" if words else type(error).__name__
