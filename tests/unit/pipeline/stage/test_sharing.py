"""A batch's reserve in a turn: each competing stage finds its part, tells the others, waits for none long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from plenum.ceiling.whole.reserve import Reservation
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.job import Slot
from plenum.pipeline.record.calls import Arrival, Started, Turn
from plenum.pipeline.stage import sharing
from plenum.pipeline.stage.sharing import Search, TurnReserves, own_places
from tests.support import toy_models
from tests.support.toy_models import GRAPH
from tests.support.toy_pipeline import ToyPipeline

ROOMS = 5
FOUND = Reservation(frozenset({(0, 0)}), frozenset())
TOLD = Reservation(frozenset({(1, 1)}), frozenset())
STAGES = ("left", "right", "end")


class Finder:
    """Counts whose reserves are found, and remembers only what it is told to."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.known: dict[int, Reservation] = {}

    def find(self, rooms: Sequence[BatchRoom], _settings: object) -> tuple[Reservation, ...]:
        """One tile of each room."""
        self.found += [entry.room.room_id for entry in rooms]
        return tuple(FOUND for _ in rooms)


@pytest.fixture
def finder(monkeypatch: pytest.MonkeyPatch) -> Finder:
    """In the place of the search."""
    found = Finder()
    monkeypatch.setattr(sharing, "find_reserves", found.find)
    monkeypatch.setattr(sharing, "known_reserves", lambda _rooms, _settings: dict(found.known))
    return found


@pytest.fixture
def toy(finder: Finder) -> ToyPipeline:
    """With a job of some rooms."""
    pipeline = ToyPipeline()
    pipeline.accept(ROOMS)
    return pipeline


def begun(toy: ToyPipeline, stage: str, job: str = "job") -> Started:
    """A stage's attempt at the job's only batch."""
    needs = {stage: ()}
    (one,) = toy.record.turn(Turn("me", needs, STAGES, given=[Arrival(Slot(job, "b0000", stage))])).begun
    assert isinstance(one, Started)
    return one


def places(reserves: Mapping[int, Reservation]) -> list[int]:
    """Of which rooms something is told."""
    return sorted(reserves)


def test_the_rooms_of_a_batch_are_dealt_out_to_the_competing_stages(toy: ToyPipeline) -> None:
    """Each to one, in turn; none to a stage that does not compete."""
    left, right = (own_places(begun(toy, stage)) for stage in ("left", "right"))
    assert sorted([*left, *right]) == list(range(ROOMS))
    assert abs(len(left) - len(right)) == 1
    assert list(own_places(begun(toy, "end"))) == []


def test_who_begins_differs_from_job_to_job(finder: Finder) -> None:
    """Jobs of one room are spread over the stages too."""
    toy = ToyPipeline()
    finders = set()
    for n in range(20):
        toy.accept(1, f"job{n}")
        finders |= {s for s in ("left", "right") if own_places(begun(toy, s, f"job{n}"))}
    assert finders == {"left", "right"}


def test_a_stage_finds_its_part_and_tells_it_at_once(toy: ToyPipeline, finder: Finder) -> None:
    """Before its model works: the others may be in need of it."""
    left = begun(toy, "left")
    TurnReserves(toy.record, [left])
    assert len(finder.found) == len(own_places(left))
    assert places(begun(toy, "right").reserve) == list(own_places(left))


def test_two_stages_find_a_batchs_reserve_together(toy: ToyPipeline, finder: Finder) -> None:
    """Each room's once; the second has all of it without finding more than its own."""
    TurnReserves(toy.record, [begun(toy, "left")])
    right = begun(toy, "right")
    reserves = TurnReserves(toy.record, [right])
    assert reserves.is_complete(right)
    assert len(finder.found) == ROOMS
    assert reserves.of(right) == (FOUND,) * ROOMS


def test_nobody_waits_for_a_part_that_was_not_told(toy: ToyPipeline, finder: Finder) -> None:
    """It is found here, and told with the commit."""
    left = begun(toy, "left")
    reserves = TurnReserves(toy.record, [left])
    assert not reserves.is_complete(left)
    assert reserves.of(left) == (FOUND,) * ROOMS
    assert len(finder.found) == ROOMS
    assert places(reserves.untold(left.slot)) == list(range(ROOMS))


