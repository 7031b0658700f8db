"""Python runs this first in the processes of a trial: their clock goes by what a file says, and only theirs.

Nothing of it is in mentortrain: no setting of a live site can reach it. `time.time` and `clock.real_now` are moved;
`time.monotonic` is not, as with a real clock that somebody sets.
"""

import os
import sys
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, os.environ["TRIAL_ROOT"])

from mentortrain import clock

_file, _time, _now = Path(os.environ["TRIAL_CLOCK"]), time.time, clock.real_now


def seconds() -> float:
    """By how much the clock is wrong now."""
    return float(_file.read_text() or 0)


time.time = lambda: _time() + seconds()
clock.real_now = lambda: _now() + timedelta(seconds=seconds())
