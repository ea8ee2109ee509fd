"""The ceilings that are in the model: IfcCovering CEILING over a space gives height, tiles, or no grid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from plenum.files.errors import InvalidBuilding, quoted
from plenum.files.geometry.tiling import STEP_M
from plenum.files.ifc.bodies import Bodies, items_of
from plenum.files.ifc.components import body_of
from plenum.files.ifc.pattern import Pattern, pattern_of
from plenum.files.ifc.placement import Placements
from plenum.files.ifc.plan import Plan, plan_of
from plenum.files.ifc.relations import above, materials, predefined, text, type_of
from plenum.files.ifc.sound import place, sound
from plenum.files.limits import MAX_CEILING_M, MIN_CEILING_M

_SHARE: Final = 0.05
"""Of a room's floor: a ceiling over less of it belongs to a neighbour, or is a soffit."""
_MOST: Final = 0.5
"""Of a room's floor that ceilings must cover to be its ceiling; else it is open to the storey's own."""
_OVER_TOP_M: Final = 0.3
"""A space may be drawn to this much below its ceiling."""
_SAME_M: Final = 0.01
"""Ceilings this near in height are on one level."""


@dataclass(frozen=True)
class Ceiling:
    """One body of a covering, m on the site."""

    name: str
    pattern: Pattern
    plan: Polygon
    low_m: float
    """Of its underside, the lowest point."""
    slope_m: float
    spaces: frozenset[int]
    """The numbers of the spaces that it is said to cover."""


@dataclass(frozen=True)
class Over:
    """The ceilings of one room."""

    main: Ceiling
    """The one over most of it."""
    share: float
    """Of the floor that it covers, with those like it."""
    covered: BaseGeometry
    """That part of the floor, on the site."""
    elsewhere: BaseGeometry
    """What other ceilings cover of the floor, on the site."""
    others: tuple[Ceiling, ...]
    """One of each other kind."""


_Covered = tuple[Ceiling, BaseGeometry]
"""A ceiling, and the part of a floor under it."""


class Ceilings:
    """Finds a room's ceilings."""

    def __init__(self, found: Sequence[Ceiling]) -> None:
        self._found = list(found)
        self._tree = shapely.STRtree([ceiling.plan for ceiling in self._found])

    def over(self, space: int, plan: Plan) -> Over | None:
        """The ceilings over a space's floor; none where they do not cover most of it."""
        near = self._near(space, plan)
        area = plan.floor.area
        if not near or shapely.union_all([part for _, part in near]).area < _MOST * area:
            return None
        kinds: dict[tuple[int, Pattern], list[_Covered]] = {}
        for ceiling, part in near:
            kinds.setdefault((round(ceiling.low_m / _SAME_M), ceiling.pattern), []).append((ceiling, part))
        covered = {key: shapely.union_all([part for _, part in alike]) for key, alike in kinds.items()}
        chosen = max(covered, key=lambda key: covered[key].area)
        others = [key for key in kinds if key != chosen]
        elsewhere = shapely.union_all([covered[key] for key in others])
        return Over(
            main=kinds[chosen][0][0],
            share=min(1.0, covered[chosen].area / area),
            covered=covered[chosen],
            elsewhere=shapely.difference(elsewhere, covered[chosen], grid_size=STEP_M),
            others=tuple(kinds[key][0][0] for key in others),
        )

    def _near(self, space: int, plan: Plan) -> list[_Covered]:
        """The ceilings that hang in a space over more than a soffit's share of its floor, and that part."""
        numbers = sorted(self._tree.query(plan.floor, predicate="intersects"))
        fitting = [c for c in (self._found[int(i)] for i in numbers) if _fits(c, space, plan)]
        parts = [(ceiling, _shared(plan.floor, ceiling.plan)) for ceiling in fitting]
        return [(ceiling, part) for ceiling, part in parts if part.area >= _SHARE * plan.floor.area]


def _shared(floor: Polygon, ceiling: Polygon) -> BaseGeometry:
    """What a ceiling covers of a floor, without the lines along which they only touch."""
    parts = shapely.get_parts(shapely.intersection(floor, ceiling, grid_size=STEP_M))
    return shapely.union_all([part for part in parts if part.geom_type == "Polygon"])


def _fits(ceiling: Ceiling, space: int, plan: Plan) -> bool:
    """Whether it hangs in this space and not in the one above it; what says its spaces is of no other."""
    if ceiling.spaces and space not in ceiling.spaces:
        return False
    height = ceiling.low_m - plan.level_m
    return MIN_CEILING_M <= height <= MAX_CEILING_M and ceiling.low_m <= plan.top_m + _OVER_TOP_M


def ceilings_of(file: Any, placements: Placements, bodies: Bodies) -> Ceilings:
    """Every ceiling of the file that says where it is; one that is broken tells nothing."""
    found: list[Ceiling] = []
    for covering in file.by_type("IfcCovering"):
        try:
            with sound(place(covering)):
                if _is_ceiling(covering):
                    found += _parts(covering, placements, bodies)
        except InvalidBuilding:
            continue
    return Ceilings(found)


def _is_ceiling(covering: Any) -> bool:
    stated = predefined(covering)
    return stated == "CEILING" or (not stated and "ceiling" in " ".join(_names(covering)).casefold())


def _parts(covering: Any, placements: Placements, bodies: Bodies) -> Iterator[Ceiling]:
    representation = body_of(covering)
    if representation is None:
        return
    names = _names(covering)
    pattern = pattern_of([*names, *materials(covering)])
    spaces = _spaces(covering)
    matrix = bodies.metres(placements.of(covering.ObjectPlacement))
    for item in items_of(representation):
        for body in bodies.of(item):
            try:
                plan = plan_of([body.moved(matrix)], place(covering))
            except InvalidBuilding:
                # The upright face of a step in a ceiling covers nothing.
                continue
            name = next(iter(names), "")
            yield Ceiling(name, pattern, plan.floor, plan.level_m, plan.floor_slope_m, spaces)


def _names(covering: Any) -> list[str]:
    """What it is called and what its type is, without the numbers that exporters add."""
    kind = type_of(covering)
    said = [text(covering, "ObjectType"), text(covering, "Name"), text(covering, "Description")]
    if kind is not None:
        said += [text(kind, "Name"), text(kind, "ElementType"), text(kind, "Description")]
    return [name for name in said if name]


def _spaces(covering: Any) -> frozenset[int]:
    """The spaces that a relation says it covers, or that it is in."""
    covered: Iterable[Any] = getattr(covering, "CoversSpaces", None) or ()
    said = [getattr(r, "RelatingSpace", None) or getattr(r, "RelatedSpace", None) for r in covered]
    within = [whole for whole in above(covering) if whole.is_a("IfcSpace")]
    return frozenset(space.id() for space in (*said, *within) if space is not None)


def quoted_ceiling(ceiling: Ceiling) -> str:
    """A ceiling as a note names it."""
    return f"the ceiling {quoted(ceiling.name)}" if ceiling.name else "the ceiling of the model"
