"""`/v1/verify` and `/v1/overlays`: every rule for any layout, and what a plan can show of it."""

from __future__ import annotations

from fastapi import APIRouter, Request

from . import models, overlays, tasks
from .bodies import RAW, uploaded
from .description import FILE, reference
from .gateway import Looks, Served
from .problems import documented

router = APIRouter(tags=["verify"])
_COMPLETED = reference("CompletedBuilding")
_BODY = {
    "requestBody": {
        "required": True,
        "description": "A result, or any format that `plenum place` reads.",
        "content": {
            "application/json": {"schema": {"type": "object"}, "example": models.BUILDING},
            **{kind: {"schema": FILE} for kind in RAW[1:]},
        },
    }
}


@router.post(
    "/v1/verify",
    summary="Check a layout",
    responses=documented(401, 403, 408, 413, 415, 422, 429, 503),
    openapi_extra=_BODY,
)
async def verify_layout(request: Request, gateway: Served, _who: Looks) -> models.Verified:
    """The evidence for each rule in each room, and how many hard rules are broken. Nothing is stored."""
    upload = await uploaded(request)
    return models.Verified(**await gateway.warm(tasks.verify, upload.content))


@router.post(
    "/v1/overlays",
    summary="What a plan can show over a room",
    responses=documented(401, 403, 408, 413, 415, 422, 429, 503),
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/json": {"schema": _COMPLETED}}}
    },
)
async def room_overlays(request: Request, gateway: Served, _who: Looks) -> models.Overlays:
    """Illuminance, coverage, throws and pattern lines of a result's first room, as its grid is."""
    upload = await uploaded(request)
    return models.Overlays.model_validate(await gateway.warm(overlays.overlays, upload.content))
