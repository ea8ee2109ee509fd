"""The reflected ceiling plan of one room: a sheet of its own with a title block, or a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from plenum.ceiling.room.grid import INVALID, KINDS
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.rules.names import with_names
from plenum.files.drawing.around import border_cut_widths, coordinates, dimensions, foot
from plenum.files.drawing.canvas import INK, Node, box, label, mm, node, path, ring, sheet
from plenum.files.drawing.on_paper import MARGIN, OnPaper, Shape
from plenum.files.drawing.room_marks import light_dimensions, marks
from plenum.files.drawing.sheet_frame import sheet_frame
from plenum.files.drawing.symbols import define, hatch, use
from plenum.files.drawing.title_block import SYMBOL, WIDTH, TitleBlock
from plenum.files.prose import in_units
from plenum.files.schedule.marks import Marked
from plenum.files.units import Units

SHARED: Final = "tile-"
"""What the names of a figure's symbols begin with."""
TITLES_UP_TO: Final = 400
"""Components of a figure that get a tooltip each: a hall's would be most of a document."""


def room_plan(
    room: Mapping[str, Any],
    building: Mapping[str, Any],
    units: Units,
    parts: Sequence[Marked] = (),
    heat: str = "",
) -> Node:
    """The sheet of a room of a completed building; of a building file's room too, without results.

    `parts` are its components with their marks, which stand beside them; `heat` says which heat detectors
    belong here.
    """
    plan = OnPaper.sheet(Shape.of(room), units)
    root = sheet(*plan.paper, f"Ceiling plan of {room['room_id']}", _description(room))
    defs = _draw(root, plan, existing_tiles(room), titles=True)
    define(defs, "legend", SYMBOL, SYMBOL)
    if parts:
        marks(root, plan, parts)
        light_dimensions(root, plan, parts[0].room)
    sheet_frame(root, plan, room, building)
    width, height = plan.paper
    block = TitleBlock(root, width - MARGIN - WIDTH - 4.0, MARGIN + 4.0, height - MARGIN - 12.0, units)
    block.head(building, room, plan.shape.area_m2)
    block.legend(room.get("counts") or {}, room.get("proof") or {})
    block.figures(list(room.get("evidence") or []))
    reasons = [*infeasible(room), *room.get("reasons", []), *room.get("degraded", [])]
    block.notes("Heat detectors", [in_units(heat, units)] if heat else [], 4)
    block.notes("Reasons", [with_names(in_units(said, units)) for said in dict.fromkeys(reasons)], 24)
    block.notes("Assumed", [in_units(said, units) for said in room.get("assumptions", [])], 8)
    return root


def plan_figure(room: Mapping[str, Any], width: float, height: float, units: Units) -> Node:
    """The plan alone, at most so many mm wide and high.

    Its symbols are named by their size, so that the plans of a document can share them.
    """
    plan = OnPaper.figure(Shape.of(room), width, height, units)
    root = sheet(*plan.paper, f"Ceiling plan of {room['room_id']}", _description(room))
    existing = existing_tiles(room)
    many = sum(char in KINDS for row in plan.shape.rows for char in row) > TITLES_UP_TO
    _draw(
        root, plan, existing, titles=not many, symbols=f"{SHARED}{mm(plan.tile_mm[0])}x{mm(plan.tile_mm[1])}"
    )
    foot(root, plan, float((room.get("frame") or {}).get("rotation_deg", 0.0)))
    return root


def existing_tiles(room: Mapping[str, Any]) -> set[tuple[int, int]]:
    """The tiles that arrived occupied."""
    return {(int(x), int(y)) for x, y in room.get("existing") or []}


def _draw(
    root: Node, plan: OnPaper, existing: set[tuple[int, int]], *, titles: bool, symbols: str = "plan"
) -> Node:
    """Tiles, walls, symbols, coordinates and dimensions, from the bottom up; the sheet's definitions."""
    defs = node(root, "defs")
    define(defs, symbols, *plan.tile_mm)
    hatch(defs, "invalid", 1.25, stroke="#8d949b")
    clip = node(defs, "clipPath", id="room")
    node(clip, "path", d=plan.walls, clip_rule="evenodd")
    tiles = node(root, "g", class_="tiles", clip_path="url(#room)")
    path(
        tiles,
        _invalid(plan),
        None,
        None,
        fill="url(#invalid)",
        class_="invalid",
    )
    path(tiles, _joints(plan), min(0.14, 0.06 * min(plan.tile_mm)), "#a9b0b7", class_="joints")
    for hole in plan.shape.holes:
        path(root, ring(plan.at(p) for p in hole), None, None, fill="#eceef0")
    path(root, plan.walls, 0.55, INK, class_="walls", stroke_linejoin="miter")
    components(root, plan, existing, symbols, titles=titles)
    coordinates(root, plan)
    dimensions(root, plan)
    border_cut_widths(root, plan)
    return defs


def components(
    root: Node, plan: OnPaper, existing: set[tuple[int, int]], symbols: str, *, titles: bool
) -> None:
    """Each component's symbol on its tile; `existing` are tiles whose component was there before."""
    group = node(root, "g", class_="components")
    for y, row in enumerate(plan.shape.rows):
        for x, char in enumerate(row):
            if char in KINDS:
                parent = _titled(group, (x, y), char, (x, y) in existing) if titles else group
                at = plan.corner(x, y)
                use(parent, symbols, KINDS[char].value, *at)
                if (x, y) in existing:
                    use(parent, symbols, "existing", *at)


def _titled(parent: Node, tile: tuple[int, int], char: str, was_there: bool) -> Node:
    """A group that tells a component's kind and place."""
    kind = KINDS[char]
    state = "existing" if was_there else "placed"
    x, y = tile
    group = node(parent, "g", class_=f"{kind.value} {state}", data_tile=f"{x},{y}")
    label(group, f"{kind.entry.title} at tile ({x}, {y}), {state}")
    return group


def _invalid(plan: OnPaper) -> str:
    """Invalid tiles, neighbours of one row joined."""
    parts: list[str] = []
    for y, row in enumerate(plan.shape.rows):
        x = row.find(INVALID)
        while x >= 0:
            end = x
            while end < len(row) and row[end] == INVALID:
                end += 1
            left, top = plan.corner(x, y)
            parts.append(box(left, top, (end - x) * plan.tile_mm[0], plan.tile_mm[1]))
            x = row.find(INVALID, end)
    return "".join(parts)


def _joints(plan: OnPaper) -> str:
    nx, ny = len(plan.shape.rows[0]), len(plan.shape.rows)
    left, top = plan.corner(0, ny - 1)
    across, up = nx * plan.tile_mm[0], ny * plan.tile_mm[1]
    vertical = (f"M{mm(left + i * plan.tile_mm[0])} {mm(top)}v{mm(up)}" for i in range(nx + 1))
    level = (f"M{mm(left)} {mm(top + i * plan.tile_mm[1])}h{mm(across)}" for i in range(ny + 1))
    return "".join([*vertical, *level])


def infeasible(room: Mapping[str, Any]) -> list[str]:
    """Why no layout can exist, and what would help."""
    return [
        "; ".join(filter(None, [f"{why['rule']} cannot hold: {why['certificate']}", why.get("relaxation")]))
        for why in room.get("infeasible") or []
    ]


def _description(room: Mapping[str, Any]) -> str:
    counts = room.get("counts") or {}
    told = ", ".join(f"{k.entry.plural} {counts[k.value]['placed']}" for k in Kind if k.value in counts)
    return (
        f"{room.get('room_type', '')} {room.get('status', '')}; placed: {told}"
        if told
        else str(room["room_id"])
    )
