"""Words that are made of words: the last one is the head, but for one that only says `room`."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from plenum.files.room_names.vocabulary import SHORTEST_STEM, Vocabulary

_LINKS: Final = ("", "s", "n", "en", "e", "er", "es", "ns", "sn")
"""Letters between a compound's parts."""
_SHORTEST_REST: Final = 3
"""Letters that must stand before a compound's last part."""
_SHORTEST_INNER: Final = 6
"""Letters of a part between others; shorter ones are found in many a word."""
_FUSED: Final = 6
"""Letters from which a word of a language without compounds may be several written as one."""
_SHORTEST_FUSED: Final = 4


@lru_cache(maxsize=20_000)
def compound(word: str, language: Vocabulary) -> str | None:
    """The type of room that a word's last part tells, or the part before `room`."""
    if not language.compounds:
        return _fused(word, language) if len(word) >= _FUSED else None
    # The last part may be short enough to keep what would be an ending of the whole: `Aktenlager`.
    for whole in dict.fromkeys((language.stem(word), word)):
        if room_type := _ended(whole, language):
            return room_type
    return None


def _ended(whole: str, language: Vocabulary) -> str | None:
    """What stands before a word that only says `room`, if it is all known; else the last part."""
    parts = [(whole[:at], whole[at:]) for at in range(_SHORTEST_REST, len(whole) - SHORTEST_STEM + 2)]
    rooms = [before for before, last in parts if last in language.neutral]
    for before in rooms:
        if room_type := _before(before, language):
            return room_type
    for _, last in parts:
        long_enough = len(last) > SHORTEST_STEM or last in language.whole
        if long_enough and (room_type := language.phrases.get((last,))):
            return room_type
    return next((found for before in rooms if (found := _inside(before, language))), None)


def _before(rest: str, language: Vocabulary) -> str | None:
    """What stands before `room` means, its link aside."""
    for link in _LINKS:
        if rest.endswith(link):
            part = (language.stem(rest.removesuffix(link)),)
            if room_type := language.phrases.get(part) or language.weak.get(part):
                return room_type
    return None


def _inside(rest: str, language: Vocabulary) -> str | None:
    """What the last part before `room` means, whatever stands before it."""
    inner = (rest[start:] for start in range(_SHORTEST_REST, len(rest) - _SHORTEST_INNER + 1))
    return next((found for part in inner if (found := _before(part, language))), None)


def _fused(word: str, language: Vocabulary) -> str | None:
    """Words of one phrase that were written as one: `meetingroom`."""
    for end in range(_SHORTEST_FUSED, len(word) - _SHORTEST_FUSED + 1):
        first, second = language.stem(word[:end]), language.stem(word[end:])
        if room_type := language.phrases.get((first, second)):
            return room_type
        if second in language.neutral and (room_type := language.phrases.get((first,))):
            return room_type
        if (
            not language.first
            and first in _words(language)
            and (room_type := language.phrases.get((second,)))
        ):
            return room_type
    return None


@lru_cache(maxsize=16)
def _words(language: Vocabulary) -> frozenset[str]:
    return frozenset(word for phrase in language.phrases for word in phrase)
