"""The site and the floor as in production: the same server, each on a database of the same kind."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from bench.visitor import BASE_URL
from mentortrain.launch.arguments import ROOT
from mentortrain.launch.bell import Bell
from mentortrain.launch.children import Child, finish
from mentortrain.launch.postgresql import free_port, throwaway_cluster
from mentortrain.launch.site import FLASK, answers
from mentortrain.launch.store import Store
from mentortrain.launch.trouble import Trouble, last_lines
from mentortrain.queue import LANES

GUNICORN = (sys.executable, "-m", "gunicorn", "-c", "python:mentortrain.launch.gunicorn_conf")
PATIENCE = 60.0  # seconds until the first page


@dataclass
class Running:
    """Site and floor, up. `roots` are the processes whose trees are measured."""

    port: int
    floor_port: int
    env: Mapping[str, str]
    roots: list[int]
    database: str  # with its version, for the table

    def cpu_seconds(self) -> float:
        """Processor time so far of all processes with database and store, and of what they started and has ended."""
        return sum(_tree(pid) for pid in self.roots)

    def settle(self, bell: Bell) -> None:
        """Wait until the worker has done all that was put into the queue: it belongs to whoever has asked for it."""
        store = Redis.from_url(self.env["REDIS_URL"])
        lanes = [Queue(lane, connection=store, serializer=JSONSerializer) for lane in LANES]
        end = time.monotonic() + PATIENCE
        while any(lane.count or lane.started_job_registry.get_job_count(cleanup=False) for lane in lanes):
            if time.monotonic() > end:
                raise Trouble(f"the worker is not done after {PATIENCE:.0f} s")
            bell.wait(0.02)

    def on_stage(self, *words: str, given: object = None) -> Any:
        """Run `bench.stage` in the site's environment; its answer."""
        return _python("bench.stage", self.env, *words, given=given)


@contextmanager
def running(folder: Path, database: str, bell: Bell, *, people: int) -> Iterator[Running]:
    """Everything up and migrated, on an empty database with `people` in the floor's; it ends with the block."""
    with ExitStack() as stack:
        roots, version = [], f"SQLite {__import__('sqlite3').sqlite_version}"
        urls = {name: f"sqlite:///{folder / name}.db" for name in ("site", "floor")}
        if database == "postgresql":
            cluster = stack.enter_context(throwaway_cluster(durable=True))
            urls = {name: cluster.create_database(name) for name in urls}
            roots.append(cluster.pid)
            version = cluster.version()
        env = environment(folder / "instance", urls["site"])
        logs = folder / "instance" / "log"
        store = Store(folder / "instance", logs / "store.log", env)
        stack.callback(store.clean_up)
        _start(store.child, stack, bell)
        store.wait_until_up(bell)
        env["REDIS_URL"] = store.url
        _flask(env, "prepare", "--no-demo")
        floor_env = {**env, "FLOOR_DATABASE_URL": urls["floor"]}
        _python("bench.floor", floor_env, str(people))
        port, floor_port = free_port(), free_port()
        web = Child("web", [*GUNICORN, "--bind", f"127.0.0.1:{port}", "app:app"], env, logs / "web.log")
        floor = Child(
            "floor",
            [*GUNICORN, "--bind", f"127.0.0.1:{floor_port}", "bench.floor:create_app()"],
            floor_env,
            logs / "floor.log",
        )
        for child, where in ((web, port), (floor, floor_port)):
            _start(child, stack, bell)
            _wait(child, where, bell)
        behind = [Child(name, [*FLASK, name], env, logs / f"{name}.log") for name in ("worker", "ticker")]
        for child in behind:
            _start(child, stack, bell)
        roots += [child.process.pid for child in (web, floor, store.child, *behind) if child.process]
        yield Running(port, floor_port, env, roots, version)


def environment(instance: Path, database_url: str) -> dict[str, str]:
    """Of a live site behind a proxy, with mails as files."""
    instance.mkdir(parents=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FLASK_", "GUNICORN_"))}
    return kept | {
        "MENTORTRAIN_ENV": "production",
        "INSTANCE_PATH": str(instance),
        "DATABASE_URL": database_url,
        "BASE_URL": BASE_URL,
        "SECRET_KEY": secrets.token_hex(32),
        "SMTP_URL": "files",
        "MAIL_FROM": "mentortrain <hello@training.example.org>",
        "PYTHONUNBUFFERED": "1",
    }


def _start(child: Child, stack: ExitStack, bell: Bell) -> None:
    child.launch()
    if child.process is not None:
        stack.callback(finish, child.process, bell, grace=6)


def _wait(child: Child, port: int, bell: Bell) -> None:
    end = time.monotonic() + PATIENCE
    while not answers("127.0.0.1", port):
        if not child.is_up or time.monotonic() > end:
            raise Trouble(f"{child.name} did not start:\n" + "\n".join(last_lines(child.log, 15)))
        bell.wait(0.1)


def _flask(env: Mapping[str, str], *words: str) -> None:
    done = subprocess.run([*FLASK, *words], cwd=ROOT, env=dict(env), capture_output=True, text=True)
    if done.returncode:
        raise Trouble(f"flask {' '.join(words)} failed:\n{done.stderr[-2000:]}")


def _python(module: str, env: Mapping[str, str], *words: str, given: object = None) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=ROOT, env=dict(env), input=json.dumps(given), capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise Trouble(f"{module} {' '.join(words)} failed:\n{done.stderr[-3000:]}")
    lines = done.stdout.splitlines()
    return json.loads(lines[-1]) if lines else None


def _tree(pid: int) -> float:
    root = psutil.Process(pid)
    total = 0.0
    for process in (root, *root.children(recursive=True)):
        try:
            used = process.cpu_times()
        except psutil.NoSuchProcess:
            continue  # it has ended meanwhile: its parent has its time
        total += used.user + used.system + used.children_user + used.children_system
    return total
