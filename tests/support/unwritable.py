"""A Redis told another setting, or that takes no writes, for as long as a block lasts and no longer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final

from redis import Redis

Spoilt = Callable[[Redis], AbstractContextManager[None]]
NOWHERE: Final = ("127.0.0.1", "1")
"""A master that never answers."""


@contextmanager
def told(redis: Redis, setting: str, value: str | int) -> Iterator[None]:
    """One setting another than it was."""
    before = redis.config_get(setting)[setting] or ""
    redis.config_set(setting, value)
    try:
        yield
    finally:
        redis.config_set(setting, before)


def full(redis: Redis) -> AbstractContextManager[None]:
    """It holds more than it may."""
    return told(redis, "maxmemory", 1)


@contextmanager
def read_only(redis: Redis) -> Iterator[None]:
    """It is a replica of nobody's, as in a fail-over."""
    redis.execute_command("REPLICAOF", *NOWHERE)  # type: ignore[no-untyped-call]  # redis-py has no types for it
    try:
        yield
    finally:
        redis.execute_command("REPLICAOF", "NO", "ONE")  # type: ignore[no-untyped-call]  # redis-py has no types for it
