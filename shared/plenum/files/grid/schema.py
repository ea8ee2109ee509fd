"""The room grid of the first public version, as it is accepted and produced at the edge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from plenum.ceiling.room.kinds import Kind
from plenum.files import limits
from plenum.files.parsing.fields import Identifier, Strict

if TYPE_CHECKING:
    Component = str
else:
    Component = Literal[*(kind.value for kind in Kind), "empty", "invalid"]
Side = Annotated[int, Field(strict=True, ge=1, le=limits.MAX_SIDE)]


class Cell(BaseModel):
    """One tile; x to the right, y upwards in plan."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    x: Annotated[int, Field(strict=True, ge=0, lt=limits.MAX_SIDE)]
    y: Annotated[int, Field(strict=True, ge=0, lt=limits.MAX_SIDE)]
    component: Component


class GridFields(Strict):
    """One room as a list of cells, each tile of the grid exactly once."""

    grid_id: Identifier
    width: Side
    height: Side
    cells: Annotated[list[Cell], Field(max_length=limits.MAX_SIDE**2, fail_fast=True)]
