"""A job's trace as a waterfall in the terminal: one line a stage and batch, waiting shown as waiting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from plenum.traces import Seen, shape

_BESIDE = 46
"""Columns that names, batches and milliseconds take beside the bars."""


Waits = Mapping[tuple[str, object], Seen]
"""Spans of time on a queue, by stage and batch."""


def draw(spans: list[Seen], console: Console, *, most_rows: int = 60) -> None:
    """Print the trace. Light blocks are time on a queue, full ones are work, the mark is a failed span."""
    begin = min(span.start_us for span in spans)
    total = max(span.start_us + span.duration_us for span in spans) - begin
    waits = {
        (s.name.removeprefix("wait "), s.attributes.get("plenum.batch.id")): s
        for s in spans
        if s.name.startswith("wait ")
    }
    rows = [s for s in spans if not s.name.startswith(("send ", "wait ", "execute ", "room ", "place batch"))]
    bar = max(20, min(120, console.width - _BESIDE))
    rows.sort(key=lambda s: (s.name != "place job", s.start_us))
    console.print(_table(rows[:most_rows], waits, begin, total, bar))
    if len(rows) > most_rows:
        console.print(f"… {len(rows) - most_rows} more; --all shows them", style="dim")
    found, kinds = shape(spans), Counter(span.name.split()[0] for span in spans)
    console.print(
        f"{found.spans} spans of {len(found.services)} services, {found.roots} root, "
        f"{len(found.orphans)} orphans, depth {found.depth}; "
        + ", ".join(f"{n} {kind}" for kind, n in kinds.most_common()),
        soft_wrap=True,
    )


def _table(spans: list[Seen], waits: Waits, begin: float, total: float, bar: int) -> Table:
    """A line a span; `begin` and `total` are the trace's, in microseconds, `bar` is a width in columns."""
    table = Table(box=None, pad_edge=False, expand=False)
    for title, justify in (("span", "left"), ("batch", "left"), ("", "left"), ("ms", "right")):
        table.add_column(title, justify=justify, no_wrap=True)  # type: ignore[arg-type]  # one of the literals
    for span in spans:
        batch = str(span.attributes.get("plenum.batch.id", ""))
        wait = waits.get((span.name.removeprefix("process "), batch))
        name = span.name if span.name == "place job" else f"  {span.name.removeprefix('process ')}"
        table.add_row(
            Text(name, style="bold red" if span.error else "bold" if span.name == "place job" else ""),
            Text(batch, style="dim"),
            _bar(span, wait, begin, total, bar),
            f"{span.duration_us / 1000:.1f}",
        )
    return table


def _bar(span: Seen, wait: Seen | None, begin: float, total: float, width: int) -> Text:
    """The span's place in time, its wait before it."""

    def column(at_us: float) -> int:
        return round((at_us - begin) / max(total, 1.0) * width)

    start, end = column(span.start_us), column(span.start_us + span.duration_us)
    queued = column(wait.start_us) if wait else start
    end = max(end, start + 1)
    bar = Text(" " * queued)
    bar.append("░" * (start - queued), style="yellow")
    bar.append(
        "█" * (end - start), style="red" if span.error else "green" if span.name == "place job" else "cyan"
    )
    bar.append(" " * (width - end))
    return bar
