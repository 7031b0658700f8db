"""The modules of course.toml: parts with a title, each with its items in order. A short course has none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mentortrain.learning.rules import Module

_FIELDS = {"title", "items", "facilitation"}
LONGEST = 120

Report = Callable[[str, str], None]


def entries_of(
    table: dict[str, Any], fault: Report, read: Callable[[object], str] = lambda _name: ""
) -> tuple[object, tuple[Module, ...]]:
    """All items of a course as they stand in the file, whatever module they are in, and the modules.

    `fault(message, near)` is told what is wrong. `read(name)` is the text of a file for who leads sessions. A flat list
    of items is a course without modules.
    """
    modules = table.get("modules")
    if modules is None:
        return table.get("items"), ()
    if "items" in table:
        fault(
            "items stand in modules or in the course, not both: write [[modules.items]] for each", "[[items]]"
        )
        return None, ()
    if not isinstance(modules, list) or not all(isinstance(module, dict) for module in modules):
        fault("write each module as [[modules]] with a title, and its items as [[modules.items]]", "modules")
        return None, ()
    entries: list[object] = []
    found: list[Module] = []
    for module in modules:
        title, items = module.get("title"), module.get("items")
        if not isinstance(title, str) or not 1 <= len(title.strip()) <= LONGEST:
            fault(f"each of the [[modules]] needs a title of at most {LONGEST} letters", "[[modules]]")
            title = ""
        for name in module.keys() - _FIELDS:
            fault(f"{name!r} is no field of a module; those are facilitation, items, title", name)
        if not isinstance(items, list) or not items:
            fault(f"the module {title!r} has no [[modules.items]]", f'"{title}"' if title else "[[modules]]")
            continue
        text = read(module["facilitation"]) if "facilitation" in module else ""
        found.append(Module(title.strip(), len(entries) + 1, len(entries) + len(items), text))
        entries += items
    return entries, tuple(found)
