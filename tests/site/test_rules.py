"""What needs the administrator, from figures alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mentortrain.site.rules import MAIL_MAY_WAIT, Figures, Trouble, troubles

WELL = Figures((), workers=1, oldest_due=None, failed_tasks=0, failed_jobs=0, failed_mails=0)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"parts_down": ["ticker"]}, [Trouble.PART]),
        ({"workers": 0}, [Trouble.NO_WORKER]),
        ({"workers": None, "failed_jobs": None, "parts_down": ["store"]}, [Trouble.PART]),
        ({"oldest_due": MAIL_MAY_WAIT}, []),
        ({"oldest_due": MAIL_MAY_WAIT + timedelta(seconds=1)}, [Trouble.MAIL_WAITS]),
        ({"failed_mails": 2, "failed_jobs": 1}, [Trouble.JOBS_FAILED, Trouble.MAILS_FAILED]),
        ({"failed_tasks": 1}, [Trouble.TASKS_FAILED]),
    ],
)
def test_only_what_needs_somebody_is_trouble(change, expected):
    assert troubles(replace(WELL, **change)) == expected
