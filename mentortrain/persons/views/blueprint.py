"""Where the routes of people hang, and the words for the rules that can break here."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from mentortrain.web import say

bp = Blueprint("persons", __name__, url_prefix="/programs/<int:program_id>/people")

say(
    {
        "leaving.how": _l("Say how it ended."),
        "leaving.left": _l("They take part no more: somebody was faster."),
        "leaving.here": _l("They take part already."),
        "leaving.theirs": _l(
            "They ended it themselves: for a day they can take it back. Later, invite them again."
        ),
        "leaving.by_staff": _l("Staff ended this part. Write to them if you want to come back."),
        "leaving.too_late": _l("It is longer ago than a day. Invite them again."),
        "leave.dates": _l("The last day comes before the first."),
        "leave.long": _l("Enter a year at the most."),
        "leave.overlaps": _l("Some of these days are noted as leave already."),
        "group.elsewhere": _l("Choose a group of this program."),
        "note.not_yours": _l("Only who wrote a note mends it."),
        "note.too_late": _l("A note can be mended for an hour. Write another one."),
        "bulk.nobody": _l("Choose somebody first: tick people, or choose all who fit."),
        "bulk.too_many": _l("These are too many at once. Narrow the list to %(most)d people or fewer."),
        "bulk.begun": _l("It has begun already."),
        "merge.rights": _l(
            "The account that would go has rights on this site that do not pass on like this. Keep that one and "
            "let the other one go, or ask an administrator."
        ),
        "merge.two_step": _l(
            "The account that would go asks for two steps to sign in. Its person turns that off first, under "
            "Sign-in and security; or that one stays, and the other one goes."
        ),
        "merge.address": _l(
            "The address of one of the two was changed within the last three days, or is about to be, and the old "
            "one can still stop that. Ask again after that."
        ),
        "merge.erasure": _l("An erasure of one of the two is planned. It has to be called off first."),
        "merge.used": _l("Somebody has used the account that would go: ask both mailboxes."),
        "merge.busy": _l("One of the two accounts is in use just now. Try again in a minute."),
        "merge.ended": _l("This link has ended."),
        "merge.typed": _l("This is not the address of the other account. The mail names how it begins."),
        "view.empty": _l("Set a filter first: a view of everybody is the list itself."),
        "view.too_many": _l("You keep %(most)d views here. Delete one first."),
    }
)
