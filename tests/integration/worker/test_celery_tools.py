"""Celery's own tools on a coordinator and a stage's worker: what they show with events, and without."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from celery import Celery
from redis import Redis

from plenum.pipeline.record.redis.record import RedisRecord
from plenum.pipeline.record.redis.workers import living
from tests.support.buildings import building
from tests.support.ending import ended_with
from tests.support.lone_coordinator import coordinator, their_app
from tests.support.redis_server import RedisServer, free_port
from tests.support.waiting import HANGS_S, eventually

ROOT: Final = Path(__file__).parents[3]
PINS: Final = Path(__file__).with_name("flower.txt")
EVENTS: Final = {"PLENUM_TASK_EVENTS": "true"}
COORDINATOR: Final = f"coordinator-{os.getpid()}@here"
SELECTOR: Final = "selector@here"


@contextmanager
def workers(url: str, env: dict[str, str]) -> Iterator[None]:
    """A coordinator and a selector, once they beat."""
    told = {**os.environ, "PLENUM_REDIS_URL": url, "PLENUM_TELEMETRY": "false", **env}
    command = [sys.executable, "-m", "celery", "-A", "services.selector.worker", "worker", "-Q", "selector"]
    with coordinator(url, env), ExitStack() as stack:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen([*command, "-n", SELECTOR], cwd=ROOT, env=told, **quiet)
        stack.enter_context(ended_with(process))
        client = stack.enter_context(Redis.from_url(url))
        assert eventually(lambda: len(living(client)), lambda n: n == 2) == 2
        yield


def celery(url: str, *words: str, until: str) -> str:
    """What the command prints, as anybody types it, once this is in it: it waits a second for answers."""
    command = [sys.executable, "-m", "celery", "-b", url, *words]
    return eventually(
        lambda: subprocess.run(command, capture_output=True, text=True, timeout=HANGS_S).stdout,
        lambda told: until in told,
    )


def test_celerys_command_sees_coordinators_alone(own: RedisServer) -> None:
    """`status` and `inspect ping`: stages have no remote control."""
    with workers(own.url, {}):
        pinged = celery(own.url, "inspect", "ping", until="pong")
        status = celery(own.url, "status", until="1 node online.")
        queues = celery(own.url, "inspect", "active_queues", "--json", until=COORDINATOR)
    assert f"->  {COORDINATOR}: OK" in pinged
    assert "1 node online." in status
    assert SELECTOR not in pinged + status
    assert {queue["name"] for queue in json.loads(queues)[COORDINATOR]} == {"coordinator", "celery"}


def a_job(app: Celery, own: RedisServer) -> str:
    """One that was taken in and ended, though no stage has worked on it: its task's id."""
    result = app.send_task("plenum.place", args=[building(1)])
    with Redis.from_url(own.url) as client:
        record = RedisRecord(client)
        assert eventually(lambda: record.job(result.id))
        record.close(result.id, "cancelled", keep_s=100)
    result.get(timeout=HANGS_S)
    return str(result.id)


def test_events_tell_of_every_worker_and_of_each_job_where_they_are_asked_for(own: RedisServer) -> None:
    """What Flower and exporters read: workers that beat, and a job's task as received, started, succeeded."""
    seen: list[dict[str, Any]] = []
    app = their_app(own.url)
    with workers(own.url, EVENTS), app.connection() as connection:
        receiver = app.events.Receiver(connection, handlers={"*": seen.append})
        hearing = receiver.itercapture(limit=None, timeout=HANGS_S, wakeup=False)
        next(hearing)
        job = a_job(app, own)

        def of_job() -> list[str]:
            return [event["type"] for event in seen if event.get("uuid") == job]

        def alive() -> set[str]:
            return {event["hostname"] for event in seen if event["type"].startswith("worker-")}

        while "task-succeeded" not in of_job() or len(alive()) < 2:
            next(hearing)
    assert of_job() == ["task-received", "task-started", "task-succeeded"]
    assert alive() == {COORDINATOR, SELECTOR}


@pytest.fixture(scope="module")
def flower(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of its packages: in ours each `celery` would load it at its start."""
    folder = tmp_path_factory.mktemp("flower")
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    pinned = ("--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(PINS))
    subprocess.run([*pip, *pinned, "--target", str(folder)], check=True, timeout=HANGS_S)
    return folder


@contextmanager
def page(own: RedisServer, flower: Path) -> Iterator[str]:
    """The address of a Flower that looks at this Redis."""
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(flower), "FLOWER_UNAUTHENTICATED_API": "true"}
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-b", own.url, "flower", "--address=127.0.0.1", f"--port={port}"],
        cwd=flower,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with ended_with(process):
        url = f"http://127.0.0.1:{port}"
        assert eventually(lambda: answers(f"{url}/healthcheck") is not None)
        yield url


def answers(url: str) -> bytes | None:
    """What it answers; None while it does not."""
    try:
        with urllib.request.urlopen(url, timeout=HANGS_S) as answer:
            return bytes(answer.read())
    except OSError:
        return None


def of(url: str) -> Any:
    """What it answers, as JSON."""
    return json.loads(answers(url) or b"{}")


def test_flower_shows_every_worker_and_each_job_with_events(own: RedisServer, flower: Path) -> None:
    """Online by their events; what a worker has to tell of itself a coordinator alone does."""
    with workers(own.url, EVENTS), page(own, flower) as url:
        online = eventually(lambda: of(f"{url}/api/workers?status=1"), lambda found: len(found) == 2)
        assert online == {COORDINATOR: True, SELECTOR: True}
        assert eventually(lambda: set(of(f"{url}/api/workers?refresh=1"))) == {COORDINATOR}
        job = a_job(their_app(own.url), own)
        task = eventually(
            lambda: of(f"{url}/api/tasks").get(job), lambda found: found and found["state"] == "SUCCESS"
        )
        assert (task["name"], task["state"]) == ("plenum.place", "SUCCESS")


def test_flower_shows_coordinators_and_no_job_without_events(own: RedisServer, flower: Path) -> None:
    """And does them no harm."""
    with workers(own.url, {}), page(own, flower) as url:
        assert eventually(lambda: set(of(f"{url}/api/workers?refresh=1"))) == {COORDINATOR}
        a_job(their_app(own.url), own)
        assert of(f"{url}/api/tasks") == {}
        assert of(f"{url}/api/workers?status=1") == {}
