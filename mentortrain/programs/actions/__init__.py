"""What staff do with programs and people in them, and what follows when these join and leave."""

from mentortrain.programs.actions.groups import (
    GroupFacts,
    add_break,
    add_group,
    change_group,
    facts_of,
    remove_break,
    remove_group,
)
from mentortrain.programs.actions.importing import confirm, forget_in_lists, keep_list, take_step
from mentortrain.programs.actions.inviting import enrol, invite, post_waiting
from mentortrain.programs.actions.inviting_again import correct_address, hand_out_link, send_again
from mentortrain.programs.actions.leaving import (
    check_days,
    give_leave,
    leave_program,
    move_to_group,
    rejoin,
    take_leave_back,
)
from mentortrain.programs.actions.marks import answer_mark, would_send
from mentortrain.programs.actions.settings import (
    ProgramFacts,
    WhatItIs,
    change_program,
    describe,
    grant_staff,
    make_program,
    what_it_is,
)
from mentortrain.programs.actions.staff import change_role, give_role, take_role
from mentortrain.programs.actions.states import (
    Lack,
    archive,
    bring_back,
    copy_program,
    lacks,
    open_program,
    waiting,
)
from mentortrain.programs.actions.taking_in import TakenIn, take_in
from mentortrain.programs.actions.taking_part import leave_all, note_joined, note_taking_part

__all__ = [
    "GroupFacts",
    "Lack",
    "ProgramFacts",
    "TakenIn",
    "WhatItIs",
    "add_break",
    "add_group",
    "answer_mark",
    "archive",
    "bring_back",
    "change_group",
    "change_program",
    "change_role",
    "check_days",
    "confirm",
    "copy_program",
    "correct_address",
    "describe",
    "enrol",
    "facts_of",
    "forget_in_lists",
    "give_leave",
    "give_role",
    "grant_staff",
    "hand_out_link",
    "invite",
    "keep_list",
    "lacks",
    "leave_all",
    "leave_program",
    "make_program",
    "move_to_group",
    "note_joined",
    "note_taking_part",
    "open_program",
    "post_waiting",
    "rejoin",
    "remove_break",
    "remove_group",
    "send_again",
    "take_in",
    "take_leave_back",
    "take_role",
    "take_step",
    "waiting",
    "what_it_is",
    "would_send",
]
