"""A cache bounded by the bytes it holds, for arrays as large as the room they belong to."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import ParamSpec, TypeVar

import numpy as np

from plenum.ceiling.caches import tally
from plenum.ceiling.caches.once import Made

Arguments = ParamSpec("Arguments")
Value = TypeVar("Value", bound=np.ndarray)
MB = 2**20


class Key:
    """A question by which a value is known, its hash reckoned once: that of a room's outline takes long."""

    __slots__ = ("_hash", "of")

    def __init__(self, of: Hashable) -> None:
        self.of = of
        self._hash = hash(of)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and self.of == other.of


def cached_by_bytes(most_mb: float) -> Callable[[Callable[Arguments, Value]], Callable[Arguments, Value]]:
    """Remember a function's arrays, read-only, as long as they take no more than so many MB together.

    Those asked for longest ago are forgotten first. Arguments must be hashable and positional; threads
    share the memory, and wait for what another is making.
    """

    def decorate(function: Callable[Arguments, Value]) -> Callable[Arguments, Value]:
        known: OrderedDict[Key, Made[Value]] = OrderedDict()
        lock, lookups = threading.Lock(), tally.of(function)
        held = 0

        @wraps(function)
        def asked(*args: Arguments.args, **more: Arguments.kwargs) -> Value:
            nonlocal held
            key = Key(args)
            with lock:
                if made := known.get(key):
                    known.move_to_end(key)
                else:
                    made = known[key] = Made()
            if made.value is not None:
                lookups.hits += 1
                return made.value[0]
            lookups.misses += 1
            with made.lock:
                if made.value is None:
                    try:
                        value = function(*args, **more)
                    except BaseException:
                        with lock:
                            if known.get(key) is made:
                                del known[key]
                        raise
                    value.setflags(write=False)
                    with lock:
                        made.value = (value,)
                        # Unless it was forgotten while it was made.
                        held += value.nbytes if known.get(key) is made else 0
                        while held > most_mb * MB and known:
                            _, gone = known.popitem(last=False)
                            held -= gone.value[0].nbytes if gone.value else 0
                return made.value[0]

        return asked

    return decorate
