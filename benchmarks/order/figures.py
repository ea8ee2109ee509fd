"""The figures of order of some ceilings, each with over how many it was counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from benchmarks.order import arrays, mirrors, module, twins
from benchmarks.order.ceiling import Ceiling
from plenum.ceiling.room.kinds import Kind

Share = tuple[int, int]
"""How many are as asked, of how many."""
Figures = dict[str, Share]
SMALL = 30
"""Usable tiles under which a room counts as small."""


def figures(ceilings: Sequence[Ceiling]) -> Figures:
    """Every figure by its name; their meaning is in the modules that count them."""
    lit = [c for c in ceilings if len(c.lights)]
    large, small = ([c for c in lit if (c.room.usable < SMALL) is few] for few in (False, True))
    found: Figures = {
        "L3": _rooms(arrays.array_of(c, Kind.LIGHT) for c in lit),
        "L3c": _rooms(map(arrays.completed_array, lit)),
        "L5b": _items(arrays.in_company(c) or (0, 0) for c in lit),
        "L8s": _rooms(map(mirrors.lights_symmetric, lit)),
        "L8m": _rooms(map(mirrors.every_mirror, lit)),
        "L9": _rooms(map(arrays.lonely, lit)),
        "W": _items(map(arrays.wall_gaps, lit)),
        "X1": _rooms(twins.congruent(lit)),
        "X3": _rooms(twins.alike(lit)),
        "S1": _rooms(arrays.array_of(c, Kind.SUPPLY) for c in ceilings),
        "A1m": _rooms(map(mirrors.whole_mirrored, large)),
        "A1m small": _rooms(map(mirrors.whole_mirrored, small)),
    }
    return found | _of_kinds(lit)


def _of_kinds(lit: Sequence[Ceiling]) -> Figures:
    """How each kind stands to the lights' lines and to a corridor's."""
    found: Figures = {}
    for name, kind in (("S", Kind.SUPPLY), ("R", Kind.RETURN), ("D", Kind.DETECTOR)):
        found["S5" if name == "S" else f"{name}1"] = _of(module.strictly, lit, kind)
        found[f"M {name}"] = _of(module.on_module, lit, kind)
        found[f"T {name}"] = _of(module.touching, lit, kind)
    for number, kind in enumerate((Kind.LIGHT, Kind.SUPPLY, Kind.DETECTOR), 1):
        found[f"C{number}"] = _of(module.on_middle_line, lit, kind)
    return found


def _of(counted: Callable[[Ceiling, Kind], Share], ceilings: Iterable[Ceiling], kind: Kind) -> Share:
    return _items(counted(ceiling, kind) for ceiling in ceilings)


def _rooms(answers: Iterable[bool | None]) -> Share:
    asked = [answer for answer in answers if answer is not None]
    return sum(asked), len(asked)


def _items(shares: Iterable[Share] | Iterator[Share]) -> Share:
    listed = list(shares)
    return sum(good for good, _ in listed), sum(of for _, of in listed)
