"""Codings and line ends of luminaire files."""

from __future__ import annotations

import pytest

from plenum.files.luminaire.text import decoded, lines_of
from plenum.files.luminaire.wrong import WrongLuminaireFileError

TEXT = "Büro\r\n2\r\n"


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_text_is_text_in_every_customary_coding(coding: str) -> None:
    """With a mark at the beginning or without."""
    long = TEXT + "36.0\r\n" * 40
    assert decoded(long.encode(coding)) == long


@pytest.mark.parametrize(
    "content", [b"\0\1\2", b"\xff\xfe\0", b"\xff\xfe\0\0a\0", b"PK\3\4" + b"\0" * 40 + b"x" * 40]
)
def test_what_is_no_text_is_refused(content: bytes) -> None:
    """Archives and pictures get renamed too."""
    with pytest.raises(WrongLuminaireFileError, match="binary"):
        decoded(content)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_lines_end_as_any_system_ends_them(end: str) -> None:
    """And nowhere else: Latin-1 has characters that Python takes for line ends."""
    assert lines_of(f"a\x85b{end}2{end}3") == ["a\x85b", "2", "3"]
