"""What the comparison of the two verifiers would find of a product that is too sure of its light."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import Evidence
from plenum.ceiling.rules.fire_code import FireCode, RuleSet
from plenum.ceiling.whole.verify import verify
from tests.support.agreement import differences
from tests.support.naive.room import Verdicts
from tests.support.naive.verify import verify_room
from tests.support.rule_fixtures import BLANK

TOO_SURE = 1.04
Tiles = tuple[int, ...]
LIGHT = ("LGT-1", "LGT-2")
WIDE, NARROW = {"luminaires": {"B": {"n": 1.0}}}, {"luminaires": {"B": {"n": 12.0}}}


def lit(
    width: int, height: int, columns: tuple[int, ...], rows: tuple[int, ...], **more: Any
) -> dict[str, Any]:
    """A room of so many tiles, lights where these columns and rows meet in it."""
    plain = more.pop("plain", ["." * width] * height)
    grid = [
        "".join("L" if x in columns and y in rows and char == "." else char for x, char in enumerate(row))
        for y, row in enumerate(plain)
    ]
    room = {"room_type": "office_open", "ceiling_height_m": 2.8, "tile_m": [0.6, 0.6], **more}
    return {**BLANK, "room_id": "kind", "rows": grid, **room}


BENT = lit(
    16,
    12,
    (1, 5, 9, 13),
    (1, 5, 9),
    room_type="corridor",
    plain=["." * 16] * 3 + ["..." + "#" * 13] * 9,
    outline_m=[[0, 0], [9.6, 0], [9.6, 1.8], [1.8, 1.8], [1.8, 7.2], [0, 7.2]],
)
RING = lit(
    14,
    11,
    (1, 5, 8, 12),
    (1, 5, 9),
    room_type="corridor",
    plain=["." * 14] * 3 + ["..." + "#" * 8 + "..."] * 5 + ["." * 14] * 3,
    holes_m=[[[1.8, 1.8], [6.6, 1.8], [6.6, 4.8], [1.8, 4.8]]],
)
KINDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "office": (lit(12, 9, (2, 6, 9), (2, 6)), {}),
    "wide beams": (lit(12, 9, (2, 6, 9), (2, 6)), WIDE),
    "narrow beams": (lit(12, 9, (1, 4, 7, 10), (1, 4, 7), ceiling_height_m=4.5), NARROW),
    "bent": (BENT, {}),
    "around a core": (RING, {}),
    "cupboard": (lit(4, 3, (1,), (1,), room_type="storage", ceiling_height_m=4.0), {}),
}


@cache
def both(kind: str, asked: float | None = None) -> tuple[dict[str, Evidence], Verdicts]:
    """Of light, by the product and naively; `asked` is the share of what there is that mean and uniformity
    should have."""
    data, settings = KINDS[kind]
    if asked is not None:
        ours, _ = both(kind)
        limits = {"em_lx": asked * ours["LGT-1"].value, "u0": min(1.0, asked * ours["LGT-2"].value)}
        settings = {**settings, "targets": {data["room_type"]: limits}}
    room = Room.from_json(data)
    brief = brief_for(room, Settings(RuleSet.US, FireCode.NFPA72, settings))
    verdicts = verify_room(data, data["rows"], settings, FireCode.NFPA72.value)
    evidence = {e.rule: e for e in verify(room, brief, original=room) if e.rule in LIGHT}
    return evidence, {rule: verdicts[rule] for rule in LIGHT}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_both_verifiers_measure_the_same_light(kind: str) -> None:
    """Mean and uniformity, whatever is asked."""
    evidence, verdicts = both(kind)
    assert differences(evidence.values(), verdicts) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rule", LIGHT)
def test_a_verdict_that_is_4_percent_too_sure_is_found(kind: str, rule: str) -> None:
    """Where a little more is asked than there is, and the product says that it is there."""
    evidence, verdicts = both(kind, 1.035)
    honest = evidence[rule]
    assert not honest.passed
    assert not verdicts[rule][1]
    sure = honest._replace(value=TOO_SURE * honest.value, margin=0.005 * honest.limit, passed=True)
    found = differences([sure], {rule: verdicts[rule]})
    assert len(found) == 2
    assert "naively it breaks it" in found[1]


@pytest.mark.slow
def test_what_one_detector_alone_sees_ends_where_a_step_beside_a_sight_line_meets_a_wall() -> None:
    """Beneath a core, 0.5 m from the shadow that it throws: no square has a corner there."""
    data = {
        **BLANK,
        "room_id": "core",
        "room_type": "office_open",
        "tile_m": [0.6, 0.6],
        "ceiling_height_m": 3.0,
        "rows": [".........D..", "....####....", "....####....", "D..........."],
        "holes_m": [[[2.592, 0.792], [4.752, 0.792], [4.752, 1.512], [2.592, 1.512]]],
    }
    room = Room.from_json(data)
    brief = brief_for(room, Settings(RuleSet.US, FireCode.NFPA72))
    verdicts = verify_room(data, data["rows"], {}, FireCode.NFPA72.value)
    (ours,) = (e for e in verify(room, brief, original=room) if e.rule == "SMK-1N")
    assert ours.value == pytest.approx(3.86, abs=0.01)
    assert differences([ours], {"SMK-1N": verdicts["SMK-1N"]}) == []
