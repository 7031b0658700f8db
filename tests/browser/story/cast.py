"""Who is in the story: each story has a program and people of its own."""

from __future__ import annotations

from dataclasses import dataclass

from tests.browser.conftest import View

BOSS = "chandra@example.org"


@dataclass(frozen=True)
class Cast:
    """The stories share one site: each has a program and people of its own."""

    view: View

    @property
    def program(self) -> str:
        return f"Puentes on a {self.view.name}"

    @property
    def amina(self) -> str:
        return f"amina@{self.view.name}.example.org"

    @property
    def bruno(self) -> str:
        return f"bruno@{self.view.name}.example.org"
