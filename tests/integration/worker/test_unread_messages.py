"""Messages that a coordinator cannot or will not read: kept, and their senders told."""

from __future__ import annotations

import base64
import json
import pickle
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from redis import Redis

from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.record import RedisRecord
from tests.support.buildings import building
from tests.support.lone_coordinator import coordinator, ended, their_app
from tests.support.redis_server import redis_server
from tests.support.waiting import eventually

ZEROS = bytes(10_000_000)
BOMB_BYTES = 150 * len(ZEROS)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """A Redis' URL, and the process id of the coordinator on it."""
    with redis_server(tmp_path_factory.mktemp("redis")) as server, coordinator(server.url) as process:
        yield server.url, process.pid


@pytest.fixture
def app(running: tuple[str, int]) -> Celery:
    """A plain Celery client."""
    return their_app(running[0])


def sent(app: Celery, task_id: str, **changes: Any) -> dict[str, Any]:
    """A submission as a client writes it, with parts of it changed; taken from its queue again."""
    app.send_task("plenum.place", args=[building(1)], task_id=task_id, queue="written")
    with Redis.from_url(app.conf.broker_url) as client:
        raw: Any = client.rpop("written")
    message: dict[str, Any] = json.loads(raw)
    return {part: value for part, value in {**message, **changes}.items() if value is not None}


def push(app: Celery, message: Any) -> None:
    """Onto the default queue."""
    with Redis.from_url(app.conf.broker_url) as client:
        client.lpush("celery", message if isinstance(message, bytes) else json.dumps(message))


PICKLED = {
    "content-type": "application/x-python-serialize",
    "content-encoding": "binary",
    "body": base64.b64encode(pickle.dumps(((), {}, {}))).decode(),
}


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("pickled", PICKLED),
        ("no-json", {"body": base64.b64encode(b"{nope").decode()}),
        ("no-base64", {"body": "%"}),
        ("no-properties", {"properties": None}),
        ("no-headers", {"headers": {}}),
    ],
)
def test_who_sent_what_cannot_be_read_is_told(app: Celery, name: str, changes: dict[str, Any]) -> None:
    """A failure under the message's id that names the dead letter; it does not wait for ever."""
    push(app, sent(app, name, **changes))
    assert ended(app, name) == "FAILURE"
    letter = RedisRecord(Redis.from_url(app.conf.broker_url)).letters()
    assert any(found.id in str(app.AsyncResult(name).result) for found in letter)


def test_what_is_no_json_but_has_an_id_is_answered_under_it(app: Celery) -> None:
    """Cut off amid its headers, say."""
    push(app, b'{"headers": {"id": "cut-off", "task": "plenum.pl')
    assert ended(app, "cut-off") == "FAILURE"


def test_a_map_of_submissions_fails_and_makes_no_job(app: Celery) -> None:
    """Its parts have no ids under which they could be answered."""
    place = app.signature("plenum.place")
    mapped = app.send_task("celery.map", args=[place, [[building(1)]]])
    assert ended(app, mapped.id) == "FAILURE"
    assert "group" in str(app.AsyncResult(mapped.id).result)
    assert RedisRecord(Redis.from_url(app.conf.broker_url)).running() == frozenset()


def bomb() -> bytes:
    """What zlib makes of so many zeros: after each full flush it begins anew, so that its blocks repeat."""
    packed = zlib.compressobj(9)
    begin, again = (packed.compress(ZEROS) + packed.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    empty_last_block, checksum = b"\x03\x00", struct.pack(">HH", BOMB_BYTES % 65521, 1)
    return begin + again * (BOMB_BYTES // len(ZEROS) - 1) + empty_last_block + checksum


def test_a_compressed_bomb_is_not_unpacked(app: Celery, running: tuple[str, int]) -> None:
    """A megabyte that would be more than one gigabyte: refused, and the coordinator is as small as before."""
    message = sent(app, "bomb", body=base64.b64encode(bomb()).decode())
    message["headers"]["compression"] = "application/x-gzip"
    push(app, message)
    assert ended(app, "bomb") == "FAILURE"
    status = Path(f"/proc/{running[1]}/status").read_text()
    (peak,) = [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")]
    assert peak < 600_000, "kB"
    assert "unpacked" in str(app.AsyncResult("bomb").result)


def test_a_compressed_submission_is_taken_in(app: Celery) -> None:
    """Celery's clients may compress what they send."""
    record = RedisRecord(Redis.from_url(app.conf.broker_url))
    app.send_task("plenum.place", args=[building(1)], task_id="packed", compression="gzip")
    assert eventually(record.running) == {"packed"}
    record.close("packed", "cancelled", keep_s=10)
    assert eventually(record.running, lambda left: not left) == frozenset()
    assert record.client.llen(keys.ASIDE) == 0
