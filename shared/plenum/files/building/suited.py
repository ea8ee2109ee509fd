"""Where whole tiles fit exactly, a grid may start with strips of half a tile instead: as suits the lights.

An odd number of lines stands on the middle of an odd number of tiles alone, an even one on that of an even
number. GEO-4 leaves the choice along an axis that is a whole number of tiles long, and there alone: elsewhere
one of the two starts leaves less than half a tile. The best ordered layout on each start makes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import product
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
from plenum.files.building.relaid import laid_anew, why_kept
from plenum.files.geometry.grid_start import Axis, Centre, Wish, border, by_rule

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
_BY_RULE: Final = (Assumption.TILE, Assumption.TILE_OF_TWO_FEET, Assumption.TILE_OF_CALLER)
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


def suited_to_lights(building: Building) -> Building:
    """The building with the grids that its reader laid by the rule started as suits the lights."""
    if building.source_format in AS_DRAWN:
        return building
    notes = dict(building.assumptions)
    ruled = [room for room in building.rooms if _ruled(notes.get(room.room_id, ()))]
    choices = {room.room_id: choice for room in ruled if (choice := _choice(room, building.settings))}
    found = _found(choices.values(), building.settings)
    rooms = []
    for room in building.rooms:
        choice = choices.get(room.room_id)
        centres = found.get(choice.key) if choice else None
        if choice and centres:
            cut = [axis for axis, now, then in zip("xy", choice.own, centres, strict=True) if now != then]
            noted(notes, room.room_id, Assumption.STRIPS.said(axes=" and ".join(cut)))
            room = _laid(room, centres)  # noqa: PLW2901 - the room on its grid
        rooms.append(room)
    return replace(building, rooms=tuple(rooms), assumptions=notes)


def _ruled(notes: tuple[str, ...]) -> bool:
    return any(Assumption.of(note) in _BY_RULE for note in notes)


def _choice(room: Room, settings: Settings) -> _Choice | None:
    """The starts that GEO-4 allows; None where it leaves no other."""
    if room.width * room.height > ROOM_TILES or why_kept(room):
        return None
    floor = polygon(room)
    axes = [
        Axis((low, high), (low, high), room.tile_m[k])
        for k in (0, 1)
        for low, high in [walls_across(floor, k)]
    ]
    own_x, own_y = (by_rule(axis) for axis in axes)
    ways = [
        (own, _OTHER[own]) if border(axis, own) == 0.0 else (own,)
        for own, axis in zip((own_x, own_y), axes, strict=True)
    ]
    others = tuple((x, y) for x, y in product(*ways) if (x, y) != (own_x, own_y))
    if not others or room.usable < FEWEST_TILES:
        return None
    return _Choice(room, brief_for(room, settings).light, (own_x, own_y), others)


_OTHER: Final[Mapping[Centre, Centre]] = {"joint": "tile", "tile": "joint"}


def _found(choices: Iterable[_Choice], settings: Settings) -> dict[_Key, _Centres | None]:
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
        found[choice.key] = _best(choice, settings)
    return found


def _best(choice: _Choice, settings: Settings) -> _Centres | None:
    """The start with the least price, its cut tiles counted; None for the room's own."""
    own = _price(choice.room, settings)
    least = float("inf") if own is None else own - LIKE
    found: _Centres | None = None
    for centres in choice.others:
        laid = _laid(choice.room, centres)
        price = _price(laid, settings) if laid.usable >= FEWEST_TILES else None
        if price is not None and price + CUT * _cut_tiles(laid, choice.own, centres) < least:
            least, found = price + CUT * _cut_tiles(laid, choice.own, centres) - LIKE, centres
    return found


def _laid(room: Room, centres: _Centres) -> Room:
    return laid_anew(room, room.tile_m, Wish(rotation_deg=room.frame.rotation_deg, centre=centres))


def _price(room: Room, settings: Settings) -> float | None:
    return least_price(room, brief_for(room, settings).light)


def _cut_tiles(room: Room, own: _Centres, centres: _Centres) -> int:
    """Along the two walls of each axis that has strips now."""
    across = room.height, room.width
    return 2 * sum(tiles for tiles, now, then in zip(across, own, centres, strict=True) if now != then)
