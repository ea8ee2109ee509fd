"""A revocation while no coordinator runs is kept: a stage's worker hears it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from celery.exceptions import TaskRevokedError

from plenum.client import Client
from plenum.pipeline.record.redis import keys
from services.stages import GRAPH
from tests.support.buildings import building
from tests.support.lone_coordinator import ROOT, coordinator, their_app
from tests.support.redis_server import redis_server
from tests.support.waiting import HANGS_S, eventually

STAGE = "air_return_model"


ALL = ",".join(stage.name for stage in GRAPH.stages)


@pytest.mark.parametrize(
    ("app_of", "queues"), [(f"services.{STAGE}.worker", STAGE), ("plenum.worker.pool_app", ALL)]
)
def test_a_job_revoked_while_no_coordinator_runs_is_cancelled_as_it_comes(
    tmp_path: Path, app_of: str, queues: str
) -> None:
    """Sent and revoked before the coordinator starts, by a plain Celery client."""
    with redis_server(tmp_path) as server:
        worker = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", app_of, "worker", "-l", "WARNING", "-Q", queues],
            cwd=ROOT,
            env={**os.environ, "PLENUM_REDIS_URL": server.url, "PLENUM_TELEMETRY": "false"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        plenum, app = Client(server.url), their_app(server.url)
        try:
            assert eventually(lambda: plenum.redis.pubsub_numsub("/0.celery.pidbox")[0][1])
            app.send_task("plenum.place", args=[building(1)], task_id="unwanted")
            app.control.revoke("unwanted")
            assert eventually(lambda: plenum.redis.exists(keys.cancel_note("unwanted")))
            with coordinator(server.url), pytest.raises(TaskRevokedError):
                plenum.result("unwanted", HANGS_S)
            job = plenum.record.job("unwanted")
            assert job is not None
            assert job.status == "cancelled"
        finally:
            plenum.close()
            worker.terminate()
            worker.wait(HANGS_S)
