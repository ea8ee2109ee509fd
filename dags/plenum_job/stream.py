"""The gateway's stream of a job's events over HTTP, from the job's beginning whenever one connects."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from typing import Any, Final

import httpx

from .events import parsed

SILENT_S: Final = 40.0
"""The gateway says something every 15 s; after so long without a word the connection is dead, s."""
NOWHERE: Final = "none"


def gateway_url() -> str:
    """Where the gateway is, PLENUM_GATEWAY_URL; NOWHERE for one that is not to be asked."""
    return os.environ.get("PLENUM_GATEWAY_URL") or "http://127.0.0.1:8000"


async def events(url: str, job_id: str) -> AsyncIterator[tuple[str, Any]]:
    """Each event's name and data, until the job has ended. Raises httpx.HTTPError."""
    token = os.environ.get("PLENUM_GATEWAY_TOKEN")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    timeout = httpx.Timeout(10.0, read=SILENT_S)
    async with (
        httpx.AsyncClient(timeout=timeout, headers=headers) as client,
        client.stream("GET", f"{url.rstrip('/')}/v1/jobs/{job_id}/events") as response,
    ):
        response.raise_for_status()
        async for event in parsed(response.aiter_lines()):
            yield event
