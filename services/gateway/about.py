"""`/info` and `/metrics`: what runs here, and its figures."""

from __future__ import annotations

import os
from collections.abc import Mapping

from fastapi import APIRouter, Response
from msgspec import to_builtins

from plenum import distribution
from plenum.pipeline.graph import Stage, installed_graph
from plenum.pipeline.weights import Serving
from plenum.telemetry.prometheus_text import MEDIA_TYPE

from .gateway import Looks, Served
from .models import Info, Registered
from .problems import documented

router = APIRouter(tags=["about"])


@router.get("/info", summary="What runs here", responses=documented(401, 403, 429, 503))
async def info(gateway: Served, _who: Looks) -> Info:
    """Version, stages with their models' versions, and where traces and experiments are looked at."""
    stages = installed_graph().stages
    serving: Mapping[str, Serving] = {}
    if any(stage.own.registered for stage in stages):
        serving = await gateway.backend.look(lambda client: client.record.serving())
    return Info(
        name="plenum",
        version=distribution.version(),
        environment=os.environ.get("DEPLOYMENT_ENVIRONMENT", ""),
        models={stage.name: _version(stage, serving.get(stage.name)) for stage in stages},
        registered={name: Registered(**to_builtins(each)) for name, each in serving.items()},
        jaeger=gateway.settings.jaeger,
        MLFLOW_TRACKING_URI=os.environ.get("MLFLOW_TRACKING_URI", ""),
    )


def _version(stage: Stage, serving: Serving | None) -> str:
    champion = serving.champion if serving else None
    return champion.marked(stage.version) if champion else stage.version


@router.get(
    "/metrics",
    summary="Figures for Prometheus",
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
        **documented(401, 403, 429, 503),
    },
    response_class=Response,
)
async def metrics(gateway: Served, _who: Looks) -> Response:
    """This process' figures, and the counters of all jobs."""
    counters = await gateway.backend.look(lambda client: dict(client.record.counters()))
    return Response(gateway.metrics.text(counters), media_type=MEDIA_TYPE)
