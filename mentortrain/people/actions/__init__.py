"""What people do with accounts: making them, asking to sign in, signing in, ending sessions."""

from mentortrain.people.actions.links import (
    SIGN_IN,
    become_first_administrator,
    hand_out_link,
    make_link,
    use_link,
)
from mentortrain.people.actions.notices import NOTICE
from mentortrain.people.actions.passwords import note_proof, remove_password, set_password, still_has
from mentortrain.people.actions.people import (
    change_profile,
    find_or_create,
    find_or_create_all,
    remove_photo,
    set_photo,
)
from mentortrain.people.actions.requests import ask_to_sign_in, code_of, use_code
from mentortrain.people.actions.sessions import (
    begin_session,
    end_other_sessions,
    end_session,
    forget_sign_ins,
    note_seen,
    note_try,
    remove_ended,
)

__all__ = [
    "NOTICE",
    "SIGN_IN",
    "ask_to_sign_in",
    "become_first_administrator",
    "begin_session",
    "change_profile",
    "code_of",
    "end_other_sessions",
    "end_session",
    "find_or_create",
    "find_or_create_all",
    "forget_sign_ins",
    "hand_out_link",
    "make_link",
    "note_proof",
    "note_seen",
    "note_try",
    "remove_ended",
    "remove_password",
    "remove_photo",
    "set_password",
    "set_photo",
    "still_has",
    "use_code",
    "use_link",
]
