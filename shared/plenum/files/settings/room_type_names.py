"""Which type of room a space is, from what a file says about it and from the caller's own table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Final

from plenum.ceiling.asked.room_types import ROOM_TYPES
from plenum.files.errors import quoted
from plenum.files.room_names.match import meaning_of
from plenum.files.room_names.vocabulary import NOT_A_ROOM, Vocabulary

Saying = tuple[str, str]
"""Where something is said of a space's use, and what."""
OFFICES: Final = frozenset({"office_open", "office_enclosed"})
"""What programs are set to where nobody chose one: there a name that tells outranks them."""


def known_as(name: str) -> str | None:
    """The room type that a name means, if any."""
    key = "_".join(name.strip().lower().split())
    found = key if key in ROOM_TYPES else meaning_of(name)
    return None if found == NOT_A_ROOM else found


def program_of(program: str) -> str:
    """What of a program's name tells the use: of `2013::MediumOffice::ClosedOffice` the last part."""
    return program.rsplit("::", 1)[-1]


def use_of(
    sayings: Iterable[Saying], own: Iterable[str] = (), spoken: Vocabulary | None = None
) -> tuple[str, str] | None:
    """The first type that is told, or `not_a_room`, and a note of what told it; None where nothing does.

    `own` are types that the caller describes, `spoken` is the language of the building's names. An office
    gives way to whatever else is told.
    """
    types = {*own, *ROOM_TYPES}
    office = None
    for where, said in sayings:
        found = said if said in types else meaning_of(said, spoken)
        if found is None:
            continue
        told = found, f"room type {found}, from the {where} {quoted(said)}"
        if found not in OFFICES:
            return told
        office = office or told
    return office


def wished(table: Mapping[str, str] | None, names: Iterable[str]) -> tuple[str, str] | None:
    """The type of the first pattern of the caller's table that one of the names fits, and a note of it."""
    said = [name.casefold() for name in names if name]
    for pattern, room_type in (table or {}).items():
        if any(fnmatchcase(name, pattern.casefold()) for name in said):
            return room_type, f"room type {room_type}, as set for names like {quoted(pattern)}"
    return None
