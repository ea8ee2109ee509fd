"""The illuminance of a room in false colours: a sheet of its own with a title block, or a figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import shapely
from shapely import Polygon

from plenum.ceiling.room.grid import SYMBOLS
from plenum.ceiling.room.kinds import Kind
from plenum.files.drawing.around import coordinates, dimensions, foot
from plenum.files.drawing.canvas import INK, MUTED, Node, box, label, line, mm, node, path, sheet, text
from plenum.files.drawing.contours import Ring, rings
from plenum.files.drawing.false_colours import colours, limits
from plenum.files.drawing.figures import measured
from plenum.files.drawing.lux import COARSE, FINE, Lux, lux
from plenum.files.drawing.on_paper import MAP, MARGIN, OnPaper, Point, Shape
from plenum.files.drawing.sheet_frame import sheet_frame
from plenum.files.drawing.title_block import WIDTH, TitleBlock
from plenum.files.units import Units, number

_FINE: Final = 10
"""Contours are in tenths of a millimetre, as whole steps: a fifth of the text."""
_SMALL: Final = 120.0
"""mm of a figure's width below which coarse nodes will do."""
_STRAIGHT: Final = 0.05
"""mm that a contour may be moved to save a point."""
_MOST_DOTS: Final = 400
_DOTS_UP_TO: Final = 200
"""The smallest scale, as 1 : n, at which calculation points are told apart."""
_APART: Final = 7.0
"""mm between the figures on contours, and from them to the walls half of it."""


def has_heat_map(room: Mapping[str, Any]) -> bool:
    """Whether a completed room was worked on and has a light to look at."""
    lit = any(SYMBOLS[Kind.LIGHT] in row for row in room["rows"])
    return lit and room["status"] not in ("failed", "cancelled")


def heat_map(room: Mapping[str, Any], completed: Mapping[str, Any], units: Units) -> Node:
    """The sheet of a room of a completed building. Raises InvalidBuilding where that is none."""
    light = lux(room, completed)
    plan = OnPaper.sheet(Shape.of(room), units)
    root = sheet(*plan.paper, f"Illuminance of {room['room_id']}", told(light, units))
    levels = _draw(root, plan, light)
    coordinates(root, plan)
    dimensions(root, plan)
    sheet_frame(root, plan, room, completed)
    width, height = plan.paper
    block = TitleBlock(root, width - MARGIN - WIDTH - 4.0, MARGIN + 4.0, height - MARGIN - 12.0, units)
    block.head(completed, room, plan.shape.area_m2)
    block.notes("Illuminance on the working plane", told(light, units).split("; "), 8)
    block.notes("Read as", _read_as(light, units), 12)
    _legend(block.parent, (block.left, block.y + 4.0), WIDTH, levels, light, units)
    return root


def heat_map_figure(
    room: Mapping[str, Any], completed: Mapping[str, Any], width: float, height: float, units: Units
) -> tuple[Node, Lux]:
    """The map alone, at most so many mm wide and high, and what it shows."""
    light = lux(room, completed, COARSE if width < _SMALL else FINE)
    plan = OnPaper.figure(Shape.of(room), width, height, units, MAP)
    root = sheet(*plan.paper, f"Illuminance of {room['room_id']}", told(light, units))
    levels = _draw(root, plan, light)
    _legend(root, (2.0, plan.paper[1] - 19.5), min(plan.paper[0] - 4.0, _SMALL), levels, light, units)
    foot(root, plan)
    return root, light


def told(light: Lux, units: Units) -> str:
    """The figures in words."""
    lit = light.mean, light.brief.em_lx, light.least, float(light.lit.max())
    mean, asked, least, most = (f"{measured(lx, 'lx', units)} {units.name_of('lx')}" for lx in lit)
    plane = f"{measured(light.brief.working_plane_m, 'm', units)} {units.name_of('m')}"
    return (
        f"mean {mean}, asked {asked}; least {least}, most {most}; "
        f"uniformity U0 {number(light.uniformity)}, asked {number(light.brief.u0)}; "
        f"{len(light.points)} calculation points, {plane} above the floor"
    )


def _read_as(light: Lux, units: Units) -> list[str]:
    lamp, kept = light.brief.luminaire, number(light.brief.maintenance_factor)
    over = f"{units.figure(light.smoothed_m, 'm'):.0f} {units.name_of('m')}"
    hall = [f"Colours are means over some {over}."] if light.smoothed_m else []
    return [
        *hall,
        f"Squares are luminaires {lamp.name}, {number(lamp.lumens)} lm, maintenance factor {kept}.",
        "Dots are the calculation points; mean, least and U0 are theirs. The ring is the darkest of them.",
        f"Lines are contours in {units.name_of('lx')}; the darkest colour is the least light.",
    ]


def _draw(root: Node, plan: OnPaper, light: Lux) -> list[float]:
    """Bands, contours, luminaires, calculation points and walls; the bands' limits."""
    defs = node(root, "defs")
    clip = node(defs, "clipPath", id="room")
    node(clip, "path", d=plan.walls, clip_rule="evenodd")
    one, unit = plan.units.one("lx"), plan.units.name_of("lx")
    levels = limits(float(light.values.min()) / one, float(light.values.max()) / one)
    inside = node(root, "g", clip_path="url(#room)")
    field = node(inside, "g", class_="illuminance", transform=f"scale({mm(1 / _FINE)})")
    marks: list[tuple[float, list[Ring]]] = []
    for level, colour in zip(levels, colours(len(levels) - 1), strict=False):
        found = rings(light.xs, light.ys, light.values, level * one)
        on_paper = [[plan.at(p) for p in ring] for ring in found]
        band = path(field, "".join(map(_fine, on_paper)), 0.12 * _FINE, INK, colour, stroke_opacity="0.55")
        label(band, f"from {level:g} {unit}")
        marks.append((level, on_paper))
    _points(field, plan, light)
    _luminaires(inside, plan)
    path(root, plan.walls, 0.55, INK, class_="walls", stroke_linejoin="miter")
    _names(root, plan, marks[1:])
    _darkest(root, plan, light)
    return levels


