"""The stages, drawn from the graph itself: who waits for whom, between a client's task and its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from docs.diagrams.sheet import Box, Node, Point, add, arrow, labelled, px, rectangle, render, sheet, words
from plenum.pipeline.graph import Graph, Stage
from plenum.pipeline.job import COORDINATOR

WIDTH: Final = 122.0
HEIGHT: Final = 58.0
GAP: Final = 36.0
ROW: Final = 74.0
EDGE: Final = 20.0
BUS: Final = 46.0
"""Height of the bars underneath, which all processes share."""
BARS: Final = (
    (
        "Redis",
        "every arrow is a message on a queue; the record holds what was asked, committed, and by whom",
    ),
    (
        "otel-collector",
        "every process sends it OTLP: traces go to Jaeger, metrics to Prometheus, logs to a file",
    ),
)


def stage_graph(graph: Graph) -> str:
    """The picture: a column for each step of a batch, the client and the coordinator before them."""
    columns = _columns(graph)
    rows = max(map(len, columns))
    width = 2 * EDGE + (len(columns) + 2) * WIDTH + (len(columns) + 1) * GAP
    middle = EDGE + rows * ROW / 2
    turn = EDGE + rows * ROW + 14
    height = turn + 24 + len(BARS) * (BUS + 10) + EDGE - 10
    root = sheet(width, height, "The stages of a job", _in_words(graph))

    boxes = {name: _box(0, 0, 1, middle) for name in ("client",)} | {COORDINATOR: _box(1, 0, 1, middle)}
    for number, column in enumerate(columns, 2):
        for place, stage in enumerate(column):
            boxes[stage.name] = _box(number, place, len(column), middle)
    _arrows(root, graph, boxes)
    _return(root, boxes[graph.last.name], boxes[COORDINATOR], turn)
    labelled(root, boxes["client"], ["client"], ["Celery, plenum"])
    labelled(root, boxes[COORDINATOR], [COORDINATOR], ["in and out"])
    for stage in graph.stages:
        _stage(root, boxes[stage.name], stage)
    for number, (name, note) in enumerate(BARS):
        bar = Box(EDGE, turn + 24 + number * (BUS + 10), width - 2 * EDGE, BUS)
        rectangle(root, bar, class_="bar")
        words(root, Point(bar.middle.x, bar.y + 19), name, mono=True, font_weight="600")
        words(root, Point(bar.middle.x, bar.y + 35), note, note=True)
    return render(root)


def _columns(graph: Graph) -> list[list[Stage]]:
    """The stages by the length of the way to them."""
    depth: dict[str, int] = {}
    for stage in graph.stages:
        depth[stage.name] = 1 + max((depth[name] for name in stage.after), default=-1)
    return [
        [stage for stage in graph.stages if depth[stage.name] == step]
        for step in range(max(depth.values()) + 1)
    ]


def _in_words(graph: Graph) -> str:
    steps = " → ".join(" | ".join(stage.name for stage in column) for column in _columns(graph))
    return f"client → {COORDINATOR} → {steps} → {COORDINATOR} → client"


def _box(column: int, place: int, of: int, middle: float) -> Box:
    y = middle + (place - (of - 1) / 2) * ROW - HEIGHT / 2
    return Box(EDGE + column * (WIDTH + GAP), y, WIDTH, HEIGHT)


def _stage(root: Node, box: Box, stage: Stage) -> None:
    """A stage's box with a band in the colour of what it places."""
    note = stage.kind.entry.plural if stage.kind else "the best valid one"
    labelled(root, box, _lines(stage.name), [note])
    if stage.kind:
        drawing = stage.kind.entry.drawing
        colour = drawing.mark_ink if drawing.mark_fill == "#ffffff" else drawing.mark_fill
        add(root, "rect", x=box.x, y=box.y + 8, width=4, height=box.height - 16, rx=2, fill=colour)


def _lines(name: str) -> Sequence[str]:
    """A long name in two lines, broken after the word that leaves them most alike."""
    if len(name) <= 14:
        return [name]
    parts = name.split("_")
    breaks = [("_".join(parts[:n]) + "_", "_".join(parts[n:])) for n in range(1, len(parts))]
    return min(breaks, key=lambda lines: max(map(len, lines)))


def _arrows(root: Node, graph: Graph, boxes: Mapping[str, Box]) -> None:
    """From left to right, and both ways between client and coordinator."""
    client, coordinator = boxes["client"], boxes[COORDINATOR]
    for down, start, end in ((-9, client, coordinator), (9, coordinator, client)):
        ahead = 1 if start is client else -1
        x = start.x + (start.width if ahead > 0 else 0)
        tip = Point(end.x + (0 if ahead > 0 else end.width), end.middle.y + down)
        arrow(root, f"M{px(x)} {px(tip.y)}H{px(tip.x - ahead * 6)}", tip, (ahead, 0))
    for stage in graph.first():
        _between(root, coordinator, boxes[stage.name])
    for stage in graph.stages:
        for name in stage.after:
            _between(root, boxes[name], boxes[stage.name])


def _between(root: Node, start: Box, end: Box) -> None:
    a, tip = Point(start.x + start.width, start.middle.y), Point(end.x, end.middle.y)
    half = (a.x + tip.x) / 2
    path = f"M{px(a.x)} {px(a.y)}C{px(half)} {px(a.y)} {px(half)} {px(tip.y)} {px(tip.x - 6)} {px(tip.y)}"
    arrow(root, path, tip, (1, 0))


def _return(root: Node, last: Box, coordinator: Box, turn: float) -> None:
    """The last commit of a job sends its ending to the coordinator."""
    start, tip = last.middle.x, Point(coordinator.middle.x, coordinator.y + coordinator.height)
    path = (
        f"M{px(start)} {px(last.y + last.height)}V{px(turn - 10)}q0 10 -10 10H{px(tip.x + 10)}"
        f"q-10 0 -10 -10V{px(tip.y + 6)}"
    )
    arrow(root, path, tip, (0, -1))
    words(root, Point((start + tip.x) / 2, turn - 7), "the last batch's commit ends the job", note=True)
