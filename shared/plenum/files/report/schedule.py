"""The schedule: every room on a line, with what hangs in its ceiling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from plenum.ceiling.room.kinds import Kind
from plenum.files.drawing.figures import measured
from plenum.files.drawing.on_paper import Shape
from plenum.files.report.markup import Cell, Node, add, line, link, start
from plenum.files.report.pages import WHOLE, Pages
from plenum.files.units import Units, number

_FIGURES: Final = (3, *range(5, 5 + len(Kind) + 2))


def heads(units: Units) -> tuple[str, ...]:
    """The columns."""
    kinds = (kind.entry.heading for kind in Kind)
    return "room", "storey", "type", units.name_of("m2"), "status", *kinds, units.name_of("lx"), "U0"


def schedule(body: Node, completed: Mapping[str, Any], pages: Pages = WHOLE) -> None:
    """Counts by room and kind; `11+2` are eleven placed beside two that were there."""
    section = add(body, "section", class_="new", id="schedule")
    add(section, "h2", "Schedule")
    units = Units.of(completed["settings"])
    rows = start(section, heads(units), figures=_FIGURES, class_="schedule")
    area = 0.0
    for i, room in enumerate(completed["rooms"]):
        size = units.figure(Shape.of(room).area_m2, "m2")
        area += size
        line(rows, _row((i, pages.of(i)), room, size, units), _FIGURES)
    counts = completed["totals"]["counts"]
    total: list[Cell] = [f"{completed['totals']['rooms']:,} rooms", "", "", f"{area:,.1f}", ""]
    total += [*(_counted(counts.get(kind.value, {})) for kind in Kind), "", ""]
    line(rows, total, _FIGURES).set("class", "sum")
    told = (
        "11+2: eleven placed beside two that were there. "
        f"{units.name_of('lx')} and U0: mean and uniformity of the illuminance."
    )
    add(section, "p", told, class_="small")


def _row(at: tuple[int, str], room: Mapping[str, Any], area: float, units: Units) -> list[Cell]:
    i, page = at
    found = {e["rule"]: e["value"] for e in room["evidence"]}
    status = str(room["status"])
    return [
        link(str(room.get("name") or room["room_id"]), f"room-{i}", page),
        str(room.get("story") or ""),
        str(room["room_type"]).replace("_", " "),
        f"{area:,.1f}",
        status if status == "complete" else (status, "bad"),
        *(_counted(room["counts"].get(kind.value, {})) for kind in Kind),
        measured(found.get("LGT-1"), "lx", units),
        number(found.get("LGT-2")),
    ]


def _counted(count: Mapping[str, int]) -> str:
    placed, existing = count.get("placed", 0), count.get("existing", 0)
    return f"{placed:,}+{existing:,}" if existing else f"{placed:,}"
