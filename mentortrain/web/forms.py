"""What a field says of something that it cannot read, in our words. WTForms' own say what is wrong, not what to do."""

from __future__ import annotations

from typing import Any


def unreadable(words: Any) -> dict[str, Any]:
    """For a date, a time or a number: `DateField(label, **unreadable(...))`."""
    return {"invalid_value_message": words}  # as a dict: the stubs of WTForms do not know the argument


def not_offered(words: Any) -> dict[str, Any]:
    """For a choice that is none of those offered."""
    return {"invalid_choice_message": words}
