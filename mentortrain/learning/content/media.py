"""What a lesson brings beside its text: a video with its transcript, and files to download."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mentortrain.files import sniff
from mentortrain.learning import kinds
from mentortrain.learning.content.markup import lesson_html
from mentortrain.learning.content.reading import read_text
from mentortrain.learning.rules import Attachment, Media, Video

FIELDS = ("video", "video_minutes", "video_size", "transcript", "attachments")
TRANSCRIPTS = (".md", ".txt", ".vtt")
MOST_ATTACHMENTS = 10

_SIZE = re.compile(r"([0-9]{1,4}(?:\.[0-9])?) ?(KB|MB)", re.I)
_CUE = re.compile(r"(?:\d+:)?\d{2}:\d{2}\.\d{3} +--> ")
_VOICE = re.compile(r"<v(?:\.[^ >]*)? ([^>]+)>")
_TAG = re.compile(r"<[^>]*>")

Find = Callable[[str, str], None]
"""Notes what is wrong: the field of the head, and the words."""


def read_media(head: dict[str, Any], folder: Path, find: Find) -> Media:
    """The video, transcript and attachments that a lesson's head names; `find` is told what is wrong."""
    video = _video(head, folder, find) if "video" in head else None
    if video is None and "video" not in head:
        for name in ("video_minutes", "video_size", "transcript"):
            if name in head:
                find(name, f"{name} belongs to a video, and the lesson has none")
    return Media(video, _attachments(head.get("attachments", []), folder, find))


def transcript_named(head: dict[str, Any]) -> str:
    """The file of the transcript: a text of the course that is no lesson."""
    named = head.get("transcript")
    return named if isinstance(named, str) else ""


def _video(head: dict[str, Any], folder: Path, find: Find) -> Video | None:
    source, minutes = head["video"], head.get("video_minutes", "")
    if not isinstance(source, str) or not source:
        find("video", "video is a file in this folder or an address that begins with https://")
        return None
    if not isinstance(minutes, str) or not re.fullmatch(r"[1-9][0-9]{0,2}", minutes):
        find("video_minutes", "say how long the video is: video_minutes, a whole number from 1 to 999")
        minutes = "1"
    transcript = _transcript(head, folder, find)
    if "://" in source or source.startswith("//"):
        parts = urlsplit(source)
        if parts.scheme != "https" or not parts.hostname:
            find("video", "the address of a video must begin with https://")
        return Video(int(minutes), transcript, url=source, size=_size(head, find))
    if "video_size" in head:
        find("video_size", "video_size is for a video elsewhere; this one's size is that of its file")
    file = _file(source, "video", folder, kinds.VIDEO.takes, kinds.VIDEO.most_bytes, find)
    return Video(int(minutes), transcript, file=file, size=file.size) if file else None


def _size(head: dict[str, Any], find: Find) -> int:
    """Bytes as the head says them; 0 where it does not."""
    if "video_size" not in head:
        return 0
    said = _SIZE.fullmatch(str(head["video_size"]))
    if said is None:
        find("video_size", "write the size as 12 MB or 800 KB")
        return 0
    return round(float(said[1]) * (1_000_000 if said[2].upper() == "MB" else 1_000))


def _transcript(head: dict[str, Any], folder: Path, find: Find) -> str:
    name = transcript_named(head)
    if not name:
        find("transcript", "a video needs its words for who cannot hear or load it: transcript: words.md")
        return ""
    file = folder / name
    if file.suffix not in TRANSCRIPTS or "/" in name or "\\" in name:
        find("transcript", f"the transcript is a file in this folder that ends with {', '.join(TRANSCRIPTS)}")
        return ""
    source, faults = read_text(file)
    if source is None:
        find("transcript", f"the transcript {name}: {faults[0].message}")
        return ""
    if file.suffix == ".md":
        made, findings = lesson_html(source, folder, {})
        for line, what in findings:
            find("transcript", f"the transcript {name}, line {line}: {what}")
    else:
        made = _paragraphs(_spoken(source) if file.suffix == ".vtt" else source)
    if not _TAG.sub("", made).strip():
        find("transcript", f"the transcript {name} is empty")
    return made


def _spoken(source: str) -> str:
    """What is said in the cues of a WebVTT file; a new speaker begins a new paragraph."""
    said: list[str] = []
    for block in re.split(r"\n{2,}", source):
        lines = block.strip().split("\n")
        at = next((number for number, line in enumerate(lines[:2]) if _CUE.match(line)), None)
        if at is None:
            continue  # the head, a note or a style
        text = " ".join(lines[at + 1 :])
        text = _VOICE.sub(lambda voice: f"\n\n{voice[1]}: ", text)
        said.append(html.unescape(_TAG.sub("", text)))
    return " ".join(said)


def _paragraphs(text: str) -> str:
    parts = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return "".join(f"<p>{html.escape(part, quote=False)}</p>\n" for part in parts if part)


def _attachments(named: Any, folder: Path, find: Find) -> tuple[Attachment, ...]:
    """Each is a file's name, or what it is called and its file: `- A plan to fill in: plan.docx`."""
    if not isinstance(named, list) or len(named) > MOST_ATTACHMENTS:
        find("attachments", f"attachments is a list of at most {MOST_ATTACHMENTS} files, each on its line")
        return ()
    found: list[Attachment] = []
    for one in named:
        pair = next(iter(one.items())) if isinstance(one, dict) and len(one) == 1 else (one, one)
        title, name = pair
        if not isinstance(title, str) or not isinstance(name, str) or not title.strip():
            find("attachments", "write an attachment as - plan.pdf, or as - A plan to fill in: plan.pdf")
            continue
        takes, most = kinds.ATTACHMENT.takes, kinds.ATTACHMENT.most_bytes
        file = _file(name, "attachment", folder, takes, most, lambda _field, what: find("attachments", what))
        if file and file.digest in {other.digest for other in found}:
            find("attachments", f"the attachment {name} is listed twice")
        elif file:
            found.append(Attachment(title.strip(), file.name, file.digest, file.size, file.type))
    return tuple(found)


def _file(
    name: str, what: str, folder: Path, takes: frozenset[str], most: int, find: Find
) -> Attachment | None:
    file = folder / name
    if "/" in name or "\\" in name or not file.is_file() or folder.resolve() != file.resolve().parent:
        find(what, f"the {what} {name} is no file in this folder")
        return None
    size = file.stat().st_size
    if not size or size > most:
        find(
            what,
            f"the {what} {name} is {_mega(size)} MB; more than nothing and at most {_mega(most)} are taken",
        )
        return None
    with file.open("rb") as stream:
        kind, digest = sniff.type_of(stream), sniff.digest_of(stream)
    if kind not in takes:
        find(what, f"the {what} {name} is of a kind that is not taken here ({kind}): {kinds.IN_WORDS[what]}")
        return None
    return Attachment(name, name, digest, size, kind)


def _mega(size: int) -> str:
    return f"{size / 1_000_000:.1f}".removesuffix(".0")
