"""A running Plenum beside a registry: its word is served, a version promoted and taken back by rule."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from plenum.simulation.door import Door
from services.light_model_d_learned.model import NAME
from tests.integration.stack.conftest import plenum
from tests.support.buildings import building, room
from tests.support.waiting import HANGS_S, eventually
from tests.training import one_light
from tests.training.conftest import ENVIRONMENT, ROOT, Server
from training.rule import JOBS, RATINGS, ROOMS

pytestmark = [pytest.mark.mlflow, pytest.mark.timeout(1500)]

GOOD: Final = ("--rooms", "60", "--epochs", "20", "--examined", "30")
DEGRADED: Final = (*GOOD[:2], "--epochs", "1", "--learning-rate", "0.00001", *GOOD[4:])
"""Hardly fitted at all."""
SIZES: Final = [(width, height) for width in range(7, 11) for height in range(6, 11)]
Result = dict[str, Any]


@dataclass(frozen=True)
class Running:
    """A stack with the learned model, as one reaches it."""

    redis: str
    gateway: str

    @property
    def door(self) -> Door:
        """Somebody who asks."""
        return Door(self.gateway)

    def placed(self, sizes: list[tuple[int, int]]) -> Result:
        """A job of such rooms, done; its id in it."""
        door = self.door
        rooms = [room(f"room_{n}", width, height) for n, (width, height) in enumerate(sizes)]
        job_id = door.submit(building(rooms)).data["job_id"]
        assert eventually(lambda: door.state(job_id).data["answered"])
        found: Result = door.result(job_id).data
        assert found["job_id"] == job_id
        return found

    def serving(self) -> dict[str, Any]:
        """What the gateway says of the registry's word."""
        told = self.door._ask("GET", "/info").data["registered"]
        found: dict[str, Any] = told.get(NAME, {})
        return found


def versions(result: Result) -> set[str]:
    """Of the learned model, as its candidates have them."""
    named = [each for done in result["rooms"] for each in done["candidates"] if each["model_name"] == NAME]
    return {each["model_version"] for each in named}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Taken down whatever happens."""
    state = tmp_path_factory.mktemp("plenum") / "state"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLENUM_GRAPH", f"{one_light.__name__}:GRAPH")
        patch.setenv("PYTHONPATH", str(ROOT))
        try:
            began = plenum("up", "--embedded", "--ready-within", str(HANGS_S), state=state)
            assert began.returncode == 0, began.stderr
            addresses = json.loads(plenum("status", "--json", state=state).stdout)["addresses"]
            yield Running(addresses["redis"], addresses["gateway"])
        finally:
            plenum("down", state=state)


@contextmanager
def watch(server: Server, running: Running, log: Path) -> Iterator[None]:
    """The watch between both, as `make watch-mlflow` starts it."""
    command = [str(ENVIRONMENT / "python"), "-W", "ignore", "-m", "training.watch", "--every", "1"]
    with log.open("wb") as file:
        process = subprocess.Popen(
            [*command, "--gateway", running.gateway],
            cwd=ROOT,
            env={**os.environ, "PLENUM_REDIS_URL": running.redis, "MLFLOW_TRACKING_URI": server.uri},
            stdout=file,
            stderr=file,
        )
    try:
        yield
        assert process.poll() is None, log.read_text()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(HANGS_S)


def test_a_running_plenum_answers_by_what_the_registry_says(
    server: Server, running: Running, tmp_path: Path
) -> None:
    """From the first champion to a roll-back by what people say, and on when the registry is gone."""
    log = tmp_path / "watch.log"
    server.done("tracked", *GOOD)
    server.done("registry", "promote", "--who", "first")
    with watch(server, running, log):
        assert eventually(lambda: running.serving().get("champion")), log.read_text()
        first = running.serving()["champion"]
        mark = f".{first['digest'][:16]}"
        tried = running.placed(SIZES)
        assert all(version.endswith(f".v1{mark}") for version in versions(tried))
        won = [
            SIZES[int(done["room_id"].removeprefix("room_"))]
            for done in tried["rooms"]
            if done["selected_model"] == NAME and done["status"] == "complete"
        ]
        assert won

        # The same training again: a version that must be as good as the first, whatever is drawn.
        server.done("tracked", *GOOD)
        server.done("registry", "shadow", "--who", "second")
        assert eventually(lambda: running.serving().get("shadow")), log.read_text()
        of_a_job = -(-ROOMS // JOBS)
        # More jobs than are asked for: on a busy machine a round passes some by.
        for _ in range(4 * JOBS):
            running.placed((won * of_a_job)[:of_a_job])
            if running.serving()["champion"]["version"] == "2":
                break
        assert eventually(lambda: running.serving()["champion"]["version"] == "2"), log.read_text()
        move = server.shown()["audit"][-1]
        assert (move["alias"], move["version"], move["who"]) == ("champion", "2", "the watch")
        assert "jobs in shadow" in move["why"]

        _reject(running, won, f".v2{mark}")
        began = time.monotonic()
        assert eventually(lambda: running.serving()["champion"]["version"] == "1"), log.read_text()
        print(f"taken back {time.monotonic() - began:.1f} s after the last rejection")
        move = server.shown()["audit"][-1]
        assert (move["version"], move["takes_back"], move["who"]) == ("1", "2", "the watch")
        assert "people keep 0.00" in move["why"]

        _withdraws_what_is_degraded(server, running, won)
        picture = tmp_path / "reliability.png"
        server.done("reliability", running.gateway, str(picture))
        assert picture.read_bytes().startswith(b"\x89PNG")

        server.stop()
        assert eventually(lambda: "the last word stands" in log.read_text()), log.read_text()
        assert all(version.endswith(f".v1{mark}") for version in versions(running.placed(SIZES[:3])))


def _withdraws_what_is_degraded(server: Server, running: Running, won: list[tuple[int, int]]) -> None:
    """Made bad on purpose it answers as a canary, until people say what they think of it."""
    server.done("tracked", *DEGRADED)
    server.done("registry", "canary", "1.0", "--who", "third", "--why", "to hear what people say")
    assert eventually(lambda: running.serving().get("canary") == 1.0)
    bad = running.serving()["challenger"]
    _reject(running, won, f".v{bad['version']}.{bad['digest'][:16]}")
    assert eventually(lambda: running.serving().get("challenger") is None)
    serving = running.serving()
    assert (serving["champion"]["version"], serving["canary"]) == ("1", 0.0)
    move = server.shown()["audit"][-1]
    assert (move["alias"], move["version"], move["who"]) == ("challenger", "", "the watch")
    assert "people keep 0.00" in move["why"]


def _reject(running: Running, won: list[tuple[int, int]], mark: str) -> None:
    """People want none of what the version that is served now wins."""
    done = running.placed((won * RATINGS)[: 2 * RATINGS])
    assert all(version.endswith(mark) for version in versions(done))
    won_rooms = [each["room_id"] for each in done["rooms"] if each["selected_model"] == NAME]
    assert len(won_rooms) >= RATINGS
    for room_id in won_rooms[:RATINGS]:
        taken = running.door.judge(done["job_id"], {"room_id": room_id, "verdict": "reject"})
        assert taken.status == 201, taken.data
