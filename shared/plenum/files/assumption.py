"""Every assumption that is summed up: its sentence and what it is about, in one table.

Readers make their sentences here. A building and a result hold the sentences alone, so that they stay plain
lists for people; whoever counts them finds by the sentence's form which of these it is.
"""

from __future__ import annotations

import re
from enum import Enum
from string import Formatter
from typing import Final

_NUMBER: Final = r"-?(?:\d[\d.]*(?:e[+-]\d+)?|inf|nan)"


class Assumption(Enum):
    """What a sentence is about, empty where somebody set what it tells, and its form."""

    TILE = ("tile", "tiles of {x:g} m × {y:g} m")
    TILE_OF_TWO_FEET = ("tile", "tiles of {x:g} m × {y:g} m, 24 in, as the file is in feet or inches")
    TILE_OF_CALLER = ("", "tiles of {x:g} m × {y:g} m, as set")
    TILE_AS_SET = (
        "",
        "tiles of {x:g} m × {y:g} m from ({at_x:g}, {at_y:g}) m, turned by {turned:g}°, as set",
    )
    STRIPS = (
        "grid start",
        "strips of half a tile at the walls of {axes}, where whole tiles fit: so the lights stand evenly",
    )
    CEILING = ("ceiling height", "ceiling at {height:g} m: {how}")
    CEILING_OF_HOUSE = ("ceiling height", "ceiling at {height:g} m")
    CEILING_AS_SET = ("", "ceiling at {height:g} m, as set for the building")
    ROOM_TYPE = ("room type", "room type assumed: {room_type}, as nothing is known by {said}")
    ROOM_TYPE_AS_SET = ("", "room type {room_type}, as set where nothing is known by {said}")
    STOREY = ("storey", "on the storey {story}, by its floor's level: the file names none")
    METRES = ("unit of length", "coordinates in metres")
    LIKELY_UNIT = ("unit of length", "coordinates in {unit}: {how}")
    LOWEST_CEILING = (
        "flat ceiling under a slope",
        "the ceiling slopes by {rise:.3g} m: its lowest point counts",
    )
    FLAT_CEILING = ("flat ceiling under a slope", "the ceiling slopes by {rise:.3g} m: it is taken as flat")
    LOWEST_FLOOR = ("level floor on a slope", "the floor slopes by {rise:.3g} m: its lowest point counts")
    LARGEST_LEVEL = (
        "one level of a stepped floor",
        "the floor has steps of {rise:.3g} m in all: the level of its largest part counts",
    )
    GAPS_CLOSED = ("floor mended", "gaps of its floor of up to {gap:g} m are closed")
    PARTS_LEFT_OUT = ("floor mended", "parts of its floor of {area:.3g} m² stand apart and are left out")
    OUTLINE_MENDED = ("outline mended", "its outline had spikes or touched itself: mended")
    HOLES_MENDED = (
        "outline mended",
        "holes in its floor crossed themselves, each other or its outline: what they cover is cut out",
    )
    FOOTPRINT = ("outline without a body", "outline from its {shape}, as it has no body")
    SQUARE = (
        "square floor",
        "a square of its area, {side:.4g} m a side: the list gives no length and width",
    )
    GLARE_CLASS = ("glare class", "the luminaire {name} has glare class {ugr:g}: its file cannot say it")
    ANOTHER_ID = ("another id", "the id {given} is there twice: {own} here")

    def __init__(self, about: str, form: str) -> None:
        self.about: Final = about
        self.form: Final = form

    def said(self, **values: object) -> str:
        """The sentence; `values` are what its form names. Raises KeyError where one is missing."""
        return self.form.format_map(values)

    @classmethod
    def of(cls, sentence: str) -> Assumption | None:
        """Which of these a sentence is, if any."""
        found = _ANY.fullmatch(sentence)
        return cls[found.lastgroup] if found and found.lastgroup else None


def _pattern(form: str) -> str:
    """What a form's sentences match: figures where it formats a figure, else any text."""
    return "".join(
        re.escape(text) + ("" if name is None else _NUMBER if spec else ".+")
        for text, name, spec, _ in Formatter().parse(form)
    )


_ANY: Final = re.compile("|".join(f"(?P<{one.name}>{_pattern(one.form)})" for one in Assumption), re.DOTALL)
