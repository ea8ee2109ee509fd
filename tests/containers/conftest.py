"""One stack in containers for all of this folder's tests, and the table of what was seen."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator

import pytest

from tests.containers import stand_ins
from tests.containers.engine import Engine
from tests.support.buildings import building
from tests.support.seen import See
from tests.support.system import PATIENT


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory, see: See) -> Iterator[Engine]:
    """The built image and the stack that is up; everything but images is taken away at the end."""
    stand_ins.make_all(print)
    passwords = {
        f"PLENUM_REDIS_{role}PASSWORD": secrets.token_hex(12) for role in ("", "SUBMIT_", "OPERATOR_")
    }
    running = Engine(tmp_path_factory.mktemp("engine"), {**PATIENT, **passwords, "PLENUM_KEEP_S": "43210"})
    started = time.monotonic()
    running.compose("build", "coordinator")
    see("image: built", f"in {time.monotonic() - started:.0f} s (from the cache, where nothing changed)")
    try:
        started = time.monotonic()
        see("up: all containers started", f"after {running.up():.1f} s")
        running.place(building(3))
        see("up: first result", f"after {time.monotonic() - started:.1f} s")
        yield running
    finally:
        started = time.monotonic()
        running.down()
        see("down: nothing left", f"no container, volume, network; {time.monotonic() - started:.1f} s")


@pytest.fixture(autouse=True)
def everything_runs(engine: Engine) -> None:
    """Each test finds one worker of each service that beats."""
    engine.all_beat()
