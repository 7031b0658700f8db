"""What people type after `python3 app.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from mentortrain.launch.arguments import ROOT, RunBench, RunChecks, RunSite, RunTests, parse, pytest_arguments
from mentortrain.launch.trouble import Trouble

COMMANDS = ("run", "test", "bench", "check")


def test_nothing_typed_runs_the_site_with_its_demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INSTANCE_PATH", raising=False)
    assert parse([]) == RunSite("127.0.0.1", 5000, ROOT / "instance", demo=True)
    assert parse(["run"]) == parse([])


def test_run_takes_where_to_listen_and_where_to_keep_data() -> None:
    typed = ["--host", "192.0.2.7", "--port", "8080", "--instance", "/srv/here", "--no-demo"]
    assert parse(typed) == RunSite("192.0.2.7", 8080, Path("/srv/here"), demo=False)
    assert parse(["run", *typed]) == parse(typed)


def test_a_typed_instance_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSTANCE_PATH", "/srv/there")
    assert parse([]) == RunSite("127.0.0.1", 5000, Path("/srv/there"), demo=True)
    assert parse(["--instance", "/srv/here"]) == RunSite("127.0.0.1", 5000, Path("/srv/here"), demo=True)


@pytest.mark.parametrize(
    ("typed", "pytest_gets"),
    [
        (["tests/people", "-x"], ("-m", "not trial", "tests/people", "-x")),
        (["--maxfail=2"], ("-m", "not trial", "--maxfail=2")),
        (["--trials", "-x"], ("-m", "trial", "-x")),
        (["-m", "browser"], ("-m", "browser")),
        (["-mbrowser"], ("-mbrowser",)),
    ],
)
def test_tests_leave_trials_out_unless_asked(typed: list[str], pytest_gets: tuple[str, ...]) -> None:
    assert parse(["test", *typed]) == RunTests(pytest_gets)


@pytest.mark.parametrize(("cores", "workers"), [(1, ()), (2, ("-n", "2")), (64, ("-n", "4"))])
def test_the_whole_suite_is_shared_out_among_workers(cores: int, workers: tuple[str, ...]) -> None:
    assert pytest_arguments([], cores) == ("-m", "not trial", *workers)
    assert pytest_arguments(["--trials"], cores) == ("-m", "trial", *workers)
    assert pytest_arguments(["-x"], cores) == ("-m", "not trial", "-x")
    assert pytest_arguments(["-x", "--trials"], cores) == ("-m", "trial", "-x")


def test_bench_is_given_what_follows() -> None:
    assert parse(["bench"]) == RunBench(())
    assert parse(["bench", "--rows", "home", "--help"]) == RunBench(("--rows", "home", "--help"))


def test_check_takes_nothing() -> None:
    assert parse(["check"]) == RunChecks()


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        (
            ["serve"],
            "'serve' is no command; there are run, test, bench and check. See: python3 app.py --help",
        ),
        (
            ["--port", "0"],
            "argument --port: '0' is no port; it can be 1 to 65535. See: python3 app.py --help",
        ),
        (
            ["--port", "99999"],
            "argument --port: '99999' is no port; it can be 1 to 65535. See: python3 app.py --help",
        ),
        (["--prot", "1"], "unrecognized arguments: --prot 1. See: python3 app.py --help"),
        (["check", "now"], "check takes no arguments."),
        (["test", "--trials", "-m", "x"], "give --trials or -m, not both."),
    ],
)
def test_what_cannot_be_is_answered_with_what_can(typed: list[str], answer: str) -> None:
    with pytest.raises(Trouble) as refused:
        parse(typed)
    assert str(refused.value) == answer


@pytest.mark.parametrize("typed", [["-h"], ["--help"], ["run", "-h"], ["test", "--help"], ["check", "-h"]])
def test_help_names_the_commands(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(typed)
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert [word for word in COMMANDS if f"\n{word} " in shown] == list(COMMANDS)
