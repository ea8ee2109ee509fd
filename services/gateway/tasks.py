"""What is done in a process aside: reading what somebody sent, checking it, drawing and exporting results.

Each takes plain data and gives plain data or bytes back. Raises InvalidBuilding.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from plenum.ceiling.room.grid import ALPHABET, EMPTY, INVALID, components
from plenum.ceiling.room.kinds import Kind
from plenum.files.building.luminaires import with_luminaires
from plenum.files.building.writer import building_to_json, completed_to_grid
from plenum.files.completed.checking import checked
from plenum.files.completed.reader import as_building, read_layout
from plenum.files.drawing.issue import Issue
from plenum.files.drawing.room_plan import existing_tiles
from plenum.files.drawing.sheets import Wanted
from plenum.files.drawing.svg import (
    Shown,
    building_overview_svg,
    has_heat_map,
    room_figure_svg,
    room_heat_map_svg,
    room_plan_svg,
)
from plenum.files.errors import InvalidBuilding
from plenum.files.export import WRITERS
from plenum.files.pdf.drawings import building_pdf
from plenum.files.read import laid_out, read_model

_FILE: Final = "building"
_NAME: Final = re.compile(r"[\w+-][\w .()+-]{0,119}")


def building(
    content: bytes,
    name: str,
    options: Mapping[str, Any],
    luminaires: Mapping[str, tuple[str, bytes]],
    beside: Sequence[tuple[str, bytes]] = (),
) -> dict[str, Any]:
    """A building of any format as a building file's JSON.

    `luminaires`: by the luminaire's name the file that describes it; `beside`: files that the building
    may name itself, each with its name.
    """
    with tempfile.TemporaryDirectory(prefix="plenum-upload-") as folder:
        files = {
            lamp: _put(Path(folder), f"lamp{at}", *file) for at, (lamp, file) in enumerate(luminaires.items())
        }
        for file in beside:
            _put(Path(folder), "", *file)
        source = Path(folder) / _FILE
        source.write_bytes(content)
        called = name or "the body"
        read = read_model(source, name=called, options=dict(options))
        return building_to_json(laid_out(with_luminaires(read, files) if files else read, called))


def _put(folder: Path, prefix: str, name: str, content: bytes) -> Path:
    """A file of that name in the folder, and nowhere else. Raises InvalidBuilding."""
    if not _NAME.fullmatch(name) or name == _FILE:
        raise InvalidBuilding("", f"{name!r} is no name of a file", "send plain names, without folders")
    path = folder / (f"{prefix}-{name}" if prefix else name)
    path.write_bytes(content)
    return path


def verify(content: bytes) -> dict[str, Any]:
    """Every rule again for any layout: evidence by room and of the building, and what is broken."""
    found = checked(read_layout(content))
    return {"rooms": found.rooms, "building": found.building, "broken": found.broken}


def judge(completed: Mapping[str, Any], grid: list[str] | Mapping[str, Any] | str) -> dict[str, Any]:
    """A person's own ceiling for the one room of a result: its rows, its evidence, the hard rules it breaks.

    `grid`: rows, or whatever is read as a building: the room by its id, or the only one. Raises
    InvalidBuilding where it is another room's.
    """
    (room,) = completed["rooms"]
    rows = grid if isinstance(grid, list) else _rows_in(grid, room["room_id"])
    _fits(rows, room["rows"])
    hangs = components(rows)
    moved = any(rows[y][x] != room["rows"][y][x] for x, y, _ in room.get("flows", ()))
    own = {
        **room,
        "rows": list(rows),
        "existing": [tile for tile in room.get("existing", ()) if tuple(tile) in hangs],
        # Terminals that are not those that the flows were shared out between have none of their own.
        "flows": [] if moved else room.get("flows", []),
    }
    found = checked(as_building({**completed, "rooms": [own]})).rooms[room["room_id"]]
    broken = sum(each["hard"] and not each["passed"] for each in found)
    return {"rows": list(rows), "evidence": found, "broken": broken}


def _rows_in(grid: Mapping[str, Any] | str, room_id: str) -> Sequence[str]:
    content = (grid if isinstance(grid, str) else json.dumps(grid)).encode()
    rooms = read_layout(content).rooms
    found = rooms if len(rooms) == 1 else [room for room in rooms if room.room_id == room_id]
    if len(found) != 1:
        raise InvalidBuilding("/grid", f"the room {room_id!r} is not in it", "give the room's own grid")
    return found[0].rows


def _fits(rows: Sequence[str], placed: Sequence[str]) -> None:
    """Raises InvalidBuilding where it is no grid of this room: another size, or other tiles that are none."""
    if [len(row) for row in rows] != [len(row) for row in placed]:
        raise InvalidBuilding(
            "/grid",
            f"not a grid of {len(placed[0])} × {len(placed)}",
            "give the room's own grid, y = 0 first",
        )
    for y, (own, row) in enumerate(zip(rows, placed, strict=True)):
        for x, (new, old) in enumerate(zip(own, row, strict=True)):
            if new not in ALPHABET or (new == INVALID) != (old == INVALID):
                raise InvalidBuilding(
                    "/grid",
                    f"tile ({x}, {y}) is {new!r} where the room has {old!r}",
                    f"use {' '.join(sorted(ALPHABET))}, and {INVALID} where the room has it",
                )


def export(completed: Mapping[str, Any], ending: str, revision: int) -> bytes:
    """A result in another format, by the ending of its name; drawings on paper name the version."""
    if ending == ".svg":
        return building_overview_svg(completed).encode()
    if ending == ".grid.json":
        return json.dumps(completed_to_grid(completed)).encode()
    if ending == ".pdf":
        issue = Issue(str(revision) if revision else "")
        return building_pdf(as_building(completed), completed, Wanted(issue=issue))
    return WRITERS[ending](as_building(completed), completed)


def room(completed: Mapping[str, Any], room_id: str, shown: Shown, *, sheet: bool) -> bytes:
    """One room's plan, illuminance or coverage as SVG, on a sheet with a title block or as a figure.

    Raises InvalidBuilding where there is nothing of that kind to see.
    """
    (found,) = [each for each in completed["rooms"] if each["room_id"] == room_id]
    if shown == "lux" and not has_heat_map(found):
        raise InvalidBuilding("", "there is no light in this room", "look at its plan")
    if not sheet:
        return room_figure_svg(found, completed, shown).encode()
    if shown == "cover":
        raise InvalidBuilding("", "coverage is drawn as a figure alone", "ask for form=figure")
    return (room_heat_map_svg if shown == "lux" else room_plan_svg)(found, completed).encode()


def with_lights(
    completed: Mapping[str, Any], room_id: str, kind: str, tiles: Sequence[tuple[int, int]]
) -> dict[str, Any]:
    """The result with this room as a candidate left it: what was there before, and its components alone."""
    (found,) = [each for each in completed["rooms"] if each["room_id"] == room_id]
    there = existing_tiles(found)
    placed = {(x, y): Kind(kind).entry.symbol for x, y in tiles}
    rows = [
        "".join(
            placed.get((x, y), char if char in (EMPTY, INVALID) or (x, y) in there else EMPTY)
            for x, char in enumerate(row)
        )
        for y, row in enumerate(found["rows"])
    ]
    flows = [flow for flow in found.get("flows", []) if (flow[0], flow[1]) in there]
    return {**completed, "rooms": [{**found, "rows": rows, "flows": flows}]}


def candidate(
    completed: Mapping[str, Any], room_id: str, kind: str, tiles: Sequence[tuple[int, int]], shown: Shown
) -> bytes:
    """A figure of the room with one light model's lights alone."""
    return room(with_lights(completed, room_id, kind, tiles), room_id, shown, sheet=False)
