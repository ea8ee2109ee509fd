"""`plenum job trace` and `plenum job logs`: what a job left with Jaeger, the collector or the sink."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plenum.cli import streams
from plenum.cli.options import AsJson, Job, Stack

if TYPE_CHECKING:
    from plenum.stack.info import StackInfo
    from plenum.traces import Seen


def trace(
    job: Job,
    stack: Stack,
    every: Annotated[bool, typer.Option("--all", help="Every row.")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", help="A page instead, every span on it; - is standard output.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Draw a job's trace as a waterfall, from Jaeger or from the embedded sink's files."""
    from plenum.cli.talk import say

    progress = stack.client().progress(job)
    if progress is None:
        say(f"no record of job {job}")
        raise typer.Exit(1)
    spans = find_spans(progress.trace_id, stack.info())
    if not spans:
        say(f"trace {progress.trace_id} has not arrived")
        raise typer.Exit(1)
    if as_json:
        from plenum.traces import shape

        streams.write_json({**asdict(shape(spans)), "spans": [asdict(span) for span in spans]})
    elif html:
        from plenum.cli import trace_page

        streams.write_text(trace_page.page(spans, f"job {job}"), html)
        say(f"{len(spans)} spans on {html}")
    else:
        from rich.console import Console

        from plenum.cli import waterfall

        waterfall.draw(spans, Console(), most_rows=100_000 if every else 60)


def find_spans(trace_id: str, info: StackInfo | None, wait_s: float = 10.0) -> list[Seen]:
    """The trace's spans once all of a whole job's have arrived, or what there is after `wait_s` seconds."""
    from plenum import traces

    until = time.monotonic() + wait_s
    while info is not None:
        url = info.jaeger_query
        spans = traces.from_jaeger(url, trace_id) if url else traces.from_files(info.telemetry_dir, trace_id)
        if traces.arrived(spans) or time.monotonic() > until:
            return spans
        time.sleep(0.3)
    return []


def logs(job: Job, stack: Stack, as_json: AsJson = False) -> None:
    """Print what the services logged about a job, in order; with --json a line each."""
    from plenum.cli import log_lines
    from plenum.cli.talk import say
    from plenum.printable import printable

    info = stack.info()
    if info is None:
        say("no stack was brought up here: its log records are where its collector writes them")
        raise typer.Exit(1)
    lines = log_lines.of_job(info.telemetry_dir, job)
    if not lines:
        say(f"no log record of job {job} has arrived")
        raise typer.Exit(1)
    for line in lines:
        if as_json:
            streams.write_json(asdict(line))
        else:
            typer.echo(printable(str(line)))
