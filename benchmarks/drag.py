"""How long a designer waits while dragging: `/v1/verify` of a running Plenum, up to the evidence.

    python -m benchmarks.drag http://127.0.0.1:8000

A room of 20 × 20 and one of 60 × 60 tiles are completed; then a light goes from tile to tile, and each
place is judged. Printed are the median and the slowest, wall time in ms: a quiet machine's, or another's.
"""

from __future__ import annotations

import statistics
import sys
import time
from typing import Any, Final

import httpx2 as httpx

SIDES: Final = (20, 60)
PLACES: Final = 40


def completed(http: httpx.Client, side: int) -> dict[str, Any]:
    """A completed room of that many tiles along each side."""
    room = {"room_id": "r", "room_type": "office_open", "rows": ["." * side] * side}
    building = {"schema": "plenum.building/1", "building_id": "drag", "rooms": [room]}
    answer = http.post("/v1/jobs", json=building, headers={"Prefer": "wait=30"})
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def dragged(result: dict[str, Any]) -> list[dict[str, Any]]:
    """The result with its first light on one empty tile after the other."""
    (room,) = result["rooms"]
    grid = [list(row) for row in room["rows"]]
    x, y = next((row.index("L"), y) for y, row in enumerate(grid) if "L" in row)
    grid[y][x] = "."
    empty = [(u, v) for v, row in enumerate(grid) for u, char in enumerate(row) if char == "."]
    found = []
    for u, v in empty[:: max(1, len(empty) // PLACES)][:PLACES]:
        rows = ["".join(row) for row in grid]
        rows[v] = f"{rows[v][:u]}L{rows[v][u + 1 :]}"
        found.append({**result, "rooms": [{**room, "rows": rows, "flows": []}]})
    return found


def main(url: str) -> None:
    """Print a line a size."""
    with httpx.Client(base_url=url, timeout=60) as http:
        for side in SIDES:
            took_ms = []
            for layout in dragged(completed(http, side)):
                began = time.perf_counter()
                http.post("/v1/verify", json=layout).raise_for_status()
                took_ms.append((time.perf_counter() - began) * 1000)
            print(
                f"{side} × {side}: median {statistics.median(took_ms):.0f} ms, slowest {max(took_ms):.0f} ms"
            )


if __name__ == "__main__":
    main(sys.argv[1])
