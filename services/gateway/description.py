"""The OpenAPI description: schemas that no type brings, and links from a job to what it can be asked."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI

from plenum.files.schema import json_schema

from .problems import Problem

_JOBS: Final = "/v1/jobs"
_JOB: Final = "/v1/jobs/{job_id}"


def describe(app: FastAPI) -> None:
    """What no route's types bring: schemas of problems and of the file formats, and what follows what."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schemas = made().setdefault("components", {}).setdefault("schemas", {})
            schemas.setdefault("Problem", Problem.model_json_schema())
            schemas["Grid"] = _local(json_schema("grid"), "Grid", schemas)
            _link(app.openapi_schema or {})
        return app.openapi_schema or made()

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend it


def _local(schema: dict[str, Any], prefix: str, schemas: dict[str, Any]) -> dict[str, Any]:
    """A schema with its definitions among the document's."""
    definitions = schema.pop("$defs", {})
    schema.pop("$schema", None)

    def renamed(part: Any) -> Any:
        if isinstance(part, dict):
            return {
                key: _reference(value, prefix) if key == "$ref" else renamed(value)
                for key, value in part.items()
            }
        return [renamed(each) for each in part] if isinstance(part, list) else part

    for name, definition in definitions.items():
        schemas[f"{prefix}{name}"] = renamed(definition)
    found: dict[str, Any] = renamed(schema)
    return found


def _reference(target: str, prefix: str) -> str:
    return f"#/components/schemas/{prefix}{target.rpartition('/')[2]}"


def _link(document: dict[str, Any]) -> None:
    """From the answer of who submits to every operation on that job, by its id."""
    links = {
        f"{method}{path.removeprefix(_JOB)}".replace("/", "_"): {
            "operationId": operation["operationId"],
            "parameters": {"job_id": "$response.body#/job_id"},
        }
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if path.startswith(_JOB)
    }
    named = {"".join(c if c.isalnum() else "_" for c in name): link for name, link in links.items()}
    document["paths"][_JOBS]["post"]["responses"]["202"]["links"] = named
