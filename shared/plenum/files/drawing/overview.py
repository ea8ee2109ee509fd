"""The building at a glance on A3: each room where it stands on the site, by status, with its components.

Rooms that do not say where they stand are put side by side, and the sheet says so.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import shapely
from shapely import Polygon

from plenum.ceiling.grid import KINDS, Kind
from plenum.ceiling.room import Frame
from plenum.files.drawing import status as statuses
from plenum.files.drawing.canvas import (
    FAINT,
    INK,
    MUTED,
    Node,
    box,
    label,
    mm,
    node,
    north,
    path,
    ring,
    scale_bar,
    sheet,
    text,
    wide,
)
from plenum.files.drawing.symbols import DETECTOR_INK, NAMES, RETURN_INK, SUPPLY_INK
from plenum.files.tiling import to_site

PAPER: Final = (420.0, 297.0)
MARGIN: Final = 10.0
HEAD: Final = 20.0
FOOT: Final = 22.0
GAP: Final = 6.0
PLURALS: Final = {
    Kind.LIGHT: "lights",
    Kind.SUPPLY: "air supplies",
    Kind.RETURN: "air returns",
    Kind.DETECTOR: "smoke detectors",
}
Point = tuple[float, float]
Panel = tuple[float, float, float, float]
"""x, y, width and height on the paper, mm."""


@dataclass
class Placed:
    """One room with its corners in site coordinates, m."""

    room: Mapping[str, Any]
    frame: Frame
    outline: list[Point]
    holes: list[list[Point]]
    turned: bool = False

    def point(self, at: Point) -> Point:
        """A point of the room's grid on the site, or on the site turned clockwise by a right angle."""
        x, y = to_site(self.frame, at)
        return (y, -x) if self.turned else (x, y)

    @property
    def rings(self) -> list[list[Point]]:
        """Outline and holes on the site."""
        return [[self.point(p) for p in points] for points in (self.outline, *self.holes)]


def overview(completed: Mapping[str, Any]) -> Node:
    """The sheet of a completed building."""
    name = str(completed.get("name") or completed["building_id"])
    root = sheet(*PAPER, f"Ceilings of {name}", _told(completed))
    defs = node(root, "defs")
    statuses.define(defs)
    path(root, box(MARGIN, MARGIN, PAPER[0] - 2 * MARGIN, PAPER[1] - 2 * MARGIN), 0.35)
    text(root, (MARGIN + 5, MARGIN + 9.5), name, 6.4, fit=230, weight="700")
    text(root, (MARGIN + 5, MARGIN + 15), _told(completed), 2.8, fit=280, fill=MUTED)
    stories: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for room in completed["rooms"]:
        stories[str(room.get("story") or "")].append(room)
    floors = [_placed(rooms) for rooms in stories.values()]
    panels = list(_panels(len(floors)))
    turned = _scale(floors, panels, turned=True) > 1.05 * _scale(floors, panels, turned=False)
    k = _scale(floors, panels, turned=turned)
    spans = [_bounds(floor) for floor, _ in floors]
    for story, (floor, on_site), panel, span in zip(stories, floors, panels, spans, strict=True):
        _storey(root, story if len(stories) > 1 else "", floor, panel, span, k)
        if not on_site:
            words = "side by side: the rooms do not say where they stand"
            text(root, (panel[0] + panel[2], panel[1] + panel[3]), words, 2.3, anchor="end", fill=MUTED)
    _legend(root, completed, k)
    if all(on_site for _, on_site in floors):
        north(root, (PAPER[0] - MARGIN - 13.0, MARGIN + 14.0), 90.0 if turned else 0.0)
    return root


def _scale(floors: list[tuple[list[Placed], bool]], panels: list[Panel], *, turned: bool) -> float:
    """mm for each m, one scale for all storeys, so that they can be compared. Leaves the rooms turned so."""
    fits = []
    for (floor, _), (_, _, width, height) in zip(floors, panels, strict=True):
        for entry in floor:
            entry.turned = turned
        low, high = _bounds(floor)
        fits.append(min(width / max(high[0] - low[0], 0.1), (height - 5) / max(high[1] - low[1], 0.1)))
    return min(fits)


def _told(completed: Mapping[str, Any]) -> str:
    totals = completed["totals"]
    rooms = ", ".join(f"{n} {status}" for status, n in totals["statuses"].items())
    counts = totals["counts"]
    placed = ", ".join(f"{PLURALS[kind]} {counts[kind.value]['placed']:,}" for kind in Kind)
    rules = f"rule set {completed['rule_set']}, {completed['code']}"
    return f"{totals['rooms']} rooms: {rooms} · placed: {placed} · {rules}"


