"""The light rules of a room as evidence, from what hangs on its grid (LGT-1 to LGT-13)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.caches.once import cached_once
from plenum.ceiling.light.illuminance import illuminance
from plenum.ceiling.light.looks import order_score
from plenum.ceiling.light.photometry import efficacy_needed_lm_w, utilisation_factor
from plenum.ceiling.light.regularity import spacing
from plenum.ceiling.room.geometry import area_m2, room_cavity_ratio
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Extent, Room
from plenum.ceiling.rules.evidence import Evidence
from plenum.ceiling.rules.rule_set import evidence

ROOMS: Final = 256
"""With their lights, whose evidence is remembered: models that agree, and the whole ceiling, ask again."""


def light_evidence(room: Room, brief: LightBrief) -> tuple[Evidence, ...]:
    """Evidence for every light rule, existing luminaires included as if of the brief's kind.

    LGT-12 where order is asked for. LGT-6 is soft here: power may be traded between rooms,
    `building.building_evidence` decides.
    """
    return _evidence(_Lit(room.usable_cells, room.extent, room.of_kind(Kind.LIGHT), brief, room))


@dataclass(frozen=True)
class _Lit:
    """A room by what its light depends on: whatever else hangs there, the evidence is the same."""

    cells: tuple[str, ...]
    extent: Extent
    tiles: tuple[Tile, ...]
    brief: LightBrief
    room: Room = field(compare=False)


@cached_once(ROOMS)
def _evidence(asked: _Lit) -> tuple[Evidence, ...]:
    room, brief, tiles = asked.room, asked.brief, asked.tiles
    lit = illuminance(room, brief)
    mean = float(lit.mean())
    lamp, height = brief.luminaire, brief.mounting_height_m
    gaps = spacing(room, tiles, lamp.shr * height)
    area = area_m2(room)
    uf = utilisation_factor(room_cavity_ratio(room, height), brief.reflectances, lamp.beam)
    needed = efficacy_needed_lm_w(brief.em_lx, uf, brief.maintenance_factor, brief.lpd_w_m2)
    over = f"over the {brief.most_lights} lights that the building's power leaves this room"
    by = f"luminaire {lamp.name}: {lamp.distribution.source}" if lamp.distribution else ""
    return (
        evidence("LGT-1", mean, brief.em_lx, detail=by),
        evidence("LGT-2", float(lit.min()) / mean if mean > 0.0 else 0.0, brief.u0),
        evidence("LGT-4", gaps.largest_gap_m / height, lamp.shr),
        evidence("LGT-5", gaps.wall_excess),
        evidence(
            "LGT-6",
            len(tiles) * lamp.watts,
            brief.lpd_w_m2 * area,
            hard=False,
            detail=over if brief.over_power(len(tiles)) else "",
        ),
        evidence("LGT-7", lamp.efficacy_lm_w, needed),
        evidence("LGT-10", mean / brief.em_lx),
        *((evidence("LGT-12", order_score(room, tiles)),) if brief.in_order else ()),
        evidence("LGT-13", lamp.ugr, brief.ugr_limit, detail=f"luminaire {lamp.name}"),
    )
