"""The application: its parts, its routes, and what is wrapped around them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp

from plenum import distribution
from plenum.client.client import instrument
from plenum.files.schema import json_schema
from plenum.telemetry.setup import Telemetry

from . import about, candidates, events, health, jobs, letters, page, predict, results, traces, verify
from .access import access_of
from .aside import Aside
from .audit import Audit
from .backend import Backend
from .config import GatewaySettings, is_local
from .gateway import Gateway
from .guard import Guarded
from .hub import Hub
from .instruments import GatewayInstruments
from .metrics import Metrics
from .problems import Problem, install
from .telemetry import Traced

_ABOUT = "Completes ceilings: lights, air supply, air return and smoke detectors, rule by rule."


def gateway(
    settings: GatewaySettings, redis_url: str, telemetry: Telemetry, metrics: Metrics, log: Any
) -> Gateway:
    """The parts as they are set. Raises WrongSettingError."""
    backend = Backend(redis_url, settings.most_waiting)
    return Gateway(
        settings=settings,
        redis_url=redis_url,
        backend=backend,
        aside=Aside(settings.read_s),
        hub=Hub(backend, settings.most_listeners),
        access=access_of(settings.tokens, settings.requests_per_minute),
        audit=Audit(settings.folder, log),
        instruments=GatewayInstruments(telemetry.meter),
        metrics=metrics,
        log=log,
    )


def application(parts: Gateway) -> FastAPI:
    """The routes over these parts, described by OpenAPI."""

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        instrument()
        watching = asyncio.create_task(parts.backend.watch_redis())
        parts.aside.warm()
        yield
        watching.cancel()
        await parts.hub.close()
        parts.aside.close()
        parts.audit.close()
        with suppress(Exception):  # Redis may be away
            await parts.backend.close()

    app = FastAPI(
        title="Plenum",
        version=distribution.version(),
        summary=_ABOUT,
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    app.state.gateway = parts
    install(app)
    for module in (predict, jobs, events, results, candidates, traces, verify, letters, health, about, page):
        app.include_router(module.router)
    _describe(app)
    return app


def wrapped(app: FastAPI, parts: Gateway, telemetry: Telemetry) -> ASGIApp:
    """The application as it is served."""
    local_only = not parts.access.asks and is_local(parts.settings.host)
    guarded = Guarded(app, parts.settings.most_mib * 2**20, local_only=local_only)
    return Traced(guarded, telemetry, parts.instruments)


def _describe(app: FastAPI) -> None:
    """Schemas that no route's types bring: problems, and the file formats' own."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schemas = made().setdefault("components", {}).setdefault("schemas", {})
            schemas.setdefault("Problem", Problem.model_json_schema())
            schemas["Grid"] = _local(json_schema("grid"), "Grid", schemas)
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
