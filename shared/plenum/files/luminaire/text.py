"""The text of a luminaire file, whatever coded it and however its lines end."""

from __future__ import annotations

import codecs
import re

from plenum.files.luminaire.wrong import WrongLuminaireFileError

_LOOKED_AT = 400
"""Bytes of the beginning by which UTF-16 without a mark is known."""


def decoded(content: bytes) -> str:
    """UTF-8, UTF-16, or else Latin-1. Raises WrongLuminaireFileError for what is no text."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _utf16(content, "utf-16")
    if b"\0" in content:
        start = content[: min(_LOOKED_AT, len(content)) // 2 * 2]
        for coding, high in (("utf-16-le", start[1::2]), ("utf-16-be", start[0::2])):
            if len(high) > 1 and high.count(0) > 0.9 * len(high):
                return _utf16(content, coding)
        raise WrongLuminaireFileError(None, "this is binary", "give an IES or LDT file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _utf16(content: bytes, coding: str) -> str:
    try:
        text = content.decode(coding)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise WrongLuminaireFileError(None, "this is binary, or broken UTF-16 text", "save it as UTF-8")
    return text


def lines_of(text: str) -> list[str]:
    """Lines that end in LF, CR LF or CR; CR CR LF, which a text-mode transfer leaves behind, is one end.

    Not `str.splitlines`, which also cuts at characters that Latin-1 has inside names.
    """
    return re.split(r"\r*\n|\r", text)
