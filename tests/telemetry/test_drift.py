"""People who change their minds, ceilings that change: the drift's alerts, fired by a stream that does.

The day before is laid into Prometheus as it would have kept it; what comes after is `plenum simulate`.
"""

from __future__ import annotations

import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from plenum.pipeline.record.redis.keys import JobKeys
from plenum.simulation.door import Door
from plenum.stack.info import GATEWAY
from tests.integration.stack.conftest import plenum
from tests.support.system import System, system
from tests.support.waiting import HANGS_S, eventually
from tests.telemetry.watching import firing, watching

pytestmark = [pytest.mark.long, pytest.mark.timeout(2400)]

HOUR_S: Final = 3600.0
DAY_S: Final = 24 * HOUR_S
STEP_S: Final = 300.0
TEN_MINUTES_S: Final = 600.0
"""For so long two of the alerts are pending."""
BEFORE: Final = {
    'ml_model_selected_total{model_name="light_model_a_dense"}': 0,
    'ml_model_selected_total{model_name="light_model_b_sparse"}': 50,
    'ml_model_selected_total{model_name="light_model_c_balanced"}': 0,
    'plenum_jobs_ended_total{size="one"}': 0,
    'plenum_jobs_ended_total{size="small"}': 0,
    'plenum_jobs_ended_total{size="large"}': 10,
}
"""By how much each series rose in a step of the day before: large buildings, which sparse has won."""


def day_before(now_s: float) -> str:
    """Those series, as OpenMetrics; they end an hour ago."""
    steps = int((DAY_S + HOUR_S) / STEP_S)
    began_s = now_s - 1.1 * HOUR_S - steps * STEP_S
    lines = [
        f"{series} {rises * step} {began_s + step * STEP_S:.0f}"
        for series, rises in BEFORE.items()
        for step in range(steps)
    ]
    return "\n".join([*lines, "# EOF\n"])


@pytest.fixture
def drifting(tmp_path: Path) -> Iterator[System]:
    """A full stack with a day behind it."""
    text, data = tmp_path / "day_before.txt", tmp_path / "state" / "prometheus" / "data"
    text.write_text(day_before(time.time()))
    data.mkdir(parents=True)
    command = ("promtool", "tsdb", "create-blocks-from", "openmetrics", str(text), str(data))
    subprocess.run(command, check=True, capture_output=True, timeout=HANGS_S)
    with system(tmp_path / "state", full=True, env={}) as running:
        yield running


def store(running: System) -> sqlite3.Connection:
    """The gateway's."""
    return sqlite3.connect(running.info.state / GATEWAY / "store.sqlite3", timeout=HANGS_S)


def streamed(running: System, seed: int, *how: str) -> None:
    """A minute of jobs and of what people say of them."""
    rate = ("--rate", "60", "--seconds", "60", "--lag", "1", "--seed", str(seed))
    ended = plenum("simulate", *rate, *how, state=running.info.state)
    assert ended.returncode == 0, ended.stderr


def lies_back(running: System) -> None:
    """What people have said until now they said two hours ago."""
    with closing(store(running)) as connection, connection:
        moved = connection.execute("update ratings set at_ms = at_ms - ?", (2 * HOUR_S * 1000,))
        assert moved.rowcount > 0


def judged_late(running: System) -> None:
    """All rooms that were judged are judged twice more, of jobs that ended two days ago."""
    with closing(store(running)) as connection:
        rooms = connection.execute("select job_id, room_id from feedback").fetchall()
    for job_id in {job_id for job_id, _ in rooms}:
        before_ms = (time.time() - 2 * DAY_S) * 1000
        running.client.redis.hset(JobKeys(job_id).job, "ended_ms", str(before_ms))
    door = Door(running.info.gateway or "")
    for job_id, room_id in (*rooms, *rooms):
        taken = door.judge(job_id, {"room_id": room_id, "verdict": "accept"})
        assert taken.status == 201, taken.data


def test_what_drifts_is_told(drifting: System, said: Callable[[str], None]) -> None:
    """Other jobs and other winners than the day before; people who keep less; feedback that comes late."""
    watch = partial(watching, drifting, said)
    sizes, winners = (
        f'PlenumPopulationShifted{{population="{population}"}}' for population in ("job_sizes", "winners")
    )
    with watch(sizes, "small jobs come"), watch(winners, "other models win"):
        streamed(drifting, 1, "--edits", "0", "--rejects", "0")
        lies_back(drifting)
        with watch("PlenumQualityDropped", "people reject three in ten, and edit more and more") as fires:
            streamed(drifting, 2, "--rejects", "0.3", "--drift", "60")
            assert fires()
        with watch("PlenumFeedbackLate", "two in three judge jobs of two days ago"):
            judged_late(drifting)
            for alert in ("PlenumFeedbackLate", sizes, winners):
                assert eventually(partial(firing, drifting, alert), within_s=TEN_MINUTES_S + HANGS_S), alert
