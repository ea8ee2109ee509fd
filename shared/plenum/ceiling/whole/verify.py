"""Any room into evidence, rule by rule: ours or a person's layout, one discipline or all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final

import numpy as np

from plenum.ceiling.air.air_rules import return_evidence, supply_evidence
from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.light.light_rules import light_evidence
from plenum.ceiling.room.borders import border_cuts
from plenum.ceiling.room.clearance import nearest
from plenum.ceiling.room.geometry import Mask, room_cavity_ratio, tiles_inside
from plenum.ceiling.room.grid import EMPTY, INVALID
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import Evidence
from plenum.ceiling.rules.rule_set import FAMILIES, evidence
from plenum.ceiling.smoke.smoke_rules import smoke_evidence

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


def _first(where: Mask) -> str:
    """The first tile of a mask over the grid, in words."""
    y, x = np.unravel_index(int(np.argmax(where)), where.shape)
    return f"first ({x}, {y})" if where.any() else ""


def _holds(room: Room) -> Mask:
    """height × width: where something hangs."""
    return np.asarray((room.cells != ord(EMPTY)) & (room.cells != ord(INVALID)))


def _geometry(room: Room, brief: Brief) -> tuple[Evidence, ...]:
    """GEO-1, GEO-2 and GEO-4."""
    outside = _holds(room) & ~tiles_inside(room)
    cuts = border_cuts(room)
    strips = [cut for axis in cuts for cut in axis if cut]
    told = ", ".join(
        f"{low:g} and {high:g} m along {axis}" for axis, (low, high) in zip("xy", cuts, strict=True)
    )
    return (
        evidence("GEO-1", room_cavity_ratio(room, brief.light.mounting_height_m)),
        evidence("GEO-2", int(outside.sum()), detail=_first(outside)),
        evidence(
            "GEO-4", min(strips, default=0.0), detail=f"border cuts {told}" if strips else "no border cuts"
        ),
    )


def _light(room: Room, brief: Brief) -> tuple[Evidence, ...]:
    return light_evidence(room, brief.light)


def _kept(room: Room, original: Room) -> tuple[Evidence, ...]:
    """CLS-1: nothing on a tile that cannot carry it. CLS-4: what was there is there still."""
    if (room.width, room.height) != (original.width, original.height):
        raise ValueError(f"{room.room_id}: the grid has another size than the original's")
    covered = _holds(room) & (original.cells == ord(INVALID))
    moved = _holds(original) & (room.cells != original.cells)
    return (
        evidence("CLS-1", int(covered.sum()), detail=_first(covered)),
        evidence("CLS-4", int(moved.sum()), detail=_first(moved)),
    )


def _clashes(room: Room, brief: Brief) -> tuple[Evidence, ...]:
    """CLS-2; CLS-1 and CLS-4 need the original and are added by `verify`."""
    del brief
    detectors, lights = room.of_kind(Kind.DETECTOR), room.of_kind(Kind.LIGHT)
    if not detectors or not lights:
        return ()
    return (evidence("CLS-2", float(nearest(room, detectors, lights).min())),)


_OF_FAMILY: Final[Mapping[str, Callable[[Room, Brief], tuple[Evidence, ...]]]] = {
    "GEO": _geometry,
    "LGT": _light,
    "AIR_SUPPLY": supply_evidence,
    "AIR_RETURN": return_evidence,
    "SMK": smoke_evidence,
    "CLS": _clashes,
}
