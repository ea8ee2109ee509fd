"""What the routes work with, in one place, and how a route says who may use it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Path, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from plenum.telemetry.prometheus_text import Metrics

from .access import Access, Principal, Role
from .archive import Archive
from .aside import Aside
from .audit import Audit
from .backend import Backend
from .config import GatewaySettings
from .hub import Hub
from .instruments import GatewayInstruments
from .limits import Limits
from .models import JOB_ID
from .quality import RollingQuality
from .store.database import Database
from .warm import Warm


@dataclass(frozen=True)
class Gateway:
    """The parts of one running gateway."""

    settings: GatewaySettings
    redis_url: str
    backend: Backend
    aside: Aside
    warm: Warm
    hub: Hub
    access: Access
    limits: Limits
    audit: Audit
    instruments: GatewayInstruments
    metrics: Metrics
    database: Database
    archive: Archive
    quality: RollingQuality
    log: Any


async def gateway_of(request: Request) -> Gateway:
    """The application's. A coroutine, for FastAPI has a thread call what is none, at each request."""
    found: Gateway = request.app.state.gateway
    return found


Served = Annotated[Gateway, Depends(gateway_of)]
_bearer = HTTPBearer(
    auto_error=False, description="A token of the gateway's file; none where it asks nobody."
)


def may(role: Role) -> Callable[..., Awaitable[Principal]]:
    """A dependency: who asks, if they may do that."""

    async def admitted(
        request: Request,
        gateway: Served,
        _: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    ) -> Principal:
        principal = gateway.access.admit(request.headers.get("authorization"), role)
        await gateway.limits.spend(principal)
        return principal

    return admitted


Looks = Annotated[Principal, Depends(may("look"))]
Submits = Annotated[Principal, Depends(may("submit"))]
Operates = Annotated[Principal, Depends(may("operate"))]
JobId = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9_-]{1,100}$", description="The job's id.", examples=[JOB_ID])
]
