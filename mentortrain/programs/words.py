"""Roles, marks, groups, touch levels and what is missing, in the reader's language."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from mentortrain.programs.rules import (
    COORDINATOR,
    COUNTRY,
    HIGH,
    HOST,
    INTAKE,
    LEAD,
    LOW,
    REVIEWER,
    STANDARD,
    VIEWER,
)
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

ROLES = {
    LEAD: _l("Program lead"),
    COORDINATOR: _l("Coordinator"),
    HOST: _l("Host"),
    REVIEWER: _l("Reviewer"),
    VIEWER: _l("Viewer"),
}
ROLE_NOTES = {
    LEAD: _l("Answers for the program: everything in it, its settings and its staff."),
    COORDINATOR: _l("Works with the people day by day, of the whole program or of one group."),
    HOST: _l("Leads live sessions."),
    REVIEWER: _l("Reads applications and answers them."),
    VIEWER: _l("Looks, and changes nothing: a funder, a partner, a colleague who learns."),
}
CAPABILITY_SAYS = {
    "readiness.see": _l("See who is ready, and which thing each other person lacks next."),
    "people.see": _l("See the list of people: names, addresses, where they stand."),
    "person.see": _l("Open a person\u2019s page with all that is confidential on it. Each look is recorded."),
    "person.withdraw": _l("Withdraw somebody from the program, and note leave."),
    "quiz.adjust": _l(
        "Mark essays, give somebody extra time in quizzes, and decide whether late answers count."
    ),
    "person.edit": _l("Change what is said of a person."),
    "address.propose": _l("Propose another mail address for somebody, who says yes or no."),
    "note.write": _l("Write notes about a person, for staff, and answer what they hand in."),
    "people.bulk": _l("Do one thing for many people at once: what you may do for one, after a preview."),
    "people.merge": _l("Join two accounts of one person."),
    "people.invite": _l("Invite people from a list."),
    "invitation.see": _l("See who has opened their invitation."),
    "invitation.send": _l("Send an invitation again, or copy a sign-in link for somebody."),
    "application.review": _l("Read applications, and accept, decline or put them on the waiting list."),
    "application.settings": _l("Open and close applications, and change what their page says."),
    "webinar.see": _l("See the sessions, and who comes."),
    "webinar.edit": _l("Schedule, move and cancel sessions."),
    "attendance.mark": _l("Mark who was at a session. A host: at those that they lead."),
    "session.lead": _l("Open the host\u2019s page of the sessions that you lead, and begin and end them."),
    "course.take": _l("Look at the courses as participants see them."),
    "certificate.revoke": _l("Take a certificate back, with a reason that its person reads."),
    "task.see": _l("See the list of what is to be done today."),
    "task.do": _l("Do, put off and hand over what is to be done."),
    "help.answer": _l("Answer questions that people ask."),
    "concern.see": _l("Read reported problems, and answer them."),
    "audit.see": _l("Read the record of who did what, and download it."),
    "program.list": _l("Find the program in the list, and read this page."),
    "program.create": _l("Make another program, or a copy of one."),
    "program.edit": _l("Change the settings: dates, groups, breaks, what is asked of people."),
    "program.archive": _l("Put the program away when it is over."),
    "staff.manage": _l("Give roles to staff, change them and take them away."),
}
"""What each capability of staff lets somebody do, from what is done daily to what is done once."""
