"""`plenum place` and `plenum submit`: a building is completed, here and now or by a job to be asked later."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from plenum.cli import streams
from plenum.cli.errors import FAILED
from plenum.cli.options import AsJson, JobOptions, Source, Stack
from plenum.cli.papers import Papers
from plenum.cli.reading import Reading, ended_unread


def submit(
    building: Source, job: JobOptions, reading: Reading, stack: Stack, as_json: AsJson = False
) -> None:
    """Submit a building and print the job's id."""
    from plenum.cli import listening
    from plenum.files.building.writer import building_to_json

    read = job.read(building, reading)
    client = stack.client()
    listening.demand(client)
    job_id = client.submit(building_to_json(read), idempotency_key=job.key)
    if as_json:
        streams.write_json({"job_id": job_id})
    else:
        typer.echo(job_id)
    ended_unread(read)


@dataclass(frozen=True)
class Way:
    """How and how long `place` works."""

    local: Annotated[bool, typer.Option("--local", help="In this process, without a broker.")] = False
    previous: Annotated[
        Path | None,
        typer.Option(
            "--previous",
            help="An earlier result: what did not change is taken from it, what changed stays near to it.",
        ),
    ] = None
    compare_codes: Annotated[
        bool,
        typer.Option(
            "--compare-codes",
            help="Write no result: the detectors under every fire code side by side, in this process.",
        ),
    ] = False
    alternatives: Annotated[
        bool,
        typer.Option(
            "--alternatives",
            help="Keep each room's dense, sparse and balanced ceiling in the result, each completed: takes"
            " some three times as long.",
        ),
    ] = False
    timeout: Annotated[float, typer.Option("--timeout", help="Seconds to wait.", min=1)] = 3600.0


@dataclass(frozen=True)
class Output:
    """Where the result goes."""

    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", help="The result's file; default: NAME.completed.json. - is standard output."
        ),
    ] = None
    as_json: AsJson = False

    def target(self, building: Path) -> Path:
        """What came by standard input goes by standard output, unless told otherwise."""
        if self.as_json:
            return streams.STANDARD
        if self.out is None and building != streams.STANDARD:
            return Path(f"{building.stem}.completed.json")
        return self.out or streams.STANDARD


def place(  # parameters: a command's groups of options
    building: Source,
    job: JobOptions,
    reading: Reading,
    way: Way,
    output: Output,
    papers: Papers,
    stack: Stack,
) -> None:
    """Complete a building and write the result. Ctrl-C leaves the job running."""
    from plenum.cli import listening, placing, summary
    from plenum.cli.talk import say, talk

    read = job.read(building, reading)
    if way.compare_codes:
        from plenum.cli import codes

        codes.show(codes.compared(read, placing.run_local), as_json=output.as_json)
        return
    client = None
    if not way.local:
        client = stack.client()
        listening.demand(client)
    completed = placing.Placing(client, job.key, way.timeout).completed(read, way.previous)
    if way.alternatives:
        from plenum.pipeline.result.alternatives import with_alternatives

        # A job of its own each: the key is the first one's.
        again = placing.Placing(client, None, way.timeout)
        completed = with_alternatives(read, completed, lambda part: again.completed(part, None))
    target = output.target(building)
    placing.write(completed, read, target)
    papers.write(completed)
    summary.show(completed, talk())
    if target != streams.STANDARD:
        say(f"result: {target}")
    if completed["status"] != "complete":
        raise typer.Exit(FAILED)
    ended_unread(read)
