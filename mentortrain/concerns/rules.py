"""What one can ask and report, and when somebody above is told: pure."""

from __future__ import annotations

from datetime import timedelta

HELP, REPORT = "help", "report"
TECHNICAL, COURSE, SESSIONS, PARTNER, ELSE = "technical", "course", "sessions", "partner", "else"
TOPICS = (TECHNICAL, COURSE, SESSIONS, PARTNER, ELSE)
BEHAVIOUR, SAFEGUARDING, DATA, OTHER = "behaviour", "safeguarding", "data", "other"
CATEGORIES = (BEHAVIOUR, SAFEGUARDING, DATA, OTHER)

ESCALATED_AFTER = timedelta(days=2)
"""Without an answer to a report: the administrators are told."""

LONGEST = 5_000
LONGEST_PAGE, LONGEST_BROWSER = 500, 200
