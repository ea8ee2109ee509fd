"""The reflected ceiling plan of one room, at a scale that people use, on A4 or the size that it needs.

Seen as the floor plan is seen, so that x runs to the right and y upwards; tile (0, 0) is at the
lower left.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from shapely import Polygon

from plenum.ceiling.grid import INVALID, KINDS
from plenum.files.drawing.canvas import (
    FAINT,
    INK,
    MUTED,
    Node,
    box,
    label,
    line,
    mm,
    node,
    north,
    path,
    ring,
    scale_bar,
    sheet,
    text,
)
from plenum.files.drawing.symbols import NAMES, define, hatch, use
from plenum.files.drawing.title_block import SYMBOL, WIDTH, TitleBlock

PAPERS: Final = (
    ("A4", 297.0, 210.0),
    ("A3", 420.0, 297.0),
    ("A2", 594.0, 420.0),
    ("A1", 841.0, 594.0),
    ("A0", 1189.0, 841.0),
)
MARGIN: Final = 7.0
AROUND: Final = (24.0, 89.0, 16.0, 34.0)
"""Kept free of the plan on the left, right, top and bottom, mm."""
LEGIBLE_MM: Final = 2.4
"""A tile smaller than this asks for larger paper."""
SCALES: Final = (50, 75, 100, 125, 150, 200, 250, 300, 400, 500, 750, 1000, 1500, 2000, 2500, 5000, 10_000)


def room_plan(room: Mapping[str, Any], building: Mapping[str, Any]) -> Node:
    """The sheet of a room of a completed building; of a building file's room too, without results."""
    rows: list[str] = list(room["rows"])
    tile = (float(room["tile_m"][0]), float(room["tile_m"][1]))
    outline = [(float(x), float(y)) for x, y in room.get("outline_m") or []]
    if not outline:
        width, height = len(rows[0]) * tile[0], len(rows) * tile[1]
        outline = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)]
    holes = [[(float(x), float(y)) for x, y in hole] for hole in room.get("holes_m") or []]
    plan = Plan(rows, tile, outline, holes)
    root = plan.root = sheet(*plan.paper, f"Ceiling plan of {room['room_id']}", _description(room))
    plan.draw({(int(x), int(y)) for x, y in room.get("existing") or []})
    _frame(root, plan, room, building)
    width, height = plan.paper
    block = TitleBlock(root, width - MARGIN - WIDTH - 4.0, MARGIN + 4.0, height - MARGIN - 12.0)
    block.head(building, room, Polygon(outline, holes).area)
    block.legend(room.get("counts") or {}, room.get("proof") or {})
    block.figures(list(room.get("evidence") or []))
    reasons = [*_infeasible(room), *room.get("reasons", []), *room.get("degraded", [])]
    block.notes("Reasons", list(dict.fromkeys(reasons)), 24)
    block.notes("Assumed", list(room.get("assumptions", [])), 8)
    return root


