"""A batch's reserve in a turn: each competing stage finds its part, tells the others, waits for none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from plenum.ceiling.whole.reservation import Reservation
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.job import Slot
from plenum.pipeline.record.calls import Arrival, Started, Turn
from plenum.pipeline.stage import sharing
from plenum.pipeline.stage.sharing import TurnReserves, own_places
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


@pytest.fixture
def after_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stage tells and hears after each room that it has found."""
    monkeypatch.setattr(sharing, "CHUNK_S", -1)


def test_who_comes_first_finds_all_and_tells_it_before_it_works(toy: ToyPipeline, finder: Finder) -> None:
    """Who comes later finds nothing left to do."""
    reserves = TurnReserves(toy.record, [left := begun(toy, "left")])
    assert len(finder.found) == ROOMS
    assert reserves.of(left) == (FOUND,) * ROOMS
    assert places(reserves.untold(left.slot)) == []
    right = begun(toy, "right")
    assert places(right.reserve) == list(range(ROOMS))
    assert TurnReserves(toy.record, [right]).of(right) == (FOUND,) * ROOMS
    assert len(finder.found) == ROOMS


def test_a_stage_begins_with_its_own_part(toy: ToyPipeline, finder: Finder, after_each: None) -> None:
    """Two that come at once do not look at the same rooms."""
    left = begun(toy, "left")
    TurnReserves(toy.record, [left])
    own = [left.rooms[place].room.room_id for place in own_places(left)]
    assert finder.found[: len(own)] == own


def test_what_others_tell_meanwhile_is_not_found_again(
    toy: ToyPipeline, finder: Finder, after_each: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is heard after each moment of a search: nobody waits for it."""
    left, right = begun(toy, "left"), begun(toy, "right")
    find = finder.find

    def meanwhile(rooms: Sequence[BatchRoom], settings: object) -> tuple[Reservation, ...]:
        toy.record.share_reserves({right.slot: dict.fromkeys(own_places(right), TOLD)}, STAGES)
        return find(rooms, settings)

    monkeypatch.setattr(sharing, "find_reserves", meanwhile)
    reserves = TurnReserves(toy.record, [left])
    assert len(finder.found) == len(own_places(left))
    assert set(reserves.of(left)) == {FOUND, TOLD}


def test_the_batches_of_a_turn_are_looked_at_together(finder: Finder, after_each: None) -> None:
    """Of all of them first what is one's own."""
    toy = ToyPipeline()
    jobs = [f"job{n}" for n in range(6)]
    for job in jobs:
        toy.accept(1, job)
    batches = [begun(toy, "left", job) for job in jobs]
    reserves = TurnReserves(toy.record, batches)
    assert len(finder.found) == len(jobs)
    assert all(reserves.of(batch) == (FOUND,) for batch in batches)


def test_what_is_remembered_is_neither_found_nor_asked_for(toy: ToyPipeline, finder: Finder) -> None:
    """Rooms that repeat cost no step; the commit tells of them, for another process may not know them."""
    finder.known = dict.fromkeys(range(ROOMS), FOUND)
    left = begun(toy, "left")
    reserves = TurnReserves(toy.record, [left])
    assert finder.found == []
    assert places(begun(toy, "right").reserve) == []
    assert reserves.of(left) == (FOUND,) * ROOMS
    assert places(reserves.untold(left.slot)) == list(own_places(left))


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
