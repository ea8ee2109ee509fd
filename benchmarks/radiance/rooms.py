"""Rooms to be traced: all shapes and heights, three luminaires and makers' files, lit by Plenum itself."""

from __future__ import annotations

import argparse
import json
import math
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.light.calculation_grid import points
from plenum.ceiling.room.kinds import Kind
from plenum.files.building.luminaires import with_luminaire_files
from plenum.files.completed.reader import as_building
from plenum.files.read import read_building
from plenum.pipeline.runner import PipelineRunner

TILE_M: Final = 0.6
Corner = tuple[float, float]


def rectangle(w: int, h: int) -> list[Corner]:
    """So many tiles wide and deep."""
    return [(0, 0), (w, 0), (w, h), (0, h)]


def l_shape(w: int, h: int, cut_w: int, cut_h: int) -> list[Corner]:
    """A rectangle less its upper right corner."""
    return [(0, 0), (w, 0), (w, h - cut_h), (w - cut_w, h - cut_h), (w - cut_w, h), (0, h)]


def u_shape(w: int, h: int, arm: int, deep: int) -> list[Corner]:
    """A rectangle less a bay in the middle of its upper side."""
    return [(0, 0), (w, 0), (w, h), (w - arm, h), (w - arm, h - deep), (arm, h - deep), (arm, h), (0, h)]


def t_shape(w: int, h: int, stem: int, bar: int) -> list[Corner]:
    """A bar along the lower side, and a stem up from its middle."""
    left = (w - stem) / 2
    return [(0, 0), (w, 0), (w, bar), (left + stem, bar), (left + stem, h), (left, h), (left, bar), (0, bar)]


def bow(w: int, h: int, deep: int) -> list[Corner]:
    """A rectangle whose upper side bends into the room, so that its corners do not see each other."""
    bend = [(x, h - deep * math.sin(math.pi * x / w)) for x in range(w, -1, -1)]
    return [(0, 0), (w, 0), *bend]


ROOMS: Final[Sequence[tuple[str, str, list[Corner], float, str]]] = (
    # Name, room type, corners in tiles, ceiling height in m, luminaire (empty: the type's).
    ("cell", "office_enclosed", rectangle(6, 5), 2.7, ""),
    ("office", "office_enclosed", rectangle(10, 8), 2.8, ""),
    ("office_low", "office_enclosed", rectangle(14, 9), 2.4, "A"),
    ("office_high", "office_open", rectangle(20, 12), 4.2, ""),
    ("open_plan", "office_open", rectangle(30, 20), 3.0, ""),
    ("class", "classroom", rectangle(15, 12), 3.0, ""),
    ("class_high", "classroom", rectangle(14, 12), 5.0, "A"),
    ("conference", "conference", rectangle(12, 8), 2.7, ""),
    ("corridor_short", "corridor", rectangle(15, 3), 2.6, ""),
    ("corridor_wide", "corridor", rectangle(24, 5), 2.7, ""),
    ("corridor_long", "corridor", rectangle(60, 3), 2.5, ""),
    ("corridor_high", "corridor", rectangle(40, 4), 4.0, ""),
    ("corridor_l", "corridor", l_shape(24, 20, 20, 16), 2.7, ""),
    ("store", "storage", rectangle(7, 6), 3.0, ""),
    ("lobby", "lobby", rectangle(24, 18), 5.0, ""),
    ("l_office", "office_open", l_shape(20, 16, 10, 8), 2.8, ""),
    ("l_thin", "office_open", l_shape(24, 18, 17, 12), 2.8, ""),
    ("u_office", "office_open", u_shape(26, 16, 8, 9), 2.8, ""),
    ("hall", "warehouse", rectangle(50, 40), 8.0, ""),
    ("gym", "gym", rectangle(40, 25), 7.0, ""),
    ("office_batwing", "office_open", rectangle(16, 12), 2.8, "batwing"),
    ("l_batwing", "office_open", l_shape(18, 14, 8, 6), 3.0, "batwing"),
    ("office_file_1", "office_open", rectangle(16, 12), 3.0, "sample1"),
    ("corridor_file_4", "corridor", rectangle(30, 4), 2.8, "sample4"),
    ("class_file_7", "classroom", rectangle(14, 12), 3.2, "sample7"),
    ("t_office", "office_open", t_shape(20, 16, 6, 7), 2.8, ""),
    ("bow", "office_open", bow(20, 12, 7), 2.8, "A"),
    ("trapezium", "classroom", [(0, 0), (18, 0), (12, 11), (0, 11)], 2.9, ""),
    ("store_high", "storage", rectangle(14, 4), 4.5, "A"),
    ("cupboard_high", "storage", rectangle(4, 3), 4.0, "A"),
    (
        "z_office",
        "office_open",
        [(0, 0), (12, 0), (12, 6), (20, 6), (20, 13), (8, 13), (8, 6), (0, 6)],
        2.7,
        "",
    ),
    ("skew_class", "classroom", [(0, 0), (16, 0), (16, 9), (10, 13), (0, 13)], 3.4, "B"),
)


