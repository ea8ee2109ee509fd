"""Texts from files in a DXF file."""

from __future__ import annotations


def plain(words: str) -> str:
    """Text that no CAD program reads as codes: `%%d` would be a degree sign, `^J` a new line."""
    return words.replace("%%", "%%%%%%").replace("^", "^ ")
