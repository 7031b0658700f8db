"""Two who press at once."""

from __future__ import annotations

import contextvars
import re
import threading
from typing import Any

from tests.conftest import Visitor


def at_once(*presses: tuple[Visitor, str, dict[str, Any]]) -> list[int]:
    """Send these forms, each from a browser of its own, in the same moment; the status of each answer, sorted."""
    ready, answers = threading.Barrier(len(presses)), []

    def press(visitor: Visitor, url: str, form: dict[str, Any]) -> None:
        ready.wait(10)
        answers.append(visitor.client.post(url, data=form).status_code)

    threads = []
    for visitor, url, form in presses:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', visitor.get("/dev/clock").text)
        assert token
        # The clock that stands still does so in each thread.
        held = contextvars.copy_context()
        sent = {"csrf_token": token[1], **form}
        threads.append(threading.Thread(target=held.run, args=(press, visitor, url, sent)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(answers)
