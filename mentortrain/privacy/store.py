"""Where copies lie until they are fetched: private files in the instance folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from mentortrain.web.pages import settings


def put(content: bytes) -> str:
    """Keep a file under a new random name, whole or not at all; the name."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{secrets.token_hex(24)}.zip"
    draft = folder / f".{name}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(folder / name)
    return name


def read(name: str) -> bytes | None:
    """What is in the file; None if it has gone."""
    try:
        return (_folder() / name).read_bytes()
    except FileNotFoundError:
        return None


def drop(name: str) -> None:
    """Delete a file; it may be gone already."""
    (_folder() / name).unlink(missing_ok=True)


def _folder() -> Path:
    return settings().instance_path / "copies"
