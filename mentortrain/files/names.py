"""File names as people sent them, made fit for every system and every eye."""

from __future__ import annotations

import unicodedata

LONGEST = 120
"""Letters. Most systems hold 255 bytes; a letter may take four, and folders have names too."""

EXTENSIONS = {
    "image/webp": ".webp",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
}
_FORBIDDEN = frozenset('<>:"/\\|?*')
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in "0123456789\u00b9\u00b2\u00b3"]
)


def clean(name: str | None, type_: str) -> str:
    """The last part of `name` without what hides, turns or breaks, ended by the extension of its content.

    No paths, no control or direction characters, no name that Windows keeps for itself; never empty.
    """
    last = unicodedata.normalize("NFC", name or "").replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in last if _stays(letter))
    stem, extension = _split(" ".join(shown.split()))
    extension = EXTENSIONS.get(type_, extension)
    stem = stem[: LONGEST - len(extension)].strip(". ")
    if stem.partition(".")[0].strip().casefold() in _RESERVED:
        stem = f"_{stem}"
    return f"{stem or 'file'}{extension}"


def _stays(letter: str) -> bool:
    """Format characters go too: one of them turns `cod.exe` into `exe.doc` for the reader."""
    return letter not in _FORBIDDEN and (
        letter == " " or unicodedata.category(letter) not in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs")
    )


def _split(name: str) -> tuple[str, str]:
    stem, dot, extension = name.rpartition(".")
    if dot and stem and len(extension) <= 10 and extension.isascii() and extension.isalnum():
        return stem, f".{extension.casefold()}"
    return name, ""
