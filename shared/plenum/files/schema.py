"""JSON Schemas of the formats, generated from the models that check them."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel

from plenum.files.building.schema import BuildingFields
from plenum.files.completed.schema import CompletedFields
from plenum.files.grid.schema import GridFields

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
MODELS: Final[dict[str, tuple[str, type[BaseModel]]]] = {
    "building": ("plenum.building/1", BuildingFields),
    "completed": ("plenum.completed/1", CompletedFields),
    "grid": ("room grid", GridFields),
}


def json_schema(which: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of `building`, `completed` or `grid`. Raises KeyError for other names."""
    title, model = MODELS[which]
    generated = model.model_json_schema(by_alias=True)
    return {"$schema": DIALECT, **generated, "title": title}
