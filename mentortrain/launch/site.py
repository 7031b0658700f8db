"""`python3 app.py`: from nothing to a running site, and to its orderly end."""

from __future__ import annotations

import http.client
import json
import os
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from mentortrain import config
from mentortrain.config import ConfigError
from mentortrain.launch import claim, leftovers, packages
from mentortrain.launch.arguments import RunSite
from mentortrain.launch.bell import Bell, Stopped
from mentortrain.launch.children import Child, put_long_log_aside, run_to_end
from mentortrain.launch.store import Store, answers_at
from mentortrain.launch.supervise import Supervisor
from mentortrain.launch.trouble import Trouble, last_lines, phase, say

FLASK = (sys.executable, "-m", "flask", "--app", "app")
NAMED = re.compile(r"(error|[\w.]*(Error|Exception)): ")  # how Python ends a traceback, and commands
PATIENCE = 60.0  # seconds until the first page must come


def run(asked: RunSite, argv: Sequence[str], bell: Bell) -> int:
    """Start the site and keep it up until somebody asks it to end; 0 then. Trouble ends it at once."""
    claim.writable(asked.instance, "where the site keeps its data", "Choose another with --instance DIR.")
    held = claim.lock(asked.instance)
    if leftovers.end(asked.instance / "run.json"):
        say("Ended what the last start had left running.")
    claim.port_free(asked.host, asked.port)
    packages.ensure(packages.RUN, bell)
    packages.enter(argv)
    return _Site(asked, bell).run(held)


class _Site:
    """One start, from inside `.venv`."""

    def __init__(self, asked: RunSite, bell: Bell) -> None:
        self.asked, self.bell = asked, bell
        self.logs = asked.instance / "log"
        self.prepared = asked.instance / "prepared"
        self.env = child_environment(asked) | {"MENTORTRAIN_PREPARED": str(self.prepared)}
        try:
            self.settings = config.load(self.env)
        except ConfigError as error:
            raise Trouble(str(error)) from error
        self.supervisor = Supervisor(bell, asked.instance / "run.json")
        self.store: Store | None = None

    def run(self, held: int) -> int:
        claim.sign(held, self.settings.base_url)
        for name in ("store", "web", "worker", "ticker"):
            put_long_log_aside(self.logs / f"{name}.log")
        try:
            self.start_store()
            self.load_web()
            links = self.prepare()
            self.start_processes()
            say(announcement(self.settings, links))
            self.supervisor.watch()
        except Stopped:
            say("Stopping ...")
        finally:
            self.supervisor.end_all()
            if self.store is not None:
                self.store.clean_up()
        return 0

    def start_store(self) -> None:
        """The one at REDIS_URL, or our own; every process is told its address."""
        if self.env.get("REDIS_URL"):
            answers_at(self.settings.redis_url, self.settings.masked()["redis_url"])
            return
        self.store = Store(self.asked.instance, self.logs / "store.log", self.env)
        self.supervisor.add(self.store.child)
        self.store.wait_until_up(self.bell)
        self.env["REDIS_URL"] = self.store.url

    def load_web(self) -> None:
        """Loading takes as long as preparing: it is done beside it, and listens when that is done."""
        self.prepared.unlink(missing_ok=True)
        address = f"[{self.asked.host}]" if ":" in self.asked.host else self.asked.host
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:mentortrain.launch.gunicorn_conf"]
        self._add("web", [*gunicorn, "--bind", f"{address}:{self.asked.port}", "app:app"])

    def prepare(self) -> list[dict[str, str]]:
        """Migrate, publish the courses, load the demonstration; returns the sign-in links to show."""
        log = self.logs / "prepare.log"
        with_demo = self.asked.demo and not self.settings.is_production  # nobody wants invented people there
        argv = [*FLASK, "prepare", *([] if with_demo else ["--no-demo"])]
        with phase("Preparing database and courses"):
            code, answer = run_to_end(argv, env=self.env, log=log, bell=self.bell, keep_output=True)
            if code:
                raise Trouble(f"{reason(last_lines(log, 20))} (all of it: {log})")
        self.prepared.touch()
        return links_in(answer)

    def start_processes(self) -> None:
        with phase("Starting the site"):
            self._wait_for_first_page()
            # Only now: loading at the same time, they would keep the first page waiting.
            self._add("worker", [*FLASK, "worker"])
            self._add("ticker", [*FLASK, "ticker"])

    def _add(self, name: str, argv: Sequence[str | Path]) -> None:
        self.supervisor.add(Child(name, argv, self.env, self.logs / f"{name}.log"))

    def _wait_for_first_page(self) -> None:
        began = time.monotonic()
        while not answers(self.asked.host, self.asked.port):
            self.supervisor.tend()
            if time.monotonic() - began > PATIENCE:
                log = self.logs / "web.log"
                raise Trouble(
                    f"no page came within {PATIENCE:.0f} s: {reason(last_lines(log, 20))} (see {log})"
                )
            self.bell.wait(0.1)


def child_environment(asked: RunSite) -> dict[str, str]:
    """What the site's processes are told; in production BASE_URL must be somebody's own decision."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("FLASK_", "GUNICORN_"))}
    env["INSTANCE_PATH"] = str(asked.instance)
    env["PYTHONUNBUFFERED"] = "1"  # logs are written as things happen
    if env.get("MENTORTRAIN_ENV") != config.PRODUCTION:
        env["BASE_URL"] = env.get("BASE_URL") or f"http://{visitors_host(asked.host)}:{asked.port}"
    return env


def visitors_host(host: str) -> str:
    """The host as in an address that a browser on this machine can open."""
    here = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}  # noqa: S104
    return here.get(host) or (f"[{host}]" if ":" in host else host)


def answers(host: str, port: int) -> bool:
    """Whether the web process serves: any answer but a server's error, so a redirect to https counts."""
    link = http.client.HTTPConnection(visitors_host(host).strip("[]"), port, timeout=5)
    try:
        link.request("GET", "/healthz")
        return link.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


def links_in(answer: str) -> list[dict[str, str]]:
    """The links of `flask prepare`: the last line of its output is JSON."""
    lines = [line for line in answer.splitlines() if line.startswith("{")]
    links: list[dict[str, str]] = json.loads(lines[-1]).get("links", []) if lines else []
    return links


def announcement(settings: config.Settings, links: Sequence[dict[str, str]]) -> str:
    """What is shown when the site is up: its address, who can sign in, where mails go, how to stop it."""
    lines = ["", f"mentortrain is running: {settings.base_url}"]
    role = max((len(link["role"]) for link in links), default=0)
    name = max((len(link["name"]) for link in links), default=0)
    for link in links:
        lines.append(f"  {link['role'].capitalize():{role}}  {link['name']:{name}}  {link['url']}")
    mails = ""
    if not settings.is_production and settings.smtp_url is None:
        mails = f"Mails are files: {settings.base_url}/dev/outbox     "
    return "\n".join([*lines, f"  {mails}Stop with Ctrl-C.", ""])


def reason(log: Sequence[str]) -> str:
    """The line of a log that says what is wrong, without the name of a Python class before it."""
    if not log:
        return "it ended without a word"
    # flask names a command unknown when what went wrong, said before, is that the site could not be loaded
    named = [line for line in log if NAMED.match(line) and "No such command" not in line]
    return NAMED.sub("", (named or list(log))[-1].strip()).rstrip(".")
