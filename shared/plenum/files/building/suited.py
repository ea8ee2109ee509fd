"""Where whole tiles fit exactly, a grid may start with strips of half a tile instead: as suits the lights.

An odd number of lines stands on the middle of an odd number of tiles alone, an even one on that of an even
number. GEO-4 leaves the choice along an axis that is a whole number of tiles long, and there alone: elsewhere
one of the two starts leaves less than half a tile. The best ordered layout on each start makes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import product
from math import inf
from typing import Final

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.looks import is_bent
from plenum.ceiling.light.order.least_price import least_price
from plenum.ceiling.room.borders import walls_across
from plenum.ceiling.room.geometry import polygon
from plenum.ceiling.room.room import Extent, Room
from plenum.files.assumption import Assumption
from plenum.files.building.building import AS_DRAWN, Building
from plenum.files.building.gathering import noted
from plenum.files.building.relaid import BY_RULE, laid_anew, why_kept
from plenum.files.geometry.grid_start import OTHER, Axis, Centre, Wish, border, by_rule

CUT: Final = 0.03
"""What a cut tile costs, in lights: whole tiles that fit are given up for a better ceiling alone."""
LIKE: Final = 0.1
"""Prices this near are the same: a file's noise must not decide between two starts."""
FEWEST_TILES: Final = 20
"""Whole tiles that must be left: what comes after the lights needs its distances in a small room."""
ROOM_TILES: Final = 2_500
"""Of a room's grid up to which its lights are looked at before it is laid."""
WORK: Final = 25_000
"""Of all unlike rooms of a building, the cheapest first: some five seconds of a processor."""
A_START: Final = 50
"""What looking at a start costs beside its tiles, and twice that in bent rooms."""
_Centres = tuple[Centre, Centre]
_Key = tuple[Extent, LightBrief]


@dataclass(frozen=True)
class _Choice:
    """A room whose grid may start in several ways."""

    room: Room
    brief: LightBrief
    own: _Centres
    """What stands on the middle of x and of y now."""
    others: tuple[_Centres, ...]

    @property
    def key(self) -> _Key:
        """What rooms have in common that start alike."""
        return self.room.extent, self.brief

    @property
    def cost(self) -> int:
        """Of looking at all of its starts."""
        each = A_START + self.room.width * self.room.height
        return (1 + len(self.others)) * each * (2 if is_bent(self.room) else 1)

    def laid(self, centres: _Centres) -> Room:
        """The room on the grid that starts so."""
        wish = Wish(rotation_deg=self.room.frame.rotation_deg, centre=centres)
        return laid_anew(self.room, self.room.tile_m, wish)

    def cut(self, centres: _Centres) -> list[int]:
        """The axes that have strips then."""
        return [axis for axis in (0, 1) if centres[axis] != self.own[axis]]


def suited_to_lights(building: Building) -> Building:
    """The building with the grids that its reader laid by the rule started as suits the lights."""
    if building.source_format in AS_DRAWN:
        return building
    notes = dict(building.assumptions)
    ruled = [room for room in building.rooms if _by_rule(notes.get(room.room_id, ()))]
    choices = [choice for room in ruled if (choice := _choice(room, building.settings))]
    found, better = _found(choices), {}
    for choice in choices:
        if centres := found.get(choice.key):
            room_id = choice.room.room_id
            better[room_id] = choice.laid(centres)
            axes = " and ".join("xy"[axis] for axis in choice.cut(centres))
            noted(notes, room_id, Assumption.STRIPS.said(axes=axes))
    rooms = tuple(better.get(room.room_id, room) for room in building.rooms)
    return replace(building, rooms=rooms, assumptions=notes)


def _by_rule(notes: tuple[str, ...]) -> bool:
    return any(Assumption.of(note) in BY_RULE for note in notes)


def _choice(room: Room, settings: Settings) -> _Choice | None:
    """The starts that GEO-4 allows; None where it leaves no other."""
    if room.width * room.height > ROOM_TILES or room.usable < FEWEST_TILES:
        return None
    walls = [walls_across(polygon(room), axis) for axis in (0, 1)]
    axes = [Axis(between, between, tile) for between, tile in zip(walls, room.tile_m, strict=True)]
    x, y = own = by_rule(axes[0]), by_rule(axes[1])
    fits = [border(axis, centre) == 0.0 for axis, centre in zip(axes, own, strict=True)]
    if not any(fits) or why_kept(room):
        return None
    _, *others = product((x, OTHER[x]) if fits[0] else (x,), (y, OTHER[y]) if fits[1] else (y,))
    return _Choice(room, brief_for(room, settings).light, own, tuple(others))


def _found(choices: Iterable[_Choice]) -> dict[_Key, _Centres | None]:
    """The better starts of rooms that are unlike each other; None for the room's own.

    The cheapest are looked at first, whatever their order in the file.
    """
    unlike = {choice.key: choice for choice in choices}
    found: dict[_Key, _Centres | None] = {}
    left = WORK
    for choice in sorted(unlike.values(), key=lambda one: (one.cost, one.room.extent, repr(one.brief))):
        left -= choice.cost
        if left < 0:
            break
        found[choice.key] = _best(choice)
    return found


def _best(choice: _Choice) -> _Centres | None:
    """The start with the least price, its cut tiles counted; None for the room's own."""
    own = least_price(choice.room, choice.brief)
    least, found = inf if own is None else own - LIKE, None
    for centres in choice.others:
        laid = choice.laid(centres)
        if laid.usable < FEWEST_TILES or (price := least_price(laid, choice.brief)) is None:
            continue
        # Along the two walls of each axis that has strips.
        price += CUT * 2 * sum((laid.height, laid.width)[axis] for axis in choice.cut(centres))
        if price < least:
            least, found = price - LIKE, centres
    return found
