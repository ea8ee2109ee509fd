"""One room's pages: its plan, its light, its figures, its evidence, and why it came out so."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from xml.etree import ElementTree as ET

from plenum.ceiling.rules.names import with_names
from plenum.files.drawing.figures import key_figures
from plenum.files.drawing.heat_map import has_heat_map, heat_map_figure, told
from plenum.files.drawing.on_paper import OnPaper, Shape
from plenum.files.drawing.room_plan import infeasible, plan_figure
from plenum.files.prose import in_units
from plenum.files.report.alternatives import alternatives
from plenum.files.report.basis import waivers
from plenum.files.report.evidence import evidence_table, tally
from plenum.files.report.front import counts
from plenum.files.report.markup import Cell, Node, add, line, listed, start, table
from plenum.files.report.style import PAGE_MM, WIDE_MM
from plenum.files.report.unique import unique
from plenum.files.units import Units

_PLAN_MM: Final = (104.0, 190.0)
_LEGIBLE_MM: Final = 1.8
"""A plan whose tiles would be smaller has an A3 sheet of its own."""
_MAP_MM: Final = (88.0, 94.0)


def room_section(i: int, room: Mapping[str, Any], completed: Mapping[str, Any], shared: set[str]) -> Node:
    """The section of a room; `i` makes its names unique, `shared` are the symbols already there."""
    section = ET.Element("section", {"class": "room", "id": f"room-{i}"})
    shape, units = Shape.of(room), Units.of(completed["settings"])
    _head(section, room, shape, units)
    height = _height(shape, units)
    if height is not None:
        _figure(section, unique(plan_figure(room, PAGE_MM, height, units), f"p{i}-", shared))
    _reasons(section, room, units)
    pair = add(section, "div", class_="pair")
    left, right = add(pair, "div"), add(pair, "div")
    add(left, "h3", "Illuminance on the working plane")
    if not has_heat_map(room):
        add(left, "p", "No lights to look at.", class_="quiet")
    elif height is not None:
        _light(left, i, room, completed, _MAP_MM)
    else:
        add(left, "p", "On a sheet of its own, after the plan.", class_="quiet")
    add(right, "h3", "Components")
    counts(right, room["counts"], room.get("proof") or {})
    _figures(right, room, units)
    _choice(section, room)
    alternatives(section, i, room, shared, units)
    own = [w for w in completed["waivers"] if w.get("room_id") == room["room_id"]]
    if own:
        add(section, "h3", "Waivers")
        waivers(section, own, rooms=False)
    if room["assumptions"]:
        add(section, "h3", "Assumed")
        listed(section, map(partial(in_units, units=units), map(str, room["assumptions"])))
    if room["evidence"]:
        add(section, "h3", "Evidence")
        add(section, "p", tally(room["evidence"]))
        evidence_table(section, room["evidence"], units, frozenset(str(w["rule"]) for w in own))
    if height is None:
        _sheets(section, i, room, completed, shared)
    return section


def _sheets(
    section: Node, i: int, room: Mapping[str, Any], completed: Mapping[str, Any], shared: set[str]
) -> None:
    """Plan and light of a large room, on A3 each."""
    name, size = str(room.get("name") or room["room_id"]), (WIDE_MM[0], WIDE_MM[1] - 20.0)
    units = Units.of(completed["settings"])
    sheet = add(section, "div", class_="wide")
    add(sheet, "h3", f"{name}: plan")
    _figure(sheet, unique(plan_figure(room, *size, units), f"p{i}-", shared))
    if has_heat_map(room):
        sheet = add(section, "div", class_="wide")
        add(sheet, "h3", f"{name}: illuminance on the working plane")
        _light(sheet, i, room, completed, size)


def _height(shape: Shape, units: Units) -> float | None:
    """How high the plan may be so that its tiles can be told apart on this page; None: on none."""
    for height in _PLAN_MM:
        if min(OnPaper.figure(shape, PAGE_MM, height, units).tile_mm) >= _LEGIBLE_MM:
            return height
    return None


def _head(section: Node, room: Mapping[str, Any], shape: Shape, units: Units) -> None:
    head = add(section, "div", class_="head")
    left = add(head, "div")
    name = str(room.get("name") or room["room_id"])
    add(left, "h2", name)
    about = [
        str(room["room_id"]) if room["room_id"] != name else "",
        str(room.get("story") or ""),
        str(room["room_type"]).replace("_", " "),
        units.area(shape.area_m2),
        f"ceiling {units.height(float(room['ceiling_height_m']))}",
        f"tiles {units.sides(shape.tile)}",
    ]
    add(left, "p", " · ".join(filter(None, about)), class_="quiet")
    add(head, "span", str(room["status"]), class_=f"badge {room['status']}")


def _figure(parent: Node, drawing: Node, caption: str = "") -> None:
    figure = add(parent, "figure")
    figure.append(drawing)
    if caption:
        add(figure, "figcaption", caption)


def _reasons(section: Node, room: Mapping[str, Any], units: Units) -> None:
    said = {
        "Why it is not complete": [*infeasible(room), *room["reasons"]]
        if room["status"] != "complete"
        else [],
        "Remarks": room["reasons"] if room["status"] == "complete" else [],
        "Made with something missing": room["degraded"],
    }
    for title, sentences in said.items():
        if sentences:
            note = add(section, "div", class_="note")
            add(note, "h3", title)
            listed(note, dict.fromkeys(with_names(in_units(str(sentence), units)) for sentence in sentences))


def _light(
    parent: Node,
    i: int,
    room: Mapping[str, Any],
    completed: Mapping[str, Any],
    size: tuple[float, float],
) -> None:
    units = Units.of(completed["settings"])
    drawing, light = heat_map_figure(room, completed, *size, units)
    _figure(parent, unique(drawing, f"m{i}-"), told(light, units))


def _figures(parent: Node, room: Mapping[str, Any], units: Units) -> None:
    shown = key_figures(room["evidence"], 9, units)
    if not shown:
        return
    add(parent, "h3", "Key figures")
    body = start(parent, ("", "measured", "limit", ""), figures=(1, 2))
    for figure in shown:
        mark: Cell = ("✓", "good") if figure.passed else ("✗", "bad")
        line(body, [figure.name, figure.value, figure.limit, mark if figure.checked else ""], (1, 2))


def _choice(section: Node, room: Mapping[str, Any]) -> None:
    """The competition for the lights."""
    if not room["candidates"]:
        return
    add(section, "h3", "Lights: candidates and choice")
    rows: list[list[Cell]] = []
    for c in room["candidates"]:
        chosen = c["model_name"] == room["selected_model"]
        rows.append(
            [
                f"{c['model_name']} {c['model_version']}",
                f"{c['confidence']:.3f}",
                "yes" if c["valid"] else ("no", "bad"),
                str(c["counts"].get("light", 0)),
                f"{c['execution_time'] * 1000:.1f}",
                ("chosen", "good") if chosen else "",
            ]
        )
    heads = ("model", "confidence", "valid", "lights", "ms", "")
    table(section, heads, rows, figures=(1, 3, 4))
    if room.get("selection_reason"):
        add(section, "p", str(room["selection_reason"]), class_="small")
