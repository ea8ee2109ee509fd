"""Stacks whose models misbehave on request, with limits that are reached in seconds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.gates import FOLDER, Gates
from tests.support.system import System, system

ROOT = Path(__file__).resolve().parents[2]


def environment(gates: Path) -> dict[str, str]:
    """The misbehaving models in batches of two rooms, each with 6 s a room.

    Heartbeats, their lifetime and the sweep are half of the product's: who is killed is missed as surely,
    and a machine that stands still for a second is still nobody's death.
    """
    return {
        "PLENUM_GRAPH": "tests.faults.models:GRAPH",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        FOLDER: str(gates),
        "PLENUM_BATCH_ROOMS": "2",
        "PLENUM_ROOM_LIMIT_S": "6",
        "PLENUM_HEARTBEAT_S": "0.5",
        "PLENUM_LIFETIME_S": "2",
        "PLENUM_SWEEP_S": "0.5",
        "PLENUM_EXPORT_INTERVAL_S": "0.5",
    }


@pytest.fixture(scope="session")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Children of 256 MiB; a join deadline that no restart reaches; telemetry to the sink."""
    folder = tmp_path_factory.mktemp("faulty")
    env = environment(folder / "gates") | {
        "PLENUM_JOIN_DEADLINE_S": "150",
        "PLENUM_CHILD_MEMORY_MIB": "256",
    }
    with system(folder, full=False, env=env) as running:
        yield running


@pytest.fixture
def gates(faulty: System) -> Gates:
    """Where the stages of that stack can be held."""
    return Gates(faulty.info.state / "gates")
