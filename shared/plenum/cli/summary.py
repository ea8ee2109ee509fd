"""A completed building in one table, for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.rules.names import name
from plenum.ceiling.rules.verdict import Verdict, verdict
from plenum.files.drawing.figures import against
from plenum.files.prose import in_units
from plenum.files.units import Units
from plenum.printable import printable

_STYLE = {
    "complete": "green",
    "unsolved": "yellow",
    "infeasible": "red",
    "cancelled": "red",
    "failed": "bold red",
}


def show(completed: Mapping[str, Any], console: Console, *, most_rooms: int = 20) -> None:
    """Rooms with their counts, those with a reason first; then totals, seconds and the trace id."""
    rooms = sorted(completed["rooms"], key=lambda room: room["status"] == "complete")
    units = Units.of(completed["settings"])
    console.print(_table(rooms[:most_rooms], units))
    if len(rooms) > most_rooms:
        console.print(f"… {len(rooms) - most_rooms} more rooms", style="dim")
    _reasons(rooms, console, most_rooms, units)
    _totals(completed, console, units)
    carried = completed.get("carried_over")
    if carried:
        console.print(_carried(rooms, carried), highlight=False, soft_wrap=True)


def _table(rooms: list[Mapping[str, Any]], units: Units) -> Table:
    table = Table(box=None, pad_edge=False, title=None)
    for title in ("room", "type", "status", "lights by"):
        table.add_column(title, no_wrap=True)
    for kind in Kind:
        table.add_column(kind.entry.symbol, justify="right")
    table.add_column(units.name_of("lx"), justify="right")
    for room in rooms:
        lux = next((e["value"] for e in room["evidence"] if e["rule"] == "LGT-1"), None)
        table.add_row(
            escape(room["room_id"]),
            escape(room["room_type"]),
            Text(room["status"], style=_STYLE.get(room["status"], "")),
            (room["selected_model"] or "–").removeprefix("light_model_"),
            *(_count(room["counts"][kind.value]) for kind in Kind),
            f"{units.figure(lux, 'lx'):.0f}" if lux is not None else "–",
        )
    return table


def _totals(completed: Mapping[str, Any], console: Console, units: Units) -> None:
    totals = completed["totals"]
    statuses = ", ".join(f"{n} {status}" for status, n in totals["statuses"].items())
    counts = ", ".join(f"{_count(totals['counts'][kind.value])} {kind.entry.heading}" for kind in Kind)
    n = totals["rooms"]
    console.print(
        f"[bold]{completed['status']}[/]: {n} room{'s' if n != 1 else ''} ({statuses})", highlight=False
    )
    for said in _broken(completed["evidence"], units):
        console.print(f"  the building: {said}", highlight=False)
    console.print(
        f"{counts}; {completed['duration_s']:.2f} s; trace {completed['trace_id']}",
        highlight=False,
        soft_wrap=True,
    )


def _broken(evidence: Iterable[Mapping[str, Any]], units: Units) -> Iterator[str]:
    """The hard rules of the building as a whole that do not hold, which no room tells."""
    for entry in evidence:
        if verdict(entry) is Verdict.BROKEN:
            value, limit = against(entry, units)
            unit = units.name_of(entry["unit"])
            yield f"{entry['rule']} {name(entry['rule'])}: {value} {unit}, limit {limit}"


def _reasons(rooms: list[Mapping[str, Any]], console: Console, most_rooms: int, units: Units) -> None:
    """Why rooms are not complete, or only by giving way."""
    noted = [room for room in rooms if room["status"] != "complete" or room["degraded"]]
    for room in noted[:most_rooms]:
        why = room["reasons"][:3] if room["status"] != "complete" else []
        for reason in why:
            said = escape(printable(in_units(_named(reason), units)))
            console.print(f"  {escape(room['room_id'])}: {said}", highlight=False)
        for reason in room["degraded"]:
            said = escape(printable(in_units(reason, units)))
            console.print(f"  {escape(room['room_id'])} degraded: {said}", highlight=False)
    if len(noted) > most_rooms:
        console.print(f"… the reasons of {len(noted) - most_rooms} more rooms are in the result", style="dim")


def _named(reason: str) -> str:
    """With the rule's name, where a reason begins with its id."""
    rule, colon, rest = reason.partition(":")
    called = name(rule)
    return f"{rule} {called}{colon}{rest}" if called else reason


def _carried(rooms: list[Mapping[str, Any]], carried: Mapping[str, Any]) -> str:
    """How much of an earlier result is still there."""
    kept = [count for room in rooms for count in room.get("kept", {}).values()]
    stay, had = sum(count["kept"] for count in kept), sum(count["previous"] for count in kept)
    near = f"; in the changed rooms {stay} of {had} components stay where they were" if had else ""
    return f"{len(carried['room_ids'])} rooms carried over from job {escape(carried['job_id'])}{near}"


def _count(count: Mapping[str, int]) -> str:
    """Placed, and what was there before."""
    return f"{count['placed']}+{count['existing']}" if count["existing"] else str(count["placed"])
