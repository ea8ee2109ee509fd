"""A cache in which threads that ask for one thing at once have it made once, as the three light models do."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Generic, ParamSpec, TypeVar

from plenum.ceiling.caches import tally

Arguments = ParamSpec("Arguments")
Value = TypeVar("Value")


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
        known: OrderedDict[Key, Made[Value]] = OrderedDict()
        lock, lookups = threading.Lock(), tally.of(function)

        @wraps(function)
        def asked(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Value:
            key = Key(args)
            with lock:
                if made := known.get(key):
                    known.move_to_end(key)
                else:
                    made = known[key] = Made()
                    if len(known) > maxsize:
                        known.popitem(last=False)
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
