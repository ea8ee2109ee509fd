"""How a building is completed from the command line: over a running Plenum or in this process."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import typer
from celery.exceptions import TimeoutError as TookTooLong

from plenum.cli import streams
from plenum.cli.errors import FAILED, INTERRUPTED
from plenum.cli.progress import bar
from plenum.cli.talk import say
from plenum.client import Client
from plenum.files.building.building import Building
from plenum.files.building.writer import building_to_json
from plenum.files.errors import InvalidBuilding
from plenum.files.parsing.json_text import load
from plenum.pipeline.options import PlaceOptions
from plenum.pipeline.result.grid import grid_of
from plenum.pipeline.result.replacement import Replacement

_LOOK_S: Final = 0.1
"""How often the bar moves."""


@dataclass(frozen=True)
class Placing:
    """Where and how long a building is worked on."""

    client: Client | None
    """None: in this process."""
    key: str | None
    timeout_s: float

    def completed(self, building: Building, previous: Path | None) -> dict[str, Any]:
        """The completed building; with an earlier result only what changed since is placed."""

        def one(part: Building, options: PlaceOptions) -> dict[str, Any]:
            if self.client is None:
                return run_local(part)
            return run(self.client, part, options["idempotency_key"], self.timeout_s)

        keyed: PlaceOptions = {"idempotency_key": self.key}
        if previous is None:
            return one(building, keyed)
        return _again(building, previous).placed(one, keyed)


def _again(building: Building, previous: Path) -> Replacement:
    """The building after an edit: only what changed since its earlier result is placed."""
    try:
        return Replacement(building, load(streams.source(previous)))
    except InvalidBuilding as error:
        raise error.within(streams.name_of(previous)) from None


def write(completed: dict[str, Any], building: Building, out: Path) -> None:
    """The result in the form of what was asked: a grid for a grid. Raises UnfinishedError."""
    answer = grid_of(completed) if building.source_format == "grid" else completed
    streams.write_json(answer, out)


def run(
    client: Client, building: Building, key: str | None = None, timeout_s: float = 3600.0
) -> dict[str, Any]:
    """Submit, watch, fetch. Says how to go on when it is interrupted."""
    job_id = client.submit(building_to_json(building), idempotency_key=key)
    say(f"job {job_id}")
    go_on = f"the job goes on; watch it with: plenum job watch {job_id}"
    until = time.monotonic() + timeout_s
    try:
        with bar("stages of batches") as advance:
            for look in client.waiting(job_id, _LOOK_S, timeout_s):
                if look:
                    advance(look.done, look.total)
                if time.monotonic() > until:
                    break
            completed: dict[str, Any] = client.result(job_id, max(0.0, until - time.monotonic()))
    except TookTooLong:
        say(f"not done after {timeout_s:g} s; {go_on}")
        raise typer.Exit(FAILED) from None
    except KeyboardInterrupt:
        say(go_on)
        raise typer.Exit(INTERRUPTED) from None
    return completed


def run_local(building: Building) -> dict[str, Any]:
    """The same pipeline in this process. Says so when it is interrupted: nothing goes on elsewhere."""
    from plenum.pipeline.runner import PipelineRunner

    _OneLine.instead_of("opentelemetry", "plenum.telemetry")
    try:
        with bar("stages of batches") as advance:
            return PipelineRunner().run_full_pipeline(building, advance)
    except KeyboardInterrupt:
        say("interrupted: nothing was written")
        raise typer.Exit(INTERRUPTED) from None


class _OneLine(logging.Handler):
    """One line for a person where loggers have more to say of a receiver that is not there."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._said = False

    @classmethod
    def instead_of(cls, *loggers: str) -> None:
        """What these say goes through one handler and nowhere else."""
        handler = cls()
        for logger in map(logging.getLogger, loggers):
            logger.addHandler(handler)
            logger.propagate = False

    def emit(self, record: logging.LogRecord) -> None:
        """The first complaint, in short; the others are about the same."""
        if not self._said:
            self._said = True
            say(f"telemetry is not delivered: {record.getMessage():.200}")
