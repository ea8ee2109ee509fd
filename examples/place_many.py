"""Many buildings at once, each printed as it is done: the client for asyncio.

    PLENUM_REDIS_URL=redis://… python examples/place_many.py BUILDING [BUILDING ...]

The address is `addresses.redis` of `plenum status --json`. Needs no more than
`pip install plenum-ceilings`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from pathlib import Path

from plenum.client import AsyncClient


async def place(client: AsyncClient, path: Path) -> None:
    """One of them; nothing is blocked while it waits."""
    completed = await client.place(path.read_text(encoding="utf-8"), timeout_s=600)
    print(f"{path.name}: {completed['status']}, {completed['totals']['rooms']} rooms", flush=True)


async def place_all(paths: list[Path]) -> None:
    """All at once, over one connection; where one fails, the others' jobs go on."""
    async with AsyncClient(os.environ["PLENUM_REDIS_URL"]) as client, asyncio.TaskGroup() as group:
        for path in paths:
            group.create_task(place(client, path))


def main() -> None:
    """Run it once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("buildings", nargs="+", type=Path)
    asyncio.run(place_all(parser.parse_args().buildings))


if __name__ == "__main__":
    main()
