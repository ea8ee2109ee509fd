"""Which closed lines of a drawing are rooms, which are holes in them, and which texts are whose."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from typing import Final

import shapely
from shapely import Point as Spot
from shapely import Polygon

from plenum.files.building.gathering import Gathering
from plenum.files.building.overlaid import FILLED
from plenum.files.dxf_rooms.lines import Drawing, Line
from plenum.files.dxf_rooms.tags import Tag, Text, tag_of
from plenum.files.errors import InvalidBuilding, quoted
from plenum.files.geometry.outline import mended_ring
from plenum.files.omission import Named

_ROOMS: Final = re.compile(
    r"(?<![a-z])(rooms?|rm|spaces?|area|raum|räume|raeume|zones?|local|locaux|pi[eè]ces?|surfaces?|recintos?"
    r"|habitaci[oó]n(es)?|ambient[ei]|locali|vani|ruimtes?|rum|nrf|nuf|ngf)(?![a-z])",
    re.IGNORECASE,
)
_OWN: Final = "A-WALL"
"""The layer of outlines in drawings that Plenum writes."""
_NAMED: Final = 8
"""Layers that a message names."""


@dataclass(frozen=True)
class Outlined:
    """A room as it is drawn."""

    line: Line
    plan: Polygon
    holes: tuple[Polygon, ...]
    tag: Tag
    note: str


def outlined_rooms(drawing: Drawing, wanted: str | None, gathering: Gathering) -> list[Outlined]:
    """The rooms on the layer that is wanted, or named after rooms, the largest first.

    A line inside another that holds no text is a hole in it. Raises InvalidBuilding where no layer will do.
    """
    drawn: list[tuple[Line, Polygon, str]] = []
    for line in _on_layer(drawing, wanted):
        named = Named("outline", f"on {line.layer}")
        if not line.is_closed:
            gap = math.dist(line.points[0], line.points[-1])
            gathering.leave(named, f"its line is open by {gap:.3g} m; close it if it is a room")
        elif made := gathering.tried(named, partial(mended_ring, line.points, "")):
            drawn.append((line, Polygon(made[0]), made[1]))
    drawn.sort(key=lambda one: -one[1].area)
    plans = [plan for _, plan, _ in drawn]
    tree = shapely.STRtree(plans)
    inside = [[int(i) for i in tree.query(plan, predicate="contains_properly")] for plan in plans]
    tags = _tags(tree, drawing.texts)
    holes = {i for within in inside for i in within if i not in tags}
    return [
        Outlined(line, plan, tuple(_cut(plan, inside[own], plans, holes)), tags.get(own, Tag()), note)
        for own, (line, plan, note) in enumerate(drawn)
        if own not in holes
    ]


def _cut(plan: Polygon, inside: list[int], plans: list[Polygon], holes: set[int]) -> list[Polygon]:
    """What is cut out of an outline: its holes and the rooms inside it, but for an area's own rooms."""
    rooms = [plans[i] for i in inside if i not in holes]
    is_area = len(rooms) > 1 and sum(room.area for room in rooms) >= FILLED * plan.area
    return [plans[i] for i in inside if i in holes] + ([] if is_area else rooms)


def _tags(tree: shapely.STRtree, texts: list[Text]) -> dict[int, Tag]:
    """Tags by the number of the outline; a text is that of the smallest outline around it, the last."""
    owned: dict[int, list[Text]] = {}
    for text in texts:
        around = tree.query(Spot(text.at_m), predicate="within")
        if len(around):
            owned.setdefault(int(max(around)), []).append(text)
    return {own: tag_of(said) for own, said in owned.items()}


def _on_layer(drawing: Drawing, wanted: str | None) -> list[Line]:
    """The lines of the rooms' layer. Raises InvalidBuilding, which names the layers there are."""
    counts = Counter(line.layer for line in drawing.lines if line.is_closed)
    layers = _layers(list(counts), wanted)
    if layers:
        return [line for line in drawing.lines if line.layer in layers]
    if not counts:
        raise InvalidBuilding(
            "",
            "the DXF drawing has no closed polylines",
            "draw each room as a closed polyline, its name inside",
        )
    there = ", ".join(f"{quoted(layer)} ({count})" for layer, count in counts.most_common(_NAMED))
    what = f"no layer is like {quoted(wanted)}" if wanted else "no layer is named after rooms"
    raise InvalidBuilding("", f"{what}; closed polylines are on {there}", "name the rooms' with --room-layer")


def _layers(there: list[str], wanted: str | None) -> set[str]:
    if wanted:
        return {layer for layer in there if fnmatchcase(layer.casefold(), wanted.casefold())}
    named = {layer for layer in there if _ROOMS.search(layer.replace("_", " "))}
    own = {layer for layer in there if layer.startswith(_OWN)}
    return named or own or (set(there) if len(there) == 1 else set())
