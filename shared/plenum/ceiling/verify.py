"""Any room into evidence, rule by rule: ours or a person's layout, one discipline or all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final

from plenum.ceiling.air.verify import return_evidence, supply_evidence
from plenum.ceiling.brief import Brief
from plenum.ceiling.evidence import Evidence
from plenum.ceiling.geometry import room_cavity_ratio, tiles_inside
from plenum.ceiling.grid import INVALID, KINDS, Kind, Tile
from plenum.ceiling.light.verify import light_evidence
from plenum.ceiling.room import Room
from plenum.ceiling.rules import FAMILIES, evidence
from plenum.ceiling.smoke.verify import smoke_evidence

ALL: Final = FAMILIES


def verify(
    room: Room,
    brief: Brief,
    families: Collection[str] = ALL,
    *,
    original: Room | None = None,
) -> tuple[Evidence, ...]:
    """The evidence of a room for these rule families, in the table's order.

    `original` is the room as it arrived; without it nothing can be said about what was moved or
    covered (CLS-1, CLS-4). Raises KeyError for an unknown family.
    """
    unknown = set(families) - set(ALL)
    if unknown:
        raise KeyError(f"unknown rule families: {', '.join(sorted(unknown))}")
    found: list[Evidence] = []
    for family in ALL:
        if family in families:
            found += _OF_FAMILY[family](room, brief)
    if "CLS" in families and original is not None:
        found += _kept(room, original)
    return tuple(found)


def _components(room: Room) -> list[Tile]:
    return [tile for tile, char in room.tiles() if char in KINDS]


def _first(tiles: list[Tile]) -> str:
    return f"first ({tiles[0][0]}, {tiles[0][1]})" if tiles else ""


def _geometry(room: Room, brief: Brief) -> tuple[Evidence, ...]:
    """GEO-1 and GEO-2."""
    inside = tiles_inside(room)
    outside = [(x, y) for x, y in _components(room) if not inside[y, x]]
    return (
        evidence("GEO-1", room_cavity_ratio(room, brief.light.mounting_height_m)),
        evidence("GEO-2", len(outside), detail=_first(outside)),
    )


def _light(room: Room, brief: Brief) -> tuple[Evidence, ...]:
    return light_evidence(room, brief.light)


def _kept(room: Room, original: Room) -> tuple[Evidence, ...]:
    """CLS-1: nothing on a tile that cannot carry it. CLS-4: what was there is there still."""
    if (room.width, room.height) != (original.width, original.height):
        raise ValueError(f"{room.room_id}: the grid has another size than the original's")
    covered = [tile for tile in _components(room) if original.at(tile) == INVALID]
    moved = [tile for tile in _components(original) if room.at(tile) != original.at(tile)]
    return (
        evidence("CLS-1", len(covered), detail=_first(covered)),
        evidence("CLS-4", len(moved), detail=_first(moved)),
    )


def _clashes(room: Room, brief: Brief) -> tuple[Evidence, ...]:
    """CLS-2; CLS-1 and CLS-4 need the original and are added by `verify`."""
    del brief
    gap = _nearest_m(room, room.of_kind(Kind.DETECTOR), room.of_kind(Kind.LIGHT))
    return () if gap is None else (evidence("CLS-2", gap),)


def _nearest_m(room: Room, some: Collection[Tile], others: Collection[Tile]) -> float | None:
    """Between the nearest pair of tile centres, in m; None where either is missing."""
    tx, ty = room.tile_m
    gaps = [((x - u) ** 2 * tx * tx + (y - v) ** 2 * ty * ty) ** 0.5 for x, y in some for u, v in others]
    return min(gaps, default=None)


_OF_FAMILY: Final[Mapping[str, Callable[[Room, Brief], tuple[Evidence, ...]]]] = {
    "GEO": _geometry,
    "LGT": _light,
    "AIR_SUPPLY": supply_evidence,
    "AIR_RETURN": return_evidence,
    "SMK": smoke_evidence,
    "CLS": _clashes,
}
