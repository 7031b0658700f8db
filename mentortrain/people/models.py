"""A person, the links and codes that sign them in, their sessions, and a record of each sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentortrain.db import Base
from mentortrain.people.names import search_key
from mentortrain.people.rules import first_name

AWAITS_CODE, AWAITS_SET_UP = "code", "set up"


def _search_key(context: Any) -> str:
    """Of a row that is being inserted. One INSERT of several rows has to say it of each (see `find_or_create_all`)."""
    if context.compiled.dml_compile_state._has_multi_parameters:
        raise ValueError("Give each row its search_key.")  # SQLAlchemy knows not which row this is about
    values = context.get_current_parameters(isolate_multiinsert_groups=False)
    return search_key(values["name"], values["email"])


class Person(Base):
    """Somebody with one mail address; what they are in a program stands in `programs`."""

    __tablename__ = "person"
    __allow_unmapped__ = True  # for `browser_session` and `beside`

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320))
    """As typed; mail goes here."""
    email_key: Mapped[str] = mapped_column(String(320), unique=True)
    """Casefolded: the same address in another case is the same person."""
    name: Mapped[str] = mapped_column(String(200))
    search_key: Mapped[str] = mapped_column(String(1000), default=_search_key, server_default="")
    """Name and address as a search compares them (`people/names.py`); follows both by itself. Lists are in its order:
    Đorđe stands among the D's on either database."""
    time_zone: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(16), default="en")
    reads_in: Mapped[str | None] = mapped_column(String(35))
    """The language in which they read courses that have it, where they chose one; else that of the site."""
    is_admin: Mapped[bool] = mapped_column(default=False)
    """Site administrator: makes programs, and may do in each what its staff may."""
    photo: Mapped[str | None] = mapped_column(String(64))
    """The digest of their picture among the kept files; none: their initials stand for them."""
    created_at: Mapped[datetime]
    last_sign_in_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    """Name and address have gone: nobody is behind this row any more. It keeps the counts right."""
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    """Of an account that went into another one of the same person: that one. It is erased as well (`erased_at`)."""

    browser_session: BrowserSession | None = None
    """No column: the session that the running request belongs to."""
    beside: Sequence[Any] | None = None
    """No column: what `events.read_beside` read together with the person, in a request that only reads."""

    @property
    def first_name(self) -> str:
        """The first word of the name: how the site greets."""
        return first_name(self.name, self.email)

    @property
    def course_language(self) -> str:
        """In which they read courses that have it."""
        return self.reads_in or self.language

    @property
    def city(self) -> str:
        """The place after which their time zone is named: what pages call their clock."""
        return self.time_zone.rpartition("/")[2].replace("_", " ")

    @property
    def initials(self) -> str:
        """The first letters of the first and the last name: what stands where there is no photo."""
        words = [word for word in self.name.split() if word[0].isalnum()] or [self.email]
        return "".join(word[0] for word in dict.fromkeys((words[0], words[-1]))).upper()

    @property
    def must_first(self) -> str | None:
        """The route to which this session is led before any other: staff who must set up a second step."""
        awaits = self.browser_session.awaits if self.browser_session else ""
        return "people.two_step" if awaits == AWAITS_SET_UP else None

    # What Flask-Login asks of a user.
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """The token of this browser's session, never the id. Known only in the request that signs in."""
        return self.browser_session.token if self.browser_session else ""


@event.listens_for(Person, "before_update")
def _found_by_what_they_are_called(mapper: Any, connection: Any, person: Person) -> None:
    """Who is renamed, or has another address, is found by that from the same moment on."""
    person.search_key = search_key(person.name, person.email)


class BrowserSession(Base):
    """Somebody's stay in one browser. Ending it deletes the row; when and how it began stays in `SignIn`."""

    __tablename__ = "browser_session"
    __allow_unmapped__ = True  # for `token`

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    proven_at: Mapped[datetime]
    """When its person last showed that it is them: what touches the account asks for that anew after a while."""
    last_seen_at: Mapped[datetime]
    """To the hour or so: the ticker writes down what the store was told."""
    how: Mapped[str] = mapped_column(String(20))
    browser: Mapped[str] = mapped_column(String(40))
    system: Mapped[str] = mapped_column(String(40))
    network: Mapped[str] = mapped_column(String(60))

    awaits: Mapped[str] = mapped_column(String(20), default="")
    """What is still asked for: AWAITS_CODE (nobody is signed in yet), AWAITS_SET_UP (go nowhere else), or nothing."""

    person: Mapped[Person] = relationship(lazy="raise")

    token: str = ""
    """No column: what the browser holds, in the request that makes it."""


