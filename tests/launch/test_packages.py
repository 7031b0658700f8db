"""`.venv`: when it counts as complete, and how it is repaired."""

from __future__ import annotations

import re

import pytest

from tests.launch.copies import Project, free_port, lend_packages

READY = "from mentortrain.launch.packages import *; print(ready(RUN), ready(DEV))"
STAMP = "from mentortrain.launch.packages import *; stamp({})"


def test_what_the_tests_need_is_enough_for_the_site(installed: Project) -> None:
    assert installed.python(READY) == "True True"


def test_what_the_site_needs_is_not_enough_for_the_tests(installed: Project) -> None:
    (installed.folder / ".venv" / "complete-requirements-dev").unlink()
    installed.python(STAMP.format("RUN"))
    assert installed.python(READY) == "True False"


def test_a_changed_pin_makes_it_incomplete(installed: Project) -> None:
    pins = installed.folder / "requirements.txt"
    pins.write_text(pins.read_text().replace("flask==3.1.3", "flask==3.1.2"))
    assert installed.python(READY) == "False True"
    installed.python(STAMP.format("RUN"))  # installing the other flask takes the tests' away
    assert installed.python(READY) == "True False"


def test_another_python_makes_it_incomplete(installed: Project) -> None:
    stamp = installed.folder / ".venv" / "complete-requirements"
    stamp.write_text(re.sub(r"^3\.\d+", "3.99", stamp.read_text()))
    assert installed.python(READY) == "False True"


def test_a_venv_whose_python_is_gone_is_incomplete(installed: Project) -> None:
    python = installed.folder / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/opt/python-that-was-upgraded")
    assert installed.python(READY) == "False False"


@pytest.mark.trial
def test_without_a_network_one_line_says_so_and_the_next_start_repairs(fresh: Project) -> None:
    nowhere = {"PIP_INDEX_URL": f"http://127.0.0.1:{free_port()}/simple", "PIP_CONFIG_FILE": "/dev/null"}
    nowhere["PIP_FIND_LINKS"] = nowhere["PATH"] = ""
    done = fresh.run("--port", str(free_port()), **nowhere)
    assert done.returncode == 1
    assert done.stderr == "error: could not download the packages; check the connection and run it again.\n"
    assert fresh.python(READY) == "False False"
    lend_packages(fresh)
    assert fresh.start().get("/healthz") == b'{"ok":true}\n'


@pytest.mark.trial
def test_a_half_made_venv_is_made_anew(fresh: Project) -> None:
    half = fresh.folder / ".venv" / "bin"
    half.mkdir(parents=True)
    (half / "python").write_text("#!/bin/sh\nexit 1\n")
    (half / "python").chmod(0o755)
    (fresh.folder / "requirements.txt").write_text("")
    done = fresh.run("--port", str(free_port()), timeout=120, PATH="")  # no store of the system's
    assert done.stdout.splitlines()[0].startswith("Making .venv")
    assert fresh.python(READY) == "True False"
    # what is missing now is the packages themselves, which nobody pinned
    assert done.returncode == 1
    assert done.stderr.startswith("error: there is no store for this machine.")
