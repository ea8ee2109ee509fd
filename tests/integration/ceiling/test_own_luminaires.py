"""Rooms lit by luminaires with tables of their own: other layouts, and both verifiers agree on them."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.light.field import room_illuminance
from plenum.ceiling.light.hall.field import hall_illuminance, is_hall
from plenum.ceiling.room.room import Room
from plenum.files.completed.reader import as_building
from plenum.files.read import read_building
from plenum.pipeline.runner import PipelineRunner
from tests.support.agreement import APART
from tests.support.buildings import building, room
from tests.support.luminaires import batwing, cosine, oval, skew, table, wall_washer
from tests.support.naive.verify import verify_room

L_SHAPE = [[0, 0], [9.6, 0], [9.6, 3.6], [4.2, 3.6], [4.2, 8.4], [0, 8.4]]
TABLES: dict[str, list[list[float]]] = {
    "opal": table(cosine(1.0)),
    "batwing": table(batwing),
    "oval": table(oval, 7),
    "washer": table(wall_washer, 13),
    "skew": table(skew, 24),
    "fine": table(oval, 37, c_step=2.5, gamma_step=0.5),
}
STEPS = {"fine": {"c_step_deg": 2.5, "gamma_step_deg": 0.5}}


def lamps(name: str, turn_deg: float = 0.0) -> dict[str, Any]:
    """The catalogue's B with another distribution."""
    table_of_b = {"cd_klm": TABLES[name], "turn_deg": turn_deg, **STEPS.get(name, {})}
    return {"luminaires": {"B": {"distribution": table_of_b}}}


@lru_cache(maxsize=16)
def completed(name: str, turn_deg: float = 0.0) -> dict[str, Any]:
    """A rectangle and an L, all lit by one luminaire; by B itself where there is none of this name."""
    rooms = [
        room("rectangle", 15, 10, room_type="office_open"),
        room("ell", 16, 14, room_type="conference", outline_m=L_SHAPE),
    ]
    settings = lamps(name, turn_deg) if name in TABLES else {}
    return PipelineRunner().run_full_pipeline(read_building(building(rooms, settings=settings)))


def lights(result: dict[str, Any]) -> list[set[tuple[int, int]]]:
    """Where the lights of each room hang."""
    return [
        {(x, y) for y, row in enumerate(r["rows"]) for x, char in enumerate(row) if char == "L"}
        for r in result["rooms"]
    ]


@pytest.mark.parametrize(("name", "turn_deg"), [*((name, 0.0) for name in TABLES), ("washer", 90.0)])
def test_both_verifiers_measure_the_same_light(name: str, turn_deg: float) -> None:
    """Mean and uniformity as well as two sets of patches agree, the walls of the L included; the same
    verdicts, but for a layout that is that near to its limit."""
    result = completed(name, turn_deg)
    for found in result["rooms"]:
        ours = {e["rule"]: e for e in found["evidence"]}
        empty = [row.replace("L", ".").replace("S", ".") for row in found["rows"]]
        verdicts = verify_room(found, empty, result["settings"], result["code"])
        for rule, apart in APART.items():
            value, passed = verdicts[rule]
            assert ours[rule]["value"] == pytest.approx(value, rel=apart)
            near = abs(ours[rule]["margin"]) <= apart * ours[rule]["limit"]
            assert near or ours[rule]["passed"] is passed


def test_rooms_are_completed_with_any_luminaire_that_can_light_them() -> None:
    """A lean, an oval or a batwing is no reason to break a rule."""
    for name in TABLES:
        assert {r["room_id"]: r["status"] for r in completed(name)["rooms"]} == {
            "rectangle": "complete",
            "ell": "complete",
        }


def test_the_distribution_changes_the_layout() -> None:
    """Not the lumens alone: lights that shine aside, or lean, hang elsewhere than an opal panel's."""
    opal = lights(completed("opal"))
    for name in ("batwing", "washer", "skew"):
        assert lights(completed(name)) != opal
    assert lights(completed("washer", 90.0)) != lights(completed("washer"))


def test_a_table_of_the_catalogues_formula_gives_the_catalogues_light() -> None:
    """The same rooms lit by the opal table and by n = 1 measure the same within 1 %."""
    result = completed("opal")
    by_formula = read_building(
        building(
            [{**r, "assumptions": []} for r in _plain(result)], settings={"luminaires": {"B": {"n": 1.0}}}
        )
    )
    for found, placed in zip(result["rooms"], by_formula.rooms, strict=True):
        measured = {e["rule"]: e["value"] for e in found["evidence"]}
        lit = room_illuminance(placed, brief_for(placed, by_formula.settings).light)
        assert measured["LGT-1"] == pytest.approx(float(lit.mean()), rel=0.01)


def _plain(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Rooms of a result as rooms of a building."""
    kept = ("room_id", "room_type", "rows", "tile_m", "ceiling_height_m")
    return [
        {**{key: r[key] for key in kept}, **({"outline_m": r["outline_m"]} if r["outline_m"] else {})}
        for r in result["rooms"]
    ]


def test_a_result_with_a_table_is_read_again_as_it_is() -> None:
    """Its settings hold the table; reports and `verify` start from there."""
    result = completed("skew")
    assert as_building(result).settings.overrides["luminaires"]["B"]["distribution"]["cd_klm"]


def hall(width: int, height: int, pitch: int, **more: Any) -> Room:
    """A hall with a regular array of lights."""
    rows = [
        "".join("L" if x % pitch == 2 and y % pitch == 2 else "." for x in range(width))
        for y in range(height)
    ]
    return read_building(building([room("hall", rows=rows, room_type="office_open", **more)])).rooms[0]


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_halls_light_by_factors_is_its_light_point_by_point(name: str) -> None:
    """Directly: each of 2,000 points within 1.5 per mille of the sum over all luminaires."""
    found = hall(90, 60, 5)
    settings = read_building(building(1, settings=lamps(name, 20.0))).settings
    brief = replace(brief_for(found, settings).light, reflectances=(0.0, 0.0, 0.0))
    assert is_hall(found, brief)
    by_factors, exact = hall_illuminance(found, brief), room_illuminance(found, brief)
    assert len(exact) > 1500
    assert by_factors == pytest.approx(exact, rel=1.5e-3)


def test_a_hall_is_completed_with_a_luminaire_of_its_own() -> None:
    """By all three models within the rules; the naive verifier finds the same."""
    rooms = [room("hall", 52, 50, room_type="office_open")]
    result = PipelineRunner().run_full_pipeline(read_building(building(rooms, settings=lamps("oval"))))
    (found,) = result["rooms"]
    assert found["status"] == "complete"
    assert all(candidate["valid"] for candidate in found["candidates"])
    verdicts = verify_room(found, ["." * 52] * 50, result["settings"], result["code"])
    measured = {e["rule"]: e["value"] for e in found["evidence"]}
    for rule, apart in APART.items():
        value, passed = verdicts[rule]
        assert passed
        assert measured[rule] == pytest.approx(value, rel=apart)
    assert np.isfinite(measured["LGT-1"])
