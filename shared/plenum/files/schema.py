"""JSON Schemas of the formats, generated from the models that check them."""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec
from pydantic import BaseModel

from plenum.files.building.schema import BuildingFields
from plenum.files.completed.schema import CompletedFields
from plenum.files.grid.schema import GridFields

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
MODELS: Final[dict[str, tuple[str, type[BaseModel] | type[msgspec.Struct]]]] = {
    "building": ("plenum.building/1", BuildingFields),
    "completed": ("plenum.completed/1", CompletedFields),
    "grid": ("room grid", GridFields),
}


def json_schema(which: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of `building`, `completed` or `grid`. Raises KeyError for other names."""
    title, model = MODELS[which]
    return {"$schema": DIALECT, **_generated(model), "title": title}


def _generated(model: type[BaseModel] | type[msgspec.Struct]) -> dict[str, Any]:
    return model.model_json_schema(by_alias=True) if issubclass(model, BaseModel) else _of_struct(model)


def _of_struct(model: type[msgspec.Struct]) -> dict[str, Any]:
    """msgspec refers to the outermost struct too; a schema begins with it."""
    generated = json.loads(json.dumps(msgspec.json.schema(model)))  # its defaults are tuples
    definitions: dict[str, Any] = generated["$defs"]
    return {**definitions.pop(model.__name__), "$defs": definitions}
