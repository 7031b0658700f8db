"""Staff's tasks, when two accounts of one person become one: those whose cause is gone go by themselves."""

from __future__ import annotations

from mentortrain.merging import declare, moves
from mentortrain.tasks.models import Task, TaskNote

declare(moves(Task.person_id, Task.done_by_id, Task.assigned_to_id, TaskNote.author_id))
