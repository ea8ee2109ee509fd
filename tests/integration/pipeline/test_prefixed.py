"""Names with a prefix: put before each name of a command, known to no script, seen by nobody else."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any, Final

import pytest
from redis import Redis

from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.line import Line
from plenum.pipeline.record.redis.prefixed import named, prefix_of
from plenum.pipeline.record.redis.reaching import reach
from plenum.pipeline.record.redis.record import RedisRecord
from tests.support.redis_driver import RedisDriver
from tests.support.redis_server import RedisServer

PREFIX: Final = "office:"
SCRIPTS: Final = files("plenum.pipeline.record.redis") / "scripts"
FIRST_ALONE: Final = re.compile(
    "DECRBY|EXPIRE|GET|GETRANGE|INCR|INCRBY|PERSIST|PEXPIRE|PTTL|PUBLISH|SET|SETEX|TTL|H[A-Z]+|Z[A-Z]+"
    "|LLEN|LPOP|LPUSH|LRANGE|LREM|LSET|LTRIM|RPOP|RPUSH|SADD|SCARD|SMEMBERS|SREM"
)
"""Commands of Redis' whose first argument names the one key that they touch."""
OTHERWISE: Final = frozenset(("DEL", "EXISTS", "LMOVE", "TIME"))
"""Those that `prefix.lua` knows."""


@pytest.fixture
def shared(server: RedisServer, client: Redis) -> Redis:
    """A client with a prefix, in an empty Redis."""
    return reach(f"{server.url}?global_keyprefix={PREFIX}", 5.0)


@pytest.mark.parametrize(
    ("command", "made"),
    [
        (("GET", "a"), ["GET", "office:a"]),
        (("RPUSH", b"a", b"b"), ["RPUSH", b"office:a", b"b"]),
        (("MGET", "a", "b"), ["MGET", "office:a", "office:b"]),
        (("SET", "a", "b"), ["SET", "office:a", "b"]),
        (("EVALSHA", "f", 2, "a", "", "b"), ["EVALSHA", "f", 2, "office:a", "office:", "b"]),
        (("EVAL", "f", 0, "a"), ["EVAL", "f", 0, "a"]),
        (("BRPOP", "a", "b", 1), ["BRPOP", "office:a", "office:b", 1]),
        (("BLMOVE", "a", "b", "LEFT", "LEFT", 1), ["BLMOVE", "office:a", "office:b", "LEFT", "LEFT", 1]),
        (("SCRIPT LOAD", "text"), ["SCRIPT LOAD", "text"]),
        (("INFO", "memory"), ["INFO", "memory"]),
        (("TIME",), ["TIME"]),
    ],
)
def test_each_name_in_a_command_has_the_prefix(command: tuple[Any, ...], made: list[Any]) -> None:
    """And nothing else has; without one a command is what it was."""
    assert named(PREFIX, command) == made
    assert named("", command) == list(command)


def test_what_scripts_do_names_its_keys_as_the_prefix_is_put() -> None:
    """A command of another form would touch a name of somebody else's."""
    texts = [each.read_text() for each in SCRIPTS.iterdir() if each.name.endswith(".lua")]
    used = {name for text in texts for name in re.findall(r"redis\.p?call\('(\w+)'", text)}
    assert used
    assert {name for name in used if not FIRST_ALONE.fullmatch(name)} == OTHERWISE


def test_a_job_goes_its_way_under_the_prefix_and_nobody_else_sees_it(shared: Redis, client: Redis) -> None:
    """By commands, scripts, a pipeline and the line that is kept; each name begins with it."""
    driver = RedisDriver(RedisRecord(shared, line=Line(shared)))
    assert prefix_of(shared) == PREFIX
    driver.accept()
    me = driver.beat("left")
    assert driver.waiting("left") == ["b0.left"]
    arrival = driver.record.await_message(["left"], 0)
    assert arrival is not None
    assert driver.record.alive(me)
    assert [job.job_id for job in driver.record.jobs()] == ["job"]
    assert RedisRecord(client).jobs() == []
    found: list[bytes] = client.keys("*")  # type: ignore[assignment]  # sync client
    assert found
    assert [name for name in found if not name.startswith(PREFIX.encode())] == []


def test_who_subscribes_hears_what_is_told_under_the_prefix(shared: Redis, client: Redis) -> None:
    """By the channel's own name; another's of that name is not heard."""
    with shared.pubsub(ignore_subscribe_messages=True) as heard:  # type: ignore[no-untyped-call]  # redis-py has no types for it
        heard.subscribe(keys.TAG)
        heard.get_message(timeout=5)
        client.publish(keys.TAG, "another's")
        shared.publish(keys.TAG, "ours")
        told = heard.get_message(timeout=5)
    assert (told["channel"], told["data"]) == (keys.TAG.encode(), b"ours")
