"""A coordinator's worker as it runs: what Celery holds, what the door takes, and a stop with work in hand."""

from __future__ import annotations

import json
import signal
from typing import Any

import pytest
from celery.exceptions import TaskRevokedError
from redis import Redis

from plenum.client import Client
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.record import RedisRecord
from tests.support.buildings import building
from tests.support.lone_coordinator import coordinator, ended, held, later, lists, running, their_app
from tests.support.redis_server import RedisServer
from tests.support.waiting import HANGS_S, eventually


def test_a_message_for_later_is_held_by_celery_and_outlives_its_worker(own: RedisServer) -> None:
    """Killed with `kill -9`: another coordinator has it, and the plain jobs around it are under way."""
    app, client = their_app(own.url), Redis.from_url(own.url)
    with coordinator(own.url) as process:
        app.send_task("plenum.place", args=[building(1)], eta=later())
        app.send_task("plenum.place", args=[building(1)])
        assert eventually(lambda: (held(client, process.pid), running(client)), lambda n: n == (1, 1)) == (
            1,
            1,
        )
        process.send_signal(signal.SIGKILL)
        process.wait(HANGS_S)
        with coordinator(own.url) as other:
            assert eventually(lambda: held(client, other.pid)) == 1
        assert running(client) == 1


def test_what_celery_holds_is_known_to_no_timeout_and_waits_for_no_lock(own: RedisServer) -> None:
    """Kombu notes nothing that it would send again every 10 s, and its lock holds up nobody."""
    app, client = their_app(own.url), Redis.from_url(own.url)
    with coordinator(own.url) as process:
        for n in range(10):
            app.send_task("plenum.place", args=[building(1)], eta=later(), task_id=f"later{n}")
        assert eventually(lambda: held(client, process.pid), lambda n: n == 10) == 10
        assert not client.exists("unacked", "unacked_index")
        client.set("unacked_mutex", "left by the dead", ex=300)
        process.send_signal(signal.SIGKILL)
        process.wait(HANGS_S)
        with coordinator(own.url) as other:
            assert eventually(lambda: held(client, other.pid), lambda n: n == 10) == 10
            assert client.exists("unacked_mutex")
            assert sorted(ids(client, other.pid)) == [f"later{n}" for n in range(10)]


def ids(client: Redis, pid: int) -> list[str]:
    """Of the messages that a coordinator's Celery holds."""
    entries = [raw for name in lists(client, keys.HELD, pid) for raw in client.lrange(name, 0, -1)]  # type: ignore[union-attr]  # sync client
    return [json.loads(raw)["headers"]["id"] for raw in entries]


def test_a_warm_shutdown_gives_back_what_was_not_come_to(own: RedisServer) -> None:
    """Every message is accepted or on a queue; the worker's lists are gone with it."""
    app, client = their_app(own.url), Redis.from_url(own.url)
    with coordinator(own.url) as process:
        app.send_task("plenum.place", args=[building(1)], eta=later())
        assert eventually(lambda: held(client, process.pid)) == 1
        for _ in range(40):
            app.send_task("plenum.place", args=[building(1)])
        process.send_signal(signal.SIGTERM)
        assert process.wait(HANGS_S) == 0
        waiting = sum(int(client.llen(name)) for name in ("celery", "coordinator", keys.ASIDE))  # type: ignore[misc]  # sync client
        assert running(client) + waiting == 41
        assert lists(client, keys.HELD, process.pid) == []


def test_remote_control_answers_while_the_door_works(own: RedisServer) -> None:
    """`inspect ping` reaches Celery's own thread; a revoked job is not taken in."""
    app, client = their_app(own.url), Redis.from_url(own.url)
    with coordinator(own.url):
        app.control.revoke("unwanted", reply=True, limit=1, timeout=HANGS_S)
        app.send_task("plenum.place", args=[building(1)], task_id="unwanted")
        app.send_task("plenum.place", args=[building(1)], task_id="wanted")
        assert (
            eventually(lambda: app.AsyncResult("unwanted").state, lambda state: state == "REVOKED")
            == "REVOKED"
        )
        assert eventually(lambda: RedisRecord(client).running()) == {"wanted"}


def test_a_job_cancelled_or_revoked_before_it_came_is_cancelled_by_the_next_coordinator(
    own: RedisServer,
) -> None:
    """Who was told of the revocation is gone; a revoked one's task is told so all the same."""
    app, client = their_app(own.url), Redis.from_url(own.url)
    with coordinator(own.url):
        app.control.revoke("revoked", reply=True, limit=1, timeout=HANGS_S)
        assert eventually(lambda: client.exists(keys.cancel_note("revoked")))
    for name in ("revoked", "cancelled", "untouched"):
        app.send_task("plenum.place", args=[building(1)], task_id=name)
    plenum = Client(own.url)
    assert plenum.cancel("cancelled") == "cancelled"
    with coordinator(own.url):
        assert plenum.result("cancelled", HANGS_S)["status"] == "cancelled"
        with pytest.raises(TaskRevokedError):
            plenum.result("revoked", HANGS_S)
        assert eventually(lambda: RedisRecord(client).running()) == {"untouched"}
    plenum.close()


def test_another_building_under_a_used_id_fails_there(own: RedisServer) -> None:
    """The first job is cancelled and so has an answer; the second one's sender is not given that."""
    app, client = their_app(own.url), Redis.from_url(own.url)
    with coordinator(own.url):
        app.send_task("plenum.place", args=[building(1)], task_id="one")
        assert eventually(lambda: running(client)) == 1
        RedisRecord(client).close("one", "cancelled", keep_s=100)
        assert ended(app, "one") == "SUCCESS"
        app.send_task("plenum.place", args=[building(1)], task_id="one")
        app.send_task("plenum.place", args=[building(2)], task_id="one")
        assert eventually(lambda: app.AsyncResult("one").state, lambda s: s == "FAILURE") == "FAILURE"
        assert "other content" in str(app.AsyncResult("one").result)


def test_a_restart_of_redis_is_outlived_with_messages_in_hand(own: RedisServer) -> None:
    """Both ways in go on: the door's and Celery's."""
    app, client = their_app(own.url), Redis.from_url(own.url)
    with coordinator(own.url) as process:
        app.send_task("plenum.place", args=[building(1)], eta=later())
        assert eventually(lambda: held(client, process.pid)) == 1
        assert eventually(lambda: client.info("persistence").get("aof_buffer_length") == 0)  # type: ignore[union-attr]  # sync client
        own.kill()
        own.start()
        app.send_task("plenum.place", args=[building(1)])
        app.send_task("plenum.place", args=["{"], task_id="bad")
        assert eventually(lambda: running(client)) == 1
        assert ended(app, "bad") == "FAILURE"
        assert eventually(lambda: held(client, process.pid)) == 1


def test_what_a_version_before_left_unacknowledged_is_taken_in(own: RedisServer) -> None:
    """kombu's own notes, as a coordinator of 0.2.0 that was killed leaves them."""
    app, client = their_app(own.url), Redis.from_url(own.url)
    app.send_task("plenum.place", args=[building(1)], task_id="old")
    message: Any = client.rpop("celery")
    client.hset("unacked", "tag", json.dumps([json.loads(message), "", "celery"]))
    client.zadd("unacked_index", {"tag": 1})
    with coordinator(own.url):
        assert eventually(lambda: RedisRecord(client).running()) == {"old"}
