"""Helvetica, which every reader has: how wide words are, and how they are written in its encoding.

Letters outside Western European (Windows-1252) lose their accents, or are a question mark; signs of
mathematics come from the font Symbol. Widths: Adobe's font metrics for the 14 standard fonts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import Final

REGULAR: Final = (
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, *[556] * 10),
    *(278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556),
    *(833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556),
    *(333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333),
    *(500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),
)
"""Thousandths of the font's size, from the blank to the tilde."""
BOLD: Final = (
    *(278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, *[556] * 10),
    *(333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611),
    *(833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556),
    *(333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389),
    *(556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584),
)
_SYMBOL: Final = {"≥": (0xB3, 549), "≤": (0xA3, 549), "√": (0xD6, 549), "≠": (0xB9, 549), "∞": (0xA5, 713)}
_OTHER: Final = 556
_NARROW: Final = {"·": 278, "²": 333, "°": 400, "–": 556, "…": 1000, "×": 584, "±": 584}
FONTS: Final = {"F1": "Helvetica", "F2": "Helvetica-Bold", "F3": "Symbol"}
"""Names in the pages, and the fonts."""


def runs(words: str, *, bold: bool) -> Iterator[tuple[str, bytes, float]]:
    """The words in parts of one font: its name in the page, the bytes, and the width over the font's size."""
    font, widths = ("F2", BOLD) if bold else ("F1", REGULAR)
    for symbol, part in groupby(map(_known, words), key=lambda letter: letter in _SYMBOL):
        letters = "".join(part)
        if symbol:
            codes = [_SYMBOL[letter] for letter in letters]
            yield "F3", bytes(code for code, _ in codes), sum(width for _, width in codes) / 1000
        else:
            width = sum(widths[ord(c) - 32] if " " <= c <= "~" else _NARROW.get(c, _OTHER) for c in letters)
            yield font, letters.encode("cp1252"), width / 1000


def _known(letter: str) -> str:
    """The letter, or the nearest that the fonts have."""
    if letter in _SYMBOL:
        return letter
    for trial in (letter, unicodedata.normalize("NFKD", letter)[:1]):
        try:
            trial.encode("cp1252")
        except UnicodeEncodeError:
            continue
        return trial
    return "?"
