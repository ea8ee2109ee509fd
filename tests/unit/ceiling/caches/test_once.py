"""A cache whose threads wait for one another."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from plenum.ceiling.caches.once import cached_once
from tests.support.waiting import HANGS_S


def test_threads_that_ask_at_once_have_it_made_once() -> None:
    """The first makes it, held until the second has come; the second is given the same."""
    made: list[str] = []
    begun, go = threading.Event(), threading.Event()

    @cached_once(4)
    def thing(name: str) -> object:
        made.append(name)
        begun.set()
        go.wait(HANGS_S)
        return object()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(thing, "a")
        begun.wait(HANGS_S)
        second = pool.submit(thing, "a")
        go.set()
        assert first.result() is second.result()
    assert made == ["a"]


def test_the_longest_unasked_is_forgotten() -> None:
    """Of two that are kept, the one that was not asked for again; None is an answer too."""
    made: list[str] = []

    @cached_once(2)
    def thing(name: str) -> None:
        made.append(name)

    for name in ("a", "b", "a", "c", "a", "b"):
        thing(name)
    assert made == ["a", "b", "c", "b"]


def test_who_fails_leaves_the_way_free() -> None:
    """An error is not remembered, and nobody waits for it for ever."""
    tries: list[int] = []

    @cached_once(2)
    def thing(name: str) -> str:
        tries.append(len(tries))
        if len(tries) == 1:
            raise ValueError(name)
        return name

    with pytest.raises(ValueError, match="a"):
        thing("a")
    assert thing("a") == "a"
