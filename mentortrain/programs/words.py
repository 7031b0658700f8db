"""Marks, groups, touch levels and what is missing, in the reader's language."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from mentortrain.programs.rules import COUNTRY, HIGH, INTAKE, LOW, STANDARD
from mentortrain.programs.rules.timeline import (
    END,
    FEEDBACK,
    FOLLOW_UPS,
    MID_POINT,
    PAIRING_DAY,
    TRAINING_OPENS,
    TWO_THIRDS,
)

MARK_NAMES = {
    TRAINING_OPENS: _l("Training opens"),
    PAIRING_DAY: _l("Pairing day"),
    FEEDBACK: _l("6 to 8 weeks"),
    MID_POINT: _l("Mid-point"),
    TWO_THIRDS: _l("Two thirds"),
    END: _l("End"),
    FOLLOW_UPS[3]: _l("Follow-up at 3 months"),
    FOLLOW_UPS[6]: _l("Follow-up at 6 months"),
    FOLLOW_UPS[12]: _l("Follow-up at 12 months"),
}
MARK_NOTES = {
    TRAINING_OPENS: _l("People can begin to learn."),
    PAIRING_DAY: _l("Mentors and mentees meet."),
    FEEDBACK: _l("Ask how it goes, while a pair can still be mended."),
    MID_POINT: _l("Half of the pairs\u2019 time has passed."),
    TWO_THIRDS: _l("Most pairs slow down now. A session brings them back."),
    END: _l("The last day of the pairs."),
    FOLLOW_UPS[3]: _l("Ask what has lasted."),
    FOLLOW_UPS[6]: _l("Ask what has lasted."),
    FOLLOW_UPS[12]: _l("Ask what has lasted."),
}

KINDS = {
    INTAKE: _l("They begin together"),
    COUNTRY: _l("They are in one country"),
}

TOUCH = {
    HIGH: _l("High: staff know everybody and ring up who is quiet within days"),
    STANDARD: _l("Standard: staff look in every week and write to who is quiet"),
    LOW: _l("Low: people find their own way, staff help when asked"),
}

LACKS = {
    "audience": _l("Say who the program is for."),
    "digital_requirements": _l("Say what people need to take part."),
    "over": _l("The end of %(group)s has passed. Choose dates that are still to come."),
    "pairing_passed": _l("Pairing day of %(group)s has passed. That may be what you mean."),
    "empty_group": _l("Nobody is in %(group)s yet."),
    "people": _l("Nobody is invited yet. You can open it and invite people later."),
}