class SignInRequest(Base):
    """Somebody asked for a sign-in mail in one browser, which may then enter the code of that mail.

    There is one for every request, whether or not anybody has the address: neither the answer nor its time
    tells. Of the code nothing is stored: it comes from `salt` and a key (`rules.six_digits`).
    """

    __tablename__ = "sign_in_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    """Nobody: no mail goes, and no code is right."""
    address_digest: Mapped[str] = mapped_column(String(64), index=True)
    """A keyed hash of the address as asked for: what strangers type is not kept."""
    browser_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """Hash of the token in the cookie of the browser that asked: in another one the code is of no use."""
    salt: Mapped[str] = mapped_column(String(64))
    next_path: Mapped[str] = mapped_column(String(500))
    mailed: Mapped[bool]
    """Whether it may have a mail; not the ninth in a short time. Without one no code is right."""
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    """When it signed in, by its code or by the link of its mail: each ends the other."""

    __table_args__ = (CheckConstraint("tries >= 0 AND tries <= 5", name="tries"),)


class SignInLink(Base):
    """A mailed link. Only the token's hash is kept; opening the page does not use it, its button does."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    """Nobody yet: the link that makes the first administrator."""
    request_id: Mapped[int | None] = mapped_column(
        ForeignKey("sign_in_request.id", ondelete="SET NULL"), index=True
    )
    """The request whose mail it stands in; none: an invitation, or made by hand."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    next_path: Mapped[str] = mapped_column(String(500))
    """Where it leads after signing in: a path on this site."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    def is_open(self, at: datetime) -> bool:
        """Whether it can still sign in."""
        return self.used_at is None and at < self.expires_at


class SignIn(Base):
    """A sign-in, or a try that failed; of a try for an address that nobody has only that there was one."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    how: Mapped[str] = mapped_column(String(20))
    second: Mapped[str] = mapped_column(String(20), default="")
    """What the second step was, where there was one."""
    succeeded: Mapped[bool]
    browser: Mapped[str] = mapped_column(String(40))
    system: Mapped[str] = mapped_column(String(40))
    network: Mapped[str] = mapped_column(String(60))


class Password(Base):
    """A person's own password, if they want one beside the mail."""

    __tablename__ = "password"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(200))
    """As argon2 writes it, parameters and salt included."""
    set_at: Mapped[datetime]


class TwoStep(Base):
    """Somebody's authenticator app. Its secret is not kept: it comes from `salt` and a key, like the mailed code."""

    __tablename__ = "two_step"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(64))
    last_step: Mapped[int] = mapped_column(BigInteger)
    """The half minute of the code used last: no code works twice, and none from before it."""
    set_up_at: Mapped[datetime]


class RecoveryCode(Base):
    """Signs in once in place of the app, for who lost the phone. Shown once; the hash is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None]


class KnownBrowser(Base):
    """A browser that is not asked for the second step for a while."""

    __tablename__ = "known_browser"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    browser: Mapped[str] = mapped_column(String(40))
    system: Mapped[str] = mapped_column(String(40))


class SignInPolicy(Base):
    """What this site asks of its staff: one row, or none while nothing was decided."""

    __tablename__ = "sign_in_policy"

    id: Mapped[int] = mapped_column(primary_key=True)
    two_step_for_staff: Mapped[bool]
    changed_at: Mapped[datetime]


class AddressChange(Base):
    """A new address that somebody asked for: confirmed by a link to it, undone by a link to the old one. What staff
    propose waits for the person's yes before the link goes.

    No token is kept: both links hold an HMAC of `salt` under a key, one for each purpose.
    """

    __tablename__ = "address_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    old_email: Mapped[str] = mapped_column(String(320))
    new_email: Mapped[str] = mapped_column(String(320))
    salt: Mapped[str] = mapped_column(String(64), unique=True)
    session_id: Mapped[int]
    """The session that asked, a plain number: it stays when the others end."""
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    """By the old address' link; or by that of an earlier change, which ends the later ones. A proposal: refused."""
    program_id: Mapped[int | None]
    """The program whose staff propose it, a plain number; none: the person asked for it."""
    proposed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    reason: Mapped[str | None] = mapped_column(Text)
    """Why staff propose it; the person reads it."""
    agreed_at: Mapped[datetime | None]
    """When the person said yes, or it went on without."""
    waived_at: Mapped[datetime | None]
    """When an administrator began to let it go on without a yes."""
    waived_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
