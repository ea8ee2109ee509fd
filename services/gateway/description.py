"""The OpenAPI description: schemas that no route's types bring, and links from a job to what it can be asked.

A generated client has these names as its classes, and the routes' functions' as its calls.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final

import msgspec
from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel, WithJsonSchema

from plenum.client.candidates import CandidateLayout
from plenum.files.completed.schema import CompletedFields, RoomFields
from plenum.files.schema import json_schema

from .problems import Problem

_JOBS: Final = "/v1/jobs"
_JOB: Final = "/v1/jobs/{job_id}"
_SCHEMAS: Final = "#/components/schemas/"
_NAMED: Final = "x-schema"
"""In what pydantic generates, the name of a schema that it does not know."""
_STRUCTS: Final = (CompletedFields, CandidateLayout, RoomFields)
"""What is sent as it is encoded, and never by a pydantic model."""

Evidence = Annotated[dict[str, Any], WithJsonSchema({"type": "object", _NAMED: "Evidence"})]
"""One checked rule as the verifier told it, a JSON object."""


def reference(*names: str) -> dict[str, Any]:
    """A schema of the document by its name, or any of several."""
    found = [{"$ref": f"{_SCHEMAS}{name}"} for name in names]
    return found[0] if len(found) == 1 else {"anyOf": found}


RESULT: Final = {"application/json": {"schema": reference("CompletedBuilding", "Grid")}}
"""What came in as a grid is answered as one."""
FILE: Final = {"type": "string", "format": "binary"}


def operation_id(route: APIRoute) -> str:
    """The function's name: the call's in a generated client."""
    return route.name


def describe(app: FastAPI, *bodies: type[BaseModel]) -> None:
    """What no route's types bring: schemas of problems, bodies and file formats, and what follows what."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = made()
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            _formats(schemas)
            models: tuple[type[BaseModel], ...] = (Problem, *bodies)
            for model in models:
                schemas.setdefault(model.__name__, model.model_json_schema())
            _link(document)
            app.openapi_schema = _plain(document)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend it


def _formats(schemas: dict[str, Any]) -> None:
    """The file formats, under names of their own."""
    _, structs = msgspec.json.schema_components(_STRUCTS)
    completed = json.loads(json.dumps(structs))  # its defaults are tuples
    completed["CompletedBuilding"] = completed.pop(CompletedFields.__name__)
    _add(schemas, completed, "Completed")
    for name in ("grid", "building"):
        schema = json_schema(name)
        definitions = {**schema.pop("$defs", {}), name.title(): schema}
        _add(schemas, definitions, name.title())


def _add(schemas: dict[str, Any], definitions: Mapping[str, Any], prefix: str) -> None:
    """Definitions that refer to one another, where another format's may have the same name."""
    names = {}
    for name, schema in definitions.items():
        short = name.removesuffix("Fields")
        known = schemas.get(short)
        same = known is None or ("enum" in known and set(known["enum"]) == set(schema.get("enum", ())))
        names[name] = short if same else f"{prefix}{short}"

    def renamed(part: Any) -> Any:
        if isinstance(part, dict):
            return {
                key: f"{_SCHEMAS}{names[value.rpartition('/')[2]]}" if key == "$ref" else renamed(value)
                for key, value in part.items()
            }
        return [renamed(each) for each in part] if isinstance(part, list) else part

    for name, schema in definitions.items():
        schema.pop("$schema", None)
        schemas.setdefault(names[name], {**renamed(schema), "title": names[name]})


def _plain(part: Any) -> Any:
    """Without what generators of clients do not read: tuples are arrays of a length."""
    if isinstance(part, list):
        return [_plain(each) for each in part]
    if not isinstance(part, dict):
        return part
    if _NAMED in part:
        return reference(part[_NAMED])
    if part.get("items") is False:
        items = [each for at, each in enumerate(part["prefixItems"]) if each not in part["prefixItems"][:at]]
        part = {key: value for key, value in part.items() if key != "prefixItems"}
        part["items"] = items[0] if len(items) == 1 else {"anyOf": items}
    return {key: _plain(value) for key, value in part.items()}


def _link(document: dict[str, Any]) -> None:
    """From the answer of who submits to every operation on that job, by its id."""
    document["paths"][_JOBS]["post"]["responses"]["202"]["links"] = {
        operation["operationId"]: {
            "operationId": operation["operationId"],
            "parameters": {"job_id": "$response.body#/job_id"},
        }
        for path, operations in document["paths"].items()
        for operation in operations.values()
        if path.startswith(_JOB)
    }
