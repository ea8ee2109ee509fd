"""Glare by CIE's unified glare rating, from the luminaire's own intensities.

UGR = 8·log10(0.25/Lb · Σ L²·ω/p²) (CIE 117:1995). Observers sit as CIE 190's tables have them: half way
along each wall, eyes 1.2 m above the floor, looking straight across; the background's luminance is that
of the walls by indirect light. With L = I/(A·cos) and ω = A·cos/d² a luminaire's L²·ω is I²/(A·h·d), A
its luminous area: the tile, and flat; what sides of a luminaire send is not counted. Lengths in m.

Beside `eulumdat-ugr` 1.0.2 (CIE 190, within 0.43 of Relux's tables) it is within 0.35.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.light.surfaces import Surfaces
from plenum.ceiling.luminaire.distribution import FLUX_LM, Distribution
from plenum.ceiling.room.geometry import Points, contains, polygon, tile_centres, visible
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Point, Room

Observer = tuple[Point, Point]
"""Where somebody's eyes are, in m in the grid's frame, and the way they look, of length 1."""
EYE_M: Final = 1.2
"""Of somebody seated."""
_INSIDE_M: Final = 0.01
_SHARE: Final = 0.25
"""Walls shorter than this share of the longest have no observer: corners of a bent wall."""
_WIDEST: Final = 3.0
"""T/R beyond which the position index is not defined; such luminaires do not count (CIE 117, 4.3)."""
_HIGHEST: Final = 1.9
"""H/R likewise."""


def position_index(across: Matrix, up: Matrix) -> Matrix:
    """Guth's position index from T/R and H/R: beside and above the line of sight, over the way ahead.

    The formula fits the table of CIE 117 within 2 % (IES Lighting Handbook, 9th ed., eq. 4-26).
    """
    alpha = np.degrees(np.arctan2(across, up))
    beta = np.degrees(np.arctan(np.hypot(across, up)))
    linear = (35.2 - 0.31889 * alpha - 1.22 * np.exp(-2.0 * alpha / 9.0)) * 1e-3 * beta
    index: Matrix = np.exp(linear + (21.0 + 0.26667 * alpha - 0.002963 * alpha**2) * 1e-5 * beta**2)
    return index


def observers(room: Room) -> list[Observer]:
    """Where somebody sits and which way they look: half way along each wall, straight into the room."""
    ring = np.array(polygon(room).exterior.coords)
    sides = np.diff(ring, axis=0)
    lengths = np.hypot(sides[:, 0], sides[:, 1])
    found = []
    for start, side, length in zip(ring, sides, lengths, strict=False):
        if length < _SHARE * lengths.max():
            continue
        # Rings may run either way round: inwards is where the floor is.
        ahead = np.array([-side[1], side[0]]) / length
        middle = start + side / 2.0
        inside = bool(contains(room, (middle + _INSIDE_M * ahead)[None, :])[0])
        ahead = ahead if inside else -ahead
        eye = middle + _INSIDE_M * ahead
        found.append(((float(eye[0]), float(eye[1])), (float(ahead[0]), float(ahead[1]))))
    return found


def ugr(room: Room, brief: LightBrief, lit: Surfaces) -> float | None:
    """The greatest rating of the observers along the walls; None where nobody sees a light."""
    return max(ratings(room, brief, lit).values(), default=None)


def ratings(room: Room, brief: LightBrief, lit: Surfaces) -> dict[Observer, float]:
    """The rating of each observer who sees a light.

    Of the installation as it is when new, which EN 12464-1's limits are for: without maintenance. Empty
    where lights hang no higher than eyes, or walls send nothing back.
    """
    lights = room.of_kind(Kind.LIGHT)
    height = room.ceiling_height_m - EYE_M
    background = lit.walls_indirect_lx / brief.maintenance_factor / math.pi
    if not lights or height <= 0.0 or background <= 0.0:
        return {}
    centres = tile_centres(room, lights)
    sums = {who: _glare(room, brief, centres, height, *who) for who in observers(room)}
    return {who: 8.0 * math.log10(0.25 / background * total) for who, total in sums.items() if total > 0.0}


def _glare(
    room: Room,
    brief: LightBrief,
    centres: Points,
    height: float,
    eye: tuple[float, float],
    ahead: tuple[float, float],
) -> float:
    """The sum of L²·ω/p² of the lights before an observer who sees them."""
    seen = visible(room, centres, np.array([eye]))[:, 0].astype(bool)
    away = centres[seen] - np.array(eye)
    forward = away @ np.array(ahead)
    before = forward > 1e-6
    away, forward = away[before], forward[before]
    across = np.abs(away @ np.array([-ahead[1], ahead[0]]))
    counted = (across <= _WIDEST * forward) & (height <= _HIGHEST * forward)
    away, forward, across = away[counted], forward[counted], across[counted]
    distance = np.sqrt((away**2).sum(axis=1) + height**2)
    candela = intensities(brief, -away[:, 0], -away[:, 1], height)
    area = room.tile_m[0] * room.tile_m[1]
    index = position_index(across / forward, height / forward)
    return float((candela**2 / (area * height * distance) / index**2).sum())


def intensities(brief: LightBrief, dx: Matrix, dy: Matrix, height_m: float) -> Matrix:
    """Candela that a new luminaire sends to a point at these offsets, so far below it."""
    flux = brief.luminaire.lumens
    beam = brief.luminaire.beam
    distance = np.sqrt(dx * dx + dy * dy + height_m * height_m)
    if isinstance(beam, Distribution):
        lux = beam.lux_per_klm(dx, dy, height_m)
        found: Matrix = flux / FLUX_LM * lux * distance**3 / height_m
        return found
    cosine: Matrix = height_m / distance
    return flux * (beam + 1.0) / (2.0 * math.pi) * cosine**beam
