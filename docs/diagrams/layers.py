"""Parts in rows, each below all that import it, with the arrows between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from docs.diagrams.sheet import Box, Node, Point, arrow, labelled, px, render, sheet, wrapped

WIDTH: Final = 206.0
LANE: Final = 14.0
"""Width of the place that an arrow takes which passes a layer by."""
GAP: Final = 26.0
EDGE: Final = 24.0
BETWEEN: Final = 40.0
"""Height between two layers."""
LINE: Final = 13.0
SWEEPS: Final = 8
Notes = Callable[[str], str]


@dataclass(frozen=True)
class Lane:
    """Where an arrow passes a layer by."""

    start: str
    end: str
    row: int


Place = str | Lane
Row = list[Place]
Neighbours = defaultdict[Place, list[Place]]


def layered(
    title: str, names: Sequence[str], arrows: Sequence[tuple[str, str]], notes: Notes, above: int = 0
) -> str:
    """The picture: arrows downward, each part's name with a line on what it is.

    `names` come in an order in which each is before those it imports. The first `above` of them have the
    highest row for themselves.
    """
    rows = _ordered(_with_lanes(_rows(names, arrows, above), arrows), arrows)
    texts = {name: wrapped(notes(name), WIDTH - 20) for name in names}
    width = max(map(_row_width, rows)) + 2 * EDGE
    boxes: dict[Place, Box] = {}
    y = EDGE
    for row in rows:
        height = max(len(texts[name]) for name in row if isinstance(name, str)) * LINE + 36
        boxes |= _straightened(_row_boxes(row, y, width, height), boxes)
        y += height + BETWEEN
    description = "; ".join(f"{start} → {end}" for start, end in arrows)
    right = max(box.x + box.width for box in boxes.values()) + EDGE
    root = sheet(max(width, right), y - BETWEEN + EDGE, title, description)
    for start, end in arrows:
        _draw(root, boxes, rows, start, end)
    for name, text in texts.items():
        labelled(root, boxes[name], [name], text)
    return render(root)


def _rows(names: Sequence[str], arrows: Sequence[tuple[str, str]], above: int) -> list[list[str]]:
    """Each part as high as it can be: right below the lowest of those that import it."""
    rank: dict[str, int] = {}
    for number, name in enumerate(names):
        importers = [rank[start] for start, end in arrows if end == name]
        rank[name] = max([int(above > 0 and number >= above), *(1 + r for r in importers)])
    return [[name for name in names if rank[name] == row] for row in range(max(rank.values()) + 1)]


def _with_lanes(layers: Sequence[Sequence[str]], arrows: Sequence[tuple[str, str]]) -> list[Row]:
    rank = {name: number for number, layer in enumerate(layers) for name in layer}
    rows: list[Row] = [list(layer) for layer in layers]
    for start, end in arrows:
        for number in range(rank[start] + 1, rank[end]):
            rows[number].append(Lane(start, end, number))
    return rows


def _way(rows: Sequence[Row], start: str, end: str) -> list[Place]:
    """An arrow's places from its start to its end, the lanes between."""
    lanes = [place for row in rows for place in row if isinstance(place, Lane)]
    return [start, *(lane for lane in lanes if (lane.start, lane.end) == (start, end)), end]


def _ordered(rows: list[Row], arrows: Sequence[tuple[str, str]]) -> list[Row]:
    """Each row by where its neighbours stand, so that few arrows cross."""
    steps = [step for start, end in arrows for step in pairwise(_way(rows, start, end))]
    above, below = _neighbours((lower, upper) for upper, lower in steps), _neighbours(steps)
    best = rows
    for sweep in range(SWEEPS):
        if sweep % 2 == 0:
            _sort(rows, rows, above)
        else:
            _sort(rows[::-1], rows, below)
        if _crossings(rows, steps) < _crossings(best, steps) or sweep == 0:
            best = [list(row) for row in rows]
    return best


