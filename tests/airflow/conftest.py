"""One Airflow and one Plenum, whose models fail on request, for all of this folder's tests; what was seen."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from dags.standalone import Plenum, Standalone
from tests.faults.conftest import environment
from tests.faults.gates import Gates
from tests.support.buildings import building, room
from tests.support.proxy import Proxy, proxy
from tests.support.seen import See
from tests.support.system import System, system

ROOT: Final = Path(__file__).resolve().parents[2]
AIRFLOW: Final = Path(os.environ.get("AIRFLOW_ENVIRONMENT", ROOT / ".venv-airflow"))
FIRST: Final[dict[str, dict[str, Any]]] = {
    "green": {},
    "no-such-file": {"input_path": "/nowhere/grid.json"},
    "no-building": {"grid": {"grid_id": "g", "width": 2, "height": 2, "cells": []}},
    "failed-room": {"grid": building([room("raises_air_supply_model")])},
}
"""Runs that do not disturb each other, by id with their parameters: Airflow works on them together."""


@dataclass
class Both:
    """Airflow, Plenum, and what stands between them."""

    airflow: Standalone
    plenum: System
    gates: Gates
    between: Proxy
    """On Airflow's way to Redis."""


@pytest.fixture(scope="session")
def both(tmp_path_factory: pytest.TempPathFactory, see: See) -> Iterator[Both]:
    """Everything started, and the first runs triggered."""
    folder = tmp_path_factory.mktemp("airflow")
    with system(folder / "plenum", full=False, env=environment(folder / "gates")) as plenum:
        info = plenum.info
        address = info.redis_url_of("submit")
        with proxy(int(address.rpartition(":")[2].partition("/")[0])) as between:
            way = Plenum(
                address.rpartition(":")[0] + f":{between.port}/0", str(info.gateway), str(info.otlp_http)
            )
            more = {"GRID_INPUT_PATH": str(ROOT / "examples" / "grid.json")}
            started = time.monotonic()
            with Standalone(AIRFLOW, folder / "home", way, more) as airflow:
                see("Airflow: from nothing to ready", f"{time.monotonic() - started:.0f} s")
                for run_id, conf in FIRST.items():
                    airflow.trigger(run_id, conf)
                yield Both(airflow, plenum, Gates(folder / "gates"), between)


@pytest.fixture(scope="session", autouse=True)
def busy(see: See) -> None:
    """What else the machine had to do: times mean little without it."""
    see("machine", f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}")