def _placed(rooms: list[Mapping[str, Any]]) -> tuple[list[Placed], bool]:
    """One storey's rooms on the site, or side by side where two share an origin."""
    placed = []
    for room in rooms:
        tile = room["tile_m"]
        w, h = len(room["rows"][0]) * tile[0], len(room["rows"]) * tile[1]
        outline = [(x, y) for x, y in room.get("outline_m") or []] or [(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)]
        holes = [[(x, y) for x, y in hole] for hole in room.get("holes_m") or []]
        frame = room.get("frame") or {"origin_m": (0.0, 0.0, 0.0), "rotation_deg": 0.0}
        ox, oy, oz = frame["origin_m"]
        placed.append(Placed(room, Frame((ox, oy, oz), frame["rotation_deg"]), outline, holes))
    if len({entry.frame for entry in placed}) == len(placed):
        return placed, True
    _side_by_side(placed)
    return placed, False


def _side_by_side(placed: list[Placed]) -> None:
    """Rows of rooms, about as wide as high."""
    sizes = []
    for entry in placed:
        xs, ys = zip(*entry.outline, strict=True)
        sizes.append((min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)))
    space = 1.5
    most = 1.5 * math.sqrt(sum((w + space) * (h + space) for _, _, w, h in sizes))
    x = y = deepest = 0.0
    for entry, (low_x, low_y, w, h) in zip(placed, sizes, strict=True):
        if x and x + w > most:
            x, y, deepest = 0.0, y - deepest - space, 0.0
        entry.frame = Frame((x - low_x, y - h - low_y, 0.0), 0.0)
        x += w + space
        deepest = max(deepest, h)


