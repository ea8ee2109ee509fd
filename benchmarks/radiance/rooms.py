"""Rooms to be traced: all shapes and heights, three luminaires and makers' files, lit by Plenum itself."""

from __future__ import annotations

import argparse
import json
import math
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path
from typing import Any, Final, NamedTuple

import shapely

from plenum.ceiling.asked.light_brief import light_brief, luminaire_name
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.calculation_grid import points
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.files.building.luminaires import with_luminaire_files
from plenum.files.completed.reader import as_building
from plenum.files.read import read_building
from plenum.pipeline.runner import PipelineRunner

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


def z_shape() -> list[Corner]:
    """Two bars side by side that overlap by a third."""
    return [(0, 0), (12, 0), (12, 6), (20, 6), (20, 13), (8, 13), (8, 6), (0, 6)]


def cross(w: int, h: int, arm_w: int, arm_h: int) -> list[Corner]:
    """A rectangle less its four corners."""
    x, y = (w - arm_w) / 2, (h - arm_h) / 2
    right, low = [(w, y), (w, h - y), (w - x, h - y), (w - x, h)], [(x, 0), (w - x, 0), (w - x, y)]
    return [*low, *right, (x, h), (x, h - y), (0, h - y), (0, y), (x, y)]


def post(x: float, y: float, w: float, h: float) -> list[Corner]:
    """A column or a core from its lower left corner."""
    return [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]


class Plan(NamedTuple):
    """A room to be lit; its corners, and those of columns in it, in tiles."""

    name: str
    kind: str
    corners: list[Corner]
    ceiling_m: float
    lamp: str = ""
    """Empty: the one of its type."""
    columns: Sequence[list[Corner]] = ()
    tile_m: float = 0.6


POSTS: Final = [post(15.5 * x - 1, 16.5 * y - 1, 2, 2) for x, y in product((1, 2, 3), (1, 2))]
NARROW: Final = {"lumens": 4000.0, "watts": 30.0, "n": 12.0, "ugr": 16.0, "shr": 0.8}
ROOMS: Final = (
    Plan("cell", "office_enclosed", rectangle(6, 5), 2.7),
    Plan("office", "office_enclosed", rectangle(10, 8), 2.8),
    Plan("office_low", "office_enclosed", rectangle(14, 9), 2.4, "A"),
    Plan("office_high", "office_open", rectangle(20, 12), 4.2),
    Plan("class", "classroom", rectangle(15, 12), 3.0),
    Plan("class_high", "classroom", rectangle(14, 12), 5.0, "A"),
    Plan("conference", "conference", rectangle(12, 8), 2.7),
    Plan("corridor_short", "corridor", rectangle(15, 3), 2.6),
    Plan("corridor_wide", "corridor", rectangle(24, 5), 2.7),
    Plan("corridor_long", "corridor", rectangle(60, 3), 2.5),
    Plan("corridor_high", "corridor", rectangle(40, 4), 4.0),
    Plan("corridor_l", "corridor", l_shape(24, 20, 20, 16), 2.7),
    Plan("store", "storage", rectangle(7, 6), 3.0),
    Plan("lobby", "lobby", rectangle(24, 18), 5.0),
    Plan("l_office", "office_open", l_shape(20, 16, 10, 8), 2.8),
    Plan("l_thin", "office_open", l_shape(24, 18, 17, 12), 2.8),
    Plan("u_office", "office_open", u_shape(26, 16, 8, 9), 2.8),
    Plan("office_batwing", "office_open", rectangle(16, 12), 2.8, "batwing"),
    Plan("l_batwing", "office_open", l_shape(18, 14, 8, 6), 3.0, "batwing"),
    Plan("office_file_1", "office_open", rectangle(16, 12), 3.0, "sample1"),
    Plan("corridor_file_4", "corridor", rectangle(30, 4), 2.8, "sample4"),
    Plan("class_file_7", "classroom", rectangle(14, 12), 3.2, "sample7"),
    Plan("t_office", "office_open", t_shape(20, 16, 6, 7), 2.8),
    Plan("bow", "office_open", bow(20, 12, 7), 2.8, "A"),
    Plan("trapezium", "classroom", [(0, 0), (18, 0), (12, 11), (0, 11)], 2.9),
    Plan("store_high", "storage", rectangle(14, 4), 4.5, "A"),
    Plan("cupboard_high", "storage", rectangle(4, 3), 4.0, "A"),
    Plan("z_office", "office_open", z_shape(), 2.7),
    Plan("skew_class", "classroom", [(0, 0), (16, 0), (16, 9), (10, 13), (0, 13)], 3.4, "B"),
    Plan("cross", "office_open", cross(18, 16, 6, 6), 3.2),
    Plan("hexagon_high", "lobby", [(5, 0), (15, 0), (20, 8), (15, 16), (5, 16), (0, 8)], 6.0, "B"),
    Plan("class_batwing_low", "classroom", rectangle(16, 10), 2.3, "batwing"),
    Plan("store_narrow", "storage", rectangle(18, 10), 5.5, "narrow"),
    Plan("ring_corridor", "corridor", rectangle(16, 12), 2.6, columns=[post(3, 3, 10, 6)]),
    Plan("ring_narrow", "corridor", rectangle(14, 12), 2.2, columns=[post(2, 2, 10, 8)]),
    Plan("store_core", "storage", rectangle(16, 6), 2.6, columns=[post(2, 2, 12, 2)]),
    Plan("column_file_7", "classroom", rectangle(14, 11), 2.7, "sample7", [post(8.2, 4.1, 1.4, 1.4)]),
    Plan("hall_open", "office_open", rectangle(62, 50), 2.4, tile_m=0.4),
    Plan("hall_columns", "office_open", rectangle(62, 50), 2.4, columns=POSTS, tile_m=0.4),
    Plan("hall_bent", "office_open", l_shape(80, 66, 55, 41), 2.3, tile_m=0.4),
)


