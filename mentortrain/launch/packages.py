"""`.venv`: made with uv or venv and pip, repaired when half-made, stamped when complete."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mentortrain.launch.arguments import ROOT
from mentortrain.launch.bell import Bell
from mentortrain.launch.children import run_to_end
from mentortrain.launch.claim import writable
from mentortrain.launch.trouble import Trouble, last_lines, phase

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RUN, DEV = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"

NO_NETWORK = re.compile(
    r"NewConnectionError|ConnectTimeout|ReadTimeout|Connection (refused|reset|aborted|broken)|name resolution"
    r"|Name or service not known|nodename nor servname|Network is unreachable|No route to host|ProxyError"
    r"|Max retries exceeded|Failed to fetch|error sending request|dns error|tcp connect|SSLError|timed out",
    re.IGNORECASE,
)


def ready(requirements: Path) -> bool:
    """Whether `.venv` is complete for this file: nothing is run, so that a second start is quick."""
    return PYTHON.exists() and _read(_stamp(requirements)) == fingerprint(requirements)


def inside() -> bool:
    """Whether this very process runs in `.venv`."""
    return VENV.exists() and Path(sys.prefix).resolve() == VENV.resolve()


def ensure(requirements: Path, bell: Bell) -> None:
    """Make `.venv` hold exactly what `requirements` pins. Trouble says what to do; a next run repairs."""
    if ready(requirements):
        return
    writable(ROOT, "where .venv is made", "Make it yours, or clone mentortrain to another place.")
    with _one_at_a_time(bell):
        if ready(requirements):  # another start made it while we waited
            return
        uv = shutil.which("uv")
        if uv and _install_with_uv(uv, requirements, bell):
            return
        _install_with_pip(requirements, bell)


def enter(argv: Sequence[str]) -> None:
    """Go on in `.venv`'s Python: the same process, the same arguments. Returns when already inside."""
    keep_bytecode()
    if inside():
        return
    if os.environ.get("MENTORTRAIN_ENTERED") == str(os.getpid()):
        raise Trouble(f"{VENV} is broken. Delete it and run this again.")
    os.environ["MENTORTRAIN_ENTERED"] = str(os.getpid())  # exec keeps the process id
    for name in ("PYTHONHOME", "__PYVENV_LAUNCHER__"):  # would lead back to the Python we come from
        os.environ.pop(name, None)
    os.execv(PYTHON, [str(PYTHON), str(ROOT / "app.py"), *argv])  # noqa: S606


def keep_bytecode() -> None:
    """What Python compiles is kept beside it, for all that is started from here.

    Images of containers often switch that off. The packages come uncompiled, so each of the site's processes would
    compile them and the site anew: six seconds of a processor in place of two.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def fingerprint(requirements: Path) -> str:
    """What a stamp holds: this Python and the very text of the requirements."""
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    return f"{sys.version_info.major}.{sys.version_info.minor} {os.uname().machine} {digest}"


def stamp(requirements: Path) -> None:
    """Note that `.venv` is complete for `requirements`, and what that means for the other file.

    The tests' requirements hold the site's, so either start is content with one installation.
    """
    _stamp(requirements).write_text(fingerprint(requirements))
    other = DEV if requirements == RUN else RUN
    mine, theirs = _pins(requirements), _pins(other)
    if theirs.items() <= mine.items():
        _stamp(other).write_text(fingerprint(other))
    elif any(mine.get(name, version) != version for name, version in theirs.items()):
        _stamp(other).unlink(missing_ok=True)


def _stamp(requirements: Path) -> Path:
    return VENV / f"complete-{requirements.stem}"


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def _pins(requirements: Path) -> dict[str, str]:
    """Package -> version (with its marker, if any)."""
    return dict(re.findall(r"^([\w.\[\],-]+)==([^\\\n]+?) *\\?$", requirements.read_text(), re.MULTILINE))


@contextmanager
def _one_at_a_time(bell: Bell) -> Iterator[None]:
    """Two first starts would fill one `.venv` twice; the folder itself is the lock: no file is left."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        if not _locked(folder):
            with phase("Waiting for another start that is installing"):
                while not _locked(folder):
                    bell.wait(0.5)
        yield
    finally:
        os.close(folder)


def _locked(folder: int) -> bool:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks
    return True


def _install_with_uv(uv: str, requirements: Path, bell: Bell) -> bool:
    """False when uv could not: it knows nothing of pip's own settings, so pip gets its turn."""
    if not _works("sys"):
        _clear()
        if _run("Making .venv with uv", [uv, "venv", "--python", _base_python(), str(VENV)], bell):
            return False
    installing = [uv, "pip", "install", "--python", str(PYTHON), "--require-hashes", "-r", str(requirements)]
    if _run(f"Installing {len(_pins(requirements))} packages with uv", installing, bell):
        return False
    stamp(requirements)
    return True


def _install_with_pip(requirements: Path, bell: Bell) -> None:
    if not _works("pip"):
        if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
            how = (
                "apt install python3-venv"
                if shutil.which("apt")
                else "your system's package for Python's venv"
            )
            raise Trouble(f"this Python lacks the venv module. Install it and run this again: {how}")
        _clear()
        if log := _run("Making .venv", [_base_python(), "-m", "venv", str(VENV)], bell):
            raise Trouble(f"could not make {VENV}: {_why(log)}")
    quiet = ["--disable-pip-version-check", "--no-input", "--retries", "2", "--progress-bar", "off"]
    # Half of its time pip would compile every file of every package; Python compiles what is used when it is.
    installing = [str(PYTHON), "-m", "pip", "install", *quiet, "--no-compile", "--require-hashes"]
    installing += ["-r", str(requirements)]
    if log := _run(f"Installing {len(_pins(requirements))} packages", installing, bell):
        if NO_NETWORK.search("\n".join(log)):
            raise Trouble("could not download the packages; check the connection and run it again.")
        raise Trouble(f"could not install the packages: {_why(log)}")
    stamp(requirements)


def _works(module: str) -> bool:
    """Whether `.venv` runs this Python's version and can import `module`."""
    try:
        asked = f"import {module}, sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
        return subprocess.run([PYTHON, "-c", asked], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _clear() -> None:
    try:
        if VENV.is_symlink():
            VENV.unlink()
        elif VENV.exists():
            shutil.rmtree(VENV)
    except OSError as error:
        raise Trouble(
            f"could not remove the broken {VENV} ({error.strerror}). Delete it and run this again."
        ) from error


def _base_python() -> str:
    """The Python under any virtual environment: `.venv` cannot be made anew by itself."""
    return getattr(sys, "_base_executable", None) or sys.executable


def _run(title: str, argv: Sequence[str], bell: Bell) -> list[str]:
    """Run it as a phase; the last lines it wrote when it failed, nothing when it did not."""
    environ = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        try:
            with phase(title):
                code, _ = run_to_end(argv, env=environ, log=log, bell=bell)
                if code:
                    raise subprocess.CalledProcessError(code, argv[0])
        except (OSError, subprocess.CalledProcessError) as error:
            return last_lines(log, 60) or [str(error)]
    return []


def _why(log: Sequence[str]) -> str:
    """The line that tells most: the last that calls itself an error, else the last."""
    errors = [line for line in log if re.match(r"\s*(error|fatal)", line, re.IGNORECASE)]
    return re.sub(r"^\s*error:\s*", "", (errors or list(log))[-1], flags=re.IGNORECASE)
