"""Two-step sign-in: an authenticator app, recovery codes, and browsers that are not asked for a while."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import delete, update

from mentortrain.audit.actions import record
from mentortrain.db import insert, insert_new, session
from mentortrain.errors import RuleBroken
from mentortrain.people import queries
from mentortrain.people.actions.notices import post_notice
from mentortrain.people.actions.sessions import complete_session, end_other_sessions, note_try
from mentortrain.people.keys import TWO_STEP, key_for
from mentortrain.people.models import (
    BrowserSession,
    KnownBrowser,
    Person,
    RecoveryCode,
    SignInPolicy,
    TwoStep,
)
from mentortrain.people.rules import (
    BROWSER_KNOWN_FOR,
    BY_APP,
    BY_RECOVERY,
    MOST_WRONG_STEPS,
    RECOVERY_CODES,
    STEPS_WITHIN,
    Visitor,
    app_secret,
    is_like_recovery_code,
    new_recovery_code,
    only_digits,
    recovery_key,
    step_of,
    token_hash,
)


def secret_of(salt: str) -> str:
    """What the app of this salt was given."""
    return app_secret(key_for(TWO_STEP), salt)


def set_up(person: Person, *, salt: str, typed: str, at: datetime) -> list[str]:
    """Ask for a code of this app from now on; the recovery codes, which are not kept in the clear.

    RuleBroken: two_step.wrong (the app shows another code), two_step.there (it is set up already).
    """
    step = _step_of_code(salt, typed, at)
    if step is None:
        raise RuleBroken("two_step.wrong")
    here = person.browser_session
    if insert_new(TwoStep, person_id=person.id, salt=salt, last_step=step, set_up_at=at) is None:
        raise RuleBroken("two_step.there")
    if here:
        here.awaits = ""
    end_other_sessions(person.id, keep=[here.id] if here else [])
    post_notice(person, "two-step on", at=at)
    return _new_recovery_codes(person)


def renew_recovery_codes(person: Person, *, at: datetime) -> list[str]:
    """Ten new ones in place of all that are left; a mail tells. RuleBroken: two_step.none."""
    if queries.two_step_of(person.id, hold=True) is None:
        raise RuleBroken("two_step.none")
    post_notice(person, "recovery codes renewed", at=at)
    return _new_recovery_codes(person)


def _new_recovery_codes(person: Person) -> list[str]:
    codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    session.add_all(
        RecoveryCode(person_id=person.id, code_hash=token_hash(recovery_key(code))) for code in codes
    )
    return codes


def pass_second_step(waiting: BrowserSession, typed: str, *, visitor: Visitor, at: datetime) -> None:
    """Complete a sign-in with a code of the app, or a recovery code.

    RuleBroken: two_step.wrong, two_step.wait, recovery.wrong. The caller commits either way, for a wrong try counts.
    """
    second = _use(waiting, typed, visitor, at)
    complete_session(waiting, second=second, at=at)
    if second == BY_RECOVERY:
        post_notice(waiting.person, "recovery code used", at=at)


def remove_two_step(
    person: Person, typed: str, *, here: BrowserSession, visitor: Visitor, at: datetime
) -> None:
    """Sign in with one step again. RuleBroken as `pass_second_step`; then too the caller commits."""
    _use(here, typed, visitor, at)
    _forget(person)
    end_other_sessions(person.id, keep=[here.id])
    post_notice(person, "two-step off", at=at)


def reset_two_step(person: Person, *, reason: str, at: datetime) -> None:
    """For who lost the phone and the recovery codes: no second step until they set one up; all sessions end.

    RuleBroken: two_step.none.
    """
    if not _forget(person):
        raise RuleBroken("two_step.none")
    end_other_sessions(person.id)
    record(
        "two_step.reset", about=("person", person.id), people=[person.id], details={"reason": reason}, at=at
    )
    post_notice(person, "two-step reset", at=at)


def require_two_step(required: bool, *, at: datetime) -> None:
    """Whether staff must have a second step; asked at their next sign-in."""
    values = {"two_step_for_staff": required, "changed_at": at}
    session.execute(
        insert(SignInPolicy)
        .values(id=1, **values)
        .on_conflict_do_update(index_elements=[SignInPolicy.id], set_=values)
    )
    record("two_step.required" if required else "two_step.optional", at=at)


def know_browser(person_id: int, *, visitor: Visitor, at: datetime) -> str:
    """A token for this browser, which is not asked for a second step for 30 days."""
    token = secrets.token_urlsafe(32)
    session.add(
        KnownBrowser(
            person_id=person_id,
            token_hash=token_hash(token),
            created_at=at,
            expires_at=at + BROWSER_KNOWN_FOR,
            browser=visitor.browser,
            system=visitor.system,
        )
    )
    return token


def forget_browser(person_id: int, browser_id: int) -> bool:
    """Ask this browser again; whether there was one."""
    gone = session.execute(
        delete(KnownBrowser)
        .where(KnownBrowser.id == browser_id, KnownBrowser.person_id == person_id)
        .returning(KnownBrowser.id)
        .execution_options(synchronize_session=False)
    )
    return gone.first() is not None


def _use(browser_session: BrowserSession, typed: str, visitor: Visitor, at: datetime) -> str:
    """Use up a code; what it was. A failed try is written down."""
    person_id, how = browser_session.person_id, browser_session.how
    try:
        return _what_fits(person_id, typed, at)
    except RuleBroken:
        note_try(person_id, how=how, second=BY_APP, succeeded=False, visitor=visitor, at=at)
        raise


def _what_fits(person_id: int, typed: str, at: datetime) -> str:
    """The person's row is held meanwhile, so that tries at once are counted one by one."""
    found = queries.two_step_of(person_id, hold=True)
    if found is None:
        raise RuleBroken("two_step.wrong")
    if _use_recovery_code(person_id, typed, at):
        return BY_RECOVERY
    if is_like_recovery_code(typed):
        raise RuleBroken("recovery.wrong")
    if queries.count_wrong_steps(person_id, since=at - STEPS_WITHIN) >= MOST_WRONG_STEPS:
        raise RuleBroken("two_step.wait")
    step = _step_of_code(found.salt, typed, at)
    if step is None or step <= found.last_step:
        raise RuleBroken("two_step.wrong")
    found.last_step = step
    return BY_APP


def _step_of_code(salt: str, typed: str, at: datetime) -> int | None:
    """The half minute of which this is the code: this one, the one before, or the next."""
    app, code = pyotp.TOTP(secret_of(salt)), only_digits(typed).encode()
    right = [
        step
        for step in (step_of(at) + off for off in (-1, 0, 1))
        if hmac.compare_digest(app.generate_otp(step).encode(), code)
    ]
    return right[-1] if right else None


def _use_recovery_code(person_id: int, typed: str, at: datetime) -> bool:
    used = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.code_hash == token_hash(recovery_key(typed)),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=at)
        .returning(RecoveryCode.id)
        .execution_options(synchronize_session=False)
    )
    return used.first() is not None


def _forget(person: Person) -> bool:
    gone = session.execute(
        delete(TwoStep)
        .where(TwoStep.person_id == person.id)
        .returning(TwoStep.person_id)
        .execution_options(synchronize_session=False)
    )
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    return gone.first() is not None
