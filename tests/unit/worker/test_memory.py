"""A worker process' memory: its bound, what is left alone, and what is given back."""

from __future__ import annotations

import resource
import subprocess
import sys
from mmap import PAGESIZE, mmap
from types import SimpleNamespace

import pytest

from plenum.worker import memory
from plenum.worker.memory import Frees, limit_memory

MIB = 2**20
SET = list[tuple[int, tuple[int, int]]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> SET:
    """What the kernel was asked for, on Linux, without a bound of the system's."""
    found: SET = []
    monkeypatch.setattr(memory.sys, "platform", "linux")
    monkeypatch.setattr(memory.resource, "getrlimit", lambda _what: (-1, resource.RLIM_INFINITY))
    monkeypatch.setattr(memory.resource, "setrlimit", lambda what, bounds: found.append((what, bounds)))
    return found


def test_private_memory_is_bounded(asked: SET) -> None:
    """In MiB; the system's own bound stays as it is."""
    limit_memory(2048)
    assert asked == [(resource.RLIMIT_DATA, (2048 * MIB, resource.RLIM_INFINITY))]


@pytest.mark.parametrize(("hard", "most"), [(1024, 1024), (4096, 2048)])
def test_a_lower_bound_of_the_systems_holds(
    asked: SET, monkeypatch: pytest.MonkeyPatch, hard: int, most: int
) -> None:
    """A process can lower its bound, not raise it."""
    monkeypatch.setattr(memory.resource, "getrlimit", lambda _what: (-1, hard * MIB))
    limit_memory(2048)
    assert asked == [(resource.RLIMIT_DATA, (most * MIB, hard * MIB))]


def test_elsewhere_than_on_linux_nothing_is_bounded(asked: SET, monkeypatch: pytest.MonkeyPatch) -> None:
    """No other kernel counts private memory so."""
    monkeypatch.setattr(memory.sys, "platform", "darwin")
    limit_memory(2048)
    assert asked == []


def test_a_kernel_that_refuses_ends_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bound is better than none; none is better than no worker."""

    def refuses(*_: object) -> None:
        raise ValueError("not allowed to raise maximum limit")

    monkeypatch.setattr(memory.resource, "setrlimit", refuses)
    limit_memory(2048)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is bounded")
def test_an_allocation_past_the_bound_fails_and_the_process_goes_on() -> None:
    """As a room's error, which stays with the room."""
    code = """
from plenum.worker.memory import Frees, limit_memory
limit_memory(512)
try:
    bytearray(2**30)
except MemoryError:
    print("failed", len(bytearray(2**20)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.split() == ["failed", str(2**20)], done.stderr


@pytest.fixture
def trims(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often free pages were given back."""
    found: list[int] = []
    library = SimpleNamespace(malloc_trim=found.append)
    monkeypatch.setattr(memory, "ctypes", SimpleNamespace(CDLL=lambda _name: library))
    return found


def test_what_is_free_is_given_back_after_work_that_made_the_process_grow(
    trims: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not after each message; and what stays is what the next growth is judged by."""
    sizes = [100.0]
    monkeypatch.setattr(memory, "resident_mib", lambda: sizes[0])
    gives_back = Frees()
    for size, times in ((107.0, 0), (108.0, 1), (115.0, 1), (116.5, 2), (90.0, 2)):
        sizes[0] = size
        gives_back(sender="a task")
        assert len(trims) == times


def test_a_process_knows_what_it_holds() -> None:
    """As the kernel counts it: more by what it has just taken."""
    before = memory.resident_mib()
    # From the kernel: malloc may have so much left over from what this process gave back.
    block = mmap(-1, 32 * MIB)
    for page in range(0, len(block), PAGESIZE):
        block[page] = 1
    assert before + 30 < memory.resident_mib() < before + 100
    del block