def building() -> dict[str, Any]:
    """The rooms as a building file."""
    made = []
    for name, kind, corners, height, lamp in ROOMS:
        width, depth = int(max(x for x, _ in corners)), int(max(y for _, y in corners))
        made.append(
            {
                "room_id": name,
                "room_type": kind,
                "tile_m": TILE_M,
                "ceiling_height_m": height,
                "rows": ["".join(_tile(corners, x, y) for x in range(width)) for y in range(depth)],
                "outline_m": [[x * TILE_M, y * TILE_M] for x, y in corners],
                **({"luminaire": lamp} if lamp else {}),
            }
        )
    return {"schema": "plenum.building/1", "building_id": "radiance", "rule_set": "EU", "rooms": made}


def _tile(corners: list[Corner], x: int, y: int) -> str:
    """Empty where the middle of the tile lies inside."""
    import shapely

    return "." if shapely.contains_xy(shapely.Polygon(corners), x + 0.5, y + 0.5) else "#"


def lit(files: Sequence[Path]) -> dict[str, Any]:
    """The building completed, each room with what a tracer needs: points, luminaires, light, surfaces."""
    with tempfile.TemporaryDirectory() as folder:
        for path in files:
            shutil.copy(path, folder)
        lamps = {path.stem: {"photometry": path.name} for path in files}
        source = with_luminaire_files({**building(), "settings": {"luminaires": lamps}}, Path(folder))
    result = PipelineRunner().run_full_pipeline(read_building(source))
    done = as_building(result)
    rooms = []
    for room, data in zip(done.rooms, result["rooms"], strict=True):
        brief = light_brief(room, done.settings)
        rooms.append(
            {
                "room": {key: data[key] for key in _KEPT if key in data},
                "settings": {"luminaires": done.settings.overrides.get("luminaires", {})}
                if brief.luminaire.distribution
                else {},
                "status": data["status"],
                "em_lx": brief.em_lx,
                "u0": brief.u0,
                "plane_m": brief.working_plane_m,
                "reflectances": brief.reflectances,
                "flux_lm": brief.luminaire.lumens * brief.maintenance_factor,
                "n": brief.luminaire.n,
                "table": brief.luminaire.distribution.table.tolist()
                if brief.luminaire.distribution
                else None,
                "lights_m": [room.centre_m(tile) for tile in room.of_kind(Kind.LIGHT)],
                "points_m": _thinned(points(room, brief.mounting_height_m).round(4).tolist()),
            }
        )
    return {"rooms": rooms}


def _thinned(found: list[Any]) -> list[Any]:
    """At most so many, evenly taken: tracing costs by the point."""
    step = -(-len(found) // MOST_POINTS)
    return found[::step]


MOST_POINTS: Final = 100
_KEPT: Final = ("room_id", "room_type", "tile_m", "ceiling_height_m", "rows", "outline_m", "luminaire")

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "luminaires", nargs="+", type=Path, help="batwing.ies, sample1.ldt, sample4.ldt, sample7.ldt"
    )
    parser.add_argument("-o", "--out", type=Path, required=True)
    asked = parser.parse_args()
    asked.out.write_text(json.dumps(lit(asked.luminaires)))
