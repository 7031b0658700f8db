"""What was asked for on the command line."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from mentortrain.launch.trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]

MOST_WORKERS = 4
"""More would wait for each other: the longest groups of tests are few."""

USAGE = """\
python3 app.py [run] [--host HOST] [--port PORT] [--instance DIR] [--no-demo]
       python3 app.py test [--trials] [pytest arguments]
       python3 app.py bench [--rows WORDS] [--seconds N] [--databases NAMES] [--write]
       python3 app.py check"""

ABOUT = """\
run    start the site: web, worker, ticker and store (what happens without a word)
test   run the tests; --trials runs those that kill, race or flood, which are left out otherwise
bench  what pages cost on the site as in production, beside the least they can cost
check  format, lint, types, who imports whom, and the courses
"""


@dataclass(frozen=True)
class RunSite:
    """Start the site."""

    host: str
    port: int
    instance: Path  # absolute
    demo: bool


@dataclass(frozen=True)
class RunTests:
    """Run the tests with these arguments for pytest."""

    pytest: tuple[str, ...]


@dataclass(frozen=True)
class RunBench:
    """Measure, with these arguments for `bench`."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class RunChecks:
    """Format, lint, types, imports, courses."""


def parse(argv: Sequence[str]) -> RunSite | RunTests | RunBench | RunChecks:
    """What `argv` (without the program's name) asks for. Trouble for what cannot be; --help exits 0."""
    word, rest = (argv[0], argv[1:]) if argv and not argv[0].startswith("-") else ("run", argv)
    if word not in ("run", "test", "bench", "check"):
        raise Trouble(
            f"{word!r} is no command; there are run, test, bench and check. See: python3 app.py --help"
        )
    if word == "bench":
        return RunBench(tuple(rest))
    if word != "run" and list(rest) in (["-h"], ["--help"]):
        rest = ["--help"]
    elif word == "test":
        return RunTests(pytest_arguments(rest, os.cpu_count() or 1))
    elif word == "check":
        if rest:
            raise Trouble("check takes no arguments.")
        return RunChecks()
    given = _parser().parse_args(rest)
    instance = given.instance or os.environ.get("INSTANCE_PATH") or ROOT / "instance"
    return RunSite(given.host, given.port, Path(instance).expanduser().resolve(), given.demo)


def pytest_arguments(given: Sequence[str], cores: int = 1) -> tuple[str, ...]:
    """Trials only when asked for; somebody's own `-m` is left alone. All tests, or all trials, take several workers."""
    chosen = any(argument.startswith("-m") for argument in given)
    rest = tuple(argument for argument in given if argument != "--trials")
    if "--trials" in given and chosen:
        raise Trouble("give --trials or -m, not both.")
    workers = ("-n", str(min(cores, MOST_WORKERS))) if not rest and cores > 1 else ()
    which = () if chosen else ("-m", "trial" if "--trials" in given else "not trial")
    return (*which, *workers, *rest)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Trouble(f"{message}. See: python3 app.py --help")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python3 app.py",
        usage=USAGE,
        description=ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=5000, help="port to listen on (default: %(default)s)")
    parser.add_argument(
        "--instance",
        metavar="DIR",
        help="database, keys, mails and logs (default: instance/, or INSTANCE_PATH)",
    )
    parser.add_argument(
        "--no-demo", dest="demo", action="store_false", help="start without the demonstration"
    )
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; it can be 1 to 65535")
    return int(text)
