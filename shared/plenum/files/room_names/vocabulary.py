"""The words of a language that tell rooms apart, from the files beside this one.

A file has `[types]`: a type of room and the phrases that mean it, and `[weak]`: phrases that mean it only
where nothing else in the name means anything. `head` is the word that decides where several do, the first
or the last. In a language with `compounds` a word may end in one of another meaning's words:
`Besprechungsraum` ends in a `neutral` word and begins with a conference. `endings` are what plurals and
cases add, `spelt` other spellings of words that stand in many phrases. `joins` are words after which a name
only says more of what it has named; `little` ones join nothing. `begins` are words that decide where a name
begins with them as they are, whatever follows: `unknown` before what a room is no longer. `holders` are words
for what is named after what it holds.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

from plenum.ceiling.asked.room_types import ROOM_TYPES
from plenum.files.room_names.words import words_of

NOT_A_ROOM: Final = "not_a_room"
"""Shafts, plenums, attics, roofs and what else is drawn as a space and has no ceiling to complete."""
LANGUAGES: Final = ("en", "de", "fr", "es", "it", "nl", "sv")
SHORTEST_STEM: Final = 4
"""Letters that a word keeps when an ending is taken off."""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """One language."""

    name: str
    first: bool
    """Whether the first of several words is the head, not the last."""
    compounds: bool
    endings: tuple[str, ...]
    spelt: Mapping[str, str] = field(repr=False)
    neutral: frozenset[str]
    joins: frozenset[str]
    little: frozenset[str]
    begins: Mapping[tuple[str, ...], str] = field(repr=False)
    holders: frozenset[str]
    phrases: Mapping[tuple[str, ...], str] = field(repr=False)
    weak: Mapping[tuple[str, ...], str] = field(repr=False)
    whole: frozenset[str] = field(repr=False)
    """Words of one phrase each that have no ending to lose and are as short as stems may be."""
    longest: int = 1
    """Words of the longest phrase."""

    def stem(self, word: str) -> str:
        """A word in its usual spelling without its ending; short words are left as they are."""
        return _stem(word, self.endings, self.spelt)

    def begun(self, words: Sequence[str]) -> str | None:
        """The type that the first words tell, whatever follows."""
        told = (found for begin, found in self.begins.items() if tuple(words[: len(begin)]) == begin)
        return next(told, None)


def _stem(word: str, endings: tuple[str, ...], spelt: Mapping[str, str]) -> str:
    bare = word.rstrip(".")
    bare = spelt.get(bare, bare)
    for ending in endings:
        if bare.endswith(ending) and len(bare) - len(ending) >= SHORTEST_STEM:
            return bare[: -len(ending)]
    return bare


@cache
def vocabularies() -> tuple[Vocabulary, ...]:
    """Every language's, English first."""
    return tuple(_read(name) for name in LANGUAGES)


@cache
def programs() -> Mapping[tuple[str, ...], str]:
    """Names of space types in public lists, compared whole."""
    return _phrases(_load("programs.toml")["whole"], (), {})


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))


def _read(language: str) -> Vocabulary:
    data = _load(f"words/{language}.toml")
    endings = tuple(sorted(data["endings"].split(), key=len, reverse=True))
    little = frozenset(words_of(data["little"]))
    spelt: dict[str, str] = data.get("spelt", {})
    phrases = _phrases(data["types"], endings, spelt, little)
    weak = _phrases(data.get("weak", {}), endings, spelt, little)
    return Vocabulary(
        name=language,
        first=data["head"] == "first",
        compounds=data.get("compounds", False),
        endings=endings,
        spelt=spelt,
        neutral=frozenset(_stem(word, endings, spelt) for word in words_of(data["neutral"])),
        joins=frozenset(words_of(data["joins"])),
        little=little,
        begins={words_of(b): found for found, text in data["begins"].items() for b in text.split(",")},
        holders=frozenset(_stem(word, endings, spelt) for word in words_of(data.get("holders", ""))),
        phrases=phrases,
        weak=weak,
        whole=frozenset(word for word in _single(data["types"]) if len(word) == SHORTEST_STEM),
        longest=max(map(len, (*phrases, *weak))),
    )


def _single(table: Mapping[str, str]) -> Iterator[str]:
    for text in table.values():
        for phrase in text.split(","):
            words = words_of(phrase)
            if len(words) == 1:
                yield words[0]


def _phrases(
    table: Mapping[str, str],
    endings: tuple[str, ...],
    spelt: Mapping[str, str],
    little: frozenset[str] = frozenset(),
) -> dict[tuple[str, ...], str]:
    """Types by phrases, as words without endings. Raises ValueError where one means two things."""
    found: dict[tuple[str, ...], str] = {}
    for room_type, text in table.items():
        if room_type not in ROOM_TYPES and room_type != NOT_A_ROOM:
            raise ValueError(f"{room_type!r} is no type of room")
        for phrase in filter(str.strip, text.split(",")):
            words = tuple(_stem(word, endings, spelt) for word in words_of(phrase) if word not in little)
            if not words:
                continue
            if found.setdefault(words, room_type) != room_type:
                raise ValueError(f"{phrase.strip()!r} is {found[words]} and {room_type}")
    return found