def _panels(count: int) -> Iterator[Panel]:
    """Each storey's part of the sheet."""
    columns = math.ceil(math.sqrt(count))
    lines = math.ceil(count / columns)
    left, top = MARGIN + 5, MARGIN + HEAD
    width = (PAPER[0] - 2 * left - GAP * (columns - 1)) / columns
    height = (PAPER[1] - top - MARGIN - FOOT - GAP * (lines - 1)) / lines
    for i in range(count):
        yield left + (i % columns) * (width + GAP), top + (i // columns) * (height + GAP), width, height


def _bounds(floor: list[Placed]) -> tuple[Point, Point]:
    points = [p for entry in floor for p in entry.rings[0]]
    xs, ys = zip(*points, strict=True)
    return (min(xs), min(ys)), (max(xs), max(ys))


def _storey(
    root: Node,
    story: str,
    floor: list[Placed],
    panel: Panel,
    span: tuple[Point, Point],
    k: float,
) -> None:
    """One storey: areas, then components, then walls and names, so that nothing hides a wall."""
    x, y, width, height = panel
    low, high = span
    left = x + (width - (high[0] - low[0]) * k) / 2
    bottom = y + (height + (high[1] - low[1]) * k) / 2

    def at(point: Point) -> Point:
        return left + (point[0] - low[0]) * k, bottom - (point[1] - low[1]) * k

    group = node(root, "g", class_="storey")
    if story:
        text(group, (x, y + 1), story, 3.0, fit=width, weight="600", fill=MUTED)
    shapes = ["".join(ring(at(p) for p in points) for points in entry.rings) for entry in floor]
    for entry, shape in zip(floor, shapes, strict=True):
        area = node(group, "g", class_="room", data_room=str(entry.room["room_id"]))
        label(area, f"{entry.room.get('name') or entry.room['room_id']}: {entry.room.get('status', '')}")
        statuses.fill(area, shape, entry.room.get("status"))
    marks: dict[Kind, list[str]] = {kind: [] for kind in Kind}
    for entry in floor:
        for kind, d in _marks(entry, at):
            marks[kind].append(d)
    thin = min(0.13, 0.03 * k)
    for kind, (stroke, fill) in MARKS.items():
        path(
            group,
            "".join(marks[kind]),
            thin * (1.6 if kind is Kind.DETECTOR else 1.0),
            stroke,
            fill,
            class_=kind.value,
        )
    for shape in shapes:
        path(group, shape, min(0.32, 0.08 * k), INK, stroke_linejoin="round")
    for entry in floor:
        _name(group, entry, at, k)


MARKS: Final = {
    Kind.LIGHT: ("#8a6a00", "#f6c32c"),
    Kind.SUPPLY: (SUPPLY_INK, "#7fb2e5"),
    Kind.RETURN: (RETURN_INK, RETURN_INK),
    Kind.DETECTOR: (DETECTOR_INK, "#ffffff"),
}


def _marks(entry: Placed, at: Any) -> Iterator[tuple[Kind, str]]:
    """A small shape a component: a square, a diamond, a half-filled triangle, a circle."""
    tx, ty = entry.room["tile_m"]
    for y, row in enumerate(entry.room["rows"]):
        for x, char in enumerate(row):
            if char not in KINDS:
                continue
            kind = KINDS[char]
            cx, cy = (x + 0.5) * tx, (y + 0.5) * ty

            def corner(dx: float, dy: float, cx: float = cx, cy: float = cy) -> Point:
                point: Point = at(entry.point((cx + dx * tx, cy + dy * ty)))
                return point

            if kind is Kind.DETECTOR:
                px, py = corner(0, 0)
                r = math.dist((px, py), corner(0.48, 0))
                half = f"a{mm(r)} {mm(r)} 0 1 0 "
                yield kind, f"M{mm(px - r)} {mm(py)}{half}{mm(2 * r)} 0{half}{mm(-2 * r)} 0z"
            else:
                yield kind, ring(corner(dx, dy) for dx, dy in SHAPES[kind])


SHAPES: Final[dict[Kind, tuple[Point, ...]]] = {
    Kind.LIGHT: ((-0.42, -0.42), (0.42, -0.42), (0.42, 0.42), (-0.42, 0.42)),
    Kind.SUPPLY: ((-0.56, 0), (0, -0.56), (0.56, 0), (0, 0.56)),
    Kind.RETURN: ((-0.42, -0.42), (0.42, -0.42), (0.42, 0.42)),
}


def _name(group: Node, entry: Placed, at: Any, k: float) -> None:
    """The room's name where it fits; a tooltip tells it everywhere."""
    outline, *holes = entry.rings
    shape = Polygon(outline, holes)
    if not shape.is_valid or shape.is_empty:
        return
    words = str(entry.room.get("name") or entry.room["room_id"])
    x, y = shapely.maximum_inscribed_circle(shape, tolerance=0.2).coords[0]
    for size in (2.6, 2.2, 1.8, 1.5):
        half, up = (wide(words, size) / 2 + 0.3) / k, (0.5 * size) / k
        if shape.covers(shapely.box(x - half, y - up, x + half, y + up)):
            break
    else:
        return
    px, py = at((x, y))
    text(
        group,
        (px, py + 0.35 * size),
        words,
        size,
        anchor="middle",
        weight="600",
        stroke="#ffffff",
        stroke_width=mm(0.28 * size),
        stroke_linejoin="round",
        paint_order="stroke",
    )


def _legend(root: Node, completed: Mapping[str, Any], k: float) -> None:
    """Statuses with their counts, the marks, and the scale."""
    y = PAPER[1] - MARGIN - 13.0
    x = MARGIN + 5.0
    path(root, f"M{mm(MARGIN)} {mm(y - 5)}H{mm(PAPER[0] - MARGIN)}", 0.18, FAINT)
    for status, count in completed["totals"]["statuses"].items():
        statuses.fill(root, box(x, y, 7, 5), status)
        path(root, box(x, y, 7, 5), 0.2, statuses.look(status).ink)
        words = f"{count} {status}"
        text(root, (x + 9, y + 3.5), words, 2.8)
        x += 13 + wide(words, 2.8)
    x = max(x + 6, MARGIN + 120.0)
    for kind, (stroke, fill) in MARKS.items():
        size = 4.0
        if kind is Kind.DETECTOR:
            node(root, "circle", cx=x + 2, cy=y + 2.5, r=1.9, fill=fill, stroke=stroke, stroke_width=0.3)
        else:
            points = [(x + 2 + dx * size, y + 2.5 - dy * size) for dx, dy in SHAPES[kind]]
            path(root, ring(points), 0.2, stroke, fill)
        text(root, (x + 6, y + 3.5), NAMES[kind], 2.8)
        x += 11 + wide(NAMES[kind], 2.8)
    scale_bar(root, (PAPER[0] - MARGIN - 95.0, y + 2.6), k, 80.0)
    small = f"Checked against rule set {completed['rule_set']}, {completed['code']}; not a certificate."
    if completed.get("job_id"):
        small += f" Job {completed['job_id']}, {completed.get('duration_s', 0):g} s."
    text(root, (MARGIN + 5, PAPER[1] - MARGIN - 2.6), small, 2.1, fit=300, fill=MUTED)
