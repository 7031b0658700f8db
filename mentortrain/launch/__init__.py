"""`python3 app.py`: the virtual environment, then all processes. Standard library only at import time."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from mentortrain.launch.trouble import Trouble, complain


def main(argv: Sequence[str]) -> int:
    """Do what `argv` asks; returns the exit code. What goes wrong is one line, never a traceback."""
    if os.name != "posix":
        complain("mentortrain runs on Linux and macOS; on Windows, run it inside WSL.")
        return 1
    # not before: what they need is missing on Windows
    from mentortrain.launch.arguments import RunBench, RunSite, RunTests, parse
    from mentortrain.launch.bell import Bell, Stopped
    from mentortrain.launch.checks import run_bench, run_checks, run_tests
    from mentortrain.launch.site import run

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a name must not end the start of an old terminal
    asked = None
    try:
        asked = parse(argv)
        bell = Bell()
        if isinstance(asked, RunSite):
            return run(asked, argv, bell)
        if isinstance(asked, RunTests):
            return run_tests(asked.pytest, argv, bell)
        if isinstance(asked, RunBench):
            return run_bench(asked.words, argv, bell)
        return run_checks(argv, bell)
    except Stopped:
        return 0 if isinstance(asked, RunSite) else 130  # 128 + SIGINT, as shells have it
    except Trouble as trouble:
        complain(str(trouble))
        return 1
    except OSError as error:
        complain(f"{error.strerror or error}" + (f": {error.filename}" if error.filename else ""))
        return 1
