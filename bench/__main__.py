"""`python3 app.py bench`: start everything, measure, print the table."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import table
from bench.measure import CONNECTIONS, Missing, measure
from bench.rows import HELLO, PAGE, Row, Stage, rows
from bench.site import running
from bench.visitor import Unexpected
from mentortrain.launch.bell import Bell, Stopped
from mentortrain.launch.trouble import Trouble, complain, last_lines, phase, say

DATABASES = ("sqlite", "postgresql")


def main(words: Sequence[str]) -> int:
    """The exit code: 1 when an answer was wrong or is missing, or something could not start."""
    asked = _parser().parse_args(words)
    bell, tables = Bell(), {}
    try:
        for database in asked.databases.split(","):
            with tempfile.TemporaryDirectory(prefix="mt-bench-") as folder:
                if os.geteuid() == 0:
                    Path(folder).chmod(0o755)
                name, content = _bench(Path(folder), database, asked, bell)
                tables[name] = content
                say(f"\n{name}\n\n{content}\n")
        if asked.write:
            table.write(tables, asked.seconds)
    except Stopped:
        return 130
    except (Trouble, Unexpected, Missing, OSError) as error:
        complain(str(error))
        return 1
    return 0


def _bench(folder: Path, database: str, asked: argparse.Namespace, bell: Bell) -> tuple[str, str]:
    try:
        with running(folder, database, bell, people=max(CONNECTIONS)) as up:
            with phase(f"{database}: making people and calendars"):
                stage = Stage.enter(up, max(CONNECTIONS), asked.rows)
                chosen = _chosen(rows(stage), asked.rows)
            with phase(f"{database}: measuring {len(chosen)} rows"):
                return up.database, table.table(measure(stage, chosen, bell, seconds=asked.seconds))
    except BaseException:
        for log in sorted((folder / "instance" / "log").glob("*.log")):
            for line in last_lines(log, 12):
                say(f"{log.stem}: {line}")
        raise


def _chosen(every: Sequence[Row], wanted: str | None) -> list[Row]:
    """The floor, and the rows whose names begin with one of the wanted words."""
    if not wanted:
        return list(every)
    starts = tuple(word.strip().lower() for word in wanted.split(","))
    found = [row for row in every if row.name in (HELLO, PAGE) or row.name.lower().startswith(starts)]
    if len(found) == len((HELLO, PAGE)):
        raise Trouble(f"no row begins with {wanted!r}; there are: {', '.join(row.name for row in every)}")
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 app.py bench", description=__doc__, allow_abbrev=False)
    parser.add_argument("--rows", metavar="WORDS", help="only rows that begin with these, such as: home,feed")
    parser.add_argument(
        "--seconds", type=_seconds, default=6.0, help="a row and number of connections (default: 6)"
    )
    parser.add_argument(
        "--databases",
        type=_databases,
        default=",".join(DATABASES),
        help="sqlite, postgresql or both (default)",
    )
    parser.add_argument("--write", action="store_true", help="write the table into bench/README.md")
    return parser


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds <= 600:
        raise argparse.ArgumentTypeError(f"{text!r} is no time; it can be up to 600 seconds")
    return seconds


def _databases(text: str) -> str:
    if not text or set(text.split(",")) - set(DATABASES):
        raise argparse.ArgumentTypeError(f"{text!r}: there are {' and '.join(DATABASES)}")
    return text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