class Plan:
    """The drawing proper: a grid's metres on the paper's millimetres."""

    root: Node

    def __init__(
        self,
        rows: list[str],
        tile: tuple[float, float],
        outline: list[tuple[float, float]],
        holes: list[list[tuple[float, float]]],
    ) -> None:
        self.rows, self.tile, self.holes, self.outline = rows, tile, holes, outline
        xs, ys = [x for x, _ in outline], [y for _, y in outline]
        self.low, self.high = (min(xs), min(ys)), (max(xs), max(ys))
        width, height = self.high[0] - self.low[0], self.high[1] - self.low[1]
        for _, across, up in PAPERS:
            left, right, top, bottom = AROUND[0], across - AROUND[1], AROUND[2], up - AROUND[3]
            fitting = (
                s for s in SCALES if width * 1e3 / s <= right - left and height * 1e3 / s <= bottom - top
            )
            self.scale = next(fitting, SCALES[-1])
            if min(tile) * 1e3 / self.scale >= LEGIBLE_MM or self.scale == SCALES[0]:
                break
        self.k = 1e3 / self.scale
        # A long corridor takes a long sheet, not a large one.
        up = next(h for _, _, h in PAPERS if height * self.k <= h - AROUND[2] - AROUND[3] or h >= up)
        bottom = up - AROUND[3]
        self.paper = (across, up)
        named = {(w, h): name for name, w, h in PAPERS}
        self.format = named.get(self.paper, f"{across:g} × {up:g} mm")
        self.left = (left + right - width * self.k) / 2
        self.bottom = (top + bottom + height * self.k) / 2
        self.tile_mm = (tile[0] * self.k, tile[1] * self.k)

    def at(self, point: tuple[float, float]) -> tuple[float, float]:
        """A point of the grid's frame (m) on the paper (mm); y is flipped."""
        return self.left + (point[0] - self.low[0]) * self.k, self.bottom - (point[1] - self.low[1]) * self.k

    def corner(self, x: int, y: int) -> tuple[float, float]:
        """The upper left corner of a tile on the paper."""
        return self.at((x * self.tile[0], (y + 1) * self.tile[1]))

    def draw(self, existing: set[tuple[int, int]]) -> None:
        """Tiles, walls, symbols, coordinates and dimensions, from the bottom up."""
        walls = "".join(ring(self.at(p) for p in points) for points in (self.outline, *self.holes))
        defs = node(self.root, "defs")
        define(defs, "plan", *self.tile_mm)
        define(defs, "legend", SYMBOL, SYMBOL)
        hatch(defs, "invalid", 1.25, stroke="#8d949b")
        clip = node(defs, "clipPath", id="room")
        node(clip, "path", d=walls, clip_rule="evenodd")
        tiles = node(self.root, "g", class_="tiles", clip_path="url(#room)")
        path(tiles, self._invalid(), None, None, fill="url(#invalid)", class_="invalid")
        path(tiles, self._joints(), min(0.14, 0.06 * min(self.tile_mm)), "#a9b0b7", class_="joints")
        for hole in self.holes:
            path(self.root, ring(self.at(p) for p in hole), None, None, fill="#eceef0")
        path(self.root, walls, 0.55, INK, class_="walls", stroke_linejoin="miter")
        symbols = node(self.root, "g", class_="components")
        for y, row in enumerate(self.rows):
            for x, char in enumerate(row):
                if char in KINDS:
                    self._symbol(symbols, x, y, char, (x, y) in existing)
        self._coordinates()
        self._dimensions()

    def _symbol(self, parent: Node, x: int, y: int, char: str, was_there: bool) -> None:
        kind = KINDS[char]
        state = "existing" if was_there else "placed"
        group = node(parent, "g", class_=f"{kind.value} {state}", data_tile=f"{x},{y}")
        label(group, f"{NAMES[kind]} at tile ({x}, {y}), {state}")
        at = self.corner(x, y)
        use(group, "plan", kind.value, *at)
        if was_there:
            use(group, "plan", "existing", *at)

    def _invalid(self) -> str:
        """Invalid tiles, neighbours of one row joined."""
        parts: list[str] = []
        for y, row in enumerate(self.rows):
            x = row.find(INVALID)
            while x >= 0:
                end = x
                while end < len(row) and row[end] == INVALID:
                    end += 1
                left, top = self.corner(x, y)
                parts.append(box(left, top, (end - x) * self.tile_mm[0], self.tile_mm[1]))
                x = row.find(INVALID, end)
        return "".join(parts)

    def _joints(self) -> str:
        nx, ny = len(self.rows[0]), len(self.rows)
        left, top = self.corner(0, ny - 1)
        across, up = nx * self.tile_mm[0], ny * self.tile_mm[1]
        vertical = (f"M{mm(left + i * self.tile_mm[0])} {mm(top)}v{mm(up)}" for i in range(nx + 1))
        level = (f"M{mm(left)} {mm(top + i * self.tile_mm[1])}h{mm(across)}" for i in range(ny + 1))
        return "".join([*vertical, *level])

    def _coordinates(self) -> None:
        """Tile numbers along two sides, so that a tile named in a report can be found."""
        group = node(self.root, "g", class_="coordinates", fill=MUTED)
        below, beside = self.at(self.low)[1] + 3.4, self.at(self.low)[0] - 1.8
        inside = range(len(self.rows[0])), range(len(self.rows))
        for axis, count in enumerate(inside):
            every = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500) if s * self.tile_mm[axis] >= 5.5)
            for i in (i for i in count if i % every == 0):
                middle = (i + 0.5) * self.tile[axis]
                if not self.low[axis] <= middle <= self.high[axis]:
                    continue
                if axis == 0:
                    text(group, (self.at((middle, 0.0))[0], below), str(i), 1.9, anchor="middle")
                else:
                    text(group, (beside, self.at((0.0, middle))[1] + 0.7), str(i), 1.9, anchor="end")

    def _dimensions(self) -> None:
        """Overall width and height of the room."""
        (x0, y0), (x1, y1) = self.at(self.low), self.at(self.high)
        group = node(self.root, "g", class_="dimensions")
        y, x = y0 + 8.4, x0 - 9.4
        line(group, (x0, y), (x1, y), 0.13, MUTED)
        line(group, (x, y0), (x, y1), 0.13, MUTED)
        for px, py in ((x0, y), (x1, y), (x, y0), (x, y1)):
            line(group, (px - 0.8, py + 0.8), (px + 0.8, py - 0.8), 0.3)
        width, height = self.high[0] - self.low[0], self.high[1] - self.low[1]
        text(group, ((x0 + x1) / 2, y - 1.3), f"{width:.2f} m", 2.2, anchor="middle")
        at = (x - 1.4, (y0 + y1) / 2)
        turn = f"rotate(-90 {mm(at[0])} {mm(at[1])})"
        text(group, at, f"{height:.2f} m", 2.2, anchor="middle", transform=turn)


