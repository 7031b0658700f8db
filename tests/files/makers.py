"""Files that people send, and files that nobody should."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image

NAIROBI = {1: "S", 2: (1.0, 17.0, 11.0), 3: "E", 4: (36.0, 49.0, 2.0)}


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), color: object = "teal", **more) -> bytes:
    """A picture as an editor would write it."""
    mode = more.pop("mode", "RGB")
    made = io.BytesIO()
    Image.new(mode, size, color).save(made, kind, **more)
    return made.getvalue()


def photo_of_a_phone() -> bytes:
    """Lying on its side, with the place and the camera in its EXIF: left half red, right half blue once upright."""
    upright = Image.new("RGB", (400, 600), "red")
    upright.paste("blue", (200, 0, 400, 600))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825).update(NAIROBI)
    made = io.BytesIO()
    upright.transpose(Image.Transpose.ROTATE_90).save(
        made, "JPEG", exif=exif, quality=95, comment=b"SecretNote"
    )
    return made.getvalue()


def film() -> bytes:
    """An animated GIF: the first frame is green, the other red."""
    frames = [Image.new("RGB", (60, 40), color) for color in ("lime", "red")]
    made = io.BytesIO()
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:], duration=100)
    return made.getvalue()


def archive(**entries: str) -> bytes:
    """A ZIP with these files in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, text in entries.items():
            file.writestr(name.replace("__", "/"), text)
    return made.getvalue()


def jpeg_of_many_scans(count: int, side: int = 1280) -> bytes:
    """A progressive JPEG that goes over all of its picture so often, in a few bytes each, and changes nothing."""

    def part(mark: int, data: bytes) -> bytes:
        return bytes([0xFF, mark]) + struct.pack(">H", len(data) + 2) + data

    blocks = (side // 8) ** 2
    one_code = bytes([1, *[0] * 15])
    # 0 is the only code of both tables: no difference, and the end of 16,384 blocks and 14 more bits of them.
    head = part(0xDB, b"\0" + b"\1" * 64) + part(0xC2, struct.pack(">BHHB", 8, side, side, 1) + b"\1\x11\0")
    tables = part(0xC4, b"\0" + one_code + b"\0") + part(0xC4, b"\x10" + one_code + b"\xe0")
    first = part(0xDA, b"\1\1\0\0\0\0") + bytes(blocks // 8)
    run = int(f"0{blocks - 16384:014b}1", 2).to_bytes(2, "big").replace(b"\xff", b"\xff\0")
    again = part(0xDA, b"\1\1\0" + bytes([1, 63, 0])) + run
    return b"\xff\xd8" + head + tables + first + again * count + b"\xff\xd9"


def png_that_says(width: int, height: int) -> bytes:
    """A PNG of a hundred bytes that claims to be as large as that: a decompression bomb."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(9999)))
        + chunk(b"IEND", b"")
    )


HOSTILE: dict[str, bytes] = {
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a page after blanks": b"\xef\xbb\xbf \n\t<HTML><body onload=alert(1)>",
    "a page in UTF-16": "<html><script>alert(1)</script>".encode("utf-16"),
    "a drawing with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a drawing after a declaration": b'<?xml version="1.0"?><!DOCTYPE svg><svg onload="alert(1)"/>',
    "a script of a server": b"<?php system($_GET['c']); ?>",
    "a shell script": b"#!/bin/sh\nrm -rf /\n",
    "a program of Windows": b"MZ\x90\x00" + bytes(200),
    "a program of Linux": b"\x7fELF\x02\x01\x01" + bytes(200),
    "a Java class": b"\xca\xfe\xba\xbe" + bytes(50),
    "an archive": archive(a="b"),
    "a document with macros": archive(word__vbaProject="x", word__document="y"),
    "an old document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "a PDF": b"%PDF-1.7\n1 0 obj <</OpenAction /JS>>",
    "plain text": b"hello, I am a picture\n",
    "nothing but zeros": bytes(2000),
    "a bitmap": picture("BMP", (4, 4)),
    "a TIFF": picture("TIFF", (4, 4)),
    "PostScript": b"%!PS-Adobe-3.0\n%%BoundingBox: 0 0 9 9\n",
    "a picture with an archive behind it": picture() + archive(a="b"),
    "a picture with a page in its head": b"GIF89a/*" + b"<script>alert(1)</script>*/=1;" + bytes(20),
    "a picture with a PDF in its head": picture()[:20] + b"%PDF-1.4 " + picture()[20:],
}
"""What a photo must not be, whatever its name."""

BROKEN: dict[str, bytes] = {
    "cut off": picture("PNG")[:200],
    "only a signature": b"\xff\xd8\xff\xe0",
    "noise behind a signature": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
    "a WebP of nothing": b"RIFF\x10\x00\x00\x00WEBPVP8 \x00\x00\x00\x00",
}
"""Pictures that no decoder can finish."""
