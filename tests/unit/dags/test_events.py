"""The gateway's stream as the trigger reads it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from dags.plenum_job.events import parsed


def test_events_are_read_and_comments_passed_over() -> None:
    """A comment keeps a silent connection open; it is no event."""

    async def lines() -> AsyncIterator[str]:
        for line in (
            "event: job",
            'data: {"status":"running"}',
            "",
            ": still there",
            "",
            "event: end",
            "data: {}",
            "",
        ):
            yield line

    async def read() -> list[tuple[str, object]]:
        return [event async for event in parsed(lines())]

    assert asyncio.run(read()) == [("job", {"status": "running"}), ("end", {})]
