"""What visitors and staff do with applications."""

from mentortrain.applications.actions.applying import (
    Applied,
    apply,
    confirm,
    confirm_interest,
    leave_address,
    mail_again,
    remove_interest,
)
from mentortrain.applications.actions.deciding import Answer, carry_out, decide, move, undo
from mentortrain.applications.actions.opening import (
    Settings,
    change_settings,
    open_for_mentees,
    reconsider_mentees,
)

__all__ = [
    "Answer",
    "Applied",
    "Settings",
    "apply",
    "carry_out",
    "change_settings",
    "confirm",
    "confirm_interest",
    "decide",
    "leave_address",
    "mail_again",
    "move",
    "open_for_mentees",
    "reconsider_mentees",
    "remove_interest",
    "undo",
]
