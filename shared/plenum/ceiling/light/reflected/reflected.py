"""Reflected light at points of the working plane, from luminaires of the ceiling."""

from __future__ import annotations

from typing import Final

import numpy as np

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.light.photometry import direct
from plenum.ceiling.light.reflected.exchange import Exchange, exchange
from plenum.ceiling.light.reflected.form_factors import from_level, upside_down
from plenum.ceiling.light.reflected.forms import as_it_is, first_form
from plenum.ceiling.light.reflected.patches import Floats, Patches
from plenum.ceiling.luminaire.distribution import Beam, Distribution
from plenum.ceiling.room.geometry import Points
from plenum.ceiling.room.room import Room

DECIMALS: Final = 6
"""Of lux: what is the same by symmetry, or on another machine, is the same to the bit."""
_BLOCK: Final = 500_000
"""Lights times patches in one go."""
_NO_SIZE: Final = (0.0, 0.0)
_TRACE: Final = 1e-6


def reflected(room: Room, brief: LightBrief, lights: Points, at: Points) -> Floats:
    """lights × points: the maintained illuminance in lx by way of the surfaces."""
    height_m = brief.working_plane_m + brief.mounting_height_m
    beam = brief.luminaire.beam
    # A luminaire that throws more to one side is not turned with its room.
    turned = not isinstance(beam, Distribution) or len(beam.planes) == 1
    form = first_form(room.outline, room.holes_m) if turned else as_it_is(room.outline, room.holes_m)
    known = exchange(form.outline, form.holes, height_m, brief.reflectances)
    received = known.received(form.of(at), brief.working_plane_m)
    lights = form.of(lights)
    lit = np.empty((len(lights), len(at)))
    step = max(1, _BLOCK // known.patches.count)
    for start in range(0, len(lights), step):
        block = slice(start, start + step)
        lit[block] = first_light(known, lights[block], beam) @ received.T
    lit *= brief.luminaire.lumens * brief.maintenance_factor
    return np.round(lit, DECIMALS)


def first_light(known: Exchange, lights: Points, beam: Beam) -> Floats:
    """lights × floor and wall patches: illuminance in lx for each lumen. All of it arrives somewhere.

    An opal light gives a patch the share that the patch has of what is seen from there; another one by its
    intensity towards the patch's middle beside the opal one's.
    """
    has = known.patches
    floor, walls = from_level(known.room, has, lights, 0.0)
    share = np.concatenate([floor, upside_down(walls)], axis=1)
    if beam != 1.0:
        share *= _beside_opal(has, lights, beam)
        share /= share.sum(axis=1)[:, None]
    share /= np.concatenate([has.areas, has.wall_areas])
    return share


def _beside_opal(has: Patches, lights: Points, beam: Beam) -> Floats:
    """lights × floor and wall patches: intensity over that of an opal light, and a trace everywhere: some
    patch must take what a narrow beam sends between all middles."""
    below = has.height_m - (has.levels[:-1] + has.levels[1:]) / 2.0
    places = [(has.middles, has.height_m), *((has.centres, height) for height in below.tolist())]
    ratios = [
        direct(lights, at, height, 1.0, beam, _NO_SIZE, 1) / direct(lights, at, height, 1.0, 1.0, _NO_SIZE, 1)
        for at, height in places
    ]
    return np.concatenate(ratios, axis=1) + _TRACE
