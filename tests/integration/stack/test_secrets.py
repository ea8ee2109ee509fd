"""A stack's passwords: asked for, enough for each role, and to be seen nowhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import redis
from celery import Celery
from redis.exceptions import AuthenticationError, NoPermissionError

from plenum import stack
from plenum.stack import leftovers
from plenum.stack.folder import StateFolder
from plenum.stack.info import StackInfo
from tests.integration.stack.conftest import Up, plenum
from tests.support.waiting import HANGS_S


@pytest.fixture
def info(up: Up) -> StackInfo:
    """A stack that takes submissions."""
    return up(services=["coordinator"])


def test_nobody_gets_in_without_a_password(info: StackInfo) -> None:
    """Any user of the machine can reach the port."""
    with pytest.raises(AuthenticationError), redis.Redis(port=info.ports["redis"]) as client:
        client.ping()


def test_each_role_may_do_its_work_and_no_more(info: StackInfo) -> None:
    """A plain Celery client submits and is answered; it reads no record. Services cannot empty the store."""
    url = info.addresses()["redis_submit"]
    app = Celery("client", broker=url, backend=url, set_as_current=False)
    with pytest.raises(Exception, match="building_id") as caught:
        app.send_task("plenum.place", args=[{"schema": "plenum.building/1", "rooms": [{}]}]).get(
            timeout=HANGS_S
        )
    assert type(caught.value).__name__ == "InvalidBuilding"
    with redis.Redis.from_url(url) as client:
        for forbidden in (lambda: client.hgetall("plenum:job:x"), lambda: client.lpush("selector", "x")):
            with pytest.raises(NoPermissionError):
                forbidden()
    with pytest.raises(NoPermissionError), redis.Redis.from_url(info.redis_url) as worker:
        worker.flushall()


def test_no_password_is_to_be_seen(info: StackInfo) -> None:
    """Not in a command line, a log, what was exported, or what is printed for a person."""
    passwords = list(info.passwords.values())
    folder = StateFolder(info.state)
    lines = [Path(f"/proc/{process.pid}/cmdline").read_bytes() for process in leftovers.marked(info.stack_id)]
    assert len(lines) > 3
    seen = [
        *lines,
        *(file.read_bytes() for root in (folder.logs, folder.telemetry) for file in root.rglob("*.*")),
    ]
    shown = plenum("status", state=info.state).stdout
    assert "redis://operator:***@127.0.0.1" in shown
    assert all(password.encode() not in text for text in [*seen, shown.encode()] for password in passwords)


def test_files_with_a_password_are_their_owners(info: StackInfo) -> None:
    """No other user can so much as look into the folder."""
    passwords = [password.encode() for password in info.passwords.values()]
    with_one = [
        path
        for path in info.state.rglob("*")
        if path.is_file() and any(password in path.read_bytes() for password in passwords)
    ]
    assert {path.name for path in with_one} == {"passwords.json", "stack.json", "supervisord.conf"}
    assert {path.stat().st_mode & 0o777 for path in with_one} == {0o600}
    assert info.state.stat().st_mode & 0o777 == 0o700


def test_a_stack_that_is_started_again_keeps_its_passwords(info: StackInfo, up: Up) -> None:
    """Whoever noted an address can go on; and all of it is told to machines."""
    stack.down(info.state)
    again = up(services=["coordinator"])
    assert again.passwords == info.passwords
    told = json.loads(plenum("status", "--json", state=info.state).stdout)["addresses"]
    assert told["redis"] == again.redis_url_of("operator")
