"""What a name of a room means: the type of its head, in the language that knows most of its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from plenum.ceiling.asked.room_types import UNKNOWN
from plenum.files.room_names.compounds import compound
from plenum.files.room_names.vocabulary import Vocabulary, programs, vocabularies
from plenum.files.room_names.words import parts_of, words_of

MAX_LETTERS: Final = 200
CUT_SHORT: Final = 4
"""Letters before the point of a word that was cut short: `Bespr.`."""
LIKE_A_WORD: Final = 0.9
TELLING: Final = 0.05
"""What a language has before another that knows as many words, if what it knows tells the type."""
ACROSS: Final = 3
"""Words of a phrase that is looked for across the parts of a name too: `Labor, Delivery, Recovery`."""
SURGERY: Final = "OR"
"""A room when it is written in capitals at a name's beginning, a word of the language elsewhere."""


@dataclass(frozen=True)
class Found:
    """What some words of a name mean."""

    room_type: str
    start: int
    words: int
    weak: bool = False
    sure: float = 1.0
    """Less than a word of the vocabulary for one that only ends or begins as one."""


@dataclass(frozen=True)
class Reading:
    """A part of a name in one language."""

    room_type: str
    known: float
    """Words that are in the language, whether they tell the type or not."""
    weak: bool


@lru_cache(maxsize=20_000)
def meaning_of(name: str) -> str | None:
    """The type of room that a name tells, `not_a_room`, or None where it tells nothing.

    Of several parts the first that tells anything decides: `Storage (Records)`, `Mech/Elec`.
    """
    name = name[:MAX_LETTERS]
    if whole := _whole(name):
        return whole
    readings = [reading for part in parts_of(name) if (reading := _part(part))]
    told = [reading for reading in readings if not reading.weak] or readings
    return told[0].room_type if told and told[0].room_type != UNKNOWN else None


def _whole(name: str) -> str | None:
    """The type of a name that is one of a public list, or one phrase in spite of its signs."""
    words = words_of(name)
    listed = programs().get(tuple(word.rstrip(".") for word in words))
    if listed:
        return listed
    if name.split()[:1] == [SURGERY] and len(words) == 1:
        return "operating_room"
    return _across(words)


def _across(words: tuple[str, ...]) -> str | None:
    """The type that the beginning of a name tells as one phrase of several words, whatever stands between."""
    for language in vocabularies():
        stems = tuple(language.stem(word) for word in words if word not in language.little)
        for count in range(min(language.longest, len(stems)), ACROSS - 1, -1):
            rest = stems[count:]
            if language.neutral.issuperset(rest) and (room_type := language.phrases.get(stems[:count])):
                return room_type
    return None


def _part(words: tuple[str, ...]) -> Reading | None:
    """A part in the language that knows most of it; of several the first."""
    readings = [reading for language in vocabularies() if (reading := _read(words, language))]
    return max(readings, key=lambda reading: reading.known + (0.0 if reading.weak else TELLING), default=None)


def _read(words: tuple[str, ...], language: Vocabulary) -> Reading | None:
    kept = [word for word in words if word not in language.little]
    found = list(_found(kept, language))
    told = [one for one in found if not one.weak] or found
    if not told:
        return None
    end = _end_of_name(kept, found, language)
    named = [one for one in told if one.start < end]
    head = named[0] if language.first else named[-1]
    known = sum(one.sure * one.words for one in found) + sum(_is_known(word, language) for word in words)
    return Reading(head.room_type, known, head.weak)


def _is_known(word: str, language: Vocabulary) -> bool:
    return (
        (word in language.little and len(word) > 1)
        or word in language.joins
        or language.stem(word) in language.neutral
    )


def _end_of_name(words: list[str], found: list[Found], language: Vocabulary) -> int:
    """The word from which on a name only adds to what it has named: `Office of the Dean`."""
    inside = {index for one in found for index in range(one.start, one.start + one.words)}
    first = min(one.start for one in found if not one.weak or all(other.weak for other in found))
    joins = (i for i, word in enumerate(words) if word in language.joins and i not in inside and i > first)
    return next(joins, len(words))


def _found(words: list[str], language: Vocabulary) -> Iterator[Found]:
    """What is known of some words, the longest phrases first, none twice."""
    stems = [language.stem(word) for word in words]
    start = 0
    while start < len(words):
        found = _phrase_at(stems, start, language) or _word_at(words, start, language)
        if found:
            yield found
        start += found.words if found else 1


def _phrase_at(stems: list[str], start: int, language: Vocabulary) -> Found | None:
    for count in range(min(language.longest, len(stems) - start), 0, -1):
        phrase = tuple(stems[start : start + count])
        for table, weak in ((language.phrases, False), (language.weak, True)):
            if room_type := table.get(phrase):
                return Found(room_type, start, count, weak or room_type == UNKNOWN)
    return None


def _word_at(words: list[str], start: int, language: Vocabulary) -> Found | None:
    """A word that is no phrase: a compound, or one that was cut short."""
    word = words[start]
    room_type = compound(word.rstrip("."), language)
    if room_type is None and word.endswith(".") and len(word) > CUT_SHORT:
        begun = {t for phrase, t in language.phrases.items() if phrase[0].startswith(word[:-1])}
        room_type = begun.pop() if len(begun) == 1 else None
    return Found(room_type, start, 1, sure=LIKE_A_WORD) if room_type else None
