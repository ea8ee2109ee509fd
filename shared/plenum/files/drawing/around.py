"""What stands around a room on paper: tile numbers, dimensions, scale bar and orientation."""

from __future__ import annotations

from shapely import Polygon

from plenum.ceiling.room.borders import cuts, walls_across
from plenum.files.drawing.canvas import MUTED, Node, line, mm, node, north, scale_bar, text
from plenum.files.drawing.on_paper import OnPaper
from plenum.files.drawing.paper import scale_words


def coordinates(root: Node, plan: OnPaper) -> None:
    """Tile numbers along two sides, so that a tile named in a report can be found."""
    below, beside = plan.at(plan.low)[1] + 3.4, plan.at(plan.low)[0] - 1.8
    inside = range(len(plan.shape.rows[0])), range(len(plan.shape.rows))
    for axis, count in enumerate(inside):
        anchor = ("middle", "end")[axis]
        group = node(root, "g", class_="coordinates", fill=MUTED, font_size=1.9, text_anchor=anchor)
        every = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500) if s * plan.tile_mm[axis] >= 5.5)
        for i in (i for i in count if i % every == 0):
            middle = (i + 0.5) * plan.shape.tile[axis]
            if not plan.low[axis] <= middle <= plan.high[axis]:
                continue
            x, y = plan.at((middle, middle))
            at = (x, below) if axis == 0 else (beside, y + 0.7)
            node(group, "text", x=at[0], y=at[1]).text = str(i)


def dimensions(root: Node, plan: OnPaper) -> None:
    """Overall width and height of the room."""
    (x0, y0), (x1, y1) = plan.at(plan.low), plan.at(plan.high)
    group = node(root, "g", class_="dimensions")
    y, x = y0 + 8.4, x0 - 9.4
    line(group, (x0, y), (x1, y), 0.13, MUTED)
    line(group, (x, y0), (x, y1), 0.13, MUTED)
    for px, py in ((x0, y), (x1, y), (x, y0), (x, y1)):
        line(group, (px - 0.8, py + 0.8), (px + 0.8, py - 0.8), 0.3)
    width, height = plan.high[0] - plan.low[0], plan.high[1] - plan.low[1]
    text(group, ((x0 + x1) / 2, y - 1.3), plan.units.overall(width), 2.2, anchor="middle")
    at = (x - 1.4, (y0 + y1) / 2)
    turn = f"rotate(-90 {mm(at[0])} {mm(at[1])})"
    text(group, at, plan.units.overall(height), 2.2, anchor="middle", transform=turn)


def border_cut_widths(root: Node, plan: OnPaper) -> None:
    """The strips of cut tiles at the walls of x and y (GEO-4) beside the overall dimensions."""
    floor = Polygon(plan.shape.outline, plan.shape.holes)
    group = node(root, "g", class_="border-cuts", fill=MUTED, font_size=1.7, text_anchor="middle")
    x, y = plan.at(plan.low)[0] - 9.4, plan.at(plan.low)[1] + 8.4
    for axis in (0, 1):
        walls = walls_across(floor, axis)
        for wall, cut, inwards in zip(walls, cuts(walls, plan.shape.tile[axis]), (1, -1), strict=True):
            if not cut:
                continue
            joint, middle = wall + inwards * cut, wall + inwards * cut / 2
            at = plan.at((joint, joint))[axis]
            mark = (at, y) if axis == 0 else (x, at)
            line(group, (mark[0] - 0.6, mark[1] + 0.6), (mark[0] + 0.6, mark[1] - 0.6), 0.2)
            at = plan.at((middle, middle))[axis]
            spot = (at, y + 2.4) if axis == 0 else (x + 2.4, at)
            turn = None if axis == 0 else f"rotate(-90 {mm(spot[0])} {mm(spot[1])})"
            node(group, "text", x=spot[0], y=spot[1], transform=turn).text = plan.units.distance(cut)


def foot(root: Node, plan: OnPaper, turned_deg: float | None = None) -> None:
    """Below a figure: its scale, and how the grid lies on the site if that is given."""
    base = plan.paper[1] - 3.2
    scale_bar(root, (2.0, base), plan.k, 42.0, plan.units)
    text(root, (51.0, base + 1.4), scale_words(plan.scale, plan.units), 2.3)
    if turned_deg is not None:
        north(root, (plan.paper[0] - 6.0, base - 1.6), turned_deg, 2.9)
