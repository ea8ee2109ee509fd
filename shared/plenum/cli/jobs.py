"""Commands about a job that runs or ran: submit, watch, result, trace, cancel, dead."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from plenum.cli import common, summary, trace_page, traces, waterfall
from plenum.cli.common import AsJson, RedisUrl, State, talk, tell_left_out, told
from plenum.files.building.writer import building_to_json
from plenum.files.read import read_building
from plenum.pipeline import deadletters
from plenum.pipeline.graph import installed_graph
from plenum.telemetry import names

Job = Annotated[str, typer.Argument(help="The job's id.")]


def submit(
    building: Annotated[Path, typer.Argument(help="A building's file.")],
    key: Annotated[str | None, typer.Option("--key", envvar="PLENUM_KEY", help="Idempotency key.")] = None,
    redis_url: RedisUrl = None,
    state: State = None,
) -> None:
    """Submit a building and print the job's id."""
    with told():
        read = read_building(building)
        tell_left_out(read)
        payload = building_to_json(read)
        typer.echo(common.connect(redis_url, state).submit(payload, idempotency_key=key))


def watch(job: Job, redis_url: RedisUrl = None, state: State = None) -> None:
    """Follow a job until its result is there."""
    with told():
        client = common.connect(redis_url, state)
        client.find(job)
        for progress in client.watch(job, every_s=0.5):
            talk.print(f"{progress.status}: {progress.done} of {progress.total} stages of batches")
        talk.print(f"ended; fetch it with: plenum result {job}")


def result(
    job: Job,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="A file instead of stdout.")] = None,
    redis_url: RedisUrl = None,
    state: State = None,
) -> None:
    """Print a job's completed building as JSON, waiting for it."""
    with told():
        client = common.connect(redis_url, state)
        client.find(job)
        completed = client.result(job)
        common.write_json(completed, out)
        if "rooms" in completed:
            summary.show(completed, talk)


def trace(
    job: Job,
    every: Annotated[bool, typer.Option("--all", help="Every row.")] = False,
    html: Annotated[Path | None, typer.Option("--html", help="A page instead, every span on it.")] = None,
    redis_url: RedisUrl = None,
    state: State = None,
) -> None:
    """Draw a job's trace as a waterfall, from Jaeger or from the embedded sink's files."""
    with told():
        progress = common.connect(redis_url, state).progress(job)
        if progress is None:
            talk.print(f"no record of job {job}")
            raise typer.Exit(1)
        spans = find_spans(progress.trace_id, state)
        if not spans:
            talk.print(f"trace {progress.trace_id} has not arrived")
            raise typer.Exit(1)
        if html:
            html.write_text(trace_page.page(spans, f"job {job}"), encoding="utf-8")
            talk.print(f"{len(spans)} spans on {html}", highlight=False)
            return
        waterfall.draw(spans, Console(), most_rows=100_000 if every else 60)


def find_spans(trace_id: str, state: Path | None, wait_s: float = 10.0) -> list[traces.Seen]:
    """The trace's spans once all of a whole job's have arrived, or what there is after `wait_s` seconds."""
    info = common.stack_info(state)
    until = time.monotonic() + wait_s
    while info is not None:
        url = info.jaeger_query
        spans = traces.from_jaeger(url, trace_id) if url else traces.from_files(info.telemetry_dir, trace_id)
        if _arrived(spans) or time.monotonic() > until:
            return spans
        time.sleep(0.3)
    return []


def _arrived(spans: list[traces.Seen]) -> bool:
    """Whether each stage has told of each batch: services export at their own pace."""
    root = next((span for span in spans if span.name == names.PLACE_JOB), None)
    if root is None:
        return False
    done = {(s.name, s.attributes.get(names.BATCH_ID)) for s in spans if s.name.startswith("process ")}
    return len(done) >= int(root.attributes.get(names.BATCHES, 0)) * len(installed_graph().stages)


def cancel(job: Job, redis_url: RedisUrl = None, state: State = None) -> None:
    """Cancel a job; rooms that are done are in its result, the others say cancelled."""
    with told():
        status = common.connect(redis_url, state).cancel(job)
        typer.echo(status)
        if status == "gone":
            raise typer.Exit(1)


def dead(redis_url: RedisUrl = None, state: State = None, as_json: AsJson = False) -> None:
    """List the work that was given up, with the reasons."""
    with told():
        letters = deadletters.letters(common.connect(redis_url, state).redis)
        if as_json:
            common.write_json(letters, None)
            return
        for letter in letters:
            typer.echo(f"{letter['id']}\t{letter['reason']}")
        talk.print(f"{len(letters)} dead letters")


def replay(
    letter_id: Annotated[str, typer.Argument(help="A dead letter's id, as `plenum dead` lists it.")],
    redis_url: RedisUrl = None,
    state: State = None,
) -> None:
    """Submit a dead letter's room again, as a job of its own, and print the job's id."""
    with told():
        client = common.connect(redis_url, state)
        letter = next((x for x in deadletters.letters(client.redis) if x["id"] == letter_id), None)
        building = deadletters.building_of(letter) if letter else None
        if building is None:
            talk.print("no such letter" if letter is None else "this letter holds no whole room")
            raise typer.Exit(2)
        typer.echo(client.submit(building_to_json(building)))
        deadletters.remove(client.redis, letter_id)
