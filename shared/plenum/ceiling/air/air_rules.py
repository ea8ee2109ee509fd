"""Evidence for the air rules: supply after its stage, return after its own."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from statistics import median
from typing import Final

import numpy as np

from plenum.ceiling.air.characteristic_lengths import characteristic_lengths
from plenum.ceiling.air.flows import extract_flows, extract_target, supply_flows, unstated
from plenum.ceiling.asked.air_brief import FACE_M_S, FREE_AREA, THROW_L_S, THROW_M, AirBrief
from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.asked.ventilation_rates import Extract
from plenum.ceiling.caches.once import cached_once
from plenum.ceiling.room.clearance import nearest
from plenum.ceiling.room.distances import closest_m
from plenum.ceiling.room.geometry import Points, tile_centres
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Extent, Room
from plenum.ceiling.room.walls import wall_distance
from plenum.ceiling.rules.evidence import Evidence
from plenum.ceiling.rules.rule_set import evidence

ROOMS: Final = 64
"""With their diffusers, whose evidence is remembered: the whole ceiling asks again."""


def supply_evidence(room: Room, brief: Brief) -> tuple[Evidence, ...]:
    """AIR-1 to AIR-7: how much air, through how many diffusers, spread how evenly."""
    flows = tuple(supply_flows(room, brief.air).items())
    return _supply_evidence(_Supplied(room.extent, flows, unstated(room, Kind.SUPPLY), brief.air, room))


@dataclass(frozen=True)
class _Supplied:
    """A room by what its supply depends on: whatever else hangs there, the evidence is the same."""

    extent: Extent
    flows: tuple[tuple[Tile, float], ...]
    """L/s of each diffuser."""
    assumed: str
    air: AirBrief
    room: Room = field(compare=False)


@cached_once(ROOMS)
def _supply_evidence(asked: _Supplied) -> tuple[Evidence, ...]:
    room, air = asked.room, asked.air
    tiles, flows = tuple(tile for tile, _ in asked.flows), [flow for _, flow in asked.flows]
    found = [
        evidence("AIR-1", air.ventilation_l_s, detail=f"{air.people:.1f} people"),
        evidence("AIR-2", air.supply_l_s, air.supply_l_s, detail=f"supplied {sum(flows):.1f} L/s"),
        evidence("AIR-3", len(tiles), air.min_supplies, detail=asked.assumed),
    ]
    if tiles:
        centres = tile_centres(room, tiles)
        found += _spread(room, air, tiles, np.array(flows))
        walls = wall_distance(room, centres)
        nearest = int(np.argmin(walls))
        found.append(evidence("AIR-7", walls[nearest], air.supply_wall_m, detail=_at(tiles[nearest])))
    return tuple(found)


def return_evidence(room: Room, brief: Brief) -> tuple[Evidence, ...]:
    """AIR-8 to AIR-12: grilles large enough, clear of the supplies, the air in balance and enough."""
    air = brief.air
    returns, supplies = room.of_kind(Kind.RETURN), room.of_kind(Kind.SUPPLY)
    supplied = sum(supply_flows(room, air).values())
    extracted = sum(extract_flows(room, air).values())
    assumed = unstated(room, Kind.RETURN)
    face = len(returns) * room.tile_m[0] * room.tile_m[1]
    target = max(extract_target(room, air), air.extract_l_s, extracted)
    found = [evidence("AIR-8", face, target / (FACE_M_S * FREE_AREA * 1000), detail=assumed)]
    if returns and supplies:
        found.append(_apart(room, air, returns, supplies))
    if air.extract is Extract.RETURN:
        off = (supplied - extracted) / supplied if supplied else 0.0
        found.append(evidence("AIR-10", off, air.balance, detail=f"{extracted:.1f} L/s returned"))
    else:
        short = 1 - supplied / extracted if extracted else 0.0
        detail = f"{air.extract}: {extracted:.1f} L/s out, {supplied:.1f} L/s supplied"
        found.append(evidence("AIR-11", short, air.offset, detail=detail))
    moved, asked = (supplied, air.supply_l_s) if air.supply_l_s else (extracted, air.extract_l_s)
    if asked:
        found.append(evidence("AIR-12", 1 - moved / asked, detail=f"{moved:.1f} of {asked:.1f} L/s"))
    return tuple(found)


def _spread(room: Room, air: AirBrief, tiles: tuple[Tile, ...], flows: Points) -> list[Evidence]:
    """AIR-4, AIR-5, AIR-6: spacing, throw over length, and how equal the lengths are."""
    lengths = characteristic_lengths(room, tiles)
    throw = THROW_M * flows / THROW_L_S
    ratio = throw / np.maximum(lengths.mean(axis=1), 1e-3)
    # The ratio farthest outside its band on a logarithmic scale, in which 0.35 and 6.8 are as bad.
    worst = int(np.argmax(np.abs(np.log(np.maximum(ratio, 1e-6) / math.sqrt(0.7 * 3.4)))))
    # One length along each axis, the mean of both ways: a tile's shift off centre is AIR-7's.
    axes = (lengths[:, :2] + lengths[:, 2:]) / 2
    usual = max(median(axes.ravel().tolist()), 1e-3)
    found = [
        evidence("AIR-5", float(ratio[worst])),
        evidence("AIR-6", float(np.abs(axes / usual - 1).max())),
    ]
    if len(tiles) > 1:
        target = f"target {air.target_spacing_m:.2f} m"
        found.insert(0, evidence("AIR-4", closest_m(tile_centres(room, tiles)), detail=target))
    return found


def _apart(room: Room, air: AirBrief, returns: tuple[Tile, ...], supplies: tuple[Tile, ...]) -> Evidence:
    """AIR-9: the nearest pair of a return and a supply."""
    i = int(np.argmin(nearest(room, returns, supplies)))
    gaps = nearest(room, supplies, returns[i : i + 1])
    j = int(np.argmin(gaps))
    relaxed = "; shortened for a small room" if air.supply_return_m < 1.8 else ""
    detail = f"return {_at(returns[i])}, supply {_at(supplies[j])}{relaxed}"
    return evidence("AIR-9", float(gaps[j]), air.supply_return_m, detail=detail)


def _at(tile: Tile) -> str:
    return f"tile ({tile[0]}, {tile[1]})"
