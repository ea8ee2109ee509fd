"""A stack whose models misbehave on request, with short deadlines so that faults are found in seconds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.system import System, system

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Batches of two rooms, join deadline 6 s, room limit 3 s, children of 256 MiB; telemetry to the sink."""
    env = {
        "PLENUM_GRAPH": "tests.faults.models:GRAPH",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        "PLENUM_BATCH_ROOMS": "2",
        "PLENUM_ROOM_LIMIT_S": "3",
        "PLENUM_JOIN_DEADLINE_S": "6",
        "PLENUM_EXPORT_INTERVAL_S": "0.5",
        "PLENUM_CHILD_MEMORY_MIB": "256",
    }
    with system(tmp_path_factory.mktemp("faulty"), full=False, env=env) as running:
        yield running
