"""On a room's sheet: marks beside components, and where the lights stand, from wall to wall."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from plenum.ceiling.room.room import Room
from plenum.files.drawing.canvas import FAINT, MUTED, Node, line, mm, node, text, wide
from plenum.files.drawing.labels import Space, tags, write
from plenum.files.drawing.light_lines import DASH, LINE, inside, light_lines
from plenum.files.drawing.on_paper import OnPaper
from plenum.files.drawing.room_tiles import DATUM_MM, datum, datum_mark
from plenum.files.schedule.marks import Marked

_LETTERS_MM: Final = (2.1, 1.8, 1.5, 1.2)
_AWAY: Final = 5.0
"""mm from the room to the chain of dimensions."""
_SMALL: Final = 1.7


def marks(root: Node, plan: OnPaper, parts: Sequence[Marked]) -> None:
    """Each component's mark where it covers nothing, and where the grid is set out from."""
    group = node(root, "g", class_="marks")
    space = Space(parts[0].room, parts)
    at = datum(parts[0].room)
    if at is not None:
        space.keep(at, DATUM_MM / plan.k)
        datum_mark(group, plan.at(at))
    for one in tags(space, parts, [size / plan.k for size in _LETTERS_MM]):
        write(group, plan.at(one.middle_m), one, plan.k)


def light_dimensions(root: Node, plan: OnPaper, room: Room) -> None:
    """A chain above the room and one to the right of it, over the lights' lines where they form a pattern.

    Goes below the components, so that no centre line crosses a symbol.
    """
    group = node(root, "g", class_="light-dimensions", fill=MUTED)
    root.remove(group)
    below = next((i for i, e in enumerate(root) if e.get("class") == "components"), len(root))
    root.insert(below, group)
    for axis, lines in enumerate(light_lines(room)):
        if lines:
            _chain(group, plan, axis, lines)
            _centre_lines(group, plan, room, axis, lines)


def _chain(group: Node, plan: OnPaper, axis: int, lines: Sequence[float]) -> None:
    """The distances from wall to wall over the lines; ticks alone where there is no space."""
    stops = [plan.low[axis], *lines, plan.high[axis]]
    spots = [plan.at((stop, stop))[axis] for stop in stops]
    across = (plan.at(plan.high)[1] - _AWAY, plan.at(plan.high)[0] + _AWAY)[axis]

    def at(along: float, aside: float) -> tuple[float, float]:
        return (along, across + aside) if axis == 0 else (across + aside, along)

    line(group, at(spots[0], 0.0), at(spots[-1], 0.0), 0.1, MUTED)
    for spot in spots:
        line(group, at(spot - 0.6, 0.6), at(spot + 0.6, -0.6), 0.2, MUTED)
    for (start, stop), (begin, end) in zip(pairwise(stops), pairwise(spots), strict=True):
        words = plan.units.distance(stop - start)
        if wide(words, _SMALL) <= abs(end - begin):
            x, y = at((begin + end) / 2, -0.8)
            turn = None if axis == 0 else f"rotate(-90 {mm(x)} {mm(y)})"
            text(group, (x, y), words, _SMALL, anchor="middle", transform=turn)


def _centre_lines(group: Node, plan: OnPaper, room: Room, axis: int, lines: Sequence[float]) -> None:
    """Within the walls, and a thin line on to the chain of dimensions."""
    right, top = plan.at(plan.high)
    for at in lines:
        last = plan.at((at, at))
        for start, end in inside(room, axis, at, (plan.low[1 - axis], plan.high[1 - axis])):
            line(group, plan.at(start), plan.at(end), 0.1, LINE, stroke_dasharray=DASH)
            last = plan.at(end)
        stop = (last[0], top - _AWAY) if axis == 0 else (right + _AWAY, last[1])
        line(group, last, stop, 0.08, FAINT)
