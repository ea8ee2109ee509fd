"""The field types that all formats share: numbers, names and identifiers with their bounds."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from plenum.files import limits
from plenum.files.errors import printable, quoted
from plenum.files.ids import identifier


def mistake(message: str, cure: str, kind: str = "mistake") -> PydanticCustomError:
    """A validation error that carries its cure; both are shown as they are."""
    return PydanticCustomError(kind, "{message}", {"message": message, "cure": cure})


def nearest(name: object, known: list[str]) -> str:
    """The cure for a name that is not known: the one it resembles, or all there are."""
    close = get_close_matches(name[:100], known, n=1) if isinstance(name, str) else []
    return f"did you mean '{close[0]}'?" if close else f"known are {', '.join(sorted(known))}"


class Strict(BaseModel):
    """An object of a building file: what it does not know is a mistake, not an extension."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _only_known_fields(cls, data: Any) -> Any:
        if isinstance(data, dict):
            known = [field.alias or name for name, field in cls.model_fields.items()]
            for name in data:
                if name not in known:
                    raise PydanticCustomError(
                        "unknown_field",
                        "{message}",
                        {
                            "message": "unknown field",
                            "cure": nearest(name, known),
                            "name": printable(str(name)),
                        },
                    )
        return data


def _text(value: str) -> str:
    if any(not c.isprintable() for c in value):
        raise mistake("has control characters", "keep to printable text on one line")
    return value


def _name(value: Any) -> Any:
    if isinstance(value, str) and len(value) > limits.MAX_NAME:
        raise mistake(f"{len(value)} characters", f"shorten it to {limits.MAX_NAME}")
    return value


def _one_line(value: Any) -> Any:
    return printable(" ".join(value.split()))[: limits.MAX_NAME] if isinstance(value, str) else value


Label = Annotated[str, BeforeValidator(_one_line)]
"""What somebody else's model calls something: brought to one line, and to the length that names have."""


_ID: Final = re.compile(r"\w[\w.-]*( [\w.-]+)*")


def _given(value: Any) -> Any:
    if not isinstance(value, str) or (len(value) <= limits.MAX_ID and _ID.fullmatch(value)):
        return value
    return identifier(value, "unnamed")


Given = Annotated[str, BeforeValidator(_given)]
"""What somebody else's model calls something, as an identifier."""


def _identifier(value: Any) -> Any:
    if isinstance(value, str) and not 0 < len(value) <= limits.MAX_ID:
        raise mistake(f"{len(value)} characters", f"give an identifier of 1 to {limits.MAX_ID}")
    return value


Name = Annotated[
    str, Field(strict=True, max_length=limits.MAX_NAME), AfterValidator(_text), BeforeValidator(_name)
]
"""Text for people: one line, printable, any script."""
Note = Annotated[str, Field(strict=True, max_length=limits.MAX_NOTE), AfterValidator(_text)]
"""A sentence on one line."""
Identifier = Annotated[
    str,
    Field(strict=True, pattern=f"^{_ID.pattern}$", min_length=1, max_length=limits.MAX_ID),
    BeforeValidator(_identifier),
]
"""Letters, digits, `_`, `.`, `-` and single spaces: it becomes part of file names."""
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Positive = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0, le=1e9)]
NotNegative = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1e9)]
Share = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1)]
Coordinate = Annotated[
    float,
    Field(strict=True, allow_inf_nan=False, ge=-limits.MAX_COORDINATE_M, le=limits.MAX_COORDINATE_M),
]
"""m."""
Edge = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=limits.MIN_TILE_M, le=limits.MAX_TILE_M)]
"""A tile's edge in m."""
CeilingHeight = Annotated[
    float, Field(strict=True, allow_inf_nan=False, ge=limits.MIN_CEILING_M, le=limits.MAX_CEILING_M)
]
"""Floor to suspended ceiling, m."""
Count = Annotated[int, Field(strict=True, ge=0)]


def _tile(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [value, value]
    if isinstance(value, str):
        raise mistake(f"{quoted(value)} is no size", "give the tile's edge in metres, or [x, y]")
    return value


TileSize = Annotated[
    Annotated[list[Edge], Field(min_length=2, max_length=2)],
    BeforeValidator(
        _tile, json_schema_input_type=Edge | Annotated[list[Edge], Field(min_length=2, max_length=2)]
    ),
]
"""One edge for a square tile, or [x, y], in m; read as [x, y]."""
Point2 = Annotated[list[Coordinate], Field(min_length=2, max_length=2)]
Point3 = Annotated[list[Coordinate], Field(min_length=3, max_length=3)]
Outline = Annotated[list[Point2], Field(min_length=3, max_length=limits.MAX_POINTS, fail_fast=True)]
