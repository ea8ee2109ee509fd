"""A job's events as lines in the log of the task that follows it: its own stages', whoever waits for them."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import httpx

from .progress import Progress
from .stream import NOWHERE, events, gateway_url

AGAIN_S: Final = 5.0
"""Before the gateway is asked again that did not answer, s."""


async def tell(job_id: str, progress: Progress, log: Any) -> None:
    """Until the job has ended; a gateway that is away is asked again."""
    url, told = gateway_url(), False
    while url != NOWHERE:
        try:
            async for name, data in events(url, job_id):
                told = False
                if line := progress.take(name, data):
                    log.info(line)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError) as error:
            if not told:
                log.warning("no events from the gateway at %s: %r", url, error)
            told = True
        if progress.ended:
            return
        await asyncio.sleep(AGAIN_S)
