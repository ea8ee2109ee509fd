"""`plenum job`: one job's life, from anywhere its Plenum can be reached."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from plenum.cli import streams
from plenum.cli.options import AsJson, Job, Stack

Limit = Annotated[int, typer.Option("--limit", min=1, help="So many of them, the latest first.")]


def list_(stack: Stack, limit: Limit = 20, as_json: AsJson = False) -> None:
    """List the jobs that run, and those whose record is still kept."""
    from plenum.cli.talk import say

    jobs = stack.client().jobs()
    if as_json:
        streams.write_json([asdict(job) for job in jobs[:limit]])
        return
    for job in jobs[:limit]:
        took = f"{job.duration_s:.2f} s" if job.duration_s is not None else ""
        rooms = f"{job.rooms} room{'s' if job.rooms != 1 else ''}"
        typer.echo(f"{job.job_id}\t{job.status}\t{rooms}\t{job.accepted_at}\t{took}")
    more = f", {len(jobs) - limit} of them not shown" if len(jobs) > limit else ""
    say(f"{len(jobs)} job{'s' if len(jobs) != 1 else ''}{more}")


def watch(job: Job, stack: Stack, as_json: AsJson = False) -> None:
    """Follow a job until its result is there; with --json a line for each look."""
    from plenum.cli import listening
    from plenum.cli.talk import say

    client = stack.client()
    listening.mention(client, job)
    client.find(job)
    for progress in client.watch(job, every_s=0.5):
        if as_json:
            streams.write_json({"job_id": job, **asdict(progress)})
        else:
            say(f"{progress.status}: {progress.done} of {progress.total} stages of batches")
    say(f"ended; fetch it with: plenum job result {job}")


def result(
    job: Job,
    stack: Stack,
    out: Annotated[Path, typer.Option("-o", "--out", help="A file instead of stdout, which is -.")] = (
        streams.STANDARD
    ),
    as_json: AsJson = False,
) -> None:
    """Print a job's completed building as JSON, waiting for it; with --json without the table beside it."""
    from plenum.cli import listening, summary
    from plenum.cli.talk import talk

    client = stack.client()
    listening.mention(client, job)
    client.find(job)
    completed = client.result(job)
    streams.write_json(completed, out)
    if "rooms" in completed and not as_json:
        summary.show(completed, talk())


def cancel(job: Job, stack: Stack, as_json: AsJson = False) -> None:
    """Cancel a job; rooms that are done are in its result, the others say cancelled."""
    status = stack.client().cancel(job)
    if as_json:
        streams.write_json({"job_id": job, "status": status})
    else:
        typer.echo(status)
    if status == "gone":
        raise typer.Exit(1)
