"""The tables over real rooms and beside the textbook: what they count is right, whatever it comes to."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.placed_rooms import naive_verifier, place_rooms
from benchmarks.tables_edits import edits, moved, placed
from benchmarks.tables_textbook import compared
from benchmarks.textbook import detector_array, drawn_array, light_arrays, lumen_count
from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Terminal
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import broken
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.whole.verify import verify
from plenum.files.read import read_building
from tests.support import buildings
from tests.support.waiting import HANGS_S

ROOT = Path(__file__).resolve().parents[2]
GRID = ROOT / "examples" / "grid.json"


def tables(module: str, file: Path) -> dict[str, list[dict[str, Any]]]:
    """A module's tables over the example grid, by title."""
    command = [
        sys.executable,
        "-m",
        f"benchmarks.{module}",
        str(GRID),
        "--code",
        "BS5839",
        "--json",
        str(file),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=HANGS_S)
    assert done.returncode == 0, done.stdout + done.stderr
    return {section["title"]: section["rows"] for section in json.loads(file.read_text())["sections"]}


def test_the_rooms_table_counts_what_the_result_says(tmp_path: Path) -> None:
    """One room, complete, without a violation by either verifier; its counts are the result's."""
    found = tables("tables_rooms", tmp_path / "figures.json")
    (status,) = found["Rooms by status, and violations in complete ones"]
    assert (status["rooms"], status["complete"], status["violations"], status["naively"]) == (1, 1, 0, 0)
    (done,) = place_rooms(GRID, FireCode.BS5839)
    (counts,) = found["Counts by kind, and rooms won by each light model"]
    for column, kind in (("lights", "light"), ("supply", "air_supply"), ("detectors", "smoke_detector")):
        assert counts[column] == done.result["counts"][kind]["placed"]
    assert counts["dense"] + counts["sparse"] + counts["balanced"] == 1


def test_a_spoiled_layout_is_found_by_both_verifiers() -> None:
    """A table whose violations cannot rise would say nothing: here the detectors are taken away."""
    (done,) = place_rooms(GRID, None)
    naive = naive_verifier()
    assert naive is not None
    assert done.violations() == done.naive_violations(naive) == []
    done.result["rows"] = [row.replace("D", ".") for row in done.result["rows"]]
    assert "SMK-9" in done.violations()
    assert "SMK-9" in done.naive_violations(naive)


def test_the_textbook_table_compares_room_by_room(tmp_path: Path) -> None:
    """The example grid has a light of its own, so that its detectors alone are compared."""
    found = tables("tables_textbook", tmp_path / "figures.json")
    (row,) = found["Detectors beside the code's squares"]
    (room,) = found["Detectors beside the code's squares, room by room"]
    assert (row["rooms"], row["placed"], row["drawn"]) == (1, room["placed"], room["drawn"])


def test_the_lumen_method_gives_the_textbook_count_and_array() -> None:
    """9.0 m × 6.0 m × 2.8 m, 500 lx, 3600 lm with n = 1: 12 luminaires as 4 × 3, evenly lit."""
    room = Room("r", ("." * 15,) * 10, room_type="office_open", luminaire="A")
    brief = brief_for(room, Settings())
    assert lumen_count(room, brief) == 12
    array = drawn_array(light_arrays(room, 12), 1.5 * brief.light.mounting_height_m)
    assert array is not None
    columns = {t.tile[0] for t in array.layout.terminals}
    rows = {t.tile[1] for t in array.layout.terminals}
    assert (array.lights, len(columns), len(rows)) == (12, 4, 3)
    evidence = {e.rule: e for e in verify(room.with_layout(array.layout), brief, ("LGT",))}
    assert evidence["LGT-1"].passed
    assert evidence["LGT-2"].value > 0.8


def test_the_codes_squares_are_three_by_three_and_two_by_two() -> None:
    """20.4 m × 20.4 m: nine detectors at 9.1 m, four at 10.6 m, nine at 8.8 m; all cover the room."""
    room = Room("r", ("." * 34,) * 34, room_type="office_open")
    for code, count in ((FireCode.NFPA72, 9), (FireCode.BS5839, 4), (FireCode.EN54_14_2018, 9)):
        brief = brief_for(room, Settings(code=code))
        drawn = detector_array(room, brief)
        assert len(drawn.terminals) == count
        assert broken(verify(room.with_layout(drawn), brief, ("SMK",))) == ()


def test_a_detector_array_that_holds_as_drawn_is_made_no_denser() -> None:
    """The example's one detector, moved away from the diffusers."""
    (done,) = place_rooms(GRID, None)
    found = compared(done, Kind.DETECTOR)
    assert found is not None
    assert found.broken == ()
    assert found.holding == found.drawn


def test_an_array_that_is_too_thin_is_made_denser() -> None:
    """One light in a corridor of 18 m breaks LGT-2; of the arrays from one light up some larger one holds."""
    room = Room("r", ("." * 30,) * 3, room_type="corridor")
    brief = brief_for(room, Settings())

    def broken_by(layout: Layout) -> set[str]:
        return {e.rule for e in broken(verify(room.with_layout(layout), brief, ("LGT",)))}

    assert "LGT-2" in broken_by(Layout(Kind.LIGHT, (Terminal((15, 1)),)))
    held = [array.lights for array in light_arrays(room, 1) if not broken_by(array.layout)]
    assert held[0] > 1


def test_an_edit_is_counted_beside_what_it_blocked() -> None:
    """Two small rooms: near the earlier layout little moves, and nothing that was there is counted twice."""
    of_two = read_building(buildings.building([buildings.room("a", 9, 7), buildings.room("b", 12, 8)]))
    rows = edits("two", of_two)
    assert [row[2] for row in rows] == ["near", "afresh"] * 4
    near = [row for row in rows if row[2] == "near"]
    assert {(row[1], row[-1]) for row in near} == {(2, "2 of 2")}
    assert all(isinstance(n, int) and 0 <= n <= 3 for row in near for n in row[3:7])
    result = placed(of_two)
    assert moved(result, result, Kind.LIGHT) == 0
