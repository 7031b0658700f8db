"""Looking at a page as people see it: narrow and wide, in daylight and in the dark."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, View

Looks = tuple[tuple[View, Literal["light", "dark"]], ...]

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


_SAID = {"checked", "selected", "value"}
"""Attributes that are words of a page, not pieces."""

OPPOSITE = ((PHONE, "light"), (DESK, "dark"))
"""Each width and each colour once."""


def pieces_of(page: str) -> set[str]:
    """What the page is made of, given as HTML: its elements, each with its classes, its attributes and what it stands
    in. A page of pieces that were all judged before differs from those in words only."""

    def shown(one: HtmlElement) -> str:
        return f"{one.tag} {one.get('class', '')} {one.get('type', '')}"

    return {
        f"{shown(one.getparent())} > {shown(one)} {sorted(set(one.keys()) - _SAID)} {one.get('role', '')}"
        for one in document_fromstring(page).body.iterdescendants(etree.Element)
    }


def faults_of(
    page: Page,
    *,
    looks: Looks = OPPOSITE,
    axe: bool = True,
    axe_without: tuple[str, ...] = (),
) -> list[str]:
    """All that is wrong with the page, in these looks: two opposite ones, for faults hang on the width or the colours.

    axe judges the first of them: contrast and targets, which do hang on the look, are measured in each as well.
    `axe_without` names rules of axe to leave out.
    """
    found = []
    page.wait_for_load_state()  # what is read of it so far has no width yet
    for view, scheme in looks:
        if page.viewport_size != {"width": view.width, "height": view.height}:
            page.set_viewport_size({"width": view.width, "height": view.height})
        page.emulate_media(color_scheme=scheme)
        here = page.evaluate(LOOK, BUTTON)
        if axe and (view, scheme) == looks[0]:
            if not page.evaluate("'axe' in window"):  # half a megabyte: not for a page that it does not judge
                page.evaluate(f"{AXE};null")
            here += page.evaluate(_RUN_AXE, {"tags": _STANDARD, "without": axe_without})
        found += [f"{view.name}, {scheme}: {fault}" for fault in here]
    return found
