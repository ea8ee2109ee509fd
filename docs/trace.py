"""Draws docs/pictures/trace.svg from a real job's trace: `.venv/bin/python docs/trace.py`.

A stack of its own places three rooms, on one of which the model of the air's return raises; the trace is what
its receiver was sent. The words about it in docs/telemetry.md are written by hand, after the picture.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

from docs.diagrams.trace import trace_picture
from plenum import stack, traces
from plenum.client import Client
from tests.faults.gates import FOLDER
from tests.support.buildings import building, room
from tests.support.system import System

ROOT: Final = Path(__file__).resolve().parents[1]
PICTURE: Final = ROOT / "docs/pictures/trace.svg"
ROOMS: Final = (room("office", 11, 8), room("corridor", 16, 4), room("raises_air_return_model", 9, 7))
SPANS: Final = 32 + len(ROOMS) * 6
"""A job of one batch, and its rooms in each model."""


def real_trace() -> list[traces.Seen]:
    """The spans of one job, the stack warmed up by others."""
    with tempfile.TemporaryDirectory(prefix="plenum-trace-") as folder:
        env = {"PLENUM_GRAPH": "tests.faults.models:GRAPH", "PYTHONPATH": str(ROOT), FOLDER: folder}
        try:
            info = stack.up(Path(folder), full=False, env=env, ready_s=300)
            system = System(info, Client(info.redis_url_of("operator")), env)
            for _ in range(3):
                system.place(building(2))
            result = system.place(building(ROOMS))
            return system.trace(result["trace_id"], SPANS)
        finally:
            stack.down(Path(folder))


if __name__ == "__main__":
    PICTURE.write_text(trace_picture(real_trace()), encoding="utf-8")
    print(PICTURE.relative_to(ROOT), file=sys.stderr)
