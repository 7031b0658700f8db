"""Columns that several statements about what people did share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, String, func, literal_column, null, type_coerce
from sqlalchemy.orm import InstrumentedAttribute

from mentortrain.learning.models import Play
from mentortrain.learning.rules import CONVERSATION, passed_as


def none_of(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """What stands in place of a column that this sort of row has not."""
    return type_coerce(null(), column.type)


def word(ours: str) -> ColumnElement[str]:
    """A word of ours within a statement that is prepared."""
    return literal_column(f"'{ours}'", String)


AS_PLAYED = word(passed_as(CONVERSATION, "")) + Play.conversation_key
JUDGED = func.coalesce(func.nullif(Play.judged, 0), 1)
"""A share of nothing is 0, as where a conversation has no choices that are judged."""
