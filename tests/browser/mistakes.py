"""Forms filled in wrongly, or halfway: their answers are pages too, that no address leads to."""

from __future__ import annotations

from dataclasses import dataclass

from tests.browser.states import SLUG


@dataclass(frozen=True)
class Mistake:
    """A form filled in wrongly, or halfway: its answer is a page too, that no address leads to."""

    role: str
    address: str
    button: str
    fields: tuple[tuple[str, str], ...]  # label, what is entered
    says: str
    opener: str = ""  # the button of the dialog in which the form stands


TICKED = "ticked"
"""Entered into a box."""
MISTAKES = [
    Mistake("nobody", "/help", "Send", (("Your mail address", "amina"),), "This is no mail"),
    Mistake("nobody", "/help/report", "Send the report", (), "Write what it is about."),
    Mistake("nobody", "/sign-in", "Send me a link", (("Your mail address", "amina"),), "This is no mail"),
    Mistake("nobody", "/sign-in", "Send me a link", (("Your mail address", "a@example.org"),), "Look in"),
    Mistake("nobody", "/first-administrator/{administrator}", "Start", (), "Enter your name."),
    Mistake(
        "nobody", "/dev/clock", "Do what is due", (("Do what is due by", ""),), "Enter a day and a time."
    ),
    Mistake("nobody", f"/apply/{SLUG}/mentor", "Send the application", (), "Tick this: without it"),
    Mistake("nobody", f"/apply/{SLUG}", "Write to me when it opens", (), "Tick this: without it"),
    Mistake("staff", "/programs/1/settings/applications", "Save", (("Address", "A b"),), "Use small letters"),
    Mistake(
        "staff",
        "/programs/1/applications",
        "Accept the ticked ones",
        (("Accept Elena Petrović", TICKED),),
        "Accept 1 application?",
    ),
    Mistake("mentor", "/you", "Save", (("Your name", ""),), "Enter your name."),
    Mistake(
        "mentor",
        "/welcome/asked",
        "Save and go on",
        (("Something is lacking", TICKED),),
        "Say in a few words what is lacking",
    ),
    Mistake(
        "mentor", "/welcome/you", "Save and go on", (("Mobile number", "12"),), "This number has too few"
    ),
    Mistake(
        "mentor", "/welcome/bring", "Save and finish", (("Hours a month", "99"),), "Enter 1 to 40 hours."
    ),
    Mistake("mentor", "/you/about", "Save how", (("Mobile number", "call me"),), "A number has digits only."),
    Mistake("mentor", "/calendar", "Make an address", (), "Give it a name"),
    Mistake("mentor", "/calendar", "Make an address", (("Where", "Google"),), "The address for “Google”"),
    Mistake("staff", "/programs/new", "Save and go on", (), "Give the program"),
    Mistake(
        "staff",
        "/programs/1/settings/groups/1",
        "Add the break",
        (("Name of the break", "Holidays"),),
        "Enter a date",
    ),
    Mistake("staff", "/programs/1/copy", "Make the copy", (("Name of the copy", ""),), "Give the program"),
    Mistake("staff", "/programs/1/settings", "Save", (("Who it is for", ""),), "Say in a sentence"),
    Mistake("staff", "/programs/1/staff", "Give the role", (), "Enter the mail address."),
    Mistake("staff", "/programs/1/people/import", "Look at", (), "Paste a list or choose a file first."),
    Mistake(
        "staff",
        "/programs/1/people/import",
        "Look at",
        (
            (
                "Paste",
                "Eve,eve@example.org,mentor,Kenya\nDov,dov@example.org,mentor,Mars\nFay,fay@example.org,mentee,",
            ),
        ),
        "2 rows can be invited",
    ),
    Mistake("staff", "/programs/1/webinars/new", "Schedule it", (), "Choose a day and a time."),
    Mistake(
        "staff",
        "/programs/1/webinars/3/edit",
        "Look it over",
        (("Length in minutes", "50"), ("Starts", "2030-01-01T03:00")),
        "Before you tell anybody",
    ),
    Mistake("staff", "/programs/1/webinars/new", "Show the hours", (), "The hours of"),
    Mistake(
        "staff",
        "/programs/1/webinars/3",
        "Cancel the session",
        (("Why", " "),),
        "It is not cancelled yet.",
        opener="Cancel the session",
    ),
    Mistake(
        "staff", "/programs/1/webinars/1/attendance", "Save", (("Minutes of Yusuf Ali", "999"),), "One thing"
    ),
]
