"""`plenum place BUILDING --compare-codes`: the same building under every fire code, side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from plenum.ceiling.rules.fire_code import FireCode
from plenum.cli.streams import write_json
from plenum.files.building.building import Building

_WIDE: Final = 110
"""Columns in which the rules of three codes fit with their figures."""
KIND: Final = "smoke_detector"


def compared(building: Building, placing: Callable[[Building], dict[str, Any]]) -> dict[str, Any]:
    """Detectors of each room under each code, how good their count is, and the rule that binds.

    All kinds are placed anew under each code: detectors and diffusers keep other distances.
    """
    results = {
        code.value: placing(replace(building, settings=replace(building.settings, code=code)))
        for code in FireCode
    }
    rooms: list[dict[str, Any]] = [
        {"room_id": room.room_id, "room_type": room.room_type, "codes": {}} for room in building.rooms
    ]
    for code, result in results.items():
        for into, room in zip(rooms, result["rooms"], strict=True):
            into["codes"][code] = _of_room(room)
    return {
        "building_id": building.building_id,
        "rooms": rooms,
        "totals": {code: _totals(result) for code, result in results.items()},
    }


def _of_room(room: Mapping[str, Any]) -> dict[str, Any]:
    counts = room["counts"][KIND]
    proof = room["proof"].get(KIND)
    return {
        "detectors": counts["placed"] + counts["existing"],
        "existing": counts["existing"],
        "status": room["status"],
        "proven": bool(proof and proof["proven"]),
        "binds": binding(room),
    }


def _totals(result: Mapping[str, Any]) -> dict[str, Any]:
    counts = result["totals"]["counts"][KIND]
    proven = sum(room["proof"].get(KIND, {}).get("proven", False) for room in result["rooms"])
    return {
        "detectors": counts["placed"] + counts["existing"],
        "existing": counts["existing"],
        "statuses": result["totals"]["statuses"],
        "proven": proven,
    }


def binding(room: Mapping[str, Any]) -> dict[str, Any] | None:
    """The hard smoke rule with the least margin for its limit; a broken one before all others.

    None where the room gets no detector and none is asked for.
    """
    hard = [e for e in room["evidence"] if e["rule"].startswith("SMK") and e["hard"]]
    candidates = [e for e in hard if not e["passed"]] or [e for e in hard if _measures(e)]
    if not candidates:
        return None
    tightest = min(candidates, key=_relative_margin)
    return {name: tightest[name] for name in ("rule", "value", "limit", "unit", "margin", "passed")}


def _measures(evidence: Mapping[str, Any]) -> bool:
    """Not SMK-9, which counts: one detector where one is asked says nothing of what keeps it there."""
    return bool(evidence["limit"]) and evidence["margin"] is not None and evidence["rule"] != "SMK-9"


def _relative_margin(evidence: Mapping[str, Any]) -> float:
    return float((evidence["margin"] or 0.0) / (abs(evidence["limit"] or 0.0) or 1.0))


def show(comparison: Mapping[str, Any], *, as_json: bool) -> None:
    """The comparison on stdout: data, or a table with a room a line, counts not proven with a star.

    A narrow terminal gets the rules that bind without their figures.
    """
    if as_json:
        write_json(comparison)
        return
    console = Console()
    figures = console.width >= _WIDE
    table = Table(box=None, pad_edge=False, padding=(0, 1) if figures else (0, 1, 0, 0))
    table.add_column("room", no_wrap=True)
    for code in FireCode:
        table.add_column(code.value, justify="right", no_wrap=True)
        table.add_column("binds")
    for room in comparison["rooms"]:
        cells = [cell for code in FireCode for cell in _cells(room["codes"][code.value], figures)]
        table.add_row(escape(room["room_id"]), *cells)
    totals = [comparison["totals"][code.value] for code in FireCode]
    table.add_row(
        "[bold]total[/]",
        *(cell for total in totals for cell in (f"[bold]{total['detectors']}[/]", _statuses(total))),
    )
    console.print(table)


def _cells(room: Mapping[str, Any], figures: bool) -> tuple[str, str]:
    count = str(room["detectors"]) + ("" if room["proven"] or not room["detectors"] else "*")
    if room["status"] != "complete":
        count = f"{count} {room['status']}"
    rule = room["binds"]
    if not rule or not figures:
        return count, rule["rule"] if rule else "–"
    return count, f"{rule['rule']} {rule['value']:.2f}/{rule['limit']:.2f} {rule['unit']}"


def _statuses(total: Mapping[str, Any]) -> str:
    return ", ".join(f"{count} {status}" for status, count in total["statuses"].items())
