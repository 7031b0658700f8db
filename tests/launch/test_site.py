"""A running site: what it shows, what it brings back, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.launch.copies import Project, Site, free_port, wait_for


def kill(site: Site, words: str) -> int:
    pid = site.child(words)
    os.kill(pid, signal.SIGKILL)
    return pid


def test_the_address_and_who_can_sign_in_are_shown(installed: Project) -> None:
    site = installed.start()
    base = f"http://127.0.0.1:{site.port}"
    assert site.get("/healthz") == b'{"ok":true}\n'
    assert site.said().split("\n\n")[1].splitlines() == [
        f"mentortrain is running: {base}",
        f"  Mentor  Amina    {base}/sign-in/Amina",
        f"  Staff   Chandra  {base}/sign-in/Chandra",
        f"  Mails are files: {base}/dev/outbox     Stop with Ctrl-C.",
    ]
    assert "\r" not in site.said()
    assert "\x1b" not in site.said()


def test_without_the_demonstration_the_first_administrator_is_invited(installed: Project) -> None:
    site = installed.start("--no-demo")
    assert f"  Administrator  you  http://127.0.0.1:{site.port}/sign-in/you\n" in site.said()


def test_in_production_nobody_invented_is_loaded(installed: Project) -> None:
    live = {
        "MENTORTRAIN_ENV": "production",
        "SECRET_KEY": "k" * 32,
        "BASE_URL": "https://training.example.org",
        "SMTP_URL": "files",
        "MAIL_FROM": "Puentes <hello@example.org>",
    }
    site = installed.start(**live)
    assert site.said().split("\n\n")[1].splitlines() == [
        "mentortrain is running: https://training.example.org",
        "  Administrator  you  https://training.example.org/sign-in/you",
        "  Stop with Ctrl-C.",
    ]


def test_processes_are_told_where_everything_is(installed: Project) -> None:
    site = installed.start(FLASK_DEBUG="1", PYTHONDONTWRITEBYTECODE="1")
    given = json.loads((installed.instance / "given.json").read_text())
    told = ("INSTANCE_PATH", "REDIS_URL", "BASE_URL", "FLASK_DEBUG", "PYTHONDONTWRITEBYTECODE")
    assert {name: given.get(name) for name in told} == {
        "INSTANCE_PATH": str(installed.instance),
        "REDIS_URL": f"unix://{installed.instance}/store/store.sock",
        "BASE_URL": f"http://127.0.0.1:{site.port}",
        "FLASK_DEBUG": None,  # somebody's leftover setting does not turn the debugger on
        "PYTHONDONTWRITEBYTECODE": None,  # each of them would compile all of the site anew
    }


def test_an_address_of_ones_own_is_kept_and_mails_that_go_out_are_no_files(installed: Project) -> None:
    site = installed.start(BASE_URL="https://training.example.org/", SMTP_URL="smtp://mail.example.org:587")
    assert "mentortrain is running: https://training.example.org\n" in site.said()
    assert "Mails are files" not in site.said()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stopped_site_leaves_nothing_behind(installed: Project, number: signal.Signals) -> None:
    site = installed.start()
    assert len(site.everything()) >= 6  # launcher, store, web and its two workers, worker, ticker
    assert site.end(number) == 0
    assert site.said().endswith("Stopping ...\n")
    assert site.everything() == []
    assert not (installed.instance / "run.json").exists()


def test_a_second_start_installs_nothing_and_keeps_the_port(installed: Project) -> None:
    first = installed.start()
    assert first.end() == 0
    second = installed.start(port=first.port)
    assert [line.split(" ...")[0] for line in second.said().splitlines() if " ... " in line] == [
        "Preparing database and courses",
        "Starting the site",
    ]


def test_a_killed_process_comes_back(installed: Project) -> None:
    site = installed.start()
    old = kill(site, "app worker")
    site.until_it_says("worker killed by SIGKILL; starting it again.")
    wait_for(lambda: any("app worker" in line for line in site.everything()), 5)
    assert site.child("app worker") != old
    assert site.end() == 0
    assert site.everything() == []


def test_a_long_log_is_put_aside_at_the_start(installed: Project) -> None:
    logs = installed.instance / "log"
    logs.mkdir(parents=True)
    (logs / "web.log").write_bytes(b"x" * 5_000_001)
    (logs / "ticker.log").write_bytes(b"short\n")
    installed.start()
    assert (logs / "web.log.1").stat().st_size == 5_000_001
    assert (logs / "web.log").stat().st_size < 10_000
    assert (logs / "ticker.log").read_bytes().startswith(b"short\n")
    assert not (logs / "ticker.log.1").exists()


@pytest.mark.trial
def test_each_killed_process_comes_back_and_the_store_keeps_its_data(installed: Project) -> None:
    site = installed.start()
    for words in ("gunicorn", "app worker", "app ticker", "valkey-server"):
        kill(site, words)
    for name in ("web", "worker", "ticker", "store"):
        site.until_it_says(f"{name} killed by SIGKILL; starting it again.")
    wait_for(lambda: answers(site), 10, site.said)
    assert {site.child(words) for words in ("gunicorn", "app worker", "app ticker", "valkey-server")}
    assert site.end() == 0
    assert site.everything() == []


def answers(site: Site) -> bool:
    try:
        return site.get("/healthz") == b'{"ok":true}\n'
    except OSError:
        return False


@pytest.mark.trial
def test_a_web_that_keeps_ending_ends_the_site_and_shows_why(installed: Project) -> None:
    site = installed.start()
    (installed.instance / "no-web").touch()
    kill(site, "gunicorn")
    assert site.process.wait(40) == 1
    log = installed.instance / "log" / "web.log"
    assert site.said().count("web killed by SIGKILL; starting it again.\n") == 1
    assert site.said().count("web ended with code 1; starting it again.\n") == 3
    error = site.said().partition("error: ")[2]
    assert error.startswith(f"web keeps ending (ended with code 1); see {log}\n")
    assert "the web has no threads" in error
    assert site.everything() == []


@pytest.mark.trial
def test_a_worker_that_keeps_ending_leaves_the_site_up(installed: Project) -> None:
    site = installed.start(STAND_IN_WORKER="fails")
    wait_for(lambda: site.said().count("worker ended with code 1; starting it again.\n") == 6, 40, site.said)
    old = kill(site, "app ticker")  # while the worker's pause lasts, the others are looked after
    site.until_it_says("ticker killed by SIGKILL; starting it again.", 3)
    assert site.child("app ticker") != old
    assert answers(site)
    assert site.end() == 0
    assert site.everything() == []


@pytest.mark.trial
def test_a_launcher_killed_outright_takes_its_processes_along(installed: Project) -> None:
    site = installed.start()
    site.process.kill()
    site.process.wait()
    again = installed.start(port=site.port)  # at once: it waits for those that are still ending
    assert again.get("/healthz") == b'{"ok":true}\n'
    assert len([line for line in again.everything() if "valkey-server" in line]) == 1
    assert len([line for line in again.everything() if "app worker" in line]) == 1
    assert again.end() == 0
    assert again.everything() == []


@pytest.mark.trial
def test_two_sites_live_side_by_side(installed: Project) -> None:
    first = installed.start()
    other = installed.folder.parent / "other"
    second = installed.start("--instance", str(other), port=free_port())
    assert (first.get("/healthz"), second.get("/healthz")) == (b'{"ok":true}\n', b'{"ok":true}\n')
    assert second.end() == 0
    assert first.get("/healthz") == b'{"ok":true}\n'


def test_the_web_loads_beside_preparing_and_listens_after_it(tmp_path: Path) -> None:
    prepared = tmp_path / "prepared"
    gate = "from mentortrain.launch.gunicorn_conf import _wait_until_prepared as wait"
    code = f"{gate}; print('loaded', flush=True); wait()"
    environ = os.environ | {"MENTORTRAIN_PREPARED": str(prepared)}
    with subprocess.Popen(
        [sys.executable, "-c", code], env=environ, stdout=subprocess.PIPE, text=True
    ) as web:
        assert web.stdout is not None and web.stdout.readline() == "loaded\n"
        with pytest.raises(subprocess.TimeoutExpired):
            web.wait(0.3)
        prepared.touch()
        assert web.wait(20) == 0