def _neighbours(steps: Iterable[tuple[Place, Place]]) -> Neighbours:
    found: Neighbours = defaultdict(list)
    for place, other in steps:
        found[place].append(other)
    return found


def _sort(sweep: Sequence[Row], rows: Sequence[Row], neighbours: Neighbours) -> None:
    """Each row of a sweep, in place, by where its neighbours now stand."""
    at = {place: _share(row, n) for row in rows for n, place in enumerate(row)}
    for row in sweep:
        row.sort(key=lambda place: _mean(neighbours, place, at))
        at |= {place: _share(row, n) for n, place in enumerate(row)}


def _share(row: Row, number: int) -> float:
    return (number + 0.5) / len(row)


def _mean(neighbours: Neighbours, place: Place, at: Mapping[Place, float]) -> float:
    found = [at[other] for other in neighbours[place]]
    return sum(found) / len(found) if found else at[place]


def _crossings(rows: Sequence[Row], steps: Sequence[tuple[Place, Place]]) -> int:
    at = {place: (rank, n) for rank, row in enumerate(rows) for n, place in enumerate(row)}
    lines = [(at[upper], at[lower][1]) for upper, lower in steps]
    return sum(
        one[0][0] == two[0][0] and (one[0][1] - two[0][1]) * (one[1] - two[1]) < 0
        for one in lines
        for two in lines
    )


def _row_width(row: Row) -> float:
    return sum(WIDTH if isinstance(place, str) else LANE for place in row) + GAP * (len(row) - 1)


def _row_boxes(row: Row, y: float, width: float, height: float) -> dict[Place, Box]:
    """The row in the sheet's middle; a lane is a box that is not drawn."""
    x = (width - _row_width(row)) / 2
    boxes: dict[Place, Box] = {}
    for place in row:
        boxes[place] = Box(x, y, WIDTH if isinstance(place, str) else LANE, height)
        x += boxes[place].width + GAP
    return boxes


def _straightened(row: dict[Place, Box], above: Mapping[Place, Box]) -> dict[Place, Box]:
    """The row with the lanes at its right end moved outwards to where their arrows come from."""
    places = list(row)
    trailing = len(places)
    while trailing and isinstance(places[trailing - 1], Lane):
        trailing -= 1
    edge = 0.0
    for lane in places[trailing:]:
        before = [
            box.x
            for place, box in above.items()
            if isinstance(place, Lane) and isinstance(lane, Lane) and place == replace(lane, row=lane.row - 1)
        ]
        x = max(row[lane].x, edge, *before)
        row[lane] = row[lane]._replace(x=x)
        edge = x + LANE + GAP
    return row


def _draw(root: Node, boxes: Mapping[Place, Box], rows: Sequence[Row], start: str, end: str) -> None:
    """From the lower edge of one box down to the upper edge of the other, straight through its lanes."""
    way = [boxes[place] for place in _way(rows, start, end)]
    tip = Point(_towards(way[-1], way[-2]), way[-1].y)
    at = Point(_towards(way[0], way[1]), way[0].y + way[0].height)
    path = f"M{px(at.x)} {px(at.y)}"
    for box in way[1:-1]:
        path += _curve(at, Point(box.middle.x, box.y)) + f"V{px(box.y + box.height)}"
        at = Point(box.middle.x, box.y + box.height)
    arrow(root, path + _curve(at, Point(tip.x, tip.y - 6)), tip, (0, 1))


def _towards(box: Box, other: Box) -> float:
    """Where on a box' edge an arrow stands: a little to the side it comes from or goes to."""
    lean = max(-1.0, min(1.0, (other.middle.x - box.middle.x) / 320))
    return box.middle.x + lean * box.width * 0.36


def _curve(start: Point, end: Point) -> str:
    half = (start.y + end.y) / 2
    return f"C{px(start.x)} {px(half)} {px(end.x)} {px(half)} {px(end.x)} {px(end.y)}"
