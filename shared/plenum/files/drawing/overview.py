"""The building at a glance: each room where it stands on the site, by status, with its components.

Rooms that do not say where they stand are put side by side, and the sheet says so.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from plenum.ceiling.room.grid import KINDS
from plenum.ceiling.room.kinds import Kind
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
from plenum.files.drawing.paper import STOCK
from plenum.files.geometry.site import Placed, Point, bounds, placed_rooms
from plenum.files.units import Units

MARGIN: Final = 10.0
HEAD: Final = 20.0
FOOT: Final = 22.0
GAP: Final = 6.0
Panel = tuple[float, float, float, float]
"""x, y, width and height on the paper, mm."""


def overview(completed: Mapping[str, Any], units: Units) -> Node:
    """The sheet of a completed building, on A3 or what stands for it."""
    _, width, height = STOCK[units].papers[1]
    name = str(completed.get("name") or completed["building_id"])
    root = sheet(width, height, f"Ceilings of {name}", _told(completed))
    defs = node(root, "defs")
    statuses.define(defs)
    path(root, box(MARGIN, MARGIN, width - 2 * MARGIN, height - 2 * MARGIN), 0.35)
    text(root, (MARGIN + 5, MARGIN + 9.5), name, 6.4, fit=230, font_weight="700")
    text(root, (MARGIN + 5, MARGIN + 15), _told(completed), 2.8, fit=280, fill=MUTED)
    stories: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for room in completed["rooms"]:
        stories[str(room.get("story") or "")].append(room)
    floors = [placed_rooms(rooms) for rooms in stories.values()]
    panels = list(_panels(len(floors), width, height))
    turned = _scale(floors, panels, turned=True) > 1.05 * _scale(floors, panels, turned=False)
    k = _scale(floors, panels, turned=turned)
    spans = [bounds(floor) for floor, _ in floors]
    for story, (floor, on_site), panel, span in zip(stories, floors, panels, spans, strict=True):
        _storey(root, story if len(stories) > 1 else "", floor, panel, span, k)
        if not on_site:
            words = "side by side: the rooms do not say where they stand"
            text(root, (panel[0] + panel[2], panel[1] + panel[3]), words, 2.3, anchor="end", fill=MUTED)
    _legend(root, completed, k, units)
    if all(on_site for _, on_site in floors):
        north(root, (width - MARGIN - 13.0, MARGIN + 14.0), 90.0 if turned else 0.0)
    return root


def _scale(floors: list[tuple[list[Placed], bool]], panels: list[Panel], *, turned: bool) -> float:
    """mm for each m, one scale for all storeys, so that they can be compared. Leaves the rooms turned so."""
    fits = []
    for (floor, _), (_, _, width, height) in zip(floors, panels, strict=True):
        for entry in floor:
            entry.turned = turned
        low, high = bounds(floor)
        fits.append(min(width / max(high[0] - low[0], 0.1), (height - 5) / max(high[1] - low[1], 0.1)))
    return min(fits)


def _told(completed: Mapping[str, Any]) -> str:
    totals = completed["totals"]
    rooms = ", ".join(f"{n} {status}" for status, n in totals["statuses"].items())
    counts = totals["counts"]
    placed = ", ".join(f"{kind.entry.plural} {counts[kind.value]['placed']:,}" for kind in Kind)
    words = f"{totals['rooms']} rooms: {rooms} · placed: {placed}"
    rules = completed.get("rule_set")
    return f"{words} · rule set {rules}, {completed['code']}" if rules else words


def _panels(count: int, across: float, up: float) -> Iterator[Panel]:
    """Each storey's part of a sheet so wide and high."""
    columns = math.ceil(math.sqrt(count))
    lines = math.ceil(count / columns)
    left, top = MARGIN + 5, MARGIN + HEAD
    width = (across - 2 * left - GAP * (columns - 1)) / columns
    height = (up - top - MARGIN - FOOT - GAP * (lines - 1)) / lines
    for i in range(count):
        yield left + (i % columns) * (width + GAP), top + (i // columns) * (height + GAP), width, height


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
        text(group, (x, y + 1), story, 3.0, fit=width, font_weight="600", fill=MUTED)
    shapes = ["".join(ring(at(p) for p in points) for points in entry.rings) for entry in floor]
    for entry, shape in zip(floor, shapes, strict=True):
        area = node(group, "g", class_="room", data_room=str(entry.room["room_id"]))
        label(area, f"{entry.room.get('name') or entry.room['room_id']}: {entry.room.get('status', '')}")
        statuses.fill(area, shape, entry.room.get("status"))
    _components(group, floor, at, min(0.13, 0.03 * k))
    for shape in shapes:
        path(group, shape, min(0.32, 0.08 * k), INK, stroke_linejoin="round")
    for entry in floor:
        _name(group, entry, at, k)


def _components(group: Node, floor: list[Placed], at: Callable[[Point], Point], thin: float) -> None:
    """One path a kind: a building has thousands of marks."""
    marks: dict[Kind, list[str]] = {kind: [] for kind in Kind}
    for entry in floor:
        for kind, d in _marks(entry, at):
            marks[kind].append(d)
    for kind in Kind:
        look = kind.entry.drawing
        stroke = thin * (1.0 if look.mark else 1.6)
        path(group, "".join(marks[kind]), stroke, look.mark_ink, look.mark_fill, class_=kind.value)


def _marks(entry: Placed, at: Callable[[Point], Point]) -> Iterator[tuple[Kind, str]]:
    """A small shape a component: a square, a diamond, a half-filled triangle, a circle."""
    tx, ty = entry.room["tile_m"]
    for y, row in enumerate(entry.room["rows"]):
        for x, char in enumerate(row):
            if char not in KINDS:
                continue
            kind = KINDS[char]
            cx, cy = (x + 0.5) * tx, (y + 0.5) * ty

            def corner(dx: float, dy: float, cx: float = cx, cy: float = cy) -> Point:
                return at(entry.point((cx + dx * tx, cy + dy * ty)))

            mark = kind.entry.drawing.mark
            if not mark:
                px, py = corner(0, 0)
                r = math.dist((px, py), corner(0.48, 0))
                half = f"a{mm(r)} {mm(r)} 0 1 0 "
                yield kind, f"M{mm(px - r)} {mm(py)}{half}{mm(2 * r)} 0{half}{mm(-2 * r)} 0z"
            else:
                yield kind, ring(corner(dx, dy) for dx, dy in mark)


def _name(group: Node, entry: Placed, at: Callable[[Point], Point], k: float) -> None:
    """The room's name where it fits and hides the fewest components; a tooltip tells it everywhere."""
    outline, *holes = entry.rings
    shape = Polygon(outline, holes)
    if not shape.is_valid or shape.is_empty:
        return
    words = str(entry.room.get("name") or entry.room["room_id"])
    for size in (2.6, 2.2, 1.8, 1.5):
        half = np.array([wide(words, size) / 2 + 0.4, 0.55 * size]) / k
        place = _clearest(shape, np.array(list(entry.centres())).reshape(-1, 2), half)
        if place is not None:
            break
    else:
        return
    x, y = at(place)
    text(
        group,
        (x, y + 0.35 * size),
        words,
        size,
        anchor="middle",
        font_weight="600",
        stroke="#ffffff",
        stroke_width=mm(0.28 * size),
        stroke_linejoin="round",
        paint_order="stroke",
    )


def _clearest(shape: Polygon, taken: NDArray[np.float64], half: NDArray[np.float64]) -> Point | None:
    """Where a box of these half sides lies inside the shape over the fewest points, near its middle."""
    x0, y0, x1, y1 = shape.bounds
    xs, ys = np.meshgrid(np.linspace(x0, x1, 15), np.linspace(y0, y1, 15))
    spots = np.stack([xs.ravel(), ys.ravel()], axis=1)
    low, high = spots - half, spots + half
    shapely.prepare(shape)
    inside = shapely.covers(shape, shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]))
    spots = spots[inside]
    if not len(spots):
        return None
    away = np.abs(spots[:, None, :] - taken[None, :, :])
    hidden = (away < half + 0.3).all(axis=2).sum(axis=1)
    middle = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    x, y = spots[np.lexsort((np.hypot(*(spots - middle).T), hidden))[0]]
    return float(x), float(y)


