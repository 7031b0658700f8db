"""Which task runs when. A task takes the moment, may run twice, and says what it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mentortrain.agenda import jobs as agenda
from mentortrain.applications import jobs as applications
from mentortrain.concerns import jobs as concerns
from mentortrain.engagement import jobs as engagement
from mentortrain.files import jobs as files
from mentortrain.learning import jobs as learning
from mentortrain.mail import jobs as mail
from mentortrain.mail import receiving
from mentortrain.people import jobs as people
from mentortrain.persons import jobs as persons
from mentortrain.privacy import jobs as privacy
from mentortrain.programs import jobs as programs
from mentortrain.readiness import jobs as readiness
from mentortrain.tasks import jobs as tasks


@dataclass(frozen=True)
class Task:
    """Something that is due again and again."""

    name: str
    every: timedelta
    run: Callable[[datetime], str]  # what it did, in words for whoever runs the site; empty: nothing was due


TASKS = (
    Task("applications.answer", timedelta(minutes=1), applications.answer_due),
    Task("applications.open-doors", timedelta(minutes=1), applications.open_doors),
    Task("engagement.re-engage", timedelta(minutes=1), engagement.re_engage),
    Task("learning.close-overdue", timedelta(minutes=1), learning.close_overdue),
    Task("readiness.reconcile", timedelta(minutes=10), readiness.reconcile),
    Task("learning.certify", timedelta(hours=6), learning.certify),
    Task("learning.tell-expiring", timedelta(hours=6), learning.tell_expiring),
    Task("concerns.escalate", timedelta(minutes=10), concerns.escalate),
    Task("tasks.refresh", timedelta(minutes=2), tasks.refresh),
    Task("agenda.note-feed-use", timedelta(minutes=10), agenda.note_feed_use),
    Task("persons.gather-stragglers", timedelta(minutes=10), persons.gather_stragglers),
    Task("privacy.let-go", timedelta(days=1), privacy.let_go),
    Task("privacy.erase", timedelta(minutes=10), privacy.erase_due),
    Task("privacy.copies", timedelta(minutes=1), privacy.see_to_copies),
    Task("files.sweep", timedelta(hours=1), files.sweep),
    Task("people.note-sessions-seen", timedelta(minutes=10), people.note_sessions_seen),
    Task("people.remove-ended", timedelta(hours=6), people.remove_ended),
    Task("people.let-waived-on", timedelta(minutes=10), people.let_waived_on),
    Task("programs.import-people", timedelta(seconds=30), programs.go_on),
    Task("persons.go-on", timedelta(seconds=30), persons.go_on),
    Task("mail.receive", timedelta(minutes=1), receiving.receive),
    Task("mail.sweep", timedelta(seconds=15), mail.sweep),
)
"""In the order in which a simulated tick runs them."""

INTERVALS = {task.name: task.every for task in TASKS}
"""How often each is due."""
