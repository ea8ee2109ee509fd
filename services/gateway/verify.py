"""`/v1/verify`: every rule for any layout, ours or a person's."""

from __future__ import annotations

from fastapi import APIRouter, Request

from . import models, tasks
from .bodies import RAW, uploaded
from .description import FILE
from .gateway import Looks, Served
from .problems import documented

router = APIRouter(tags=["verify"])
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
    return models.Verified(**await gateway.aside(tasks.verify, upload.content))
