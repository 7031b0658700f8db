"""Forms filled in by their labels and sent as a browser without JavaScript sends them, without drawing a page.

For what must be there before a page is looked at. That people can click it through, the stories show.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import lxml.html
from playwright.sync_api import APIResponse, BrowserContext

Value = str | bool
"""What is typed, or the words of what is chosen; True ticks a box or takes a radio button."""

FIRST_RADIO = "the first radio button"
"""In place of a label: of a form whose words hang on a shuffle."""


def send(
    context: BrowserContext,
    page: str | APIResponse,
    button: str,
    fields: Mapping[str, Value] | None = None,
    *,
    says: str,
) -> APIResponse:
    """Press the button of a form on the page at an address (or of a page just answered): what comes of it.

    `fields` are filled in by words of their labels. AssertionError unless the answer `says` this.
    """
    shown = context.request.get(page) if isinstance(page, str) else page
    assert shown.ok, f"{shown.status} {shown.url}"
    form, pressed = _form(_parsed(shown), button, fields or {}, shown.url)
    for label, value in (fields or {}).items():
        _fill(_labelled(form, label), value)
    values = [
        *form.form_values(),
        *([(pressed.get("name"), pressed.get("value", ""))] if pressed.get("name") else []),
    ]
    answer = context.request.fetch(
        pressed.get("formaction") or form.get("action") or shown.url,
        method=form.get("method", "get"),
        data=urlencode(values),
        headers={"Content-Type": "application/x-www-form-urlencoded", "Referer": shown.url},
    )
    words = " ".join(_parsed(answer).text_content().split())
    assert answer.ok and says in words, f"{button}: {answer.status} {answer.url}: {words[:600]}"
    return answer


def link_to(page: APIResponse, words: str) -> str:
    """The address of the first link with these words."""
    for link in _parsed(page).iter("a"):
        if words in " ".join(link.text_content().split()):
            return str(link.get("href"))
    raise AssertionError(f"no link {words!r} on {page.url}")


def _parsed(page: APIResponse) -> Any:
    document = lxml.html.document_fromstring(page.text())
    document.make_links_absolute(page.url)
    return document


def _form(document: Any, button: str, fields: Mapping[str, Value], where: str) -> tuple[Any, Any]:
    """The form of a button that has all of the fields, and the button."""
    for pressed in document.iter("button"):
        words = " ".join(pressed.text_content().split())
        form = next(pressed.iterancestors("form"), None)
        if form is not None and words.startswith(button) and all(_found(form, label) for label in fields):
            return form, pressed
    raise AssertionError(f"no form with the button {button!r} and {list(fields)} on {where}")


def _labelled(form: Any, words: str) -> Any:
    (field, *_) = _found(form, words)
    return field


def _found(form: Any, words: str) -> list[Any]:
    if words == FIRST_RADIO:
        return [field for field in form.iter("input") if field.get("type") == "radio"][:1]
    labels = [label for label in form.iter("label") if _holds(label.text_content(), words)]
    named = [
        field for field in form.iter("input", "select", "textarea") if _holds(field.get("aria-label"), words)
    ]
    within = [
        label.for_element if label.get("for") else next(label.iter("input", "select", "textarea"), None)
        for label in labels
    ]
    return [field for field in [*within, *named] if field is not None]


def _holds(text: str | None, words: str) -> bool:
    return words in " ".join((text or "").split())


def _fill(field: Any, value: Value) -> None:
    if field.get("type") in ("checkbox", "radio"):
        field.checked = value
    elif field.tag == "select":
        options = {
            " ".join(option.text_content().split()): option.get("value") for option in field.iter("option")
        }
        field.value = options[str(value)]
    else:
        field.value = value
