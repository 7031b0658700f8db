"""Reading a file as UTF-8, with a fault instead of an exception."""

from __future__ import annotations

from pathlib import Path

from mentortrain.learning.content.values import Fault


def read_text(file: Path) -> tuple[str | None, list[Fault]]:
    """The text without a byte order mark and with \\n as line ends; or None and why not."""
    try:
        data = file.read_bytes()
    except OSError as error:
        return None, [Fault(file, 1, f"this file cannot be read: {error.strerror}")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [Fault(file, line, "this is not UTF-8: save the file with that encoding")]
    return text.replace("\r\n", "\n").replace("\r", "\n"), []
