"""A kept connection answers each command with its own answer, whatever happened to the one before."""

from __future__ import annotations

import os
import signal
import threading
import time
from types import FrameType

import pytest
from redis import Redis, exceptions

from plenum.pipeline.record.redis import line as lines
from plenum.pipeline.record.redis.line import Line
from tests.support.waiting import HANGS_S, eventually


class RangError(Exception):
    """A time limit."""


@pytest.fixture
def line(client: Redis) -> Line:
    """To an empty Redis."""
    return Line(client)


def test_one_connection_is_kept(line: Line) -> None:
    """Whatever is asked, refusals among it."""
    name = line.ask("CLIENT", "ID")
    with pytest.raises(exceptions.NoScriptError):
        line.ask("EVALSHA", "0" * 40, 0)
    assert line.ask("CLIENT", "ID") == name


def test_who_comes_while_it_is_taken_waits_for_nobody(line: Line, client: Redis) -> None:
    """Another thread has a connection of the pool's."""
    found: list[object] = []
    waits = threading.Thread(target=lambda: found.append(line.ask("BRPOP", "queue", HANGS_S)))
    waits.start()
    while not line._lock.locked():
        time.sleep(0.001)
    assert line.ask("LPUSH", "queue", "message") == 1
    waits.join(HANGS_S)
    assert found == [[b"queue", b"message"]]


def test_an_interrupted_command_leaves_no_answer_behind(line: Line, client: Redis) -> None:
    """A time limit may ring while Redis is waited for."""
    here, name = threading.get_ident(), line.ask("CLIENT", "ID")

    def ring_once_redis_is_waited_for() -> None:
        # Redis marks with b a client that is blocked.
        eventually(lambda: "b" in client.client_list(client_id=[name])[0]["flags"])  # type: ignore[no-untyped-call]  # redis-py has no types for it
        signal.pthread_kill(here, signal.SIGALRM)

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise RangError

    before = signal.signal(signal.SIGALRM, ring)
    rings = threading.Thread(target=ring_once_redis_is_waited_for)
    try:
        rings.start()
        with pytest.raises(RangError):
            line.ask("BRPOP", "queue", HANGS_S)
    finally:
        rings.join(HANGS_S)
        signal.signal(signal.SIGALRM, before)
    assert line.ask("ECHO", "own") == b"own"


def test_a_connection_that_was_lost_while_nothing_was_asked_is_made_anew(
    line: Line, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Redis was restarted: nobody hears of it."""
    monkeypatch.setattr(lines, "_IDLE_S", 0.0)
    name = line.ask("CLIENT", "ID")
    client.client_kill_filter(_id=name)  # type: ignore[no-untyped-call]  # redis-py has no types for it
    assert line.ask("ECHO", "own") == b"own"


def test_a_command_that_is_lost_is_not_asked_twice(
    line: Line, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have had its effect: who asked has to know."""
    # So that the connection is not looked at first, however late this test comes to its second command.
    monkeypatch.setattr(lines, "_IDLE_S", HANGS_S)
    name = line.ask("CLIENT", "ID")
    client.client_kill_filter(_id=name)  # type: ignore[no-untyped-call]  # redis-py has no types for it
    with pytest.raises(exceptions.ConnectionError):
        line.ask("INCR", "count")
    assert client.get("count") is None
    assert line.ask("INCR", "count") == 1


def test_a_fork_has_a_connection_of_its_own(line: Line) -> None:
    """Two processes on one connection would read each other's answers."""
    name = line.ask("CLIENT", "ID")
    pid = os.fork()
    if not pid:
        os._exit(0 if line.ask("CLIENT", "ID") != name else 1)
    assert os.waitpid(pid, 0)[1] == 0
    assert line.ask("CLIENT", "ID") == name
