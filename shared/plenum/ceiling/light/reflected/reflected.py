"""Reflected light at points of the working plane, from luminaires of the ceiling."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final

import numpy as np

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.light.reflected.exchange import Exchange, exchange
from plenum.ceiling.light.reflected.form_factors import looking_down
from plenum.ceiling.light.reflected.forms import Form, as_it_is, first_form
from plenum.ceiling.light.reflected.patches import Floats, Patches
from plenum.ceiling.luminaire.distribution import FLUX_LM, Beam, Distribution
from plenum.ceiling.room.geometry import Points
from plenum.ceiling.room.room import Room

DECIMALS: Final = 6
"""Of lux: what is the same by symmetry, or on another machine, is the same to the bit."""
_BLOCK: Final = 500_000
"""Lights times patches in one go."""
_TRACE: Final = 1e-6


def reflected(room: Room, brief: LightBrief, lights: Points, at: Points) -> Floats:
    """lights × points: the maintained illuminance in lx by way of the surfaces."""
    form, known = _surfaces(room, brief)
    received = known.received(form.of(at), brief.working_plane_m)
    lit = np.empty((len(lights), len(at)))
    step = max(1, _BLOCK // received.shape[1])
    for start in range(0, len(lights), step):
        block = slice(start, start + step)
        lit[block] = first_light(known, form.of(lights[block]), brief.luminaire.beam) @ received.T
    lit *= lumens(brief)
    return np.round(lit, DECIMALS, out=lit)


def at_images(room: Room, brief: LightBrief, places: Points) -> Iterator[tuple[tuple[bool, ...], Floats]]:
    """Of an upright rectangle, with an even luminaire: for each way to mirror it, along x or y or both,
    lights × points: as `reflected`, from these places at their mirror images."""
    form, known = _surfaces(room, brief)
    sent = first_light(known, form.of(places), brief.luminaire.beam)
    received = known.received(form.of(places), brief.working_plane_m)
    received *= lumens(brief)
    for along in product((False, True), repeat=2):
        # Light comes from a patch to an image as from the patch's image to the place.
        image = known.patches.images(along @ np.abs(form.turn) > 0.0)
        yield along, np.round(sent[:, image] @ received.T, DECIMALS)


def lumens(brief: LightBrief) -> float:
    """Of a luminaire, maintained."""
    return brief.luminaire.lumens * brief.maintenance_factor


def sending(room: Room, brief: LightBrief, lights: Points) -> Floats:
    """lights × floor cells and parts of walls: what of its lumens a luminaire first sends there."""
    form, known = _surfaces(room, brief)
    return first_light(known, form.of(lights), brief.luminaire.beam)


def receiving(room: Room, brief: LightBrief, at: Points) -> Floats:
    """points × floor cells and parts of walls: lux by lumens of first light."""
    form, known = _surfaces(room, brief)
    return known.received(form.of(at), brief.working_plane_m)


def _surfaces(room: Room, brief: LightBrief) -> tuple[Form, Exchange]:
    # A luminaire that throws more to one side is not turned with its room.
    form = (first_form if is_even(brief) else as_it_is)(room.outline, room.holes_m)
    return form, exchange(form.outline, form.holes, brief.ceiling_height_m, brief.reflectances)


def is_even(brief: LightBrief) -> bool:
    """Whether the luminaire throws as much to every side."""
    beam = brief.luminaire.beam
    return not isinstance(beam, Distribution) or len(beam.planes) == 1


def first_light(known: Exchange, lights: Points, beam: Beam) -> Floats:
    """lights × floor cells and parts of walls: the share of its lumens. All of it arrives somewhere.

    An opal light gives a patch the share that the patch has of what is seen from there; another one by its
    intensity towards the patch's middle beside the opal one's.
    """
    has = known.patches
    share = np.concatenate(looking_down(known.room, has, lights), axis=1)
    if beam != 1.0:
        share *= _beside_opal(has, lights, beam)
        share /= share.sum(axis=1)[:, None]
    return share


def _beside_opal(has: Patches, lights: Points, beam: Beam) -> Floats:
    """lights × floor cells and parts of walls: intensity over that of an opal light, and a trace everywhere:
    something must take what a narrow beam sends between all middles."""
    below = has.height_m - (has.levels[:-1] + has.levels[1:]) / 2.0
    ratios = [*_ratios(lights, has.middles, [has.height_m], beam), *_ratios(lights, has.centres, below, beam)]
    found = np.concatenate(ratios, axis=1)
    found += _TRACE
    return found


def _ratios(lights: Points, at: Points, heights: Iterable[float], beam: Beam) -> Iterator[Floats]:
    """lights × points so far below: intensity over that of an opal light of the same flux."""
    dx, dy = (np.subtract.outer(-lights[:, axis], -at[:, axis]) for axis in (0, 1))
    r2 = dx * dx + dy * dy
    for height in heights:
        d2 = r2 + height * height
        if isinstance(beam, Distribution):
            yield beam.lux_per_klm(dx, dy, height) / FLUX_LM * math.pi * (d2 / height) ** 2
        else:
            np.log(np.divide(height * height, d2, out=d2), out=d2)
            np.exp(np.multiply(d2, (beam - 1.0) / 2.0, out=d2), out=d2)
            d2 *= (beam + 1.0) / 2.0
            yield d2
