"""An account when it goes into another one of the same person: whoever is behind that one needs no other way in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, exists, or_, select

from mentortrain.db import session
from mentortrain.files.models import StoredFile
from mentortrain.merging import Merging, Pair, What, declare, ends, moves, stops, used_by
from mentortrain.people import queries
from mentortrain.people.actions.merged import take_over
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


def _photo(pair: Pair) -> None:
    take_over(pair.gone, pair.kept)


declare(
    ends(
        BrowserSession.person_id,
        KnownBrowser.person_id,
        Password.person_id,
        TwoStep.person_id,
        RecoveryCode.person_id,
        SignInLink.person_id,
        SignInRequest.person_id,
        says=_l("The account that goes is signed out everywhere; its password and its sign-in links end."),
    ),
    # An undo link of an address that was this account's must not lead into the other one.
    ends(AddressChange.person_id),
    moves(SignIn.person_id, Person.merged_into_id, AddressChange.proposed_by_id, AddressChange.waived_by_id),
    Merging(
        columns=(StoredFile.owner_id,),
        what=What.JOINED,
        says=_l(
            "Name, address, time zone and photo are those of the account that stays. If it has no photo or no "
            "language of courses, it gets the other one's."
        ),
        act=_photo,
    ),
)


def _stopped(pair: Pair, by: int | None) -> str | None:
    gone = session.get_one(Person, pair.gone)
    if gone.is_admin:
        return "merge.rights"
    if queries.two_step_of(gone.id) is not None:
        return "merge.two_step"
    just_changed = exists().where(
        AddressChange.person_id.in_((pair.kept, pair.gone)),
        or_(
            AddressChange.confirmed_at > pair.at - ADDRESS_UNDO_LASTS,
            and_(AddressChange.waived_at.is_not(None), AddressChange.confirmed_at.is_(None)),
        ),
        AddressChange.undone_at.is_(None),
    )
    return "merge.address" if session.scalar(select(just_changed)) else None


def _was_used(person_id: int) -> bool:
    return session.get_one(Person, person_id).last_sign_in_at is not None


stops.append(_stopped)
used_by.append(_was_used)
