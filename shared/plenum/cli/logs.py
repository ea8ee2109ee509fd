"""`plenum logs`: the end of a part's log, or the log records that are asked for."""

from __future__ import annotations

import time
from collections import Counter, deque
from dataclasses import asdict, replace
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from plenum.cli import streams
from plenum.cli.log_question import OF_HEADS, Question, field_of, field_of_head
from plenum.cli.options import AsJson, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from plenum.cli.log_lines import LogLine
    from plenum.stack.info import StackInfo
    from plenum.stack.otlp_files import Ends


class Form(str, Enum):  # noqa: UP042 - typer takes its members' values either way, 3.11 shows them
    """How records are written."""

    console = "console"
    json = "json"
    ecs = "ecs"


def logs(  # parameters: options, each by its name
    question: Question,
    part: Annotated[
        str | None, typer.Argument(help="A part, as `plenum status` names it; default: each.")
    ] = None,
    lines: Annotated[int, typer.Option("--lines", min=1, help="So many, the last ones; of each part.")] = 20,
    follow: Annotated[bool, typer.Option("--follow", help="And those that come.")] = False,
    count_by: Annotated[
        str | None,
        typer.Option("--count-by", metavar="FIELD", help="How many by service, level, event or any field."),
    ] = None,
    overview: Annotated[
        bool, typer.Option("--summary", help="How many by service, level and event.")
    ] = False,
    form: Annotated[Form, typer.Option("--form", help="Of records.")] = Form.console,
    state: State = None,
    as_json: AsJson = False,
) -> None:
    """Print log records by job, trace, room, event, level, service and time; else the end of a part's log."""
    if not (question.is_asked() or follow or count_by or overview or form is not Form.console):
        _print_ends(part, lines, state, as_json)
        return
    from plenum.cli.options import stack_info
    from plenum.stack.errors import UsageError

    info = stack_info(state)
    if info is None:
        raise UsageError("no stack was brought up here: its log records are where its collector writes them")
    if count_by or overview:
        by = (count_by,) if count_by else ("service", "level", "event")
        _print_counts(_counts(info, question, by), by, as_json)
        return
    _print_records(info, question, lines, Form.json if as_json else form, follow=follow)


def _print_records(info: StackInfo, question: Question, lines: int, form: Form, *, follow: bool) -> None:
    seen: deque[LogLine] = deque(maxlen=10_000)
    ends: Ends = {}
    # A job, a trace or a room is wanted whole.
    whole = question.job or question.trace or question.room
    found = _lines(info, question, None if whole else lines, ends)
    while True:
        for line in found:
            _write(line, form)
            seen.append(line)
        if not follow:
            return
        time.sleep(1.0)
        found = _news(info, question, seen, ends)


def _news(info: StackInfo, question: Question, seen: deque[LogLine], ends: Ends) -> Iterable[LogLine]:
    """What came since: of files what is behind what was read, of the store what was not seen."""
    if not info.victorialogs:
        return _lines(info, question, None, ends)
    since = replace(question, since=seen[-1].time) if seen else question
    return (line for line in _lines(info, since, None, ends) if line not in seen)


def _lines(info: StackInfo, question: Question, last: int | None, ends: Ends) -> Iterable[LogLine]:
    """From the store where it runs, else from the files, on from `ends`; by time."""
    if info.victorialogs:
        from plenum.cli import log_store

        return log_store.lines(info.victorialogs, question, last)
    if last and question.by_head():
        from plenum.cli import log_lines

        return log_lines.last_of_folder(info.telemetry_dir, question.about(), question.wants, last, ends)
    found = sorted(_from_files(info, question, ends), key=lambda line: line.time)
    return found[-last:] if last else found


def _from_files(info: StackInfo, question: Question, ends: Ends | None = None) -> Iterator[LogLine]:
    from plenum.cli import log_lines

    found = log_lines.of_folder(info.telemetry_dir, question.about(), question.wants, ends)
    return filter(question.holds, found)


def _counts(info: StackInfo, question: Question, by: Sequence[str]) -> list[tuple[tuple[str, ...], int]]:
    if info.victorialogs:
        from plenum.cli import log_store

        return log_store.counts(info.victorialogs, question, by)
    if question.by_head() and set(by) <= OF_HEADS:
        from plenum.cli import log_lines

        heads = (head for head, _ in log_lines.records(info.telemetry_dir, question.about()))
        found = Counter(tuple(field_of_head(h, name) for name in by) for h in heads if question.wants(h))
    else:
        found = Counter(tuple(field_of(line, name) for name in by) for line in _from_files(info, question))
    return found.most_common()


def _print_counts(found: list[tuple[tuple[str, ...], int]], by: Sequence[str], as_json: bool) -> None:
    from plenum.printable import printable

    for values, count in found:
        if as_json:
            streams.write_json({**dict(zip(by, values, strict=True)), "count": count})
        else:
            typer.echo(printable(f"{count:8}  {'  '.join(value or '-' for value in values)}"))


def _write(line: LogLine, form: Form) -> None:
    from plenum.printable import printable

    if form is Form.console:
        typer.echo(printable(str(line)))
    else:
        streams.write_json(asdict(line) if form is Form.json else ecs(line))


def ecs(line: LogLine) -> dict[str, Any]:
    """A record in the Elastic Common Schema 8.11: what it has no name for is under `labels`."""
    about = dict(line.attributes)
    span_id = about.pop("span_id", None)
    return {
        "@timestamp": line.time,
        "ecs.version": "8.11.0",
        "log.level": line.severity,
        "message": line.event,
        "event.action": line.event,
        "service.name": line.service,
        **({"trace.id": line.trace_id} if line.trace_id else {}),
        **({"span.id": span_id} if span_id else {}),
        "labels": about,
    }


def _print_ends(part: str | None, lines: int, state: State, as_json: bool) -> None:
    from plenum.printable import printable
    from plenum.stack.errors import UsageError
    from plenum.stack.folder import StateFolder

    folder = StateFolder.found(state).logs
    paths = sorted(path for path in folder.glob("*.log") if part in (None, path.stem))
    if not paths:
        raise UsageError(f"there is no log{f' of {part}' if part else ''} in {folder}")
    for path in paths:
        with path.open(encoding="utf-8", errors="replace") as file:
            for line in deque(file, lines):
                words = line.rstrip("\n")
                if as_json:
                    streams.write_json({"part": path.stem, "line": words})
                else:
                    shown = printable(words, keep="\t")
                    typer.echo(shown if part else f"{path.stem}: {shown}")