def _frame(root: Node, plan: Plan, room: Mapping[str, Any], building: Mapping[str, Any]) -> None:
    """The sheet's border, scale, orientation and small print."""
    width, height = plan.paper
    path(root, box(MARGIN, MARGIN, width - 2 * MARGIN, height - 2 * MARGIN), 0.35, INK)
    column = width - MARGIN - WIDTH - 8.0
    line(root, (column, MARGIN), (column, height - MARGIN), 0.18, INK)
    base = height - MARGIN - 5.0
    scale_bar(root, (MARGIN + 6.0, base), plan.k, 70.0)
    text(root, (MARGIN + 86.0, base + 1.4), f"1 : {plan.scale} on {plan.format}", 2.3)
    turned = float((room.get("frame") or {}).get("rotation_deg", 0.0))
    if turned:
        words = f"grid turned {turned:.2f}° on the site"
        text(root, (column - 20.0, base + 1.4), words, 2.1, anchor="end", fill=MUTED)
    north(root, (column - 10.5, base - 3.0), turned)
    left = column + 4.0
    line(root, (left, height - MARGIN - 10.5), (left + WIDTH, height - MARGIN - 10.5), 0.18, FAINT)
    checked = " ".join(str(building.get(key) or "") for key in ("rule_set", "code")).strip()
    small = [
        f"Checked against rule set {checked}; not a certificate." if checked else "",
        f"{room.get('selected_model') or ''}",
        f"job {building['job_id']}" if building.get("job_id") else "",
    ]
    for i, words in enumerate(filter(None, small)):
        text(root, (left, height - MARGIN - 7.6 + 2.9 * i), words, 1.8, fit=WIDTH, fill=MUTED)


def _infeasible(room: Mapping[str, Any]) -> list[str]:
    """Why no layout can exist, and what would help."""
    return [
        "; ".join(filter(None, [f"{why['rule']} cannot hold: {why['certificate']}", why.get("relaxation")]))
        for why in room.get("infeasible") or []
    ]


def _description(room: Mapping[str, Any]) -> str:
    counts = room.get("counts") or {}
    told = ", ".join(f"{NAMES[k].lower()}s {counts[k.value]['placed']}" for k in NAMES if k.value in counts)
    return (
        f"{room.get('room_type', '')} {room.get('status', '')}; placed: {told}"
        if told
        else str(room["room_id"])
    )
