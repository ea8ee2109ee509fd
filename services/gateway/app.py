"""The application: its parts, its routes, and what is wrapped around them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from fastapi import FastAPI
from starlette.types import ASGIApp

from plenum import distribution
from plenum.client.client import instrument
from plenum.telemetry.prometheus_text import Metrics
from plenum.telemetry.setup import Telemetry

from . import (
    about,
    candidates,
    events,
    feedback,
    health,
    jobs,
    letters,
    page,
    predict,
    results,
    revisions,
    traces,
    verify,
)
from .access import access_of
from .archive import Archive
from .aside import Aside
from .audit import Audit
from .backend import Backend
from .config import GatewaySettings, is_local
from .description import describe, operation_id
from .gateway import Gateway
from .guard import Guarded
from .hub import Hub
from .instruments import GatewayInstruments
from .limits import Limits
from .opinion import Opinion
from .problems import install
from .quality import RollingQuality
from .store.database import Database
from .telemetry import Traced
from .warm import Warm

_ABOUT = "Completes ceilings: lights, air supply, air return and smoke detectors, rule by rule."


def gateway(
    settings: GatewaySettings, redis_url: str, telemetry: Telemetry, metrics: Metrics, log: Any
) -> Gateway:
    """The parts as they are set. Raises WrongSettingError."""
    backend = Backend(redis_url, settings.most_waiting)
    database = Database(settings.store_url)
    aside = Aside(settings.read_s)
    return Gateway(
        settings=settings,
        redis_url=redis_url,
        backend=backend,
        aside=aside,
        warm=Warm(aside, settings.read_s),
        hub=Hub(backend, settings.most_listeners),
        access=access_of(settings.tokens, settings.requests_per_minute),
        limits=Limits(backend.take_requests),
        audit=Audit(settings.folder, log),
        instruments=GatewayInstruments(telemetry.meter),
        metrics=metrics,
        database=database,
        archive=Archive(redis_url, database, settings, log, telemetry.meter),
        quality=RollingQuality(telemetry.meter, database),
        log=log,
    )


_ROUTES: Final = (
    predict,
    jobs,
    events,
    results,
    revisions,
    candidates,
    traces,
    feedback,
    verify,
    letters,
    health,
    about,
    page,
)


def application(parts: Gateway) -> FastAPI:
    """The routes over these parts, described by OpenAPI."""

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        instrument()
        endless = (parts.backend.watch_redis(), parts.archive.follow(), parts.quality.follow())
        watching = [asyncio.create_task(each) for each in endless]
        parts.aside.warm()
        yield
        for task in watching:
            task.cancel()
        await parts.hub.close()
        parts.warm.close()
        parts.aside.close()
        parts.audit.close()
        parts.archive.close()
        parts.database.close()
        with suppress(Exception):  # Redis may be away
            await parts.backend.close()

    app = FastAPI(
        title="Plenum",
        version=distribution.version(),
        summary=_ABOUT,
        lifespan=life,
        generate_unique_id_function=operation_id,
        docs_url=None,
        redoc_url=None,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    app.state.gateway = parts
    install(app)
    for module in _ROUTES:
        app.include_router(module.router)
    describe(app, Opinion)
    return app


def wrapped(app: FastAPI, parts: Gateway, telemetry: Telemetry) -> ASGIApp:
    """The application as it is served."""
    local_only = not parts.access.asks and is_local(parts.settings.host)
    guarded = Guarded(app, parts.settings.most_mib * 2**20, local_only=local_only)
    return Traced(guarded, telemetry, parts.instruments)
