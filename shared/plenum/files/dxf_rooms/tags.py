"""What the texts inside a room's outline say: its number, its name, its height; areas are passed over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from plenum.ceiling.room.room import Point
from plenum.files.limits import MAX_CEILING_M, MIN_CEILING_M
from plenum.files.room_names.match import meaning_of

_NUMBER: Final = re.compile(r"(?:[A-Z]{1,3}[-. ]?)?\d{1,4}(?:[-. ]\d{1,4})*[A-Za-z]?")
_AREA: Final = re.compile(
    r"\d[\d.,  ]*\s*(?:m²|m2|m\^2|sqm|qm|sf|sq\.? ?ft|ft²)|^(?:a|f|nf|nrf|ngf)\s*[=:]", re.IGNORECASE
)
_HEIGHT: Final = re.compile(
    r"^(?:c\.?h\.?|r\.?h\.?|l\.?r\.?h\.?|l\.?h\.?|h|hsp|hoh|clg|ceiling|höhe|hauteur|altezza|altura|hoogte)"
    r"\s*[=:.]?\s*\+?\s*(\d{1,5}(?:[.,]\d{1,3})?)\s*(mm|cm|m)?$",
    re.IGNORECASE,
)
_TAGS: Final = {
    "number": re.compile(r"n(o|r|um|umber|umero)?$|.*(number|nummer|num|_?n[or])$|id$", re.IGNORECASE),
    "name": re.compile(
        r".*(name|nom|bezeichnung|nombre|nome|naam|namn|title|desc.*)\d?$|room$|raum$", re.IGNORECASE
    ),
    "type": re.compile(r".*(type|use|usage|nutzung|typ|tipo|uso|function|occupancy)$", re.IGNORECASE),
    "height": re.compile(r".*(height|höhe|hoehe|hauteur|altura|altezza|hoogte|ch|lh)$", re.IGNORECASE),
}
_LETTERS: Final = re.compile(r"[^\W\d_]")
_FIGURE: Final = re.compile(r"\D*(\d+(?:[.,]\d+)?)\s*(mm|cm|m)?", re.IGNORECASE)
_SCALES: Final = {"mm": 0.001, "cm": 0.01, "m": 1.0}


@dataclass(frozen=True)
class Text:
    """A line of text in a drawing, or an attribute's value."""

    said: str
    at_m: Point
    size: float
    tag: str = ""
    """Of an attribute."""


@dataclass(frozen=True)
class Tag:
    """What is known of a room."""

    number: str = ""
    name: str = ""
    type: str = ""
    height_m: float | None = None


def tag_of(texts: Sequence[Text]) -> Tag:
    """The tag of a room from all texts inside its outline, attributes by their tags first."""
    found: dict[str, str] = {}
    for text in texts:
        found.setdefault(_meaning(text), text.said)
    loose = [text for text in texts if not _meaning(text) and not _AREA.search(text.said)]
    numbers = [text.said for text in loose if _NUMBER.fullmatch(text.said)]
    stated = _height(_FIGURE.match(found.get("height", "")))
    return Tag(
        number=found.get("number") or next(iter(numbers), ""),
        name=found.get("name") or _name([text for text in loose if _is_name(text.said)]),
        type=found.get("type", ""),
        height_m=stated or _said_height(loose),
    )


def _said_height(texts: Sequence[Text]) -> float | None:
    heights = (_height(_HEIGHT.match(text.said)) for text in texts)
    return next(filter(None, heights), None)


def _is_name(said: str) -> bool:
    is_figure = _NUMBER.fullmatch(said) or _HEIGHT.match(said)
    return not is_figure and bool(_LETTERS.search(said))


def _meaning(text: Text) -> str:
    """What an attribute is by its tag; empty for other texts."""
    tags = (meaning for meaning, pattern in _TAGS.items() if text.tag and pattern.match(text.tag))
    return next(tags, "")


def _name(names: Sequence[Text]) -> str:
    """The first that means a room, else the largest."""
    telling = [text for text in names if meaning_of(text.said)]
    chosen = telling[0] if telling else max(names, key=lambda text: text.size, default=None)
    return chosen.said if chosen else ""


def _height(found: re.Match[str] | None) -> float | None:
    """m; a figure without a unit is in the one that gives a ceiling's height."""
    if found is None:
        return None
    value = float(found[1].replace(",", "."))
    scales = [_SCALES[found[2].lower()]] if found[2] else list(_SCALES.values())
    heights = [value * scale for scale in scales]
    return next((round(h, 4) for h in heights if MIN_CEILING_M <= h <= MAX_CEILING_M), None)