def test_what_is_told_meanwhile_is_heard(toy: ToyPipeline, finder: Finder) -> None:
    """A stage that had other batches to work on asks again before it finds anything itself."""
    left, right = begun(toy, "left"), begun(toy, "right")
    reserves = TurnReserves(toy.record, [left])
    assert not reserves.is_complete(left)
    toy.record.share_reserves({right.slot: dict.fromkeys(own_places(right), TOLD)}, STAGES)
    reserves.await_parts([left])
    assert reserves.is_complete(left)
    assert set(reserves.of(left)) == {FOUND, TOLD}
    assert places(reserves.untold(left.slot)) == []


def test_what_is_remembered_is_neither_found_nor_asked_for(toy: ToyPipeline, finder: Finder) -> None:
    """Rooms that repeat cost no step; the commit tells of them, for another process may not know them."""
    finder.known = dict.fromkeys(range(ROOMS), FOUND)
    left = begun(toy, "left")
    reserves = TurnReserves(toy.record, [left])
    assert finder.found == []
    assert places(begun(toy, "right").reserve) == []
    assert places(reserves.untold(left.slot)) == list(own_places(left))


def test_who_has_not_begun_is_not_waited_for(
    toy: ToyPipeline, finder: Finder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stage whose queue is long, or that has no worker, holds nobody up."""
    monkeypatch.setattr(sharing.time, "sleep", _never)
    left = begun(toy, "left")
    reserves = TurnReserves(toy.record, [left])
    reserves.await_parts([left])
    assert reserves.of(left) == (FOUND,) * ROOMS


def test_who_has_begun_is_waited_for_as_long_as_finding_it_would_take(
    toy: ToyPipeline, finder: Finder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then it is found here: it may have died."""
    naps: list[float] = []
    monkeypatch.setattr(sharing.time, "sleep", naps.append)
    begun(toy, "right")
    left = begun(toy, "left")
    search = Search()
    reserves = TurnReserves(toy.record, [left], search)
    lacking = ROOMS - len(own_places(left))
    reserves.await_parts([left])
    assert sum(naps) == pytest.approx(lacking * search.room_s)
    assert not reserves.is_complete(left)
    assert reserves.of(left) == (FOUND,) * ROOMS


def test_a_process_learns_what_a_search_takes(toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a running mean, a room."""
    clock = iter([0.0, 0.5])
    monkeypatch.setattr(sharing.time, "perf_counter", lambda: next(clock))
    search = Search()
    search.room_s = 0.0
    search.find(begun(toy, "left"), range(ROOMS))
    assert search.room_s == pytest.approx(0.2 * 0.5 / ROOMS)


def _never(_seconds: float) -> None:
    raise AssertionError("slept")


def test_the_stages_after_the_competing_ones_read_it(
    toy: ToyPipeline, finder: Finder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is found once for all; the selector places nothing and has no use for it."""
    asked: list[frozenset[Any]] = []
    model = toy_models.end

    def asks(room: Any, brief: Any) -> Any:
        asked.append(frozenset(brief.reserved))
        return model(room, brief)

    monkeypatch.setattr(toy_models, "end", asks)
    for stage in ("left", "right"):
        toy.run(stage)
    found = len(finder.found)
    for stage in ("choose", "end"):
        toy.run(stage)
    assert len(finder.found) == found
    assert asked == [frozenset({(0, 0)})] * ROOMS


def test_a_graph_without_competition_has_one_finder(finder: Finder) -> None:
    """Its only first stage finds all."""
    left, _, _, end = GRAPH.stages
    alone = replace(begun(_job(), "left"), graph=type(GRAPH)((left, replace(end, after=("left",)))))
    assert list(own_places(alone)) == list(range(ROOMS))


def _job() -> ToyPipeline:
    toy = ToyPipeline()
    toy.accept(ROOMS)
    return toy
