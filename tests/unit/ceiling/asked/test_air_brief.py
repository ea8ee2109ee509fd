"""How much air a room is given: outdoor air, cooling, exhaust, and the limits on its terminals."""

from __future__ import annotations

import math

import pytest

from plenum.ceiling.asked.air_brief import AirBrief, air_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.asked.ventilation_rates import RATES, Extract
from plenum.ceiling.room.room import Room


def rectangle(width: int, height: int, room_type: str = "office_open", **fields: object) -> Room:
    """An empty room of this many 0.6 m tiles."""
    return Room("r", ("." * width,) * height, room_type=room_type, **fields)  # type: ignore[arg-type]  # fields of any type


def brief(room: Room, **overrides: object) -> AirBrief:
    """The room's air brief under these settings."""
    return air_brief(room, Settings(overrides=overrides))


OFFICE_54_M2 = rectangle(15, 10)


def test_an_open_office_of_54_m2_gets_22_95_l_s_of_outdoor_air() -> None:
    """Vbz = 2.5·2.7 + 0.3·54 (domain facts 3.1)."""
    found = brief(OFFICE_54_M2)
    assert found.people == pytest.approx(2.7)
    assert found.ventilation_l_s == pytest.approx(22.95)


def test_cooling_decides_the_supply_of_an_office() -> None:
    """60 W/m² at 10 K are 267.8 L/s, twelve times the ventilation, through three diffusers."""
    found = brief(OFFICE_54_M2)
    assert found.supply_l_s == pytest.approx(267.77, abs=0.01)
    assert found.extract_l_s == found.supply_l_s
    assert found.min_supplies == 3
    assert found.ach == pytest.approx(3.6 * 267.77 / (54 * 2.8), rel=1e-4)


def test_the_target_spacing_is_4_86_m_at_120_l_s_and_1_cfm_a_square_foot() -> None:
    """S = sqrt(q/r) (AMCA): the same formula as the brief's, whose q is Q/n and r is Q/A."""
    assert math.sqrt(120 / 5.08) == pytest.approx(4.86, abs=0.005)
    found = brief(OFFICE_54_M2)
    per_diffuser, per_m2 = found.supply_l_s / 3, found.supply_l_s / 54
    assert found.target_spacing_m == pytest.approx(math.sqrt(per_diffuser / per_m2))


def test_one_600_grille_takes_548_l_s() -> None:
    """0.36 m² · 0.75 free · 2.03 m/s."""
    assert brief(OFFICE_54_M2).grille_l_s == pytest.approx(548.1)
    assert brief(rectangle(10, 10, tile_m=(0.6, 1.2))).grille_l_s == pytest.approx(1096.2)


def test_a_flow_of_exactly_one_diffuser_needs_one_diffuser() -> None:
    """ceil(Q/q_max) does not round 1.0000000001 up."""
    found = brief(OFFICE_54_M2, air={"supply_max_l_s": 3240 / 12.1})
    assert found.min_supplies == 1


def test_a_fume_lab_exhausts_15_air_changes_and_is_supplied_a_tenth_less() -> None:
    """The return is the exhaust; the offset keeps the room at negative pressure (AIR-11)."""
    found = brief(rectangle(10, 10, "fume_lab"))
    assert found.extract is Extract.EXHAUST
    assert found.extract_l_s == pytest.approx(15 * 36 * 2.8 / 3.6)
    assert found.supply_l_s == pytest.approx(0.9 * found.extract_l_s)
    assert found.ach == pytest.approx(15)


def test_a_kitchens_exhaust_grows_with_its_heat_gains() -> None:
    """Supply must still bring the cooling: exhaust = Q/0.9 where that is more than the table's."""
    found = brief(rectangle(10, 10, "kitchen"))
    assert found.supply_l_s == pytest.approx(90 * 36 / 12.1)
    assert found.extract_l_s == pytest.approx(found.supply_l_s / 0.9)


@pytest.mark.parametrize("room_type", ["restroom", "shower"])
def test_wet_rooms_get_air_by_transfer_alone(room_type: str) -> None:
    """No diffuser, an exhaust of 25 L/s a fixture."""
    found = brief(rectangle(4, 4, room_type))
    assert (found.supply_l_s, found.min_supplies, found.offset) == (0.0, 0, 1.0)
    assert found.extract_l_s == pytest.approx(6.25 * 5.76)
    assert found.min_returns == 1


def test_an_open_lab_gets_at_least_6_air_changes() -> None:
    """Under a high ceiling the least air changes pass the cooling."""
    found = brief(rectangle(10, 10, "laboratory", ceiling_height_m=5.0))
    assert found.supply_l_s == pytest.approx(6 * 36 * 5.0 / 3.6)


def test_a_room_type_nobody_knows_is_treated_as_an_office() -> None:
    """No exemption by a typing mistake."""
    assert brief(rectangle(15, 10, "no such type")) == brief(rectangle(15, 10, "office_enclosed"))


def test_loads_of_a_building_replace_the_tables() -> None:
    """A plain number is W/m²; a mapping may set people and air changes too."""
    assert brief(OFFICE_54_M2, loads={"office_open": 121}).supply_l_s == pytest.approx(540)
    crowded = brief(OFFICE_54_M2, loads={"office_open": {"people_per_100m2": 100}})
    assert crowded.ventilation_l_s == pytest.approx(2.5 * 54 + 0.3 * 54)
    assert brief(OFFICE_54_M2, loads={"classroom": 500}) == brief(OFFICE_54_M2)


def test_an_unknown_load_is_refused() -> None:
    """A misspelt figure must not be dropped in silence."""
    with pytest.raises(ValueError, match="watts"):
        brief(OFFICE_54_M2, loads={"office_open": {"watts": 3}})


@pytest.mark.parametrize(
    ("width", "height", "distance"),
    [(15, 10, 1.8), (3, 3, 0.849), (1, 7, 1.8), (1, 4, 0.9), (1, 1, 0.0)],
)
def test_small_rooms_shorten_the_distance_from_return_to_supply(
    width: int, height: int, distance: float
) -> None:
    """min(1.8, half the diagonal of the box around the usable tiles' centres)."""
    found = brief(rectangle(width, height))
    assert found.supply_return_m == pytest.approx(distance, abs=0.001)


def test_invalid_tiles_do_not_lengthen_the_distance() -> None:
    """The box is that of the usable tiles."""
    room = Room("r", ("########", "#..#####", "#..#####", "########"))
    assert brief(room).supply_return_m == pytest.approx(0.5 * math.hypot(0.6, 0.6))


def test_every_room_type_asks_for_some_air() -> None:
    """No type of the table ends without supply and without exhaust."""
    for room_type in RATES:
        found = brief(rectangle(10, 10, room_type))
        assert found.extract_l_s > 0, room_type
        assert (found.supply_l_s > 0) == (found.extract is not Extract.TRANSFER), room_type
