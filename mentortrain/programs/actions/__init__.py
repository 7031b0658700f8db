"""What staff do with programs and people in them, and what follows when these join and leave."""

from mentortrain.programs.actions.inviting import enrol, invite
from mentortrain.programs.actions.settings import ProgramFacts, change_program, grant_staff, make_program
from mentortrain.programs.actions.taking_part import leave_all, note_joined, note_taking_part

__all__ = [
    "ProgramFacts",
    "change_program",
    "enrol",
    "grant_staff",
    "invite",
    "leave_all",
    "make_program",
    "note_joined",
    "note_taking_part",
]