def _fine(ring: Ring) -> str:
    """A closed ring in whole tenths of a millimetre, step by step, without points on straight stretches."""
    kept = shapely.get_coordinates(shapely.simplify(shapely.linearrings(ring), _STRAIGHT))[:-1]
    at = np.rint(kept * _FINE).astype(np.int64)
    steps = np.diff(at, axis=0)
    steps = steps[(steps != 0).any(axis=1)]
    # A minus sign parts two numbers as well as a blank does.
    moves = "".join(f"l{dx}{'' if dy < 0 else ' '}{dy}" for dx, dy in steps.tolist())
    return f"M{at[0, 0]} {at[0, 1]}{moves}z"


def _luminaires(parent: Node, plan: OnPaper) -> None:
    w, h = plan.tile_mm
    d = "".join(
        box(left + 0.08 * w, top + 0.08 * h, 0.84 * w, 0.84 * h)
        for y, row in enumerate(plan.shape.rows)
        for x, char in enumerate(row)
        if char == SYMBOLS[Kind.LIGHT]
        for left, top in [plan.corner(x, y)]
    )
    path(parent, d, min(0.3, 0.08 * min(w, h)), INK, "#ffffff", fill_opacity="0.45", class_="luminaires")


def _points(parent: Node, plan: OnPaper, light: Lux) -> None:
    if len(light.points) <= _MOST_DOTS and plan.scale <= _DOTS_UP_TO:
        at = np.rint([np.multiply(plan.at((x, y)), _FINE) for x, y in light.points.tolist()]).astype(int)
        steps = np.diff(at, axis=0, prepend=[[0, 0]])
        d = "".join(f"m{dx} {dy}h0" for dx, dy in steps.tolist())
        path(parent, d, 0.4 * _FINE, INK, stroke_linecap="round", class_="points")


def _names(root: Node, plan: OnPaper, marks: list[tuple[float, list[Ring]]]) -> None:
    """Each contour's figure once, clear of walls and of each other."""
    outline, *holes = ([plan.at(p) for p in ring] for ring in (plan.shape.outline, *plan.shape.holes))
    walls = Polygon(outline, holes)
    if not walls.is_valid:
        return
    taken: list[Point] = []
    group = _haloed(root, "levels", "400")
    for level, found in marks:
        spots = np.array([p for ring in found for p in ring]).reshape(-1, 2)
        clear = shapely.contains_xy(walls.buffer(-_APART / 2), spots[:, 0], spots[:, 1])
        for x, y in taken:
            clear &= np.hypot(spots[:, 0] - x, spots[:, 1] - y) > _APART
        if not clear.any():
            continue
        x, y = (float(v) for v in spots[clear][len(spots[clear]) // 2])
        taken.append((x, y))
        node(group, "text", x=x, y=y + 0.7).text = f"{level:g}"


def _haloed(parent: Node, name: str, weight: str) -> Node:
    """A group of figures that can be read on any colour."""
    return node(
        parent,
        "g",
        class_=name,
        font_size=2.0,
        font_weight=weight,
        text_anchor="middle",
        stroke="#ffffff",
        stroke_width=0.7,
        stroke_linejoin="round",
        paint_order="stroke",
    )


def _darkest(root: Node, plan: OnPaper, light: Lux) -> None:
    """A ring and the figure at the calculation point with the least light."""
    px, py = light.points[int(light.lit.argmin())]
    x, y = plan.at((float(px), float(py)))
    group = _haloed(root, "darkest", "700")
    least = measured(light.least, "lx", plan.units)
    label(group, f"least: {least} {plan.units.name_of('lx')}")
    for stroke, width in (("#ffffff", 0.9), (INK, 0.4)):
        node(group, "circle", cx=x, cy=y, r=1.3, fill="none", stroke=stroke, stroke_width=width)
    node(group, "text", x=x, y=y - 2.1).text = f"min {least}"


def _legend(parent: Node, at: Point, width: float, levels: list[float], light: Lux, units: Units) -> None:
    """The bands side by side with their limits, and where the asked mean lies among them."""
    x, y = at
    part = width / (len(levels) - 1)
    bands = node(parent, "g", class_="legend", stroke=INK, stroke_width=0.12)
    for i, colour in enumerate(colours(len(levels) - 1)):
        node(bands, "path", d=box(x + i * part, y, part, 3.2), fill=colour)
    group = node(parent, "g", class_="limits", font_size=1.9, fill=MUTED, text_anchor="middle")
    for i, level in enumerate(levels):
        anchor = "start" if i == 0 else "end" if i == len(levels) - 1 else None
        unit = f" {units.name_of('lx')}" if i == len(levels) - 1 else ""
        node(group, "text", x=x + i * part, y=y + 5.8, text_anchor=anchor).text = f"{level:g}{unit}"
    asked = units.figure(light.brief.em_lx, "lx")
    place = (asked - levels[0]) / (levels[-1] - levels[0])
    if 0.0 <= place <= 1.0:
        middle = x + place * width
        line(group, (middle, y - 0.9), (middle, y + 3.2), 0.5)
        text(group, (middle, y - 1.5), f"asked {round(asked, 1):g}", 1.9, font_weight="600", fill=INK)
