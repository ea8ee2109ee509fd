"""Where whole tiles fit exactly, a grid may start with strips of half a tile instead: as suits the lights.

An odd number of lines stands on the middle of an odd number of tiles alone, an even one on that of an even
number. GEO-4 leaves the choice along an axis that is a whole number of tiles long, and there alone: elsewhere
one of the two starts leaves less than half a tile. The best ordered layout on each start makes it.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Final

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.order.least_price import least_price
from plenum.ceiling.room.borders import border_cuts
from plenum.ceiling.room.room import Extent, Room
from plenum.files.assumption import Assumption
from plenum.files.building.building import AS_DRAWN, Building
from plenum.files.building.gathering import noted
from plenum.files.building.relaid import laid_anew, why_kept
from plenum.files.geometry.grid_start import Centre, Wish

CUT: Final = 0.03
"""What a cut tile costs, in lights: whole tiles that fit are given up for a better ceiling alone."""
LIKE: Final = 0.1
"""Prices this near are the same: a file's noise must not decide between two starts."""
ROOM_TILES: Final = 2_500
"""Of a room's grid up to which its lights are looked at before it is laid,"""
ALL_TILES: Final = 40_000
"""and of all unlike rooms of a building, each start counted: reading takes some seconds more at most."""
_BY_RULE: Final = (Assumption.TILE, Assumption.TILE_OF_TWO_FEET, Assumption.TILE_OF_CALLER)
_Centres = tuple[Centre | None, Centre | None]


def suited_to_lights(building: Building) -> Building:
    """The building with the grids that its reader laid by the rule started as suits the lights."""
    if building.source_format in AS_DRAWN:
        return building
    suiting, notes = _Suiting(building.settings), dict(building.assumptions)
    rooms = []
    for room in building.rooms:
        better = suiting.better(room) if _by_rule(notes.get(room.room_id, ())) else None
        if better:
            cut = [axis for axis, strips in zip("xy", border_cuts(better), strict=True) if any(strips)]
            noted(notes, room.room_id, Assumption.STRIPS.said(axes=" and ".join(cut)))
        rooms.append(better or room)
    return replace(building, rooms=tuple(rooms), assumptions=notes)


def _by_rule(notes: tuple[str, ...]) -> bool:
    return any(Assumption.of(note) in _BY_RULE for note in notes)


class _Suiting:
    """The starts found so far: rooms that are alike have the same."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._left = ALL_TILES
        self._known: dict[tuple[Extent, LightBrief], _Centres | None] = {}

    def better(self, room: Room) -> Room | None:
        """The room on a grid that suits its lights better; None where its own does, or there is no choice."""
        tiles = room.width * room.height
        others = _other_centres(room) if tiles <= ROOM_TILES and not why_kept(room) else []
        if not others:
            return None
        asked = room.extent, brief_for(room, self._settings).light
        if asked not in self._known:
            cost = tiles * (1 + len(others))
            if cost > self._left:
                return None
            self._left -= cost
            self._known[asked] = _best(room, others, self._settings)
        centres = self._known[asked]
        return _laid(room, centres) if centres else None


def _other_centres(room: Room) -> list[_Centres]:
    """The other starts that GEO-4 allows: of each axis that whole tiles fill, those with half tiles."""
    free = [not any(strips) for strips in border_cuts(room)]
    ways = [(None, other) if may else (None,) for may, other in zip(free, _half_tiles(room), strict=True)]
    return [(x, y) for x, y in product(*ways) if x or y]


def _half_tiles(room: Room) -> tuple[Centre, Centre]:
    """What is to stand on the middle of each axis for its strips to be half a tile: what does not now."""
    return ("tile" if room.width % 2 == 0 else "joint"), ("tile" if room.height % 2 == 0 else "joint")


def _best(room: Room, others: list[_Centres], settings: Settings) -> _Centres | None:
    """The start with the least price, its cut tiles counted; None for the room's own."""
    own = _price(room, settings)
    found: _Centres | None = None
    least = float("inf") if own is None else own - LIKE
    for centres in others:
        laid = _laid(room, centres)
        price = _price(laid, settings)
        if price is not None and price + CUT * _cut_tiles(laid, centres) < least:
            least, found = price + CUT * _cut_tiles(laid, centres) - LIKE, centres
    return found


def _laid(room: Room, centres: _Centres) -> Room:
    return laid_anew(room, room.tile_m, Wish(rotation_deg=room.frame.rotation_deg, centre=centres))


def _price(room: Room, settings: Settings) -> float | None:
    return least_price(room, brief_for(room, settings).light)


def _cut_tiles(room: Room, centres: _Centres) -> int:
    """Along the two walls of each axis that has strips now."""
    x, y = centres
    return 2 * ((room.height if x else 0) + (room.width if y else 0))
