"""Log events: one JSON line each in production, a readable line in development; no secret in either.

`configure` is for processes of our own. Libraries' loggers (gunicorn's, RQ's, Alembic's) go through the same door.
"""

from __future__ import annotations

import json
import logging
import logging.config
import re
import sys
from collections.abc import Collection
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS

from mentortrain import trace

WEB, WORKER, TICKER, COMMAND = "web", "worker", "ticker", "command"
HIDDEN = "[hidden]"

_TALKATIVE = (
    "rq",
    "alembic.runtime.plugins",
)  # at INFO they tell each job, or each start, what we tell better
_OWN = frozenset(RESERVED_ATTRS) | {"message", "asctime", "taskName"}
_process = COMMAND

# What is called a secret (a header, a field, a parameter, an attribute), and what it holds.
_CALLED = (
    r"""((?:pass(?:word|wd)?|secret|token|authorization|cookie|api_?key)\\?["']?\s*[:=]\s*\\?["']?"""
    r"""(?:(?:bearer|basic)\s+)?)(?![?%(<])[^\s"'\\&;,)}\]]+"""
)
_LOWER = re.compile(_CALLED)  # of a line in small letters: ten times as fast as ignoring the case
_NAMED = re.compile(_CALLED, re.IGNORECASE)
_BEARER = re.compile(r"\b((?:bearer|basic)\s+)[A-Za-z0-9+/=._~-]{8,}", re.IGNORECASE)
_DOORS = (
    "/sign-in/",
    "/first-administrator/",
    "/feeds/",
    "/join/",
    "/answers/",
    "/open/place/",
    "/help/c/",
    "/apply/confirmation/",
    "/apply/interest/",
    "/same-person/",
    "/erasure/",
    "/address/undo/",  # before what it begins with
    "/address/proposal/",
    "/address/",
)
_DOOR = re.compile(rf"({'|'.join(_DOORS)})[^/\s\"'?\\<>\[]+")
_USER = re.compile(r"(\w://[^\s/:@\"']*:)[^\s/@\"']+(?=@)")
_COOKIE_NAME = "mentortrain="
_COOKIE = re.compile(rf"(\b{_COOKIE_NAME})[^\s;\"'\\]+")
_LONG = re.compile(r"\b[\w-]{27}", re.ASCII)
_RANDOM = re.compile(
    r"[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{5,8}\.[A-Za-z0-9_-]{27,}"  # a signed session
    # random by its looks: long, in capitals and small letters (token_urlsafe), or a hash
    r"|(?<![\w-])(?=[a-z0-9_-]*[A-Z])(?=[A-Z0-9_-]*[a-z])[A-Za-z0-9_-]{40,}"
    r"|(?<!\w)[0-9a-f]{64}(?!\w)"
)
_as_json = json.JSONEncoder(default=str, ensure_ascii=False).encode
_known: tuple[str, ...] = ()


def configure(*, production: bool, level: str = "info", secrets: Collection[str] = ()) -> None:
    """Send every log event of this process to stderr; `secrets` never appear in one."""
    logging.config.dictConfig(as_dict(production=production, level=level))
    hide(secrets)
    logging.captureWarnings(True)
    logging.logThreads = logging.logMultiprocessing = False  # no line shows them
    logging._srcfile = None  # nor the file and line: documented in logging's own words
    if production:
        sys.excepthook = _uncaught


def as_dict(*, production: bool, level: str = "info") -> dict[str, Any]:
    """The same as `logging.config` wants it: gunicorn takes it before the site is loaded."""
    formatter = "mentortrain.logs.Lines" if production else "mentortrain.logs.Readable"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "line", "stream": "ext://sys.stderr"}
        },
        "root": {"level": level.upper(), "handlers": ["stderr"]},
        "loggers": {
            **{name: {"handlers": [], "propagate": True} for name in ("gunicorn.error", "gunicorn.access")},
            **{name: {"level": "DEBUG" if level == "debug" else "WARNING"} for name in _TALKATIVE},
            "sqlalchemy.engine": {
                "level": "INFO" if level == "debug" else "WARNING"
            },  # at DEBUG it tells whole rows
        },
    }


def name_process(process: str) -> None:
    """What this process is, in its lines: web, worker, ticker or command."""
    global _process
    _process = process


def hide(secrets: Collection[str]) -> None:
    """Whatever else a line says: these never."""
    global _known
    words = {word for word in secrets if len(word) >= 4}
    words |= {json.dumps(word, ensure_ascii=False)[1:-1] for word in words}
    _known = tuple(sorted(words, key=len, reverse=True))


def redacted(line: str) -> str:
    """The line without what looks like a token, password, cookie or an address that lets somebody in.

    The second defence: whoever logs leaves them out already. Each shape is looked for only where a quick look
    says that it may be there: an ordinary line costs about 10 microseconds.
    """
    for word in _known:
        if word in line:
            line = line.replace(word, HIDDEN)
    small = line.lower()
    # One by one: a loop over six words takes as long as the search that it saves.
    called = "pass" in small or "secret" in small or "token" in small or "key" in small
    if (called or "authorization" in small or "cookie" in small) and _LOWER.search(small):
        line = _NAMED.sub(_keep_the_name, line)
    if "bearer " in small or "basic " in small:
        line = _BEARER.sub(_keep_the_name, line)
    line = _DOOR.sub(_keep_the_name, line)
    if "://" in line:
        line = _USER.sub(_keep_the_name, line)
    if _COOKIE_NAME in line:
        line = _COOKIE.sub(_keep_the_name, line)
    if _LONG.search(line):
        line = _RANDOM.sub(HIDDEN, line)
    return line


def _keep_the_name(found: re.Match[str]) -> str:
    return f"{found[1]}{HIDDEN}"


class Lines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """time, level, logger, message, process, pid, trace, doing, then what the event brings along."""
        return redacted(_as_json(fields_of(record, self)))


class Readable(logging.Formatter):
    """For a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The clock, level, logger, message, and the rest as name=value; a traceback on lines of its own."""
        fields = fields_of(record, self)
        clock = fields.pop("time")[11:23]
        traceback = fields.pop("traceback", "")
        level, logger, message = (fields.pop(name) for name in ("level", "logger", "message"))
        rest = " ".join(f"{name}={value}" for name, value in fields.items() if name not in ("process", "pid"))
        line = f"{clock} {level:7} {logger}: {message}" + (f"  ({rest})" if rest else "")
        return redacted(f"{line}\n{traceback}" if traceback else line)


def fields_of(record: logging.LogRecord, formatter: logging.Formatter) -> dict[str, Any]:
    """A log event as names and values, in the order in which they are read."""
    work = trace.current()
    fields: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": record.getMessage(),
        "process": _process,
        "pid": record.process,
    }
    if work.trace:
        fields["trace"] = work.trace
        fields["doing"] = work.doing
    fields |= {name: value for name, value in vars(record).items() if name not in _OWN}
    if record.exc_info and record.exc_info[0] is not None:
        fields["error"] = f"{record.exc_info[0].__name__}: {record.exc_info[1]}"
        fields["traceback"] = formatter.formatException(record.exc_info)
    elif record.exc_text:
        fields["traceback"] = record.exc_text
    if record.stack_info:
        fields["stack"] = record.stack_info
    return fields


def _uncaught(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, where)
        return
    logging.getLogger("mentortrain").critical("ended by an error", exc_info=(kind, error, where))
