"""`plenum demo`: a stack of its own, the example building completed, drawings, the trace; then gone."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from plenum.cli import jobs, papers, place, summary, waterfall
from plenum.cli.common import talk, told
from plenum.client import Client
from plenum.files.read import read_building

_EXAMPLE = Path("examples/small_office.json")


def demo(
    full: Annotated[
        bool, typer.Option("--full/--embedded", help="With collector, Jaeger and Prometheus.")
    ] = False,
    building: Annotated[Path, typer.Option(help="Another building than the example.")] = _EXAMPLE,
    out: Annotated[Path, typer.Option(help="Where result and drawings go.")] = Path("out/demo"),
    keep: Annotated[bool, typer.Option("--keep", help="Leave the stack running.")] = False,
) -> None:
    """Complete a real building from nothing and show what came of it."""
    from plenum import stack
    from plenum.cli.common import write_json

    state = Path(".plenum/demo")
    began = time.monotonic()
    with told():
        read = read_building(building)
        info = stack.up(state, full=full, say=lambda text: talk.print(text, style="dim", highlight=False))
        try:
            talk.print(f"up after {time.monotonic() - began:.1f} s; placing {building}")
            completed = place.run(Client(info.redis_url), read)
            write_json(completed, out / "result.json")
            drawn = papers.draw(completed, out / "drawings", heat_maps=True)
            papers.write_report(completed, out / "report.html")
            summary.show(completed, talk)
            spans = jobs.find_spans(completed["trace_id"], state)
            if spans:
                talk.print()
                waterfall.draw(spans, talk, most_rows=40)
            if full:
                talk.print(f"Jaeger's API {info.jaeger_query}, Prometheus {info.prometheus}")
            talk.print(f"{out / 'result.json'} and {drawn} drawings in {out / 'drawings'}", highlight=False)
        finally:
            if not keep:
                stack.down(state)
    talk.print(f"{time.monotonic() - began:.1f} s in all")
    if not spans or completed["status"] == "failed":
        raise typer.Exit(1)
