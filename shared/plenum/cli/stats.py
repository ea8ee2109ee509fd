"""`plenum stats`: what each model and stage did, and every figure as a file."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plenum.cli import streams
from plenum.cli.options import AsJson, State, stack_info

if TYPE_CHECKING:
    from plenum.statistics.snapshot import Snapshot
    from plenum.telemetry.samples import Sample


class Form(str, Enum):  # noqa: UP042 - typer takes its members' values either way, 3.11 shows them
    """How they are written."""

    text = "text"
    prometheus = "prometheus"
    json = "json"
    parquet = "parquet"


def stats(
    form: Annotated[Form, typer.Option("--format", help="A report, or every figure.")] = Form.text,
    out: Annotated[
        Path, typer.Option("-o", "--out", help="Where to; - is standard output.")
    ] = streams.STANDARD,
    save: Annotated[Path | None, typer.Option("--save", help="A folder for all of these forms.")] = None,
    prometheus: Annotated[
        str | None, typer.Option("--prometheus", help="Its address; default: the stack's.")
    ] = None,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Print count, success, time, memory and cache hits of each model and stage; or export every figure."""
    from plenum.statistics.forms import FORMS, ParquetMissingError
    from plenum.statistics.report import report
    from plenum.statistics.snapshot import snapshot

    taken = snapshot(_samples(prometheus, state))
    if save:
        _save(taken, save)
        return
    form = Form.json if as_json else form
    try:
        streams.write(report(taken).encode() if form is Form.text else FORMS[form.value](taken), out)
    except ParquetMissingError as error:
        from plenum.stack.errors import UsageError

        raise UsageError(str(error)) from None


def _samples(prometheus: str | None, state: State) -> list[Sample]:
    """From Prometheus that is named or the stack's, else from the embedded stack's files."""
    from plenum.stack.errors import StackError, UsageError
    from plenum.statistics import sources

    info = None if prometheus else stack_info(state)
    url = prometheus or (info.prometheus if info else None)
    if url:
        try:
            return sources.of_prometheus(url)
        except (OSError, ValueError) as error:
            raise StackError(f"Prometheus at {url} does not answer: {error}") from None
    if info is None:
        raise UsageError("no stack was brought up here: give --prometheus, the address of one's figures")
    return sources.of_files(info.telemetry_dir)


def _save(taken: Snapshot, folder: Path) -> None:
    from plenum.cli.talk import say
    from plenum.statistics.saving import save_all

    written, missing = save_all(taken, folder)
    for path in written:
        typer.echo(path)
    if missing:
        say(f"without Parquet: {missing}")
