"""A cache in which threads that ask for one thing at once have it made once, as the three light models do."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

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


class Turnstile:
    """Lets one thread in for each key; the others that come for it wait."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside: dict[Hashable, tuple[threading.Lock, int]] = {}

    @contextmanager
    def turn(self, key: Hashable) -> Iterator[None]:
        """This thread's turn to make what the key names."""
        with self._lock:
            own, waiting = self._inside.get(key, (threading.Lock(), 0))
            self._inside[key] = own, waiting + 1
        try:
            with own:
                yield
        finally:
            with self._lock:
                own, waiting = self._inside.pop(key)
                if waiting > 1:
                    self._inside[key] = own, waiting - 1


def cached_once(
    maxsize: int,
) -> Callable[[Callable[Arguments, Value]], Callable[Arguments, Value]]:
    """`functools.lru_cache` whose threads wait for one another. Arguments must be hashable and positional."""

    def decorate(function: Callable[Arguments, Value]) -> Callable[Arguments, Value]:
        known: OrderedDict[Hashable, Value] = OrderedDict()
        lock, turnstile = threading.Lock(), Turnstile()
        lookups = tally.of(function)

        def look(key: Hashable) -> tuple[Value] | None:
            with lock:
                if key not in known:
                    return None
                known.move_to_end(key)
                return (known[key],)

        @wraps(function)
        def asked(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Value:
            key = Key(args)
            if (found := look(key)) is not None:
                lookups.hits += 1
                return found[0]
            lookups.misses += 1
            with turnstile.turn(key):
                if (found := look(key)) is not None:
                    return found[0]
                value = function(*args, **kwargs)
                with lock:
                    known[key] = value
                    while len(known) > maxsize:
                        known.popitem(last=False)
                return value

        return asked

    return decorate
