"""Illuminance in a room: what each luminaire adds, where walls hide it, what is there already."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from plenum.ceiling.asked.light_brief import LightBrief, light_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.field import LightField, direct_gains, gains
from plenum.ceiling.light.illuminance import illuminance
from plenum.ceiling.light.photometry import direct, direct_fraction, utilisation_factor
from plenum.ceiling.room.geometry import tile_centres
from plenum.ceiling.room.room import Room

ARRAY = tuple(
    "".join("L" if x in (1, 5, 9, 13) and y in (1, 4, 8) else "." for x in range(15)) for y in range(10)
)
ROOM = Room("r", ARRAY)


def brief(room: Room, n: float) -> LightBrief:
    """500 lx, 3600 lm, MF 0.8, plane at 0.75 m, with a chosen distribution."""
    settings = Settings(overrides={"luminaires": {"X": {"lumens": 3600, "watts": 30, "n": n}}})
    return light_brief(replace(room, luminaire="X"), settings)


def test_a_regular_three_by_four_gives_the_known_direct_light() -> None:
    """Of 532.6 lx for a Lambertian panel some came from surfaces, taken for even; the rest is direct."""
    flux_density = 12 * 3600 * 0.8 / 54
    ratio, asked = 5 * 2.05 * 15 / 54, brief(ROOM, 1.0)
    even = utilisation_factor(ratio, asked.reflectances, 1.0) - direct_fraction(ratio, 1.0)
    black = replace(asked, reflectances=(0.0, 0.0, 0.0))
    assert illuminance(ROOM, black).mean() + flux_density * even == pytest.approx(532.6, abs=0.3)


def test_a_narrow_panel_gives_the_known_direct_light() -> None:
    """Of 624.1 lx for n = 2.58 the direct part; the source took the Lambertian panel's indirect one."""
    flux_density = 12 * 3600 * 0.8 / 54
    ratio, asked = 5 * 2.05 * 15 / 54, brief(ROOM, 2.58)
    even = utilisation_factor(ratio, asked.reflectances, 1.0) - direct_fraction(ratio, 1.0)
    black = replace(asked, reflectances=(0.0, 0.0, 0.0))
    assert illuminance(ROOM, black).mean() + flux_density * even == pytest.approx(624.1, abs=0.5)


def test_surfaces_add_a_little_less_than_the_lumen_method_says() -> None:
    """It takes the working plane for the floor."""
    for n in (1.0, 2.58):
        asked = brief(ROOM, n)
        black = replace(asked, reflectances=(0.0, 0.0, 0.0))
        ratio = 5 * 2.05 * 15 / 54
        even = utilisation_factor(ratio, asked.reflectances, n) - direct_fraction(ratio, n)
        added = (illuminance(ROOM, asked) - illuminance(ROOM, black)).mean()
        assert 0.9 < added / (12 * 3600 * 0.8 / 54 * even) < 1.0


def test_light_does_not_pass_the_corner_of_an_l() -> None:
    """Behind the corner only what surfaces send back arrives."""
    outline = ((0, 0), (12, 0), (12, 6), (6, 6), (6, 12), (0, 12))
    room = Room("l", tuple(["." * 20] * 20), outline_m=outline)
    asked = brief(room, 1.0)
    both = np.array([[1.0, 11.0], [1.0, 1.0]])
    hidden, seen = direct_gains(room, asked, [(19, 9)], both)[0]
    plain = direct(tile_centres(room, [(19, 9)]), both[1:], 2.05, 3600 * 0.8, 1.0, (0.6, 0.6))
    assert hidden == 0.0
    assert seen == pytest.approx(plain[0, 0])
    assert gains(room, asked, [(19, 9)], both)[0, 0] > 0.0


def test_existing_lights_are_counted_and_not_offered_again() -> None:
    """They shine in `base`; only free, unreserved tiles have a gain."""
    room = Room("r", ("L....", "....#"))
    field = LightField(room, brief(room, 1.0), reserved={(1, 0)})
    assert field.existing == ((0, 0),)
    assert field.base.min() > 0.0
    assert (0, 0) not in field.tiles
    assert (1, 0) not in field.tiles
    assert (4, 1) not in field.tiles
    assert len(field.tiles) == 7


def test_choosing_tiles_adds_their_gains() -> None:
    """Illuminance is linear in the luminaires, and equals that of the finished room."""
    room = Room("r", tuple(["." * 15] * 10))
    field = LightField(room, brief(room, 1.0))
    chosen = [field.tiles.index((x, y)) for x in (1, 5, 9, 13) for y in (1, 4, 8)]
    assert field.at(chosen) == pytest.approx(illuminance(ROOM, brief(ROOM, 1.0)))


def test_the_bound_exceeds_the_tiles_where_all_of_them_are_too_few() -> None:
    """Ten thousand lux are out of reach."""
    room = Room("r", tuple(["." * 5] * 5))
    field = LightField(room, replace(brief(room, 1.0), em_lx=20_000.0))
    assert field.lower_bound == len(field.tiles) + 1


def test_no_choice_of_fewer_than_the_bound_reaches_the_mean() -> None:
    """The greatest gains together stay below the target by one light."""
    room = Room("r", tuple(["." * 15] * 10))
    field = LightField(room, brief(room, 1.0))
    best = np.argsort(-field.mean_gain)
    assert field.at(best[: field.lower_bound - 1]).mean() < 500.0
    assert field.at(best[: field.lower_bound]).mean() >= 500.0


def test_the_ceiling_must_be_above_the_working_plane() -> None:
    """A height in the wrong unit is told, not computed with."""
    with pytest.raises(ValueError, match="working plane"):
        light_brief(Room("r", (".",), ceiling_height_m=0.7), Settings())


def test_settings_override_targets_and_a_room_overrides_its_luminaire() -> None:
    """Building settings outrank the type's row, the room's own luminaire outranks both."""
    settings = Settings(
        overrides={
            "targets": {"conference": {"em_lx": 300, "luminaire": "A"}},
            "luminaires": {"A": {"watts": 25}},
            "maintenance_factor": 0.7,
            "reflectances": [0.8, 0.5, 0.2],
        }
    )
    room = Room("r", (".",), room_type="conference")
    asked = light_brief(room, settings)
    assert (asked.em_lx, asked.u0, asked.maintenance_factor) == (300.0, 0.6, 0.7)
    assert (asked.luminaire.name, asked.luminaire.watts, asked.luminaire.lumens) == ("A", 25.0, 3600.0)
    assert asked.reflectances == (0.8, 0.5, 0.2)
    assert light_brief(replace(room, luminaire="C"), settings).luminaire.name == "C"
    with pytest.raises(KeyError):
        light_brief(replace(room, luminaire="Z"), settings)
