"""GIFT, Moodle's text format for questions: text in, values and faults out, and values to text again.

Read as Moodle reads it (https://docs.moodle.org/en/GIFT_format): questions stand apart by blank lines, `//`
starts a comment line, a backslash takes a sign's meaning away. Every kind of question that GIFT knows is read:
choices, true/false, short answers, numbers, matching, missing words, essays, descriptions. What is not as it
should be is a fault with its line and question: nothing of a question bank is lost in silence.

Pure: `parse` opens no file and never raises, whatever the text.
"""

from mentortrain.learning.gift.encoding import UTF_8, decoded
from mentortrain.learning.gift.parsing import parse
from mentortrain.learning.gift.showing import as_shown
from mentortrain.learning.gift.values import (
    BLANK,
    DESCRIPTION,
    ESSAY,
    FORMATS,
    MATCHING,
    MULTIPLE,
    NUMERICAL,
    SHORT,
    SINGLE,
    TRUE_FALSE,
    Fault,
    Option,
    Parsed,
    Question,
    Text,
)
from mentortrain.learning.gift.writing import CannotBeWritten, write

__all__ = [
    "BLANK",
    "DESCRIPTION",
    "ESSAY",
    "FORMATS",
    "MATCHING",
    "MULTIPLE",
    "NUMERICAL",
    "SHORT",
    "SINGLE",
    "TRUE_FALSE",
    "UTF_8",
    "CannotBeWritten",
    "Fault",
    "Option",
    "Parsed",
    "Question",
    "Text",
    "as_shown",
    "decoded",
    "parse",
    "write",
]
