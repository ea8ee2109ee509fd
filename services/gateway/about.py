"""`/info` and `/metrics`: what runs here, and its figures."""

from __future__ import annotations

import os

from fastapi import APIRouter, Response

from plenum import distribution
from plenum.pipeline.graph import installed_graph
from plenum.telemetry.prometheus_text import MEDIA_TYPE

from .gateway import Looks, Served
from .models import Info
from .problems import documented

router = APIRouter(tags=["about"])


@router.get("/info", summary="What runs here", responses=documented(401, 403, 429))
async def info(gateway: Served, _who: Looks) -> Info:
    """Version, stages with their models' versions, and where traces and experiments are looked at."""
    stages = installed_graph().stages
    return Info(
        name="plenum",
        version=distribution.version(),
        environment=os.environ.get("DEPLOYMENT_ENVIRONMENT", ""),
        models={stage.name: stage.version for stage in stages},
        jaeger=gateway.settings.jaeger,
        MLFLOW_TRACKING_URI=os.environ.get("MLFLOW_TRACKING_URI", ""),
    )


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
