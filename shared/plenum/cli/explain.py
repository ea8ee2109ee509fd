"""`plenum explain`: one room's story, from a result alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from plenum.cli import streams
from plenum.cli.options import AsJson, DrawnIn, Result

if TYPE_CHECKING:
    from rich.table import Table

    from plenum.files.units import Units


def explain(
    result: Result,
    room_id: Annotated[str, typer.Argument(help="The room.")],
    units: DrawnIn = None,
    as_json: AsJson = False,
) -> None:
    """Tell one room's story: candidates, choice, margins, proofs, reasons."""
    from plenum.cli.talk import say
    from plenum.files.completed.reader import load_completed
    from plenum.files.units import Units

    completed = load_completed(streams.source(result))
    room = next((r for r in completed["rooms"] if r["room_id"] == room_id), None)
    if room is None:
        say(f"no room {room_id} in {streams.name_of(result)}")
        raise typer.Exit(2)
    if as_json:
        streams.write_json(room)
    else:
        _show(room, Units(units) if units else Units.of(completed["settings"]))


def _show(room: Mapping[str, Any], units: Units) -> None:
    from rich.console import Console
    from rich.markup import escape

    from plenum.cli.evidence import evidence_table, legend
    from plenum.files.prose import in_units
    from plenum.printable import printable

    out = Console()
    out.print(f"[bold]{escape(room['room_id'])}[/] {escape(room['room_type'])}: {room['status']}")
    for row in reversed(room["rows"]):
        out.print("  " + row, highlight=False)
    out.print(_candidates(room))
    for line in _reasons(room):
        out.print(printable(in_units(line, units)), markup=False, highlight=False)
    out.print(evidence_table(room["evidence"], out.width, units))
    legend(room["evidence"])


def _candidates(room: Mapping[str, Any]) -> Table:
    """The light models that competed, the winner marked."""
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for title in ("candidate", "confidence", "valid", "lights", "ms"):
        table.add_column(title, justify="left" if title == "candidate" else "right")
    for c in room["candidates"]:
        chosen = c["model_name"] == room["selected_model"]
        table.add_row(
            ("→ " if chosen else "  ") + escape(c["model_name"]),
            f"{c['confidence']:.3f}",
            "yes" if c["valid"] else "no",
            str(c["counts"].get("light", 0)),
            f"{c['execution_time'] * 1000:.1f}",
        )
    return table


def _how_few(proof: Mapping[str, Any]) -> str:
    """What is known of how few there can be."""
    if proof["proven"]:
        return "the fewest there can be"
    said, ordered = f"at least {proof['lower_bound']} are needed", proof.get("ordered_lower_bound")
    if ordered is None:
        return said
    return f"{said}, {'no array has fewer' if proof['count'] <= ordered else f'{ordered} in an array'}"


def _reasons(room: Mapping[str, Any]) -> Iterator[str]:
    """Why this one, how good the counts are, what stayed, what cannot be, what was assumed."""
    yield room.get("selection_reason", "")
    for kind, proof in room["proof"].items():
        yield f"{kind}: {proof['count']}, {_how_few(proof)}"
    for kind, kept in room.get("kept", {}).items():
        yield f"{kind}: {kept['kept']} of {kept['previous']} are where they were"
    for why in room.get("infeasible", []):
        yield f"infeasible by {why['rule']}: {why['certificate']}"
    for text in [*room["reasons"], *room["degraded"], *room["assumptions"]]:
        yield f"- {text}"
