"""Commands that look at layouts and results without a running Plenum: verify, explain."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from plenum.ceiling.brief import brief_for
from plenum.ceiling.building import building_evidence
from plenum.ceiling.evidence import broken
from plenum.ceiling.rules import RULES
from plenum.ceiling.verify import verify as verify_room
from plenum.cli.common import AsJson, talk, told, write_json
from plenum.files.completed.reader import load_completed, read_layout

_FIGURES: Final = ("value", "limit", "margin")
_BEFORE_NOTE: Final = 60
"""Columns that a rule's name, figures, unit and verdict take at most."""
_LEAST: Final = 24
"""Columns below which a formula's beginning says nothing."""


def verify(
    layout: Annotated[Path, typer.Argument(help="A result, or a building with things on its ceilings.")],
    every: Annotated[bool, typer.Option("--all", help="Rules that hold, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check any layout, ours or a person's; exit code 1 when a hard rule is broken."""
    with told():
        building = read_layout(layout)
    found: dict[str, list[dict[str, Any]]] = {}
    bad = 0
    for room in building.rooms:
        evidence = verify_room(room, brief_for(room, building.settings))
        bad += len(broken(evidence))
        found[room.room_id] = [e.to_json() for e in evidence]
    whole = building_evidence(list(building.rooms), building.settings)
    bad += len(broken(whole))
    found_whole = [e.to_json() for e in whole]
    if as_json:
        write_json({"rooms": found, "building": found_whole, "broken": bad}, None)
    else:
        out = Console()
        for room_id, evidence_json in {**found, "(building)": found_whole}.items():
            shown = [e for e in evidence_json if every or not e["passed"]]
            if shown:
                out.print(f"[bold]{escape(room_id)}[/]")
                out.print(evidence_table(shown, out.width))
        _legend([*(e for found_here in found.values() for e in found_here), *found_whole])
        n = len(building.rooms)
        talk.print(f"{n} room{'s' if n != 1 else ''}, {bad} hard rule{'s' if bad != 1 else ''} broken")
    if bad:
        raise typer.Exit(1)


def explain(
    result: Annotated[Path, typer.Argument(help="A result's file.")],
    room_id: Annotated[str, typer.Argument(help="The room.")],
) -> None:
    """Tell one room's story: candidates, choice, margins, proofs, reasons."""
    with told():
        completed = load_completed(result)
    room = next((r for r in completed["rooms"] if r["room_id"] == room_id), None)
    if room is None:
        talk.print(f"no room {escape(room_id)} in {escape(result.name)}", highlight=False)
        raise typer.Exit(2)
    out = Console()
    out.print(f"[bold]{escape(room['room_id'])}[/] {escape(room['room_type'])}: {room['status']}")
    for row in reversed(room["rows"]):
        out.print("  " + row, highlight=False)
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
    out.print(table)
    out.print(escape(room.get("selection_reason", "")), highlight=False)
    for kind, proof in room["proof"].items():
        said = "the fewest there can be" if proof["proven"] else f"at least {proof['lower_bound']} are needed"
        out.print(f"{kind}: {proof['count']}, {said}", highlight=False)
    for kind, kept in room.get("kept", {}).items():
        out.print(f"{kind}: {kept['kept']} of {kept['previous']} are where they were", highlight=False)
    for why in room.get("infeasible", []):
        out.print(f"infeasible by {why['rule']}: {escape(why['certificate'])}", highlight=False)
    for text in [*room["reasons"], *room["degraded"], *room["assumptions"]]:
        out.print(f"- {escape(text)}", highlight=False)
    out.print(evidence_table(room["evidence"], out.width))
    _legend(room["evidence"])


def evidence_table(evidence: list[dict[str, Any]], width: int) -> Table:
    """Rules with value, limit and margin; broken hard ones in red, soft ones in yellow.

    What a rule measures stands beside its figures as far as `width`, in columns, has space for it.
    """
    table = Table(box=None, pad_edge=False)
    for title in ("rule", *_FIGURES, "unit", "", "note"):
        table.add_column(title, justify="right" if title in _FIGURES else "left")
    for e in evidence:
        verdict = "holds" if e["passed"] else "BROKEN" if e["hard"] else "not met"
        style = "" if e["passed"] else "bold red" if e["hard"] else "yellow"
        figures = (_figure(e[name]) for name in _FIGURES)
        table.add_row(e["rule"], *figures, e["unit"], verdict, escape(_note(e, width)), style=style)
    return table


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{round(value, 9) + 0.0:.4g}"


def _note(evidence: dict[str, Any], width: int) -> str:
    """The detail, and the rule's formula where it, or its beginning, still fits on the line."""
    detail: str = evidence.get("detail", "")
    rule = RULES.get(evidence["rule"])
    left = width - _BEFORE_NOTE - len(detail) - 2
    if rule is None or left < _LEAST:
        return detail
    told = rule.formula if len(rule.formula) <= left else rule.formula[: left - 1].rstrip() + "…"
    return f"{detail}; {told}" if detail else told


def _legend(evidence: list[dict[str, Any]]) -> None:
    """What the verdicts mean, where one of them is not good."""
    if not all(e["passed"] for e in evidence):
        talk.print(
            "BROKEN: a hard rule; not met: a soft one, costs confidence (docs/rules.md)",
            style="dim",
        )
