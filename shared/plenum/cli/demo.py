"""`plenum demo`: a stack of its own, the example building completed, drawings, the trace; then gone."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from plenum.stack import StackInfo


def demo(
    full: Annotated[
        bool, typer.Option("--full/--embedded", help="With collector, Jaeger and Prometheus.")
    ] = False,
    building: Annotated[
        Path | None, typer.Option("--building", help="Another building than the example, an office floor.")
    ] = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="Where result and drawings go.")] = Path(
        "out/demo"
    ),
    keep: Annotated[bool, typer.Option("--keep", help="Leave the stack running.")] = False,
) -> None:
    """Complete a real building from nothing and show what came of it."""
    from plenum import beside_code, stack
    from plenum.cli.talk import say

    building = building or beside_code.find("examples/small_office.json")
    state = Path(".plenum/demo")
    began = time.monotonic()
    try:
        info = stack.up(state, full=full, say=lambda text: say(text, style="dim"))
        say(f"up after {time.monotonic() - began:.1f} s; placing {building.name}")
        well = _shown(info, building, out)
    finally:
        if not keep:
            stack.down(state)
    say(f"{time.monotonic() - began:.1f} s in all")
    if not well:
        raise typer.Exit(1)


def _shown(info: StackInfo, building: Path, out: Path) -> bool:
    """The building completed, drawn and told; whether its trace arrived and not everything failed."""
    from plenum.cli import draw, job_telemetry, placing, report, streams, summary, waterfall
    from plenum.cli.talk import say, talk
    from plenum.client import Client
    from plenum.files.read import read_building

    completed = placing.run(Client(info.redis_url), read_building(building))
    streams.write_json(completed, out / "result.json")
    draw.write_drawings(completed, out / "drawings", heat_maps=True)
    report.write_report(completed, out / "report.html")
    summary.show(completed, talk())
    spans = job_telemetry.find_spans(completed["trace_id"], info)
    if spans:
        say("")
        waterfall.draw(spans, talk(), most_rows=40)
    if info.full:
        say(f"Jaeger's API {info.jaeger_query}, Prometheus {info.prometheus}")
    say(f"result: {out / 'result.json'}")
    return bool(spans) and completed["status"] != "failed"
