"""The bytes of a GIFT file as text: question banks come from many years and programs."""

from __future__ import annotations

import codecs

UTF_8, UTF_16, WINDOWS_1252 = "UTF-8", "UTF-16", "Windows-1252"


def decoded(data: bytes) -> tuple[str, str]:
    """(the text without a byte order mark, how it was encoded). What is no UTF-8 is read as Windows-1252.

    Never raises. The five bytes that Windows-1252 leaves open become the sign for what cannot be read.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), UTF_16
    try:
        return data.decode("utf-8-sig"), UTF_8
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), WINDOWS_1252
