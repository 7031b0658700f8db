"""Asking for a sign-in mail, and entering its code in the browser that asked."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime

from sqlalchemy import update

from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.mail.actions import post
from mentortrain.people import queries
from mentortrain.people.actions.links import SIGN_IN
from mentortrain.people.keys import ADDRESS, SIGN_IN_CODE, key_for
from mentortrain.people.models import Person, SignInLink, SignInRequest
from mentortrain.people.rules import (
    MAILED_WITHIN,
    MOST_MAILED,
    MOST_TRIES,
    MOST_WRONG_CODES,
    SIGN_IN_CODE_LASTS,
    WRONG_WITHIN,
    digest,
    email_key,
    only_digits,
    six_digits,
    token_hash,
)


def ask_to_sign_in(email: str, *, next_path: str, at: datetime) -> str:
    """Note the request and post its mail; the token for the browser that asks, which may then enter the code.

    The same statements run whether or not anybody has the address: the mail for nobody is dropped when it is
    made. From wherever they are asked for, a mailbox gets no more than a few in a while.
    """
    person = queries.with_email(email)
    address = digest(key_for(ADDRESS), email_key(email))
    mailed = queries.count_mailed(address, since=at - MAILED_WITHIN) < MOST_MAILED
    token = secrets.token_urlsafe(32)
    request = SignInRequest(
        person_id=person.id if person else None,
        address_digest=address,
        browser_hash=token_hash(token),
        salt=secrets.token_urlsafe(32),
        next_path=next_path,
        mailed=mailed,
        created_at=at,
        expires_at=at + SIGN_IN_CODE_LASTS,
    )
    session.add(request)
    session.flush()
    if mailed:
        _post(request, person, at=at)
    return token


def _post(request: SignInRequest, person: Person | None, *, at: datetime) -> None:
    post(
        kind=SIGN_IN,
        key=f"sign-in:{request.id}:{secrets.token_hex(8)}",
        to=person.email if person else "",  # never as typed: another spelling may be another mailbox
        name=person.name if person else "",
        person_id=person.id if person else None,
        params={"request_id": request.id},
        at=at,
    )


def code_of(request: SignInRequest, *, at: datetime) -> str | None:
    """The code for the mail of a request; None when only the link may sign in by now."""
    if request.expires_at <= at or request.used_at or _guessed_too_often(request, at):
        return None
    return _code(request)


def use_code(token: str, typed: str, *, at: datetime) -> tuple[Person, str]:
    """Sign in with the code of a mail, in the browser that asked: (person, path to go to).

    RuleBroken: code.ended (ask anew) or code.wrong with the number of tries left. The caller commits either
    way, for a wrong try counts. Of two who enter it at once, one gets in.
    """
    request = queries.request_of(token)
    if request is None or not (tries := _count_try(request, at)):
        raise RuleBroken("code.ended")
    paused = _guessed_too_often(request, at)
    right = hmac.compare_digest(_code(request).encode(), only_digits(typed).encode())
    if not (right and request.mailed and request.person_id and not paused and _take(request, at)):
        left = MOST_TRIES - tries
        raise RuleBroken("code.wrong" if left else "code.ended", left=left)
    _end_links(request, at)
    return session.get_one(Person, request.person_id), request.next_path


def _code(request: SignInRequest) -> str:
    return six_digits(key_for(SIGN_IN_CODE), request.salt)


def _guessed_too_often(request: SignInRequest, at: datetime) -> bool:
    return queries.count_wrong_codes(request.address_digest, since=at - WRONG_WITHIN) >= MOST_WRONG_CODES


def _count_try(request: SignInRequest, at: datetime) -> int | None:
    """Which try this is, counted before it is looked at: any number of tries at once are five."""
    return session.execute(
        update(SignInRequest)
        .where(
            SignInRequest.id == request.id,
            SignInRequest.used_at.is_(None),
            SignInRequest.expires_at > at,
            SignInRequest.tries < MOST_TRIES,
        )
        .values(tries=SignInRequest.tries + 1)
        .returning(SignInRequest.tries)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()


def _take(request: SignInRequest, at: datetime) -> bool:
    taken = session.execute(
        update(SignInRequest)
        .where(SignInRequest.id == request.id, SignInRequest.used_at.is_(None))
        .values(used_at=at)
        .returning(SignInRequest.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return taken is not None


def _end_links(request: SignInRequest, at: datetime) -> None:
    session.execute(
        update(SignInLink)
        .where(SignInLink.request_id == request.id, SignInLink.used_at.is_(None))
        .values(used_at=at)
    )