def _legend(root: Node, completed: Mapping[str, Any], k: float, units: Units) -> None:
    """Statuses with their counts, the marks, and the scale."""
    _, width, height = STOCK[units].papers[1]
    y = height - MARGIN - 13.0
    x = MARGIN + 5.0
    path(root, f"M{mm(MARGIN)} {mm(y - 5)}H{mm(width - MARGIN)}", 0.18, FAINT)
    for status, count in completed["totals"]["statuses"].items():
        statuses.fill(root, box(x, y, 7, 5), status)
        path(root, box(x, y, 7, 5), 0.2, statuses.look(status).ink)
        words = f"{count} {status}"
        text(root, (x + 9, y + 3.5), words, 2.8)
        x += 13 + wide(words, 2.8)
    x = max(x + 6, MARGIN + 120.0)
    for kind in Kind:
        look, size, title = kind.entry.drawing, 4.0, kind.entry.title
        ink, fill = look.mark_ink, look.mark_fill
        if look.mark:
            points = [(x + 2 + dx * size, y + 2.5 - dy * size) for dx, dy in look.mark]
            path(root, ring(points), 0.2, ink, fill)
        else:
            node(root, "circle", cx=x + 2, cy=y + 2.5, r=1.9, fill=fill, stroke=ink, stroke_width=0.3)
        text(root, (x + 6, y + 3.5), title, 2.8)
        x += 11 + wide(title, 2.8)
    scale_bar(root, (width - MARGIN - 128.0, y + 2.6), k, 116.0, units, size=1.5)
    small = "Not checked: drawn as the file has it."
    if completed.get("rule_set"):
        small = f"Checked against rule set {completed['rule_set']}, {completed['code']}; not a certificate."
    if completed.get("job_id"):
        small += f" Job {completed['job_id']}, {completed.get('duration_s', 0):g} s."
    text(root, (MARGIN + 5, height - MARGIN - 2.6), small, 2.1, fit=300, fill=MUTED)
