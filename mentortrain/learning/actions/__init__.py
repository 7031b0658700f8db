"""Publishing a course, and what people do with it. Races are settled by the database."""

from mentortrain.learning.actions.allowances import decide_late, give_extra_time
from mentortrain.learning.actions.answers import LONGEST, check_answer, save_answer
from mentortrain.learning.actions.attempts import (
    close_overdue,
    drop_open_attempts,
    open_review,
    start_attempt,
    submit_attempt,
)
from mentortrain.learning.actions.certifying import certify, certify_all, note_learned
from mentortrain.learning.actions.conversations import choose, drop_open_plays, start_play, take_back
from mentortrain.learning.actions.demands import make_demand, take_back_demand
from mentortrain.learning.actions.marking import ESSAYS_READ, mark_essay, version_of
from mentortrain.learning.actions.places import note_place
from mentortrain.learning.actions.publishing import publish, publish_in_languages
from mentortrain.learning.actions.reading import complete_lesson, read_again
from mentortrain.learning.actions.reflections import comment, keep_draft, save_reflection
from mentortrain.learning.actions.revoking import (
    CERTIFICATE_EXPIRES,
    CERTIFICATE_REVOKED,
    revoke,
    tell_expiring,
)
from mentortrain.learning.actions.tracks import copy_tracks, drop_track, keep_track

__all__ = [
    "CERTIFICATE_EXPIRES",
    "CERTIFICATE_REVOKED",
    "ESSAYS_READ",
    "LONGEST",
    "certify",
    "certify_all",
    "check_answer",
    "choose",
    "close_overdue",
    "comment",
    "complete_lesson",
    "copy_tracks",
    "decide_late",
    "drop_open_attempts",
    "drop_open_plays",
    "drop_track",
    "give_extra_time",
    "keep_draft",
    "keep_track",
    "make_demand",
    "mark_essay",
    "note_learned",
    "note_place",
    "open_review",
    "publish",
    "publish_in_languages",
    "read_again",
    "revoke",
    "save_answer",
    "save_reflection",
    "start_attempt",
    "start_play",
    "submit_attempt",
    "take_back",
    "take_back_demand",
    "tell_expiring",
    "version_of",
]
