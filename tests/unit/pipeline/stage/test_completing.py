"""What would complete a room: asked only where a hard rule is broken, tried on the whole pipeline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Infeasible, Layout
from plenum.ceiling.room.room import Room
from plenum.files.completed.schema import EvidenceFields, SmallestChange
from plenum.pipeline.answers import Answer, Failure, RoomAnswer, Selection
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.stage import completing
from plenum.pipeline.stage.completing import completing_change
from plenum.pipeline.work import StageWork
from tests.support import toy_models
from tests.support.answers import answer, evidence, selection
from tests.support.toy_models import GRAPH

ENTRY = BatchRoom(0, Room("office", ("......",) * 5))
TOLD = SmallestChange(text="told", tried=1)
FAILED = Failure(room_id="office", error="ValueError", message="")


class Asked:
    """In the place of the search for a change: keeps what it was asked."""

    def __init__(self) -> None:
        self.failing: Sequence[EvidenceFields] | None = None
        self.blamed: Sequence[tuple[int, int]] = ()
        self.judge: Callable[[Room], Sequence[EvidenceFields] | None] = lambda _room: None

    def __call__(
        self, _room: Room, _settings: Settings, failing: Any, blamed: Any, judge: Any
    ) -> SmallestChange:
        """Always the same change."""
        self.failing, self.blamed, self.judge = failing, blamed, judge
        return TOLD


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What the search is asked."""
    found = Asked()
    monkeypatch.setattr(completing, "smallest_change", found)
    return found


def change(*broken: EvidenceFields, choose: RoomAnswer | None = None, **end: Any) -> SmallestChange | None:
    """For a room whose last stage's answer has this evidence."""
    work = StageWork(GRAPH, GRAPH["end"], "", Settings(), [ENTRY], {})
    last: Answer = answer("end", evidence=broken, **end)
    return completing_change(work, ENTRY, {"choose": choose or selection(), "end": last})


def test_a_room_that_breaks_nothing_needs_no_change(asked: Asked) -> None:
    """Rules that hold and soft ones that do not are none of it."""
    assert change(evidence("SMK-1N"), evidence("SMK-9", passed=False, hard=False)) is None
    assert asked.failing is None


def test_the_search_is_asked_with_what_every_deciding_stage_broke(asked: Asked) -> None:
    """The selector's choice and the series, with the tiles that certificates name."""
    lit = evidence("LGT-1", passed=False)
    dark = evidence("SMK-1N", passed=False)
    why = Infeasible("SMK-1N", "no tile is left", tiles=((2, 3),))
    layout = Layout(Kind.DETECTOR, infeasible=why)
    assert change(dark, choose=selection(evidence=(lit,)), layout=layout) is TOLD
    assert asked.failing == [lit, dark]
    assert asked.blamed == [(2, 3)]


@pytest.mark.parametrize("choose", [FAILED, selection(selected_model=None, layout=None)])
def test_a_room_that_a_stage_failed_on_is_not_tried(asked: Asked, choose: Selection | Failure) -> None:
    """Nobody knows what it breaks."""
    assert change(evidence("SMK-1N", passed=False), choose=choose) is None
    assert asked.failing is None


def test_a_trial_runs_all_stages_on_the_changed_room(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """And says what still breaks; nothing can be said where a stage of the series fails."""
    change(evidence("SMK-1N", passed=False))
    assert asked.judge(ENTRY.room) == []
    seen: list[str] = []
    for name in ("left", "right", "end"):
        monkeypatch.setattr(toy_models, name, _seen_by(seen, name))
    asked.judge(Room("changed", ("...",) * 3))
    assert seen == ["left changed", "right changed", "end changed"]

    def failing(_room: Room, _brief: Any) -> None:
        raise ValueError

    monkeypatch.setattr(toy_models, "end", failing)
    assert asked.judge(ENTRY.room) is None


def _seen_by(seen: list[str], name: str) -> Callable[[Room, Any], Layout]:
    """The model of that name, noting which rooms it sees."""
    model = getattr(toy_models, name)

    def placing(room: Room, brief: Any) -> Layout:
        seen.append(f"{name} {room.room_id}")
        placed: Layout = model(room, brief)
        return placed

    return placing
