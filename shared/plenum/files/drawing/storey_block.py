"""The column of a storey's sheet: legend, schedules, keynotes, and the title block with its revision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any, Final

from plenum.ceiling.asked.smoke_brief import heat_detectors
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.files.building.building import Building
from plenum.files.drawing.canvas import FAINT, INK, MUTED, Node, line, north, scale_bar, text
from plenum.files.drawing.issue import Issue
from plenum.files.drawing.on_paper import MARGIN
from plenum.files.drawing.paper import scale_words
from plenum.files.drawing.title_block import WIDTH, TitleBlock, row_mm
from plenum.files.prose import in_units
from plenum.files.schedule.marks import Marked, luminaire_marks
from plenum.files.units import Units

__all__ = ["WIDTH", "Storey", "storey_block"]
_BLOCK_MM: Final = 58.0
"""Height of the title block at the foot."""
Sheet = tuple[str, float, float, int, bool]
"""The paper's name, width and height in mm, the scale, and whether the building lies turned on it."""


@dataclass(frozen=True)
class Storey:
    """Which sheet of which building this is."""

    building: Building
    result: Mapping[str, Any] | None
    story: str
    number: int
    of: int
    issue: Issue

    @property
    def title(self) -> str:
        """What is drawn."""
        return self.story or "All rooms"

    @property
    def sheet_number(self) -> str:
        """RC-101 for the first storey."""
        return f"RC-{100 + self.number}"

    @property
    def units(self) -> Units:
        """That it is drawn in."""
        return Units.of(self.building.settings.overrides)

    @cached_property
    def rooms(self) -> list[Room]:
        """That are on it."""
        return [room for room in self.building.rooms if room.story == self.story]

    @cached_property
    def called(self) -> dict[str, str]:
        """Names by room id, with the id where several rooms of the storey have one name."""
        times = Counter(room.name for room in self.rooms)
        several = {room.room_id for room in self.rooms if room.name and times[room.name] > 1}
        return {
            room.room_id: f"{room.room_id} {room.name}"
            if room.room_id in several
            else room.name or room.room_id
            for room in self.rooms
        }

    @property
    def told(self) -> str:
        """What it was checked against."""
        if self.result is None:
            return "Not checked: drawn as the file has it."
        return (
            f"Checked against rule set {self.result['rule_set']}, {self.result['code']}; not a certificate."
        )


def storey_block(
    root: Node, about: Storey, paper: Sheet, parts: Sequence[Marked], hidden: Sequence[str]
) -> None:
    """Everything right of the plan."""
    _, width, height, _, _ = paper
    column = width - MARGIN - WIDTH - 8.0
    line(root, (column, MARGIN), (column, height - MARGIN), 0.35, INK)
    foot = height - MARGIN - _BLOCK_MM
    block = TitleBlock(root, column + 4.0, MARGIN + 3.0, foot, about.units)
    block.legend(_counts(parts), {})
    _schedules(block, about.building, parts)
    _rooms(block, about, parts)
    block.notes("Heat detectors, by others", _heat(about), 12)
    block.notes("Keynotes", [f"{i}. {words}" for i, words in enumerate(_keynotes(about.units), 1)], 24)
    block.notes("Not on the plan", list(hidden), 12)
    block.notes("Not complete", _open(about), 16)
    _title(root, about, paper, (column + 4.0, foot))


def _keynotes(units: Units) -> tuple[str, ...]:
    sizes = units.of_dimensions
    distances = f"distances in {sizes}"
    return (
        "Seen as the floor plan is seen; symbols at the size of their tile, detectors larger than they are.",
        "Letters beside a light: its luminaire, see the schedule. Beside a diffuser or grille: its air flow.",
        "Beside a detector: storey and number. Loops and panels are the fire engineer's.",
        f"Crossed circle: where the grid is set out from. Dash and dot: centre lines of lights; {distances}.",
        f"Hatched: tiles that carry nothing, cut at the walls. Cuts in {sizes} are on each room's sheet.",
    )


def _counts(parts: Iterable[Marked]) -> dict[str, dict[str, int]]:
    counted = Counter((one.part.kind, one.part.existing) for one in parts)
    return {k.value: {"placed": counted[k, False], "existing": counted[k, True]} for k in Kind}


def _schedules(block: TitleBlock, building: Building, parts: Sequence[Marked]) -> None:
    """Luminaires by mark; terminals by flow; detectors by address: what the storey needs of each."""
    lights = Counter(one.mark for one in parts if one.part.kind is Kind.LIGHT)
    known = luminaire_marks(building)
    rows = [
        (mark, known[mark].name, f"{known[mark].lumens:,.0f} lm", f"{known[mark].watts:g} W", str(n))
        for mark, n in sorted(lights.items())
    ]
    block.table("Luminaires", ("mark", "type", "flux", "power", "no."), rows, (8, 30, 45, 56, 66))
    flows = [
        (kind.entry.title, "", str(len(air)), f"{_flow(air, block.units):,.0f}")
        for kind in Kind
        if kind.entry.moves_air and (air := [one for one in parts if one.part.kind is kind])
    ]
    block.table("Air", ("terminal", "", "no.", block.units.name_of("L/s")), flows, (40, 41, 54, 66))


