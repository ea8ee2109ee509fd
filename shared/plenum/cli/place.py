"""`plenum place`: submit a building, show how far it is, write the result and the drawings."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from celery.exceptions import TimeoutError as TookTooLong

from plenum.cli import codes, common, papers, summary
from plenum.cli.common import AsJson, Luminaires, RedisUrl, State, talk, told
from plenum.cli.progress import bar
from plenum.files.building.building import Building
from plenum.files.building.writer import building_to_json, completed_to_grid
from plenum.files.errors import InvalidBuilding
from plenum.files.parsing.json_text import load
from plenum.files.read import read_building
from plenum.pipeline.client import Client

if TYPE_CHECKING:
    from plenum.pipeline.previous import Replacement


def place(
    building: Annotated[Path, typer.Argument(help="Any format that Plenum reads.")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="The result's file; default: NAME.completed.json.")
    ] = None,
    drawings: Annotated[
        Path | None, typer.Option("--drawings", envvar="PLENUM_DRAWINGS", help="A folder for the plans.")
    ] = None,
    heat_maps: Annotated[
        bool,
        typer.Option(
            "--heat-maps",
            envvar="PLENUM_HEAT_MAPS",
            help="Each room's illuminance beside its plan in the drawings.",
        ),
    ] = False,
    report: Annotated[
        Path | None, typer.Option("--report", envvar="PLENUM_REPORT", help="A printable page of HTML.")
    ] = None,
    exports: Annotated[
        list[Path] | None,
        typer.Option(
            "--export",
            envvar="PLENUM_EXPORT",
            help="The result as a model, drawing or schedule too, by the ending: .ifc, .dxf, .csv. May be"
            " given again.",
        ),
    ] = None,
    luminaire: Luminaires = None,
    code: Annotated[
        str | None, typer.Option("--code", envvar="PLENUM_CODE", help="NFPA72, BS5839 or EN54_14_2018.")
    ] = None,
    key: Annotated[
        str | None, typer.Option("--key", envvar="PLENUM_KEY", help="Idempotency key: the same job again.")
    ] = None,
    previous: Annotated[
        Path | None,
        typer.Option(
            "--previous",
            envvar="PLENUM_PREVIOUS",
            help="An earlier result: what did not change is taken from it, what changed stays near to it.",
        ),
    ] = None,
    thorough: Annotated[
        bool,
        typer.Option(
            "--thorough",
            envvar="PLENUM_THOROUGH",
            help="More work, up to some 4 s a room, to prove that no fewer luminaires do.",
        ),
    ] = False,
    compare_codes: Annotated[
        bool,
        typer.Option(
            "--compare-codes",
            help="Write no result: the detectors under every fire code side by side, in this process.",
        ),
    ] = False,
    local: Annotated[bool, typer.Option("--local", help="In this process, without a broker.")] = False,
    timeout: Annotated[float, typer.Option(envvar="PLENUM_TIMEOUT", help="Seconds to wait.", min=1)] = 3600.0,
    redis_url: RedisUrl = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Complete a building and write the result. Ctrl-C leaves the job running."""
    with told():
        asked_for = papers.Papers(drawings, heat_maps, report, exports or [])
        options: dict[str, Any] = {"code": code} if code else {}
        if thorough:
            options["settings"] = {"proof": "thorough"}
        read = read_building(building, options=options)
        read = common.relit(read, luminaire)
        common.tell_left_out(read)
        if compare_codes:
            codes.tell(codes.compared(read, run_local), as_json=as_json)
            return
        client = None if local else common.connect(redis_url, state)

        def placing(asked: Building, options: Mapping[str, Any]) -> dict[str, Any]:
            key = options["idempotency_key"]
            return run(client, asked, key, timeout) if client else run_local(asked)

        keyed = {"idempotency_key": key}
        completed = _again(read, previous).placed(placing, keyed) if previous else placing(read, keyed)
        answer = completed_to_grid(completed) if read.source_format == "grid" else completed
        target = None if as_json else out or Path(f"{building.stem}.completed.json")
        common.write_json(answer, target)
        asked_for.write(completed)
        summary.show(completed, talk)
        if target:
            talk.print(f"result: {target}")
        if completed["status"] != "complete":
            raise typer.Exit(1)


def _again(building: Building, previous: Path) -> Replacement:
    """The building after an edit: only what changed since its earlier result is placed."""
    from plenum.pipeline.previous import Replacement

    try:
        return Replacement(building, load(previous))
    except InvalidBuilding as error:
        raise error.within(previous.name) from None


def run(
    client: Client, building: Building, key: str | None = None, timeout_s: float = 3600.0
) -> dict[str, Any]:
    """Submit, watch, fetch. Says how to go on when it is interrupted."""
    payload = building_to_json(building)
    job_id = client.submit(payload, idempotency_key=key)
    talk.print(f"job {job_id}", highlight=False)
    until = time.monotonic() + timeout_s
    try:
        with bar("stages of batches") as tell:
            for look in client.looks(job_id):
                if look:
                    tell(look.done, look.total)
                if time.monotonic() > until:
                    break
                time.sleep(0.1)
            completed: dict[str, Any] = client.result(job_id, max(0.0, until - time.monotonic()))
    except TookTooLong:
        talk.print(
            f"not done after {timeout_s:g} s; the job goes on; watch it with: plenum watch {job_id}",
            highlight=False,
            soft_wrap=True,
        )
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        talk.print(f"the job goes on; watch it with: plenum watch {job_id}", highlight=False, soft_wrap=True)
        raise typer.Exit(130) from None
    return completed


def run_local(building: Building) -> dict[str, Any]:
    """The same pipeline in this process. Says so when it is interrupted: nothing goes on elsewhere."""
    from plenum.pipeline.runner import PipelineRunner

    logging.getLogger("opentelemetry").addHandler(_OneLine())
    try:
        with bar("stages of batches") as tell:
            return PipelineRunner().run_full_pipeline(building, tell)
    except KeyboardInterrupt:
        talk.print("interrupted: nothing was written")
        raise typer.Exit(130) from None


class _OneLine(logging.Handler):
    """One line where the SDK logs one for each attempt to reach a receiver that is not there."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._said = False
        logging.getLogger("opentelemetry").propagate = False

    def emit(self, record: logging.LogRecord) -> None:
        """The first complaint, in short; the others are about the same."""
        if not self._said:
            self._said = True
            talk.print(
                f"telemetry is not delivered: {record.getMessage():.200}", markup=False, highlight=False
            )
