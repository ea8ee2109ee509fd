"""Reflected light at points of the working plane, from luminaires of the ceiling."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.light.photometry import direct
from plenum.ceiling.light.reflected.exchange import Exchange, exchange
from plenum.ceiling.light.reflected.form_factors import sight
from plenum.ceiling.light.reflected.forms import as_it_is, first_form
from plenum.ceiling.light.reflected.patches import BANDS, Floats
from plenum.ceiling.luminaire.distribution import Beam, Distribution
from plenum.ceiling.room.geometry import Points
from plenum.ceiling.room.room import Room

DECIMALS: Final = 6
"""Of lux: what is the same by symmetry, or on another machine, is the same to the bit."""
_BLOCK: Final = 500_000
"""Lights times samples of the floor in one go."""
_HEIGHTS: Final = (0.25, 0.75)
"""Of a band of wall, at which its first light is looked at."""
_NO_SIZE: Final = (0.0, 0.0)


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
    step = max(1, _BLOCK // len(known.patches.samples))
    for start in range(0, len(lights), step):
        block = slice(start, start + step)
        lit[block] = _first_light(known, lights[block], beam) @ received.T
    lit *= brief.luminaire.lumens * brief.maintenance_factor
    return np.round(lit, DECIMALS)


def _first_light(known: Exchange, lights: Points, beam: Beam) -> Floats:
    """lights × floor and wall patches: illuminance in lx for each lumen. All of it arrives somewhere."""
    has, room = known.patches, known.room
    floor = direct(lights, has.samples, has.height_m, 1.0, beam, _NO_SIZE, 1)
    if len(has.samples) > len(has.cells):
        floor = np.add.reduceat(floor, has.first_samples, axis=1)
        floor /= np.diff(has.first_samples, append=len(has.samples))
    floor *= sight(room, lights, has.middles)
    on_floor = floor @ has.areas
    floor /= np.maximum(1.0, on_floor)[:, None]
    before = np.maximum(0.0, lights @ has.normals.T - (has.centres * has.normals).sum(axis=1))
    before *= sight(room, lights, has.seen_at)
    walls = np.zeros((len(lights), BANDS, len(has.tails)))
    for band, (low, high) in enumerate(pairwise(has.levels)):
        for share in _HEIGHTS:
            below = has.height_m - low - share * (high - low)
            walls[:, band] += direct(lights, has.centres, below, 1.0, beam, _NO_SIZE, 1) / below
    walls *= before[:, None]
    upright = walls.reshape(len(lights), -1)
    rest = np.maximum(0.0, 1.0 - on_floor) / np.maximum(upright @ has.wall_areas, 1e-12)
    return np.concatenate([floor, upright * rest[:, None]], axis=1)
