"""A person, and the links that sign them in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from mentortrain.db import Base


class Person(Base):
    """Somebody with one mail address; what they are in a program stands in `programs`."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320))
    """As typed; mail goes here."""
    email_key: Mapped[str] = mapped_column(String(320), unique=True)
    """Casefolded: the same address in another case is the same person."""
    name: Mapped[str] = mapped_column(String(200))
    time_zone: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(16), default="en")
    is_admin: Mapped[bool] = mapped_column(default=False)
    """Site administrator: makes programs, and may do in each what its staff may."""
    session_token: Mapped[str] = mapped_column(String(64), unique=True)
    """What a browser's session holds; a new one ends every session."""
    photo: Mapped[str | None] = mapped_column(String(64))
    """The digest of their picture among the kept files; none: their initials stand for them."""
    created_at: Mapped[datetime]
    last_sign_in_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    """Name and address have gone: nobody is behind this row any more. It keeps the counts right."""

    @property
    def first_name(self) -> str:
        """The first word of the name: how the site greets."""
        return self.name.split()[0] if self.name.split() else self.email

    @property
    def initials(self) -> str:
        """The first letters of the first and the last name: what stands where there is no photo."""
        words = [word for word in self.name.split() if word[0].isalnum()] or [self.email]
        return "".join(word[0] for word in dict.fromkeys((words[0], words[-1]))).upper()

    # What Flask-Login asks of a user.
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """The session token, never the id: it can be changed to end sessions."""
        return self.session_token


class SignInLink(Base):
    """A mailed link. Only the token's hash is kept; opening the page does not use it, its button does."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    """Nobody yet: the link that makes the first administrator."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    next_path: Mapped[str] = mapped_column(String(500))
    """Where it leads after signing in: a path on this site."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    def is_open(self, at: datetime) -> bool:
        """Whether it can still sign in."""
        return self.used_at is None and at < self.expires_at
