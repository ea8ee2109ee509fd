"""What a name of a room means: the type of its head, in the language that knows most of its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from plenum.ceiling.asked.room_types import UNKNOWN
from plenum.files.room_names.compounds import compound
from plenum.files.room_names.vocabulary import NOT_A_ROOM, Vocabulary, programs, vocabularies
from plenum.files.room_names.words import parts_of, words_of

MAX_LETTERS: Final = 200
CUT_SHORT: Final = 5
"""Letters before the point of a word that was cut short: `Bespr.`."""
LIKE_A_WORD: Final = 0.9
TOGETHER: Final = 0.05
"""What a phrase is more than its words."""
ACROSS: Final = 3
"""Words of a phrase that is looked for across the parts of a name too: `Labor, Delivery, Recovery`."""
SERVING: Final = frozenset(
    {
        *("corridor", "hospital_corridor", "stair", "lobby", "restroom", "shower", "changing_room"),
        *("storage", "janitor", "office_enclosed", "office_open"),
    }
)
"""Rooms that others have, and that are named after them."""
HELD: Final = frozenset({"electrical", "mechanical", "server_room", "janitor"})
"""What a closet is that holds it; one of an office is a closet."""
_ROMAN: Final = frozenset("ivx")
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
    holds: bool = False
    """Whether it is named after what it holds: `closet`."""


@dataclass(frozen=True)
class Reading:
    """A part of a name in one language."""

    room_type: str
    known: float
    """Words that are in the language, whether they tell the type or not."""
    weak: bool


@lru_cache(maxsize=20_000)
def meaning_of(name: str, spoken: Vocabulary | None = None) -> str | None:
    """The type of room that a name tells, `not_a_room`, or None where it tells nothing.

    Of several things the first that tells anything decides: `Storage (Records)`, `Mech/Elec`; of one and what
    it belongs to the one that serves the other: `Library - Storage`, `Office, Radiology`. `spoken` is the
    language of the names around it, if that is known: it decides what languages mean differently.
    """
    name = name[:MAX_LETTERS]
    if whole := _whole(name):
        return whole
    things = parts_of(name)
    return _decided([[reading for part in thing if (reading := _part(part, spoken))] for thing in things])


def _decided(things: list[list[Reading]]) -> str | None:
    """The type of the first thing that tells one; what tells it only alone counts where all do."""
    weak = all(reading.weak for thing in things for reading in thing)
    told = ([reading for reading in thing if weak or not reading.weak] for thing in things)
    first = next(filter(None, told), None)
    if first is None:
        return None
    return next((reading for reading in first if reading.room_type in SERVING), first[0]).room_type


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


def _part(words: tuple[str, ...], spoken: Vocabulary | None) -> Reading | None:
    """A part in the languages that know most of it; None where these do not agree, nor is one spoken.

    Where one is, another is believed that knows more than half: `Molecular Bio` is no Swedish cinema.
    """
    readings = {language: read_in(language, words) for language in vocabularies()}
    most = max(reading.known for reading in readings.values())
    best = {language: reading for language, reading in readings.items() if reading.known == most}
    own = best.get(spoken) if spoken else None
    if own and own.room_type != UNKNOWN:
        return own
    return _of_best(best, words) if not spoken or 2 * most > _real(words) else None


def _of_best(best: Mapping[Vocabulary, Reading], words: tuple[str, ...]) -> Reading | None:
    """What the languages that know most of some words agree on.

    English, which is written everywhere, is believed where it knows all of them.
    """
    english = best.get(vocabularies()[0])
    if english and not english.weak and english.known >= _real(words):
        return english
    agreed = _agreed(list(best.values()))
    return next((reading for reading in best.values() if reading.room_type == agreed), None)


def _real(words: tuple[str, ...]) -> int:
    """How many are more than a letter or a Roman number."""
    return sum(len(word) > 1 and not _ROMAN.issuperset(word) for word in words)


def _agreed(readings: list[Reading]) -> str | None:
    """The type that most of them tell, if these outweigh the others and those that know words but no type."""
    votes: Counter[str] = Counter()
    for reading in readings:
        votes[reading.room_type] += 1 if reading.weak and reading.room_type != UNKNOWN else 2
    room_type, count = votes.most_common(1)[0]
    return room_type if room_type != UNKNOWN and 2 * count > votes.total() else None


def read_in(language: Vocabulary, words: tuple[str, ...]) -> Reading:
    """What some words mean in one language."""
    kept = [word for word in words if word not in language.little]
    if begun := language.begun(kept):
        return Reading(begun, len(words) + 1.0, weak=begun == UNKNOWN)
    found = list(_found(kept, language))
    told = [one for one in found if not one.weak] or found
    known = sum(one.sure * one.words + TOGETHER * (one.words - 1) for one in found)
    known += sum(_is_known(word, language) for word in words)
    if not told:
        return Reading(UNKNOWN, known, weak=True)
    end = _end_of_name(kept, found, language)
    head = _head([one for one in told if one.start < end], language)
    return Reading(head.room_type, known, head.weak)


def _head(named: list[Found], language: Vocabulary) -> Found:
    """The one that decides: the last or the first, as the language has it.

    What is held outranks what holds it, `Mop Closet`; of words that could be one word, `Labor Flur`, the one
    that serves the first outranks it.
    """
    if not language.first:
        held = named[-2:-1] if named[-1].holds else []
        return next((one for one in held if one.room_type in HELD), named[-1])
    if not language.compounds or named[0].room_type == NOT_A_ROOM:
        return named[0]
    return next((one for one in named if one.room_type in SERVING), named[0])


def _is_known(word: str, language: Vocabulary) -> bool:
    is_small = word in language.little or word in language.joins
    return (is_small and len(word) > 1) or language.stem(word) in language.neutral


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
                holds = language.holders.issuperset(phrase)
                return Found(room_type, start, count, weak or room_type == UNKNOWN, holds=holds)
    return None


def _word_at(words: list[str], start: int, language: Vocabulary) -> Found | None:
    """A word that is no phrase: a compound, or one that was cut short."""
    word = words[start]
    room_type = compound(word.rstrip("."), language)
    if room_type is None and word.endswith(".") and len(word) > CUT_SHORT:
        begun = {t for phrase, t in language.phrases.items() if phrase[0].startswith(word[:-1])}
        room_type = begun.pop() if len(begun) == 1 else None
    return Found(room_type, start, 1, sure=LIKE_A_WORD) if room_type else None
