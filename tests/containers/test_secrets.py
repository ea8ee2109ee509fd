"""Redis in a container: asked for a password, enough for each role, and to be seen nowhere."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
import redis
from celery import Celery
from redis.exceptions import AuthenticationError, NoPermissionError

from tests.containers.engine import Engine
from tests.support.buildings import building
from tests.support.seen import See
from tests.support.waiting import HANGS_S

pytestmark = pytest.mark.containers


def test_nobody_gets_in_without_a_password_and_each_role_may_do_its_work(engine: Engine, see: See) -> None:
    """A plain Celery client submits and is answered; it reads no record. Services cannot empty the store."""
    with (
        pytest.raises(AuthenticationError),
        redis.Redis(port=engine.ports["PLENUM_REDIS_PORT"]) as stranger,
    ):
        stranger.ping()
    url = engine.redis_url("submit")
    app = Celery("client", broker=url, backend=url, set_as_current=False)
    result = app.send_task("plenum.place", args=[building(1)]).get(timeout=HANGS_S)
    engine.results.append(result)
    with redis.Redis.from_url(url) as client, pytest.raises(NoPermissionError):
        client.hgetall(f"plenum:job:{result['job_id']}")
    with redis.Redis.from_url(engine.redis_url()) as worker, pytest.raises(NoPermissionError):
        worker.flushall()
    with redis.Redis.from_url(engine.redis_url("operator")) as operator:
        assert operator.config_get("appendonly") == {"appendonly": "yes"}
    see("passwords", "nobody without; plenum, submit and operator as plenum up has them")


def command_lines() -> list[bytes]:
    """Of every process of the machine, the containers' among them."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it has ended
            found.append(file.read_bytes())
    return found


def test_no_password_is_to_be_seen(engine: Engine) -> None:
    """In no command line and no log of a container."""
    secret = [value for name, value in engine.settings.items() if name.endswith("PASSWORD")]
    names = [name for service in engine.services for name in engine.names(service)]
    lines = command_lines()
    assert any(b"valkey-server" in line for line in lines)
    logs = [engine.podman("logs", name, fails=True).encode() for name in names]
    commands = [json.dumps(engine.inspect(name)["Config"]["Cmd"]).encode() for name in names]
    assert not [word for word in secret for text in (*lines, *logs, *commands) if word.encode() in text]
