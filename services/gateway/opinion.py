"""What a person says of a room: the body of feedback."""

from __future__ import annotations

from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, ValidationError, model_validator

from .bodies import json_body
from .store.ratings import RoomVerdict

_NO_NUL: Final = r"^[^\x00]*$"
"""A database's text has none."""


class Opinion(BaseModel):
    """Accepted as it is, edited, or rejected."""

    model_config = {
        "extra": "forbid",
        "json_schema_extra": {
            "examples": [
                {"room_id": "office_8", "verdict": "accept"},
                {"room_id": "office_8", "verdict": "edit", "grid": ["L..L", ".SR.", "L.DL"]},
            ]
        },
    }

    room_id: str = Field(min_length=1, max_length=100, pattern=_NO_NUL)
    verdict: RoomVerdict
    grid: list[str] | dict[str, Any] | str | None = Field(
        None,
        description="One's own ceiling: the room's rows, a room grid, a building with the room, or a file's "
        "text. An edit needs one, a rejection may have one.",
    )
    comment: str = Field("", max_length=1000, pattern=_NO_NUL)

    @model_validator(mode="after")
    def _has_a_grid_where_it_should(self) -> Opinion:
        if self.verdict == "edit" and self.grid is None:
            raise ValueError("an edit needs `grid`: the ceiling as it should be")
        if self.verdict == "accept" and self.grid is not None:
            raise ValueError("what is accepted has no `grid` of its own: say `edit`")
        return self


_MOST_BYTES: Final = 4 * 2**20
"""Of the largest hall as rows, many times over."""


async def opinion_of(request: Request) -> Opinion:
    """The request's. Raises ProblemError, InvalidBuilding for what is no JSON, and RequestValidationError."""
    data = await json_body(request, _MOST_BYTES)
    try:
        return Opinion.model_validate(data)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False)
        raise RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in found]) from None
