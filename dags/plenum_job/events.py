"""Server-sent events as Plenum's gateway writes them; knows no HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncIterable, AsyncIterator
from typing import Any


async def parsed(lines: AsyncIterable[str]) -> AsyncIterator[tuple[str, Any]]:
    """Each event's name and data: a line with the name, one of JSON; comments are passed over."""
    name = ""
    async for line in lines:
        if line.startswith("event: "):
            name = line[len("event: ") :]
        elif line.startswith("data: "):
            yield name, json.loads(line[len("data: ") :])
