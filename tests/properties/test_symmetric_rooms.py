"""A ceiling does not care where north is: what holds for a room holds for it turned and mirrored.

`PLENUM_EXPLORE=400` looks at that many rooms, other ones each time; without it the same 40.
"""

from __future__ import annotations

from math import isclose
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import Evidence
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.whole.verify import verify
from plenum.files.building.building import Building
from plenum.pipeline.runner import PipelineRunner
from tests.properties.rooms import building, rooms
from tests.properties.test_completed_rooms import MANY, read
from tests.support.agreement import SOUGHT
from tests.support.naive.verify import verify_room
from tests.support.symmetry import moved

WAYS = [(quarters, mirror) for mirror in (False, True) for quarters in range(4)][1:]
"""The seven other ways to lay a grid."""
ROOMY = 16
"""Free tiles from which a room is not cramped."""
KNIFE_EDGE = 1e-3
"""Of a limit."""
SAME = 1e-6
"""Relative: sums of floating-point numbers in another order."""


@st.composite
def one_room(draw: st.DrawFn) -> dict[str, Any]:
    """A building of one odd room under any fire code."""
    return building(draw(st.sampled_from(list(FireCode))), [draw(rooms("room"))])


def place(source: dict[str, Any]) -> tuple[Building, dict[str, Any]]:
    """The building as it was read, and its result."""
    read_one = read(source)
    return read_one, PipelineRunner().run_full_pipeline(read_one)


def on_grid(room: dict[str, Any]) -> Room:
    """A result's room with everything on its grid."""
    return Room.from_json({"existing": [], **room})


def slack(evidence: Evidence) -> float:
    """How near to its limit a value may be for two verifiers to disagree on the verdict."""
    return SOUGHT.get(evidence.rule, 0.0) + KNIFE_EDGE * abs(evidence.limit)


def judged(room: Room, of: Building, original: Room) -> dict[str, Evidence]:
    """The product's evidence of the hard rules, by rule."""
    found = verify(room, brief_for(room, of.settings), original=original)
    return {e.rule: e for e in found if e.hard}


@MANY
@given(one_room(), st.sampled_from(WAYS))
def test_an_answer_turned_or_mirrored_verifies_as_well(source: dict[str, Any], way: tuple[int, bool]) -> None:
    """Every hard rule with the same value and verdict: as right turned as it is unturned. The naive verifier
    gives the turned answer the same verdicts, light aside, but for values on the very limit."""
    of, result = place(source)
    (room,) = result["rooms"]
    there = moved(room, *way)
    original = moved(of.rooms[0].to_json(), *way)
    plain = judged(on_grid(room), of, of.rooms[0])
    again = judged(on_grid(there), of, Room.from_json(original))
    assert plain.keys() == again.keys()
    for rule, evidence in again.items():
        assert evidence.passed == plain[rule].passed, rule
        # Floor is looked at without slivers, and turning cuts it into other pieces: a millimetre is the same.
        near = 0.001 if rule.startswith("SMK-") else SAME
        assert isclose(evidence.value, plain[rule].value, rel_tol=SAME, abs_tol=near), rule
    looked = verify_room(there, original["rows"], result["settings"], result["code"], photometry=False)
    for rule, (_, passed) in looked.items():
        assert passed == again[rule].passed or abs(again[rule].margin) <= slack(again[rule]), rule


@MANY
@given(one_room(), st.sampled_from(WAYS))
def test_a_room_turned_or_mirrored_is_completed_as_well(
    source: dict[str, Any], way: tuple[int, bool]
) -> None:
    """Its own answer may look different, but it is complete where the other is, and a light count that
    both prove minimal is the same. What is called infeasible one way is complete no other way.

    In a cramped room the search depends on which of two equal tiles comes first: there one way may be
    solved and the other not, and says so.
    """
    of, result = place(source)
    other = {**source, "rooms": [moved(source["rooms"][0], *way)]}
    _, there = place(other)
    ((room,), (again,)) = result["rooms"], there["rooms"]
    assert {room["status"], again["status"]} != {"complete", "infeasible"}
    if len(of.rooms[0].free()) >= ROOMY:
        assert again["status"] == room["status"]
    proofs = [r["proof"].get("light") for r in (room, again)]
    if all(proof and proof["proven"] for proof in proofs) and again["status"] == room["status"] == "complete":
        assert proofs[0]["count"] == proofs[1]["count"]


@pytest.mark.parametrize("way", [(0, False), (1, False), (1, True)])
def test_a_room_that_is_mostly_arm_is_completed_whichever_way_it_lies(way: tuple[int, bool]) -> None:
    """Uniformity asks for four times the lights that the mean does, in half of all tiles."""
    room = {
        "room_id": "arm",
        "room_type": "classroom",
        "ceiling_height_m": 2.2,
        "rows": ["....", "....", *[".###"] * 9],
        "tile_m": [0.6, 1.2],
        "flows": [],
        "outline_m": [[0.0, 0.0], [2.4, 0.0], [2.4, 2.64], [0.6, 2.64], [0.6, 13.2], [0.0, 13.2]],
        "holes_m": [],
    }
    _, result = place(building(FireCode.NFPA72, [moved(room, *way)]))
    assert result["rooms"][0]["status"] == "complete"


@pytest.mark.parametrize("way", [(4, False), (0, False)])
def test_four_quarters_are_none(way: tuple[int, bool]) -> None:
    """The turning itself: an L-shaped room with one diffuser."""
    room = {
        "rows": ["..S", ".##"],
        "tile_m": [0.6, 1.2],
        "existing": [[2, 0]],
        "flows": [[2, 0, 50.0]],
        "outline_m": [[0.0, 0.0], [1.8, 0.0], [1.8, 1.2], [0.6, 1.2], [0.6, 2.4], [0.0, 2.4]],
        "holes_m": [],
    }
    there = moved(room, *way)
    assert there["rows"] == room["rows"]
    assert there["existing"] == room["existing"]
    for (x, y), (u, v) in zip(there["outline_m"], room["outline_m"], strict=True):
        assert isclose(x, u, abs_tol=1e-9)
        assert isclose(y, v, abs_tol=1e-9)


def test_a_quarter_turn_puts_the_right_side_on_top() -> None:
    """Counter-clockwise, with y growing upwards."""
    assert moved({"rows": ["..R", "L.."], "tile_m": [0.6, 1.2], "flows": []}, 1, False) == {
        "rows": ["L.", "..", ".R"],
        "tile_m": [1.2, 0.6],
        "flows": [],
    }
