"""The clockwork holds nobody."""

from __future__ import annotations

from mentortrain.holdings import declare_others
from mentortrain.schedule.models import Lease, TaskRun

declare_others(
    {
        Lease.name: "what is held: the ticker's lead",
        Lease.holder: "a process of this site",
        TaskRun.name: "what a task is called",
    }
)
