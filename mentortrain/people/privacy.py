"""What is held of a person themselves."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import func

from mentortrain import clock
from mentortrain.holdings import (
    SOMEONE,
    Fate,
    Field,
    Holding,
    Leaver,
    Rule,
    declare,
    declare_texts,
    deleting,
    keep_for,
    on_leaving,
)
from mentortrain.people.actions.people import lose_address
from mentortrain.people.models import (
    AddressChange,
    BrowserSession,
    KnownBrowser,
    Password,
    Person,
    RecoveryCode,
    SignIn,
    SignInLink,
    SignInRequest,
    TwoStep,
)
from mentortrain.people.rules import ADDRESS_UNDO_LASTS

declare(
    Holding(
        model=Person,
        title=_l("You"),
        why=_l("So that you can sign in, others know who you are, and times are right where you are."),
        seen_by=_l("Name and address: the staff of your programs. Name: the people you meet there."),
        kept=_l("While you take part, and until you ask for its erasure."),
        of=lambda person_id: Person.id == person_id,
        fields=(
            Field("id", _l("Number on this site"), Person.id),
            Field("email", _l("Mail address"), Person.email, plain=True),
            Field("name", _l("Name"), Person.name, plain=True),
            Field("time_zone", _l("Time zone"), Person.time_zone, plain=True),
            Field("language", _l("Language"), Person.language),
            Field("reads_in", _l("Language of courses"), Person.reads_in),
            Field("is_admin", _l("Runs this site"), Person.is_admin),
            Field("photo", _l("Fingerprint of your photo"), Person.photo, plain=True),
            Field("created_at", _l("Known since"), Person.created_at),
            Field("last_sign_in_at", _l("Last sign-in"), Person.last_sign_in_at),
            Field("erased_at", _l("Erased"), Person.erased_at),
        ),
        withheld={
            "email_key": _l("Your address once more, in small letters."),
            "search_key": _l("Your name and address once more, as a search compares them."),
        },
        plumbing=("merged_into_id",),
        fate=Fate.NAMELESS,
        because=_l(
            "Your name and address go. A row without them stays, so that the counts of past sessions and "
            "lessons stay right."
        ),
        blank={
            "name": SOMEONE,
            "search_key": "",
            "time_zone": "UTC",
            "language": "en",
            "reads_in": None,
            "is_admin": False,
            "photo": None,
            "last_sign_in_at": None,
        },
    ),
    Holding(
        model=SignInLink,
        title=_l("Sign-in links"),
        why=_l("So that a link in a mail signs you in once."),
        seen_by=_l("Nobody; the link itself is not kept, only a fingerprint of it."),
        kept=_l("%(days)s days after it has ended."),
        rule="people.links",
        of=lambda person_id: SignInLink.person_id == person_id,
        fields=(
            Field("next_path", _l("Leads to"), SignInLink.next_path),
            Field("created_at", _l("Made"), SignInLink.created_at),
            Field("expires_at", _l("Ends"), SignInLink.expires_at),
            Field("used_at", _l("Used"), SignInLink.used_at),
        ),
        withheld={"token_hash": _l("A fingerprint of a secret.")},
        plumbing=("id", "person_id", "request_id"),
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    ),
    Holding(
        model=SignInRequest,
        title=_l("Requests for a sign-in mail"),
        why=_l("So that the code of the mail works in the browser that asked, and nobody can guess it."),
        seen_by=_l("Nobody."),
        kept=_l("Two days."),
        of=lambda person_id: SignInRequest.person_id == person_id,
        fields=(
            Field("created_at", _l("Asked"), SignInRequest.created_at),
            Field("next_path", _l("Leads to"), SignInRequest.next_path),
            Field("mailed", _l("Mailed"), SignInRequest.mailed),
            Field("tries", _l("Codes entered"), SignInRequest.tries),
            Field("expires_at", _l("Code ends"), SignInRequest.expires_at),
            Field("used_at", _l("Used"), SignInRequest.used_at),
        ),
        withheld={
            "address_digest": _l("A fingerprint of your address."),
            "browser_hash": _l("A fingerprint of a secret."),
            "salt": _l("A part of what the code is made from."),
        },
        plumbing=("id", "person_id"),
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    ),
    Holding(
        model=BrowserSession,
        title=_l("Where you are signed in"),
        why=_l("So that you stay signed in, see where, and can end it."),
        seen_by=_l("You."),
        kept=_l("Until you sign out, 60 days at most."),
        of=lambda person_id: BrowserSession.person_id == person_id,
        fields=(
            Field("created_at", _l("Since"), BrowserSession.created_at),
            Field("proven_at", _l("Shown that it is you"), BrowserSession.proven_at),
            Field("last_seen_at", _l("Last used"), BrowserSession.last_seen_at),
            Field("how", _l("By"), BrowserSession.how),
            Field("browser", _l("Browser"), BrowserSession.browser),
            Field("system", _l("Device"), BrowserSession.system),
            Field("network", _l("Network"), BrowserSession.network),
            Field("awaits", _l("Waits for"), BrowserSession.awaits),
        ),
        withheld={"token_hash": _l("A fingerprint of a secret.")},
        plumbing=("id", "person_id"),
        fate=Fate.GONE,
        because=_l("Deleted at once: you are signed out everywhere."),
    ),
    Holding(
        model=Password,
        title=_l("Your password"),
        why=_l("So that you can sign in without a mail, if you like."),
        seen_by=_l("Nobody: the password itself is not kept, only what it can be compared with."),
        kept=_l("Until you remove it."),
        of=lambda person_id: Password.person_id == person_id,
        fields=(Field("set_at", _l("Set"), Password.set_at),),
        withheld={"hash": _l("A fingerprint of your password.")},
        plumbing=("person_id",),
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    ),
    Holding(
        model=TwoStep,
        title=_l("Your authenticator app"),
        why=_l("So that a code of your app is asked for when you sign in."),
        seen_by=_l("That you have one: administrators. Its key is not kept."),
        kept=_l("Until you turn it off."),
        of=lambda person_id: TwoStep.person_id == person_id,
        fields=(Field("set_up_at", _l("Set up"), TwoStep.set_up_at),),
        withheld={"salt": _l("A part of what the key is made from.")},
        plumbing=("person_id", "last_step"),
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    ),
    Holding(
        model=RecoveryCode,
        title=_l("Your recovery codes"),
        why=_l("So that you can sign in without your phone."),
        seen_by=_l("Nobody: the codes themselves are not kept."),
        kept=_l("Until you make new ones, or turn two-step sign-in off."),
        of=lambda person_id: RecoveryCode.person_id == person_id,
        fields=(Field("used_at", _l("Used"), RecoveryCode.used_at),),
        withheld={"code_hash": _l("A fingerprint of a secret.")},
        plumbing=("id", "person_id"),
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    ),
    Holding(
        model=KnownBrowser,
        title=_l("Browsers that are not asked for a code"),
        why=_l("So that you need the app only now and then on a device of your own."),
        seen_by=_l("You."),
        kept=_l("30 days."),
        of=lambda person_id: KnownBrowser.person_id == person_id,
        fields=(
            Field("created_at", _l("Since"), KnownBrowser.created_at),
            Field("expires_at", _l("Until"), KnownBrowser.expires_at),
            Field("browser", _l("Browser"), KnownBrowser.browser),
            Field("system", _l("Device"), KnownBrowser.system),
        ),
        withheld={"token_hash": _l("A fingerprint of a secret.")},
        plumbing=("id", "person_id"),
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    ),
    Holding(
        model=AddressChange,
        title=_l("Changes of your address"),
        why=_l("So that you can change your address, and the old one can stop it."),
        seen_by=_l("Nobody. What staff of a program propose: they, while it waits."),
        kept=_l("%(days)s days."),
        rule="people.address_changes",
        of=lambda person_id: AddressChange.person_id == person_id,
        fields=(
            Field("old_email", _l("From"), AddressChange.old_email),
            Field("new_email", _l("To"), AddressChange.new_email),
            Field("asked_at", _l("Asked"), AddressChange.asked_at),
            Field("confirmed_at", _l("Confirmed"), AddressChange.confirmed_at),
            Field("undone_at", _l("Undone"), AddressChange.undone_at),
            Field("reason", _l("Why staff proposed it"), AddressChange.reason),
            Field("agreed_at", _l("You said yes"), AddressChange.agreed_at),
            Field("waived_at", _l("Let on without your yes"), AddressChange.waived_at),
        ),
        withheld={
            "salt": _l("A part of what the links are made from."),
            "proposed_by_id": _l("Who of the staff proposed it: that is about them."),
            "waived_by_id": _l("Which administrator let it on: that is about them."),
        },
        plumbing=("id", "person_id", "session_id", "program_id"),
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    ),
    Holding(
        model=SignIn,
        title=_l("Your sign-ins"),
        why=_l("So that you see when somebody signed in as you, or tried to."),
        seen_by=_l("You."),
        kept=_l("%(days)s days."),
        rule="people.sign_ins",
        of=lambda person_id: SignIn.person_id == person_id,
        fields=(
            Field("at", _l("When"), SignIn.at),
            Field("how", _l("By"), SignIn.how),
            Field("second", _l("Second step"), SignIn.second),
            Field("succeeded", _l("Succeeded"), SignIn.succeeded),
            Field("browser", _l("Browser"), SignIn.browser),
            Field("system", _l("Device"), SignIn.system),
            Field("network", _l("Network"), SignIn.network),
        ),
        plumbing=("id", "person_id"),
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    ),
)
_changed_at = func.coalesce(AddressChange.confirmed_at, AddressChange.asked_at)

keep_for(
    Rule(
        key="people.links",
        what=_l("Sign-in links, counted from when they ended."),
        days=30,
        least=1,
        most=365,
        model=SignInLink,
        # A link is used in real time: what still signs in stays, whatever time is simulated.
        due=lambda before: (SignInLink.expires_at < before) & (SignInLink.expires_at < clock.real_now()),
        act=deleting(SignInLink),
    ),
    Rule(
        key="people.sign_ins",
        what=_l("Sign-ins and tries to sign in, with browser and network."),
        days=365,
        least=30,
        most=730,
        model=SignIn,
        due=lambda before: SignIn.at < before,
        act=deleting(SignIn),
    ),
    Rule(
        key="people.address_changes",
        what=_l(
            "Changes of an address, with the old one, counted from when they were confirmed, or asked for."
        ),
        days=90,
        least=7,  # longer than any of its links works
        most=730,
        model=AddressChange,
        due=lambda before: (_changed_at < before) & (_changed_at < clock.real_now() - ADDRESS_UNDO_LASTS),
        act=deleting(AddressChange),
    ),
)
declare_texts({AddressChange.reason: AddressChange.program_id})


def _leave(leaver: Leaver, at: datetime) -> None:
    lose_address(leaver.person_id, at=at)


on_leaving.append(_leave)
