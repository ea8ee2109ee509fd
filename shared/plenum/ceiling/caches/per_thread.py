"""A cache that each thread has for itself, for values that two threads must not use at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Value = TypeVar("Value")


def cached_per_thread(
    maxsize: int,
) -> Callable[[Callable[Arguments, Value]], Callable[Arguments, Value]]:
    """`functools.lru_cache`, one for each thread that calls. Arguments must be hashable."""

    def decorate(function: Callable[Arguments, Value]) -> Callable[Arguments, Value]:
        own = threading.local()

        @wraps(function)
        def cached(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Value:
            if not hasattr(own, "ask"):
                own.ask = lru_cache(maxsize)(function)
            ask: Callable[Arguments, Value] = own.ask
            return ask(*args, **kwargs)

        return cached

    return decorate
