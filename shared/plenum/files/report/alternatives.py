"""The light alternatives of a room side by side: each complete ceiling's plan over its figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from plenum.ceiling.room.kinds import Kind
from plenum.files.drawing.room_plan import plan_figure
from plenum.files.report.markup import Cell, Node, add, table
from plenum.files.report.style import PAGE_MM
from plenum.files.report.unique import unique
from plenum.files.units import Units

_HIGH_MM: Final = 80.0
_FIGURES: Final = (
    ("Power", "W/m2", "power_w_m2", ".2f"),
    ("Mean", "lx", "mean_lx", ".0f"),
    ("Uniformity", "", "uniformity", ".2f"),
    ("Order", "", "order", ".2f"),
)


def heads(units: Units) -> tuple[str, ...]:
    """The columns."""
    figures = (", ".join(filter(None, (name, units.name_of(unit)))) for name, unit, _, _ in _FIGURES)
    return "Alternative", "State", *(kind.entry.plural for kind in Kind), *figures


def alternatives(section: Node, i: int, room: Mapping[str, Any], shared: set[str], units: Units) -> None:
    """A plan of each, then a table; nothing where none were kept."""
    all_of_them = list(room.get("alternatives") or [])
    if not all_of_them:
        return
    add(section, "h3", "Alternatives")
    drawn = [one for one in all_of_them if one.get("rows")]
    row = add(section, "div", class_="alternatives")
    for one in drawn:
        figure = add(row, "figure")
        plan = plan_figure({**room, "rows": one["rows"]}, PAGE_MM / max(1, len(drawn)), _HIGH_MM, units)
        figure.append(unique(plan, f"p{i}-{one['name']}-", shared))
        add(figure, "figcaption", f"{one['name']}{', taken' if one['selected'] else ''}")
    rows, named = [_line(one, units) for one in all_of_them], heads(units)
    table(section, named, rows, figures=range(2, len(named)), class_="alternatives-table")


def _line(one: Mapping[str, Any], units: Units) -> list[Cell]:
    counts = one.get("counts") or {}
    placed = [
        str(counts[kind.value]["placed"] + counts[kind.value]["existing"]) if kind.value in counts else "–"
        for kind in Kind
    ]
    figures = [
        format(units.figure(one[key], unit), form) if key in one else "–" for _, unit, key, form in _FIGURES
    ]
    taken = " (taken)" if one["selected"] else ""
    return [f"{one['name']}{taken}", str(one["status"]), *placed, *figures]
