"""Pictures made anew: what is kept was written by our encoder, and holds nothing but the pixels.

Nothing of the file that was sent survives: no place or camera (EXIF), no second file hidden behind the first.
"""

from __future__ import annotations

import io
import threading
import warnings
from typing import BinaryIO

from PIL import Image, ImageOps

from mentortrain.errors import RuleBroken

FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
TYPES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
LONGEST_SIDE = 512
MOST_PIXELS = 50_000_000
"""Phones make 12 to 50 million. Opened, four bytes each: the limit is the memory of one picture, 200 MB."""

MOST_SCANS = 100
"""How often a JPEG goes over its picture: cameras and editors write 1 to 10. Each takes a few bytes and goes over
all of it: 10 MB of them would keep a processor busy for half an hour. Source: `-maxscans` of libjpeg-turbo."""

WEBP_QUALITY = 82

# Pillow only warns up to twice its limit; a warning would be too late.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

_one_at_a_time = threading.Lock()
"""In each process: several large pictures at once could take more memory than a small server has."""


def made_anew(stream: BinaryIO) -> bytes:
    """The picture as WebP, upright, at most 512 pixels a side; of a film its first frame.

    RuleBroken `file.pixels` where it is too large to open, `file.broken` where it cannot be read.
    """
    _count_scans(stream)
    with _one_at_a_time:
        try:
            return _encode(_decode(stream))
        except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
            raise RuleBroken("file.pixels", most=MOST_PIXELS // 1_000_000) from error
        except RuleBroken:
            raise
        except Exception as error:  # whatever a decoder raises over bytes that are out to break it
            raise RuleBroken("file.broken") from error


def _count_scans(stream: BinaryIO) -> None:
    """Within a scan a byte FF is followed by 00 or a restart mark: FF DA is the start of one, wherever it stands."""
    content = stream.read()
    stream.seek(0)
    if content.startswith(b"\xff\xd8") and content.count(b"\xff\xda") > MOST_SCANS:
        raise RuleBroken("file.broken")


def _decode(stream: BinaryIO) -> Image.Image:
    image: Image.Image = Image.open(stream, formats=FORMATS)
    if image.width * image.height > MOST_PIXELS:
        raise Image.DecompressionBombError
    image.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))  # a JPEG is opened smaller, where it can be
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    upright = ImageOps.exif_transpose(image)
    return _on_white(upright)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layered = image.convert("RGBA")
        flat = Image.new("RGBA", layered.size, "white")
        flat.alpha_composite(layered)
        image = flat
    return image.convert("RGB")


def _encode(image: Image.Image) -> bytes:
    image.info.clear()  # what `save` would copy along
    made = io.BytesIO()
    image.save(made, "WEBP", quality=WEBP_QUALITY, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return made.getvalue()
