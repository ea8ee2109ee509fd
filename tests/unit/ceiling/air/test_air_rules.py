"""Evidence of the air rules: each hard one has a room that breaks it and nothing else."""

from __future__ import annotations

import pytest

from plenum.ceiling.air.air_rules import return_evidence, supply_evidence
from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import Evidence, broken

SOUND = (
    "..........",
    "..S....S..",
    "..........",
    "..........",
    "....R.....",
    "..........",
)


def evidence(
    rows: tuple[str, ...], flows: dict[Tile, float], room_type: str = "office_enclosed"
) -> dict[str, Evidence]:
    """All air evidence of a room of 6 by 3.6 m, by rule."""
    room = Room("r", rows, room_type=room_type, flows=flows)
    brief = brief_for(room, Settings())
    return {e.rule: e for e in (*supply_evidence(room, brief), *return_evidence(room, brief))}


def only(found: dict[str, Evidence], rule: str) -> bool:
    """Whether this hard rule is broken and no other."""
    return [e.rule for e in broken(found.values())] == [rule]


FLOWS = {(2, 1): 53.6, (7, 1): 53.6, (4, 4): 107.2}


def test_a_sound_room_holds_every_rule() -> None:
    """Two diffusers, one grille, equal flows: nothing hard is broken, and margins are positive."""
    found = evidence(SOUND, FLOWS)
    assert not broken(found.values())
    assert found["AIR-9"].value == pytest.approx((1.2**2 + 1.8**2) ** 0.5)
    assert found["AIR-9"].margin > 0
    assert set(found) == {f"AIR-{i}" for i in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12)}


def test_too_few_diffusers_break_air_3_alone() -> None:
    """A conference room of this size needs two."""
    rows = (*SOUND[:1], "....S.....", *SOUND[2:])
    found = evidence(rows, {(4, 1): 160.0, (4, 4): 160.0}, "conference")
    assert only(found, "AIR-3")
    assert (found["AIR-3"].value, found["AIR-3"].limit) == (1, 2)


def test_air_in_balance_but_too_little_breaks_air_12_alone() -> None:
    """Four fifths of what is asked, in and out."""
    found = evidence(SOUND, {tile: 0.8 * flow for tile, flow in FLOWS.items()})
    assert only(found, "AIR-12")
    assert found["AIR-12"].value == pytest.approx(0.2, abs=1e-2)


def test_a_wc_whose_exhaust_takes_half_breaks_air_12() -> None:
    """Nothing is supplied there, so that the exhaust is what is asked."""
    rows = ("......", ".L..R.", "......")
    found = evidence(rows, {(4, 1): 20.0}, "restroom")
    assert only(found, "AIR-12")


def test_too_little_grille_breaks_air_8_alone() -> None:
    """One 600 grille for 600 L/s."""
    found = evidence(SOUND, {(2, 1): 300.0, (7, 1): 300.0, (4, 4): 600.0})
    assert only(found, "AIR-8")
    assert found["AIR-8"].limit == pytest.approx(0.6 / (2.03 * 0.75))


def test_a_return_beside_a_supply_breaks_air_9_alone() -> None:
    """Centre to centre, naming both tiles."""
    rows = (*SOUND[:4], "..........", *SOUND[5:])
    rows = (rows[0], "..S.R..S..", *rows[2:])
    found = evidence(rows, {(2, 1): 53.6, (7, 1): 53.6, (4, 1): 107.2})
    assert only(found, "AIR-9")
    assert found["AIR-9"].value == pytest.approx(1.2)
    assert "(4, 1)" in found["AIR-9"].detail


def test_unbalanced_air_breaks_air_10_alone() -> None:
    """6 % less returned than supplied, where 5 % are tolerated."""
    found = evidence(SOUND, {**FLOWS, (4, 4): 107.2 * 0.94})
    assert only(found, "AIR-10")
    assert not broken(evidence(SOUND, {**FLOWS, (4, 4): 107.2 * 0.96}).values())


def test_a_fume_lab_at_positive_pressure_breaks_air_11_alone() -> None:
    """Supply must stay a tenth below the exhaust."""
    rows = ("..........", "..S...S...", "..........", "..........", "..........", "....R...S.")
    flows = {(2, 1): 85.0, (6, 1): 85.0, (8, 5): 84.0, (4, 5): 270.0}
    found = evidence(rows, flows, "fume_lab")
    assert only(found, "AIR-11")
    assert not broken(evidence(rows, {**flows, (4, 5): 282.3}, "fume_lab").values())


def test_a_diffuser_in_a_wc_breaks_air_11_alone() -> None:
    """Its air comes by transfer from the rooms around."""
    found = evidence(SOUND, {(4, 4): 135.0}, "restroom")
    assert "AIR-10" not in found
    assert not broken([e for e in found.values() if e.rule != "AIR-11"])
    assert found["AIR-11"].passed, "diffusers without a flow bring nothing into a room that needs none"
    assert only(evidence(SOUND, {(2, 1): 30.0, (4, 4): 135.0}, "restroom"), "AIR-11")


def test_terminals_without_a_flow_share_what_is_left_and_the_evidence_says_so() -> None:
    """A diffuser that was there already without a stated flow counts, not in silence."""
    found = evidence(SOUND, {})
    assert not broken(found.values())
    assert "2 without a stated flow" in found["AIR-3"].detail
    assert "1 without a stated flow" in found["AIR-8"].detail


def test_a_diffuser_at_the_wall_is_a_soft_matter() -> None:
    """AIR-7 scores; it does not make a layout invalid."""
    rows = ("..S....S..", *SOUND[2:4], *SOUND[2:4], "....R.....")
    found = evidence(rows, {(2, 0): 53.6, (7, 0): 53.6, (4, 5): 107.2})
    assert not broken(found.values())
    assert not found["AIR-7"].passed
    assert found["AIR-7"].value == pytest.approx(0.3)
