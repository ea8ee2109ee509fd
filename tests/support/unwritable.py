"""A Redis that answers and takes no writes, for as long as a block lasts and not a moment longer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final

from redis import Redis

Spoilt = Callable[[Redis], AbstractContextManager[None]]
NOWHERE: Final = ("127.0.0.1", "1")
"""A master that never answers."""


@contextmanager
def full(redis: Redis) -> Iterator[None]:
    """It holds more than it may."""
    redis.config_set("maxmemory", 1)
    try:
        yield
    finally:
        redis.config_set("maxmemory", 0)


@contextmanager
def read_only(redis: Redis) -> Iterator[None]:
    """It is a replica of nobody's, as in a fail-over."""
    redis.execute_command("REPLICAOF", *NOWHERE)  # type: ignore[no-untyped-call]  # redis-py has no types for it
    try:
        yield
    finally:
        redis.execute_command("REPLICAOF", "NO", "ONE")  # type: ignore[no-untyped-call]  # redis-py has no types for it
