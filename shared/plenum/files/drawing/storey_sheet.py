"""A storey's reflected ceiling plan as an office issues it: marks, flows, addresses, title block, revision.

One sheet a storey, on the smallest paper on which its marks can be read. Each room is drawn in its own
grid, turned as a whole to where it stands on the site.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from plenum.ceiling.asked.smoke_brief import heat_detectors
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Point, Room
from plenum.files.building.building import Building
from plenum.files.drawing.canvas import FAINT, INK, Node, box, label, line, mm, node, path, ring, sheet, text
from plenum.files.drawing.issue import Issue
from plenum.files.drawing.labels import Label, Space, tags, write
from plenum.files.drawing.light_lines import DASH, LINE, inside, light_lines, pitches
from plenum.files.drawing.on_paper import MARGIN
from plenum.files.drawing.paper import STOCK
from plenum.files.drawing.room_tiles import DATUM_MM, datum, datum_mark, invalid, joints
from plenum.files.drawing.storey_block import WIDTH, Storey, storey_block
from plenum.files.drawing.symbols import define, hatch, use
from plenum.files.geometry.site import Placed, bounds, placed_rooms
from plenum.files.schedule.marks import HEAT, Marked, marked
from plenum.files.units import Units

_LEGIBLE_MM: Final = 5.0
"""A tile smaller than this has no space for a mark beside it and asks for larger paper."""
_AROUND: Final = 8.0
"""mm between frame and building."""
_LETTERS_MM: Final = (1.8, 1.5, 1.2)
_NAMES_MM: Final = (2.8, 2.3, 1.8, 1.4)


@dataclass(frozen=True)
class Paper:
    """A storey at a scale on a sheet."""

    name: str
    width: float
    height: float
    scale: int
    turned: bool

    @property
    def k(self) -> float:
        """mm on the paper for each m."""
        return 1e3 / self.scale


def storey_sheets(
    building: Building, result: Mapping[str, Any] | None, issue: Issue
) -> Iterator[tuple[str, Node]]:
    """Each storey's name and sheet, in the building's order. Raises what `light_brief` raises."""
    stories: dict[str, list[Room]] = defaultdict(list)
    for room in building.rooms:
        stories[room.story].append(room)
    parts: dict[str, list[Marked]] = defaultdict(list)
    for one in marked(building):
        parts[one.room.room_id].append(one)
    for number, (story, rooms) in enumerate(stories.items(), 1):
        about = Storey(building, result, story, number, len(stories), issue)
        yield story, _sheet(about, rooms, parts)


def _sheet(about: Storey, rooms: Sequence[Room], parts: Mapping[str, list[Marked]]) -> Node:
    placed, on_site = placed_rooms([room.to_json() for room in rooms])
    paper = paper_for(placed, (False, True), about.units)
    for entry in placed:
        entry.turned = paper.turned
    root = sheet(paper.width, paper.height, f"Reflected ceiling plan {about.title}", about.told)
    defs = node(root, "defs")
    hatch(defs, "invalid", 1.25, stroke="#8d949b")
    path(root, box(MARGIN, MARGIN, paper.width - 2 * MARGIN, paper.height - 2 * MARGIN), 0.5)
    low, high = bounds(placed)
    right = paper.width - MARGIN - WIDTH - 8.0
    left = (MARGIN + right - (high[0] - low[0]) * paper.k) / 2
    bottom = (paper.height + (high[1] - low[1]) * paper.k) / 2
    sizes: dict[Point, str] = {}
    hidden: list[str] = []
    plan = node(root, "g", class_="plan")
    for room, entry in zip(rooms, placed, strict=True):
        symbols = sizes.setdefault(room.tile_m, f"t{len(sizes)}")
        x, y = entry.point((0.0, 0.0))
        at = left + (x - low[0]) * paper.k, bottom - (y - low[1]) * paper.k
        turn = entry.frame.rotation_deg - (90.0 if paper.turned else 0.0)
        heat = bool(heat_detectors(room, about.building.settings))
        called, hang = about.called[room.room_id], parts[room.room_id]
        hidden += _room(plan, _Drawn(room, called, hang, paper.k, at, turn, symbols, heat, about.units))
    for tile, name in sizes.items():
        define(defs, name, tile[0] * paper.k, tile[1] * paper.k)
    define(defs, "legend", 4.2, 4.2)
    shown = [one for room in rooms for one in parts[room.room_id]]
    storey_block(
        root, about, (paper.name, paper.width, paper.height, paper.scale, paper.turned), shown, hidden
    )
    if not on_site:
        words = "Rooms side by side: they do not say where they stand."
        text(root, (MARGIN + 4, paper.height - MARGIN - 4), words, 2.3)
    return root


def paper_for(placed: list[Placed], ways: Sequence[bool], units: Units) -> Paper:
    """The smallest sheet on which tiles are legible; `ways`: as it stands, turned, or both."""
    tile = min(min(entry.room["tile_m"]) for entry in placed)
    low, high = bounds(placed)
    sides = high[0] - low[0], high[1] - low[1]
    best, stock = None, STOCK[units]
    for name, width, height in stock.papers[1:]:
        room = width - 2 * MARGIN - WIDTH - 8.0 - 2 * _AROUND, height - 2 * MARGIN - 2 * _AROUND
        for turned in ways:
            across, up = sides[::-1] if turned else sides
            fits = (s for s in stock.of_storeys if across * 1e3 / s <= room[0] and up * 1e3 / s <= room[1])
            found = Paper(name, width, height, next(fits, stock.of_storeys[-1]), turned)
            best = found if best is None or found.scale < best.scale else best
            if tile * found.k >= _LEGIBLE_MM:
                return found
    assert best is not None  # noqa: S101 - no stock is empty
    return best


@dataclass(frozen=True)
class _Drawn:
    """A room where it is on the sheet."""

    room: Room
    called: str
    parts: list[Marked]
    k: float
    at: Point
    """Its grid's origin, mm."""
    turn_deg: float
    symbols: str
    heat: bool
    """Whether heat detectors belong here, which are not placed."""
    units: Units

    def spot(self, point: Point) -> Point:
        """A point of the grid's frame in the room's group, mm; y is flipped."""
        return point[0] * self.k, -point[1] * self.k


