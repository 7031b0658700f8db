"""What is held of a person themselves."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from mentortrain.holdings import SOMEONE, Fate, Field, Holding, declare
from mentortrain.people.models import Person, SignInLink
from mentortrain.people.rules import new_session_token

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
            Field("email", _l("Mail address"), Person.email),
            Field("name", _l("Name"), Person.name),
            Field("time_zone", _l("Time zone"), Person.time_zone),
            Field("language", _l("Language"), Person.language),
            Field("is_admin", _l("Runs this site"), Person.is_admin),
            Field("photo", _l("Fingerprint of your photo"), Person.photo),
            Field("created_at", _l("Known since"), Person.created_at),
            Field("last_sign_in_at", _l("Last sign-in"), Person.last_sign_in_at),
            Field("erased_at", _l("Erased"), Person.erased_at),
        ),
        withheld={
            "email_key": _l("Your address once more, in small letters."),
            "session_token": _l("A secret that keeps you signed in."),
        },
        fate=Fate.NAMELESS,
        because=_l(
            "Your name and address go. A row without them stays, so that the counts of past sessions and "
            "lessons stay right."
        ),
        blank={
            "name": SOMEONE,
            "time_zone": "UTC",
            "language": "en",
            "is_admin": False,
            "photo": None,
            "session_token": new_session_token,
            "last_sign_in_at": None,
        },
    ),
    Holding(
        model=SignInLink,
        title=_l("Sign-in links"),
        why=_l("So that a link in a mail signs you in once."),
        seen_by=_l("Nobody; the link itself is not kept, only a fingerprint of it."),
        kept=_l("30 days after it has ended."),
        of=lambda person_id: SignInLink.person_id == person_id,
        fields=(
            Field("next_path", _l("Leads to"), SignInLink.next_path),
            Field("created_at", _l("Made"), SignInLink.created_at),
            Field("expires_at", _l("Ends"), SignInLink.expires_at),
            Field("used_at", _l("Used"), SignInLink.used_at),
        ),
        withheld={"token_hash": _l("A fingerprint of a secret.")},
        plumbing=("id", "person_id"),
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    ),
)