def building(plans: Iterable[Plan]) -> dict[str, Any]:
    """Rooms as a building file."""
    made = [_room(plan) for plan in plans]
    return {"schema": "plenum.building/1", "building_id": "radiance", "rule_set": "EU", "rooms": made}


def _room(plan: Plan) -> dict[str, Any]:
    width, depth = (int(max(corner[axis] for corner in plan.corners)) for axis in (0, 1))
    shape = shapely.Polygon(plan.corners, plan.columns)
    outline, *holes = (
        [[x * plan.tile_m, y * plan.tile_m] for x, y in ring] for ring in (plan.corners, *plan.columns)
    )
    return {
        "room_id": plan.name,
        "room_type": plan.kind,
        "tile_m": plan.tile_m,
        "ceiling_height_m": plan.ceiling_m,
        "rows": ["".join(_tile(shape, x, y) for x in range(width)) for y in range(depth)],
        "outline_m": outline,
        **({"holes_m": holes} if holes else {}),
        **({"luminaire": plan.lamp} if plan.lamp else {}),
    }


def _tile(shape: shapely.Polygon, x: int, y: int) -> str:
    """Empty where the middle of the tile lies inside."""
    return "." if shapely.contains_xy(shape, x + 0.5, y + 0.5) else "#"


def lit(files: Sequence[Path], plans: Iterable[Plan] = ROOMS) -> dict[str, Any]:
    """The rooms completed, each with what a tracer needs: points, luminaires, light, surfaces."""
    with tempfile.TemporaryDirectory() as folder:
        for path in files:
            shutil.copy(path, folder)
        lamps = {"narrow": NARROW, **{path.stem: {"photometry": path.name} for path in files}}
        source = with_luminaire_files({**building(plans), "settings": {"luminaires": lamps}}, Path(folder))
    result = PipelineRunner().run_full_pipeline(read_building(source))
    done = as_building(result)
    return {"rooms": [_lit(*of, done.settings) for of in zip(done.rooms, result["rooms"], strict=True)]}


def _lit(room: Room, data: dict[str, Any], settings: Settings) -> dict[str, Any]:
    brief = light_brief(room, settings)
    name, own = luminaire_name(room, settings), settings.overrides["luminaires"]
    table = brief.luminaire.distribution
    lights = [room.centre_m(tile) for tile in room.of_kind(Kind.LIGHT)]
    return {
        "room": {key: data[key] for key in _KEPT if key in data},
        "settings": {"luminaires": {name: own[name]}} if name in own else {},
        "status": data["status"],
        "em_lx": brief.em_lx,
        "u0": brief.u0,
        "plane_m": brief.working_plane_m,
        "reflectances": brief.reflectances,
        "flux_lm": brief.luminaire.lumens * brief.maintenance_factor,
        "n": brief.luminaire.n,
        "table": table.table.tolist() if table else None,
        "lights_m": lights,
        "points_m": _thinned(points(room, brief.mounting_height_m).round(4).tolist(), len(lights)),
    }


def _thinned(found: list[Any], lights: int) -> list[Any]:
    """At most so many, evenly taken: tracing costs by the point, and by the luminaire that it looks for."""
    step = max(-(-len(found) // MOST_POINTS), -(-len(found) * lights // MOST_PAIRS))
    return found[::step]


MOST_POINTS: Final = 100
MOST_PAIRS: Final = 4000
_KEPT: Final = (
    "room_id",
    "room_type",
    "tile_m",
    "ceiling_height_m",
    "rows",
    "outline_m",
    "holes_m",
    "luminaire",
)

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "luminaires", nargs="+", type=Path, help="batwing.ies, sample1.ldt, sample4.ldt, sample7.ldt"
    )
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--only", nargs="+", default=[plan.name for plan in ROOMS], metavar="ROOM")
    asked = parser.parse_args()
    chosen = [plan for plan in ROOMS if plan.name in asked.only]
    asked.out.write_text(json.dumps(lit(asked.luminaires, chosen)))
