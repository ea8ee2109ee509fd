"""Names as words: small letters without accents, numbers aside, in the parts that signs cut them into."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_OPPOSED: Final = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[A-ZÀ-ÖØ-Þ])(?=[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ])")
"""Where a capital begins another word: `OfficeEnclosed`, `ERExam`."""
_BESIDE: Final = re.compile(r"[/\\()\[\]{}&+|]+|\s(?:and|und|et|och)\s", re.IGNORECASE)
"""What stands between things that are named beside each other."""
_PARTS: Final = re.compile(r"\s[-–—]+\s|[,;:]+")
"""What stands between a room and what it belongs to, in either order."""
_WORD: Final = re.compile(r"(?:(?<=\d)(?!d\b)[a-zà-ÿ]{1,2}\b)|([^\W\d_]+\.?)")
"""But not the end of a number, `2er`, `1st`, `8p`; `3d` is a word."""
_POSSESSIVE: Final = re.compile(r"(?<=[^\W\d_])['’´`](?=s\b)", re.IGNORECASE)
_UMLAUTS: Final = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("ß", "ss"), ("ø", "o"), ("æ", "a"), ("œ", "o"))


def folded(text: str) -> str:
    """Small letters without accents; an umlaut and its spelling in two letters become one."""
    plain = unicodedata.normalize("NFKD", text.lower())
    for spelling, letter in _UMLAUTS:
        plain = plain.replace(spelling, letter)
    return "".join(c for c in plain if not unicodedata.combining(c))


def words_of(text: str) -> tuple[str, ...]:
    """A text's words, folded; one that was cut short keeps its point: `Bespr.`."""
    joined = _POSSESSIVE.sub("", text)
    return tuple(folded(word) for word in _WORD.findall(_OPPOSED.sub(" ", joined)) if word)


def parts_of(name: str) -> list[list[tuple[str, ...]]]:
    """The words of a name: for each thing that it names, the words of what belongs together."""
    beside = _BESIDE.split(_POSSESSIVE.sub("", name))
    return [[words for part in _PARTS.split(thing) if (words := words_of(part))] for thing in beside]
