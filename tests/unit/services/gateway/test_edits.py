"""How far a person's grid is from the one that was placed."""

from __future__ import annotations

import pytest

from plenum.ceiling.room.kinds import Kind
from plenum.client.ended import Author
from services.gateway.edits import edit_distance, kind_edit
from services.gateway.judgement import rate

PLACED = ("L.L", ".S.", "LDL")


def test_a_component_that_moved_differs_on_two_tiles_and_one_that_was_replaced_on_one() -> None:
    """Of the room; of its kinds the replaced one counts for both."""
    assert edit_distance(PLACED, ("L.L", "S..", "LDL")) == 2
    replaced = ("S.L", ".S.", "LDL")
    assert edit_distance(PLACED, replaced) == 1
    assert kind_edit(PLACED, replaced, Kind.LIGHT).edit_distance == 1
    assert kind_edit(PLACED, replaced, Kind.SUPPLY).edit_distance == 1
    assert kind_edit(PLACED, replaced, Kind.DETECTOR).edit_distance == 0


def test_quality_is_the_share_that_both_grids_have() -> None:
    """1 where nothing differs, 0 where nothing is the same; nothing of nothing is all that was asked."""
    assert kind_edit(PLACED, PLACED, Kind.LIGHT).quality == 1
    assert kind_edit(PLACED, ("...", ".S.", ".D."), Kind.LIGHT).quality == 0
    assert kind_edit(PLACED, ("..L", ".S.", "LDL"), Kind.LIGHT).quality == pytest.approx(6 / 7)
    assert kind_edit(PLACED, PLACED, Kind.RETURN).quality == 1


def test_what_was_there_before_is_nobodys() -> None:
    """A person who takes it away changes nothing of a model's."""
    assert kind_edit(PLACED, ("..L", ".S.", "LDL"), Kind.LIGHT, [(0, 0)]).edit_distance == 0


def test_feedback_speaks_of_each_model_by_its_kind() -> None:
    """Acceptance of all, rejection of none, an edit of those that it left as they were."""
    room = {"rows": PLACED, "existing": [[0, 0]]}
    authors = {Kind.LIGHT: Author("light", "1"), Kind.DETECTOR: Author("smoke", "2")}

    def accepted(verdict: str, rows: tuple[str, ...] | None = None) -> list[tuple[str, bool, int | None]]:
        found = rate(room, authors, verdict, rows)  # type: ignore[arg-type]  # one of the verdicts
        return [(each.model_name, each.accepted, each.edit_distance) for each in found]

    assert accepted("accept") == [("light", True, 0), ("smoke", True, 0)]
    assert accepted("reject") == [("light", False, None), ("smoke", False, None)]
    moved = ("L.L", "DS.", "L.L")
    assert accepted("edit", moved) == [("light", True, 0), ("smoke", False, 2)]
