"""What holds when an odd room is edited and placed again near its earlier layout.

`PLENUM_EXPLORE=400` looks at that many rooms, other ones each time; without it the same 20: each is
placed at least four times.
"""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from plenum.ceiling.room.grid import SYMBOLS
from plenum.ceiling.room.kinds import Kind
from plenum.pipeline.result.replacement import Replacement
from plenum.pipeline.runner import PipelineRunner
from tests.properties.test_completed_rooms import MANY, naive, read, repeatable
from tests.properties.test_symmetric_rooms import one_room, place
from tests.support.exploring import EXPLORE


def edited(draw: st.DrawFn, source: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    """The building after one to three tiles of its room were blocked, freed, or got something of their own.

    Tiles that hold something now are preferred: that is where an edit hurts.
    """
    changed = copy.deepcopy(source)
    grid = [list(row) for row in changed["rooms"][0]["rows"]]
    tiles = [(x, y) for y, row in enumerate(grid) for x in range(len(row))]
    there = [(x, y) for x, y in tiles if result["rooms"][0]["rows"][y][x] in "LSRD"]
    for _ in range(draw(st.integers(1, 3))):
        x, y = draw(st.sampled_from(there or tiles) if draw(st.booleans()) else st.sampled_from(tiles))
        grid[y][x] = draw(st.sampled_from(".#####LSRD"))
    changed["rooms"][0]["rows"] = ["".join(row) for row in grid]
    return changed


def again(source: dict[str, Any], previous: dict[str, Any]) -> dict[str, Any]:
    """The result of the building after the edit."""
    replacement = Replacement(read(source), previous)
    while (asked := replacement.ask()) is not None:
        replacement.take(json.loads(json.dumps(PipelineRunner().run_full_pipeline(asked))))
    return replacement.result()


@settings(MANY, max_examples=EXPLORE or 20)
@given(st.data(), one_room())
def test_an_edited_room_is_as_good_as_a_fresh_one_and_nothing_occupied_moves(
    data: st.DataObject, source: dict[str, Any]
) -> None:
    """It is complete wherever a fresh one is, by both verifiers, and twice the same; what it says of its
    earlier layout is true."""
    _, first = place(source)
    changed = data.draw(st.composite(edited)(source, first))
    of, fresh = place(changed)
    assume(of.rooms[0].rows != read(source).rooms[0].rows)
    previous = json.loads(json.dumps(first))
    result = again(changed, previous)
    (room,), (before,) = result["rooms"], first["rooms"]
    original = list(of.rooms[0].rows)
    if fresh["rooms"][0]["status"] == "complete":
        assert room["status"] == "complete", (room["rows"], room["reasons"], fresh["rooms"][0]["rows"])
    if room["status"] == "complete":
        verdicts = naive(result, room, original)
        assert [rule for rule, (_, passed) in verdicts.items() if not passed] == []
    for was, now in zip("".join(original), "".join(room["rows"]), strict=True):
        assert was in (".", now)
    for kind, told in room.get("kept", {}).items():
        symbol = SYMBOLS[Kind(kind)]
        stayed = sum(
            a == b == symbol != c
            for rows in zip(before["rows"], room["rows"], original, strict=True)
            for a, b, c in zip(*rows, strict=True)
        )
        stayed -= sum(
            before["rows"][y][x] == room["rows"][y][x] == symbol != original[y][x]
            for x, y in before.get("existing", [])
        )
        assert told["kept"] == stayed
    assert repeatable(again(changed, previous)) == repeatable(result)
