"""Health for people and for machines: of this process, and of the Plenum behind it."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from fastapi import APIRouter, Response

from plenum.health.check import Report
from plenum.health.whole import health
from plenum.pipeline.graph import installed_graph

from . import models
from .gateway import Gateway, Looks, Served
from .problems import ProblemError, documented

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="Whether the gateway answers", operation_id="healthz")
@router.get("/health/live", summary="Whether the gateway answers")
async def health_live() -> models.Verdict:
    """It fails only where the process is wedged: a restart mends nothing else."""
    return models.Verdict(status="alive")


@router.get("/health/ready", summary="Whether it can serve", responses=documented(503))
async def health_ready(gateway: Served) -> models.Verdict:
    """503 until Redis answers, and whenever it does not."""
    if gateway.backend.away:
        raise ProblemError(503, "not_ready", f"Redis does not answer: {gateway.backend.away}", retry_s=2)
    return models.Verdict(status="ready")


@router.get(
    "/health",
    summary="Whether Plenum is healthy",
    operation_id="health",
    responses={503: {"model": models.Verdict, "description": "Not."}},
)
async def whole(gateway: Served, response: Response) -> models.Verdict:
    """All checks in a word; 200 only where all are healthy. Not for probes."""
    report = await _report(gateway)
    response.status_code = 200 if report.status == "healthy" else 503
    return models.Verdict(status=report.status)


@router.get("/health/detailed", summary="Every check", responses=documented(401, 403, 429))
async def health_detailed(gateway: Served, _who: Looks) -> models.HealthReport:
    """Redis, queues, models, breakers, dead letters, collector and disk."""
    report: dict[str, Any] = (await _report(gateway)).to_json()
    return models.HealthReport(**report)


async def _report(gateway: Gateway) -> Report:
    """On a thread of its own, with a connection of its own: each check is bounded by 2 s."""
    settings = gateway.settings
    look = partial(health, gateway.redis_url, installed_graph(), settings.collector_health, settings.folder)
    return await asyncio.to_thread(look)