def _room(plan: Node, drawn: _Drawn) -> list[str]:
    """One room in a group of its own; what found no place for its words."""
    room = drawn.room
    turned = f"translate({mm(drawn.at[0])} {mm(drawn.at[1])}) rotate({mm(-drawn.turn_deg)})"
    group = node(plan, "g", class_="room", data_room=room.room_id, transform=turned)
    tile_mm = room.tile_m[0] * drawn.k, room.tile_m[1] * drawn.k
    hatched = invalid(room, drawn.spot)
    if hatched:
        path(group, hatched, None, None, fill="url(#invalid)", fill_rule="evenodd")
    path(group, joints(room, drawn.spot), min(0.12, 0.04 * min(tile_mm)), FAINT)
    _centre_lines(group, drawn)
    rings = "".join(ring(map(drawn.spot, points)) for points in (room.outline, *room.holes_m))
    path(group, rings, 0.5, INK, class_="walls")
    for one in drawn.parts:
        x, y = one.part.tile
        corner = drawn.spot((x * room.tile_m[0], (y + 1) * room.tile_m[1]))
        holder = node(group, "g", class_=one.part.kind.value, data_id=one.part.own_id)
        label(holder, f"{one.part.own_id} {one.mark}")
        use(holder, drawn.symbols, one.part.kind.value, *corner)
        if one.part.existing:
            use(holder, drawn.symbols, "existing", *corner)
    return _words(group, drawn)


def _words(group: Node, drawn: _Drawn) -> list[str]:
    """Where the grid is set out from, marks, the room's name and its pitch, where there is space; what
    found none."""
    space = Space(drawn.room, drawn.parts)
    _datum(group, drawn, space)
    letters = [size / drawn.k for size in _LETTERS_MM]
    sizes = (space.within(drawn.called, size / drawn.k, bold=True) for size in _NAMES_MM)
    title = next(filter(None, sizes), None)
    found = list(tags(space, drawn.parts, letters))
    for one in found:
        _word(group, drawn, one)
    missing = sum(bool(one.mark) for one in drawn.parts) - len(found)
    if title:
        _word(group, drawn, title, font_weight="700")
    for words in _said(drawn):
        beside = space.within(words, letters[0])
        if beside:
            _word(group, drawn, beside)
    told = [] if title else [f"{drawn.called}: the room without a name on the plan"]
    return [*told, *([f"{drawn.called}: {missing} marks in the schedule alone"] if missing else [])]


def _datum(group: Node, drawn: _Drawn, space: Space) -> None:
    """The mark, which keeps words away."""
    at = datum(drawn.room)
    if at is not None:
        space.keep(at, DATUM_MM / drawn.k)
        datum_mark(group, drawn.spot(at))


def _said(drawn: _Drawn) -> Iterator[str]:
    """The lights' pitches, where they are one along each axis, and what others have to add."""
    along = [pitches(lines) for lines in light_lines(drawn.room)]
    told = [drawn.units.distance(values[0]) for values in along if len(values) == 1]
    if told and all(len(values) < 2 for values in along):
        yield f"lights at {' × '.join(told)}"
    if drawn.heat:
        yield HEAT


def _word(group: Node, drawn: _Drawn, one: Label, **more: str | None) -> None:
    """A text upright enough to be read, whichever way the room stands."""
    x, y = drawn.spot(one.middle_m)
    upside_down = 90.0 < drawn.turn_deg % 360.0 <= 270.0
    turn = f"rotate(180 {mm(x)} {mm(y)})" if upside_down else None
    write(group, (x, y), one, drawn.k, transform=turn, **more)


def _centre_lines(group: Node, drawn: _Drawn) -> None:
    """Through the lights, from the first to the last of each line and somewhat further, inside the walls."""
    lights = [one.part.centre_m for one in drawn.parts if one.part.kind is Kind.LIGHT]
    for axis, lines in enumerate(light_lines(drawn.room)):
        reach = 0.75 * drawn.room.tile_m[1 - axis]
        for at in lines:
            along = [p[1 - axis] for p in lights if abs(p[axis] - at) < 1e-6]
            for start, end in inside(drawn.room, axis, at, (min(along) - reach, max(along) + reach)):
                line(group, drawn.spot(start), drawn.spot(end), 0.1, LINE, stroke_dasharray=DASH)
