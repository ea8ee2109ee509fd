"""A cache bounded by the bytes it holds, for arrays as large as the room they belong to."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import ParamSpec, TypeVar

import numpy as np

from plenum.ceiling.caches import tally
from plenum.ceiling.caches.once import Key, Turnstile

Arguments = ParamSpec("Arguments")
Value = TypeVar("Value", bound=np.ndarray)
MB = 2**20


def cached_by_bytes(most_mb: float) -> Callable[[Callable[Arguments, Value]], Callable[Arguments, Value]]:
    """Remember a function's arrays, read-only, as long as they take no more than so many MB together.

    Those asked for longest ago are forgotten first. Arguments must be hashable and positional; threads
    share the memory, and wait for what another is making.
    """

    def decorate(function: Callable[Arguments, Value]) -> Callable[Arguments, Value]:
        known: OrderedDict[Hashable, Value] = OrderedDict()
        lock, turnstile = threading.Lock(), Turnstile()
        lookups = tally.of(function)
        held = 0

        def look(key: Hashable) -> Value | None:
            with lock:
                if key in known:
                    known.move_to_end(key)
                return known.get(key)

        @wraps(function)
        def asked(*args: Arguments.args, **more: Arguments.kwargs) -> Value:
            nonlocal held
            key = Key(args)
            if (found := look(key)) is not None:
                lookups.hits += 1
                return found
            lookups.misses += 1
            with turnstile.turn(key):
                if (found := look(key)) is not None:
                    return found
                value = function(*args, **more)
                value.setflags(write=False)
                with lock:
                    known[key] = value
                    held += value.nbytes
                    while held > most_mb * MB and known:
                        held -= known.popitem(last=False)[1].nbytes
                return value

        return asked

    return decorate
