"""What a person asks of rooms that have been placed: bodies of revisions, and of placing around them."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BaseModel, Field

from plenum.ceiling.asked.light_choice import LightChoice

from .models import MOST_REVISION

_ID: Final = r"^[^\x00]*$"
"""A database's text has no NUL."""
_MOST_ROOMS: Final = 5000
_MOST_SIDE: Final = 1000
Row = Annotated[str, Field(max_length=_MOST_SIDE)]
Xy = tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]]
Flow = tuple[
    Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)], Annotated[float, Field(gt=0, le=100_000)]
]
Name = Annotated[str, Field(min_length=1, max_length=100, pattern=_ID)]
ROWS: Final[list[Any]] = ["L..L", ".SR.", "L.DL"]


class RoomEdit(BaseModel):
    """One room, and what of it is another; what is left out stays."""

    model_config = {"extra": "forbid"}

    room_id: Name
    rows: list[Row] | None = Field(None, max_length=_MOST_SIDE, description="Its grid, y = 0 first.")
    flows: list[Flow] | None = Field(None, description="[x, y, L/s] of its air terminals, where known.")
    room_type: Name | None = None
    luminaire: Name | None = None

    def said(self) -> dict[str, Any]:
        """Only what was said, as plain data."""
        return self.model_dump(exclude_none=True)


class AroundEdit(RoomEdit):
    """The same, with what is to stay where it is."""

    keep: list[Xy] = Field(default_factory=list, description="[x, y] of tiles that stay as they are.")


class _Edits(BaseModel):
    model_config = {"extra": "forbid"}

    base: int = Field(
        0,
        ge=0,
        le=MOST_REVISION,
        description="The version that this is about; 0 is what the job answered.",
    )
    settings: dict[str, Any] = Field(
        default_factory=dict, description="Tables that replace the building's `settings`."
    )


class Revising(_Edits):
    """A version of a result: rooms as they should be, rooms of another job, or an earlier version again."""

    model_config = {
        "json_schema_extra": {
            "examples": [
                {"base": 0, "note": "a light moved", "rooms": [{"room_id": "office_8", "rows": ROWS}]},
                {"base": 2, "restore": 1},
            ]
        }
    }

    note: str = Field("", max_length=1000, pattern=_ID)
    rooms: list[RoomEdit] = Field(default_factory=list, max_length=_MOST_ROOMS)
    placed_by: str = Field(
        "", max_length=100, description="A job that placed rooms of this one anew: they are as it has them."
    )
    restore: int | None = Field(
        None, ge=0, le=MOST_REVISION, description="This version once more, in place of edits."
    )


class Around(_Edits):
    """Rooms whose ceilings are to be placed anew around what stays."""

    model_config = {
        "json_schema_extra": {
            "examples": [{"rooms": [{"room_id": "office_8", "rows": ROWS, "keep": [[0, 0]]}]}]
        }
    }

    rooms: list[AroundEdit] = Field(min_length=1, max_length=_MOST_ROOMS)
    near: bool = Field(True, description="Whether what does not have to stay should, where it can.")
    lights: LightChoice | None = Field(None, description="The light alternative that is wanted.")
