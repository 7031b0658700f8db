"""Looking at a page as people see it: narrow and wide, in daylight and in the dark."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE

HERE = Path(__file__).parent
AXE = (HERE / "vendor" / "axe.min.js").read_text()
LOOK = (HERE / "look.js").read_text()
BUTTON = 44
"""Pixels that a button or a link of the navigation has at least, in each direction."""

_RUN_AXE = """({ tags, without }) => axe.run({ exclude: [['select > option']] }, {
    runOnly: { type: "tag", values: tags },
    rules: Object.fromEntries(without.map(rule => [rule, { enabled: false }])),
    resultTypes: ["violations"],
    iframes: false,
}).then(found => found.violations.flatMap(each =>
    each.nodes.map(node => `axe ${each.id}: ${node.html.slice(0, 160)}`)))"""
_STANDARD = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]


def faults_of(page: Page, *, axe_on_both: bool = True, axe_without: tuple[str, ...] = ()) -> list[str]:
    """All that is wrong with the page, in all four looks.

    axe looks at two opposite ones (or at the first alone): what it says hangs on the width and on the colours.
    The rest is measured in each, contrast included, of which axe misses some. `axe_without` names rules to leave out.
    """
    found = []
    for view, scheme, with_axe in (
        (PHONE, "light", True),
        (PHONE, "dark", False),
        (DESK, "dark", axe_on_both),
        (DESK, "light", False),
    ):
        if page.viewport_size != {"width": view.width, "height": view.height}:
            page.set_viewport_size({"width": view.width, "height": view.height})
        page.emulate_media(color_scheme=scheme)
        here = page.evaluate(LOOK, BUTTON)
        if with_axe:
            here += page.evaluate(_RUN_AXE, {"tags": _STANDARD, "without": axe_without})
        found += [f"{view.name}, {scheme}: {fault}" for fault in here]
    return found
