"""A start that cannot be: one line that says what to do, exit code 1, never a traceback."""

from __future__ import annotations

import ast
import os
import socket
import subprocess
from pathlib import Path

import pytest

from mentortrain.launch.claim import port_free, writable
from mentortrain.launch.trouble import Trouble
from tests.launch.copies import ROOT, Project, free_port, pretend, processes


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of a start that was refused before anything was done."""
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1
    return done.stderr.removeprefix("error: ").rstrip("\n")


def test_an_old_python_is_told_which_one_is_needed(fresh: Project) -> None:
    env = pretend(fresh, "import sys; sys.version_info = (3, 9, 2, 'final', 0)")
    assert refusal(fresh.run(**env)) == (
        "mentortrain needs Python 3.11 or newer; this is 3.9. "
        "Install a newer one and run it by name, such as: python3.11 app.py"
    )


def test_an_old_python_can_read_the_program_that_tells_it() -> None:
    ast.parse((ROOT / "app.py").read_text(), feature_version=(3, 5))


def test_a_missing_venv_module_is_named(fresh: Project) -> None:
    env = pretend(fresh, "import sys; sys.modules['ensurepip'] = None")
    env["PATH"] = str(fresh.folder.parent)  # neither uv nor apt
    assert refusal(fresh.run("--port", str(free_port()), **env)) == (
        "this Python lacks the venv module. Install it and run this again: "
        "your system's package for Python's venv"
    )


def test_on_debian_the_missing_package_is_named(fresh: Project) -> None:
    env = pretend(fresh, "import sys; sys.modules['ensurepip'] = None")
    apt = fresh.folder.parent / "apt"
    apt.touch(mode=0o755)
    env["PATH"] = str(fresh.folder.parent)
    assert refusal(fresh.run("--port", str(free_port()), **env)) == (
        "this Python lacks the venv module. Install it and run this again: apt install python3-venv"
    )


def test_a_taken_port_is_answered_with_a_free_one(fresh: Project) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        told = refusal(fresh.run("--port", str(port)))
    assert told.startswith(f"port {port} is taken; try: python3 app.py --port ")
    port_free("127.0.0.1", int(told.rsplit(" ", 1)[1]))
    assert not (fresh.folder / ".venv").exists()  # said before the long work


def test_a_port_held_on_all_addresses_is_taken(fresh: Project) -> None:
    with socket.socket() as other:
        other.bind(("", 0))
        other.listen()
        with pytest.raises(Trouble, match=r"is taken; try: python3 app\.py --port"):
            port_free("127.0.0.1", other.getsockname()[1])


def test_a_foreign_address_is_not_ours() -> None:
    with pytest.raises(Trouble) as refused:
        port_free("192.0.2.1", free_port())  # RFC 5737: nobody has it
    assert str(refused.value) == "this machine does not have the address 192.0.2.1; try: --host 127.0.0.1"


def test_a_word_that_is_no_address() -> None:
    with pytest.raises(Trouble) as refused:
        port_free("no such host", free_port())
    assert str(refused.value) == "there is no address 'no such host'; try: --host 127.0.0.1"


def test_an_instance_that_cannot_be_written(fresh: Project) -> None:
    place = fresh.folder / "app.py" / "instance"
    assert refusal(fresh.run("--instance", str(place))) == (
        f"cannot write to {place}, where the site keeps its data (Not a directory). "
        "Choose another with --instance DIR."
    )


def test_a_folder_that_belongs_to_somebody_else(tmp_path: Path) -> None:
    folder = Path("/proc/self") if os.geteuid() == 0 else tmp_path
    tmp_path.chmod(0o555)
    with pytest.raises(
        Trouble, match=rf"cannot write to {folder}, where .venv is made \(.+\). Make it yours."
    ):
        writable(folder, "where .venv is made", "Make it yours.")
    tmp_path.chmod(0o755)


def test_a_second_start_over_a_running_one(installed: Project) -> None:
    site = installed.start()
    assert refusal(installed.run("--port", str(free_port()))) == (
        f"mentortrain is already running here (process {site.process.pid}, http://127.0.0.1:{site.port}). "
        "Stop it, or start another with --instance and --port."
    )
    assert site.get("/healthz") == b'{"ok":true}\n'


def test_a_setting_that_cannot_be(installed: Project) -> None:
    done = installed.run("--port", str(free_port()), DATABASE_URL="mysql://here/db")
    assert refusal(done) == (
        "DATABASE_URL starts with 'mysql'; it can be postgresql://user:password@host/name "
        "or sqlite:////full/path/file.db."
    )


def test_a_store_that_does_not_answer_is_named_without_its_password(installed: Project) -> None:
    port = free_port()
    done = installed.run("--port", str(free_port()), REDIS_URL=f"redis://me:hushhush@127.0.0.1:{port}/0")
    told = refusal(done)
    assert told.startswith(f"the store at redis://me:********@127.0.0.1:{port}/0 does not answer (Error ")
    assert told.endswith("Start it, or unset REDIS_URL to use our own.")
    assert "hushhush" not in told


def test_what_fails_while_preparing_is_told_in_its_own_words(installed: Project) -> None:
    done = installed.run("--port", str(free_port()), STAND_IN_FAULT="the disk is full")
    assert done.returncode == 1
    assert done.stderr == f"error: the disk is full (all of it: {installed.instance}/log/prepare.log)\n"
    assert [line for _, _, line in processes() if str(installed.folder) in line] == []
