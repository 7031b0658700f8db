"""What people do with accounts: making them, asking to sign in, signing in, ending sessions."""

from mentortrain.people.actions.addresses import (
    CHANGED,
    CONFIRM,
    ask_new_address,
    confirm_address,
    token_of,
    undo_address,
)
from mentortrain.people.actions.administrators import end_administrator, make_administrator
from mentortrain.people.actions.links import (
    SIGN_IN,
    become_first_administrator,
    hand_out_link,
    make_link,
    use_link,
)
from mentortrain.people.actions.notices import NEW_BROWSER, NOTICE, post_new_browser
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
    note_seen,
    note_try,
    remove_ended,
)
from mentortrain.people.actions.two_step import (
    forget_browser,
    know_browser,
    pass_second_step,
    remove_two_step,
    renew_recovery_codes,
    require_two_step,
    reset_two_step,
    secret_of,
    set_up,
)

__all__ = [
    "CHANGED",
    "CONFIRM",
    "NEW_BROWSER",
    "NOTICE",
    "SIGN_IN",
    "ask_new_address",
    "ask_to_sign_in",
    "become_first_administrator",
    "begin_session",
    "change_profile",
    "code_of",
    "confirm_address",
    "end_administrator",
    "end_other_sessions",
    "end_session",
    "find_or_create",
    "find_or_create_all",
    "forget_browser",
    "hand_out_link",
    "know_browser",
    "make_administrator",
    "make_link",
    "note_proof",
    "note_seen",
    "note_try",
    "pass_second_step",
    "post_new_browser",
    "remove_ended",
    "remove_password",
    "remove_photo",
    "remove_two_step",
    "renew_recovery_codes",
    "require_two_step",
    "reset_two_step",
    "secret_of",
    "set_password",
    "set_photo",
    "set_up",
    "still_has",
    "token_of",
    "undo_address",
    "use_code",
    "use_link",
]
