"""A cache in which threads that ask for one thing at once have it made once, as the three light models do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from typing import Generic, ParamSpec, TypeVar

from plenum.ceiling.caches import tally

Arguments = ParamSpec("Arguments")
Value = TypeVar("Value")


class Made(Generic[Value]):
    """A value that the first thread to come makes; the others that come for it wait at its lock."""

    __slots__ = ("lock", "value")

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.value: tuple[Value] | None = None


def cached_once(
    maxsize: int,
) -> Callable[[Callable[Arguments, Value]], Callable[Arguments, Value]]:
    """`functools.lru_cache` whose threads wait for one another. Arguments must be hashable and positional."""

    def decorate(function: Callable[Arguments, Value]) -> Callable[Arguments, Value]:
        lock, lookups = threading.Lock(), tally.of(function)

        @lru_cache(maxsize)
        def known(*_asked: Hashable) -> Made[Value]:
            return Made()

        @wraps(function)
        def asked(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Value:
            with lock:
                made = known(*args)
            if made.value is not None:
                lookups.hits += 1
                return made.value[0]
            lookups.misses += 1
            with made.lock:
                if made.value is None:
                    made.value = (function(*args, **kwargs),)
                return made.value[0]

        return asked

    return decorate
