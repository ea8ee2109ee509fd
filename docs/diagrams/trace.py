"""A job's trace as a picture: a row for each stage, with its wait, its attempt and its model in one bar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from docs.diagrams.sheet import MONO, SMALL, Node, Point, add, px, render, sheet, words
from plenum.telemetry import names
from plenum.traces import Seen

ROW: Final = 21.0
EDGE: Final = 16.0
NAMES: Final = 268.0
"""Where the bars begin."""
BARS: Final = 640.0
FIGURES: Final = 66.0
TOP: Final = 62.0
_STYLES: Final = {
    "whole": ("#8aa0b6", "#5d7389"),
    "wait": ("#f0d9a0", "#6b5a2c"),
    "work": ("#a9c7e8", "#2f5478"),
    "model": ("#3f7fbf", "#6aa5de"),
    "fail": ("#c9372c", "#f0635a"),
    "grid": ("#e3e8ed", "#2a3037"),
}
"""What a bar is: its colour on light paper, and on dark."""
LEGEND: Final = (("wait", "on a queue"), ("work", "an attempt"), ("model", "its model"), ("fail", "failed"))


@dataclass(frozen=True)
class Row:
    """One line: the span that names it, and what is drawn into its bar, the later over the earlier."""

    span: Seen
    depth: int
    parts: list[tuple[str, Seen]] = field(default_factory=list)


def rows(spans: Sequence[Seen]) -> list[Row]:
    """The job, then what was done for it in the order of its beginning; failed rooms under their stage."""
    found = [Row(span, *_place(span, spans)) for span in spans if _has_a_row(span)]
    order = {row.span.span_id: row.span.start_us for row in found}
    parents = {span.span_id: span for span in spans}

    def key(row: Row) -> tuple[float, float, int]:
        # A room stands under the attempt that failed on it.
        span = row.span
        while span.name.startswith(("room ", "execute ")) and span.parent_id in parents:
            span = parents[span.parent_id]
        return (order.get(span.span_id, span.start_us), row.depth, 0)

    return sorted(found, key=key)


def _has_a_row(span: Seen) -> bool:
    kind = span.name.split()[0]
    return kind not in ("send", "wait", "execute", "room") or (kind == "room" and span.error)


def _place(span: Seen, spans: Sequence[Seen]) -> tuple[int, list[tuple[str, Seen]]]:
    """How deep a row stands, and its bars."""
    kind = span.name.split()[0]
    if kind == "room":
        return 3, [("fail", span)]
    if kind == "process":
        return 2, _attempt(span, spans)
    return int(span.name != names.PLACE_JOB), [("fail" if span.error else "whole", span)]


def _attempt(span: Seen, spans: Sequence[Seen]) -> list[tuple[str, Seen]]:
    """Its message's wait, itself, its model."""
    stage, batch = span.name.partition(" ")[2], span.attributes.get(names.BATCH_ID)
    waits = [s for s in spans if s.name == f"wait {stage}" and s.attributes.get(names.BATCH_ID) == batch]
    models = [s for s in spans if s.name == f"execute {stage}" and s.parent_id == span.span_id]
    parts = [("wait", wait) for wait in waits] + [("work", span)]
    return parts + [("fail" if model.error else "model", model) for model in models]


def trace_picture(spans: Sequence[Seen]) -> str:
    """SVG of one job's spans, as a back end told them."""
    found = rows(spans)
    begin = min(span.start_us for span in spans)
    total_us = max(span.start_us + span.duration_us for span in spans) - begin
    height = TOP + ROW * len(found) + EDGE
    root = sheet(
        NAMES + BARS + FIGURES + EDGE,
        height,
        "One job's trace",
        "A row for each span of a job: time runs to the right, and each bar begins where the work began.",
    )
    add(root, "style").text = _css()
    _scale(root, total_us, height)
    _legend(root)
    for number, row in enumerate(found):
        _draw(root, row, TOP + ROW * number, begin, BARS / total_us)
    return render(root)


def _css() -> str:
    light, dark = (
        "".join(f".{name}{{fill:{colours[side]}}}" for name, colours in _STYLES.items()) for side in (0, 1)
    )
    return f"{light}@media(prefers-color-scheme:dark){{{dark}}}"


_ROUND: Final = tuple(digit * 10**power for power in range(5) for digit in (1, 2, 5))


def _steps(total_us: float) -> Iterator[float]:
    """Round times, at most a dozen, in ms."""
    step = next(s for s in (*_ROUND, 1e9) if total_us / 1000 / s <= 12)
    at = 0.0
    while at * 1000 <= total_us:
        yield at
        at += step


def _scale(root: Node, total_us: float, height: float) -> None:
    for at_ms in _steps(total_us):
        x = NAMES + at_ms * 1000 * BARS / total_us
        add(root, "rect", class_="grid", x=x, y=TOP - 8, width=1, height=height - TOP + 8 - EDGE / 2)
        said = f"{at_ms / 1000:g} s" if at_ms >= 1000 else f"{at_ms:g} ms"
        words(root, Point(x, TOP - 14), said if at_ms else "0", note=True)


def _legend(root: Node) -> None:
    x = NAMES
    for kind, said in LEGEND:
        add(root, "rect", class_=kind, x=x, y=16, width=22, height=11, rx=2)
        words(root, Point(x + 28, 25.5), said, note=True, text_anchor="start")
        x += 130


def _draw(root: Node, row: Row, y: float, begin: float, px_per_us: float) -> None:
    name = row.span.name.removeprefix("process ")
    own = {"text_anchor": "start", "font_family": MONO, "font_size": px(SMALL + 0.5)}
    if row.span.error:
        own["font_weight"] = "600"
    words(root, Point(EDGE + 14 * row.depth, y + 12), name, **own)
    for kind, span in row.parts:
        x, width = NAMES + (span.start_us - begin) * px_per_us, max(1.5, span.duration_us * px_per_us)
        inner = 4.0 if kind in ("model", "fail") and row.depth == 2 else 0.0
        add(root, "rect", class_=kind, x=x, y=y + 2 + inner / 2, width=width, height=13 - inner, rx=1.5)
    at = NAMES + BARS + FIGURES
    words(root, Point(at, y + 12), f"{row.span.duration_us / 1000:.1f}", note=True, text_anchor="end")
