"""`plenum verify`: every rule again, for any layout, without a running Plenum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import typer

from plenum.cli import streams
from plenum.cli.options import AsJson, Layout

Evidence = list[dict[str, Any]]


def verify(
    layout: Layout,
    every: Annotated[bool, typer.Option("--all", help="Rules that hold, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check any layout, ours or a person's; exit code 1 when a hard rule is broken."""
    from plenum.files.completed.reader import read_layout

    building = read_layout(streams.source(layout))
    rooms, whole, bad = _checked(building)
    if as_json:
        streams.write_json({"rooms": rooms, "building": whole, "broken": bad})
    else:
        _show(rooms, whole, bad, every)
    if bad:
        raise typer.Exit(1)


def _checked(building: Any) -> tuple[dict[str, Evidence], Evidence, int]:
    """Each room's evidence, the building's, and how many hard rules are broken."""
    from plenum.ceiling.asked.brief import brief_for
    from plenum.ceiling.rules.evidence import broken
    from plenum.ceiling.whole.building_power import building_evidence
    from plenum.ceiling.whole.verify import verify as verify_room

    rooms = {room.room_id: verify_room(room, brief_for(room, building.settings)) for room in building.rooms}
    whole = building_evidence(list(building.rooms), building.settings)
    bad = sum(len(broken(found)) for found in (*rooms.values(), whole))
    of_rooms = {room_id: _plain(found) for room_id, found in rooms.items()}
    return of_rooms, _plain(whole), bad


def _plain(found: Iterable[Any]) -> Evidence:
    """As a result holds it."""
    from plenum.files.completed.schema import EvidenceFields, plain

    return [plain(EvidenceFields.of(evidence)) for evidence in found]


def _show(rooms: Mapping[str, Evidence], whole: Evidence, bad: int, every: bool) -> None:
    from rich.console import Console
    from rich.markup import escape

    from plenum.cli.evidence import evidence_table, legend
    from plenum.cli.talk import say

    out = Console()
    for room_id, evidence in {**rooms, "(building)": whole}.items():
        shown = [e for e in evidence if every or not e["passed"]]
        if shown:
            out.print(f"[bold]{escape(room_id)}[/]")
            out.print(evidence_table(shown, out.width))
    legend([*(e for found in rooms.values() for e in found), *whole])
    n = len(rooms)
    say(f"{n} room{'s' if n != 1 else ''}, {bad} hard rule{'s' if bad != 1 else ''} broken")
