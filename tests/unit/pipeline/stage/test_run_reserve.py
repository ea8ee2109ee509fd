"""A batch's reserve in a run: found once, by whoever is first, and awaited by the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from plenum.ceiling.whole.reserve import Reservation
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.job import Slot
from plenum.pipeline.record.calls import Started, Worker
from plenum.pipeline.stage import run as stage_run
from tests.support import toy_models
from tests.support.toy_pipeline import ToyPipeline

SLOT = Slot("job", "b0000", "left")
KEPT = frozenset({(0, 0)})
BROUGHT = frozenset({(1, 1)})


class Finder:
    """Counts how often a reserve is found, and remembers nothing unless it is told to."""

    def __init__(self) -> None:
        self.found = 0
        self.known: tuple[Reservation, ...] | None = None

    def find(self, rooms: Sequence[BatchRoom], _settings: object) -> tuple[Reservation, ...]:
        """One tile of each room."""
        self.found += 1
        return tuple(Reservation(KEPT, frozenset()) for _ in rooms)


@pytest.fixture
def finder(monkeypatch: pytest.MonkeyPatch) -> Finder:
    """In the place of the search."""
    found = Finder()
    monkeypatch.setattr(stage_run, "find_reserves", found.find)
    monkeypatch.setattr(stage_run, "known_reserves", lambda _rooms, _settings: found.known)
    return found


@pytest.fixture
def toy(finder: Finder) -> ToyPipeline:
    """With a job of two rooms."""
    pipeline = ToyPipeline()
    pipeline.accept(2)
    return pipeline


@pytest.fixture
def reserved(monkeypatch: pytest.MonkeyPatch) -> list[frozenset[Any]]:
    """Which tiles the right model was asked to leave free, room by room."""
    asked: list[frozenset[Any]] = []
    model = toy_models.right

    def asks(room: Any, brief: Any) -> Any:
        asked.append(frozenset(brief.reserved))
        return model(room, brief)

    monkeypatch.setattr(toy_models, "right", asks)
    return asked


def being_found(toy: ToyPipeline) -> None:
    """A living worker of the left stage is at it."""
    toy.record.beat(Worker("left", "w", (7,)), 60_000)
    assert isinstance(toy.record.start(SLOT, "left:w:7", ()), Started)


def test_it_is_found_once_for_all_stages(
    toy: ToyPipeline, finder: Finder, reserved: list[frozenset[Any]]
) -> None:
    """The first stage keeps it, the others read it."""
    toy.run_all()
    assert finder.found == 1
    assert reserved == [KEPT, KEPT]


def test_a_stage_waits_for_the_one_that_is_finding_it(
    toy: ToyPipeline, finder: Finder, reserved: list[frozenset[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it brings is taken, and nothing is found here."""
    being_found(toy)
    brought = (Reservation(BROUGHT, frozenset()),) * 2
    monkeypatch.setattr(toy.record, "await_reserve", lambda _slot: brought)
    toy.run("right")
    assert finder.found == 0
    assert reserved == [BROUGHT, BROUGHT]


def test_a_reserve_that_does_not_come_is_found_here_and_kept(
    toy: ToyPipeline, finder: Finder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever finds it finds the same."""
    being_found(toy)
    monkeypatch.setattr(toy.record, "await_reserve", lambda _slot: None)
    toy.run("right")
    assert finder.found == 1
    started = toy.record.start(SLOT, "left:w:7", ())
    assert isinstance(started, Started)
    assert started.reserve == (Reservation(KEPT, frozenset()),) * 2


def test_what_is_remembered_is_neither_found_nor_waited_for(
    toy: ToyPipeline, finder: Finder, reserved: list[frozenset[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rooms that repeat cost nobody anything; the finder goes on all the same."""

    def waits(_slot: Slot) -> None:
        raise AssertionError("waited")

    monkeypatch.setattr(toy.record, "await_reserve", waits)
    finder.known = (Reservation(BROUGHT, frozenset()),) * 2
    being_found(toy)
    toy.run("right")
    assert finder.found == 0
    assert reserved == [BROUGHT, BROUGHT]


def test_what_the_first_stage_remembers_it_keeps_for_the_others(toy: ToyPipeline, finder: Finder) -> None:
    """Another process may not know such a room."""
    finder.known = (Reservation(BROUGHT, frozenset()),) * 2
    toy.run("left")
    finder.known = None
    toy.run("right")
    assert finder.found == 0