def _rooms(block: TitleBlock, about: Storey, parts: Sequence[Marked]) -> None:
    """Each room with its height, lights, supply air and detectors, as far as there is space."""
    by_room: dict[str, list[Marked]] = {}
    for one in parts:
        by_room.setdefault(one.room.room_id, []).append(one)
    named = _ROOM_MM[block.units]
    rows = [(about.called[own], *_room_row(found, block.units)) for own, found in by_room.items()]
    ends = accumulate(row_mm(row[0], named) for row in rows)
    most = sum(end <= block.bottom - block.y - _NOTES_MM for end in ends)
    heads = ("room", "height", "lights", block.units.name_of("L/s"), "det.")
    block.table("Rooms", heads, rows[:most], (named, 44, 51, 60, 66))
    if len(rows) > most:
        block.notes("", [f"and {len(rows) - most} more in the schedule"], 1)


def _room_row(found: Sequence[Marked], units: Units) -> tuple[str, ...]:
    room, count = found[0].room, Counter(one.part.kind for one in found)
    air = _flow((one for one in found if one.part.kind is Kind.SUPPLY), units)
    height = units.height(room.ceiling_height_m, 2)
    return height, str(count[Kind.LIGHT]), f"{air:,.0f}", str(count[Kind.DETECTOR])


def _flow(air: Iterable[Marked], units: Units) -> float:
    return units.figure(sum(one.part.flow_l_s or 0.0 for one in air), "L/s")


_ROOM_MM: Final = {Units.METRIC: 34.0, Units.IMPERIAL: 29.0}
"""For the rooms' names; heights in feet and inches take more."""
_NOTES_MM: Final = 70.0
"""Left free of the rooms' table for keynotes and what is open."""


def _heat(about: Storey) -> list[str]:
    """Rooms of this storey in which heat detectors belong, and how densely."""
    asked = ((room.room_id, heat_detectors(room, about.building.settings)) for room in about.rooms)
    return [f"{about.called[own]}: {in_units(words, about.units)}" for own, words in asked if words]


def _open(about: Storey) -> list[str]:
    """Rooms of this storey that are not complete."""
    rooms = about.result["rooms"] if about.result else []
    return [
        f"{about.called[room['room_id']]}: {room['status']}"
        for room in rooms
        if room["room_id"] in about.called and room["status"] != "complete"
    ]


def _title(root: Node, about: Storey, paper: Sheet, at: tuple[float, float]) -> None:
    """Project, drawing, number, scale and revision, in the lower right corner."""
    (left, top), (name, width, _, scale, turned) = at, paper
    right = left + WIDTH
    line(root, (left - 4.0, top), (width - MARGIN, top), 0.5, INK)
    project = about.building.name or about.building.building_id
    text(root, (left, top + 5.0), project, 3.4, fit=WIDTH, font_weight="700")
    text(root, (left, top + 9.6), f"Reflected ceiling plan: {about.title}", 2.8, fit=WIDTH)
    scale_bar(root, (left, top + 16.0), 1e3 / scale, 44.0, about.units)
    north(root, (right - 8.0, top + 18.0), 90.0 if turned else 0.0, 4.5)
    cells = (
        ("Drawing", about.sheet_number),
        ("Sheet", f"{about.number} of {about.of}"),
        _scale(scale, name, about.units),
        ("Revision", about.issue.revision),
        ("Date", about.issue.issued),
        ("Issued for", about.issue.purpose),
    )
    for i, (heading, words) in enumerate(cells):
        x, y = left + (i % 3) * WIDTH / 3, top + 27.0 + (i // 3) * 9.0
        line(root, (x, y - 3.0), (x + WIDTH / 3 - 2.0, y - 3.0), 0.18, FAINT)
        text(root, (x, y), heading, 1.8, fill=MUTED)
        text(root, (x, y + 3.6), words, 2.5, fit=WIDTH / 3 - 2.0, font_weight="600")
    job = (about.result or {}).get("job_id")
    for i, words in enumerate([about.told, f"Job {job}" if job else "", "Drawn by Plenum. Checked by:"]):
        text(root, (left, top + 46.0 + 3.4 * i), words, 1.8, fit=WIDTH, fill=MUTED)
    line(root, (left + 34.0, top + 52.8), (right, top + 52.8), 0.18, FAINT)


def _scale(scale: int, name: str, units: Units) -> tuple[str, str]:
    """Heading and words; a scale in feet and inches fills its cell."""
    words = scale_words(scale, units)
    return ("Scale", f"{words} on {name}") if units is Units.METRIC else (f"Scale on {name}", words)
