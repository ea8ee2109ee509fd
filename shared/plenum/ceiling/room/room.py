"""One room: its grid of tiles, its outline, and what already hangs in its ceiling."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.room.grid import EMPTY, INVALID, SYMBOLS, Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout

Point = tuple[float, float]
Ring = tuple[Point, ...]
_BARE = str.maketrans(dict.fromkeys(SYMBOLS.values(), EMPTY))
Spots = NDArray[np.intp]
"""Tiles as an array, one (x, y) a row: what large rooms are reckoned with."""


class Extent(NamedTuple):
    """The size of a room's tiles, its walls, in m, and the floor below its beams, m²."""

    tile_m: tuple[float, float]
    outline: Ring
    holes_m: tuple[Ring, ...]
    beams_m2: float


@dataclass(frozen=True)
class Frame:
    """Where the grid stands on the site: its origin in m and the rotation of its x axis in degrees."""

    origin_m: tuple[float, float, float] = (0.0, 0.0, 0.0)
    rotation_deg: float = 0.0


@dataclass(frozen=True)
class Room:
    """A room as the models see it. Lengths in m, flows in L/s; immutable.

    `rows[y][x]` is one character of `room.grid.ALPHABET`; y grows upwards in plan. Tiles occupied here
    are never moved; `existing` tells those that arrived occupied from those placed since.
    """

    room_id: str
    rows: tuple[str, ...]
    tile_m: tuple[float, float] = (0.6, 0.6)
    ceiling_height_m: float = 2.8
    room_type: str = "office_enclosed"
    name: str = ""
    story: str = ""
    outline_m: Ring = ()
    """The room's outline in the grid's frame, counter-clockwise, not closed; empty: the grid's rectangle."""
    holes_m: tuple[Ring, ...] = ()
    beams_m2: float = 0.0
    """Of the holes' area, what lies below beams: people stand on it, and it is aired as the rest."""
    frame: Frame = field(default_factory=Frame)
    luminaire: str | None = None
    existing: frozenset[Tile] = frozenset()
    flows: Mapping[Tile, float] = field(default_factory=dict)
    """L/s of each supply or return terminal whose flow is known; positive."""

    @property
    def width(self) -> int:
        """Tiles along x."""
        return len(self.rows[0]) if self.rows else 0

    @property
    def height(self) -> int:
        """Tiles along y."""
        return len(self.rows)

    @cached_property
    def outline(self) -> Ring:
        """The outline, or the grid's rectangle where none was given, in m."""
        if self.outline_m:
            return self.outline_m
        w, h = self.width * self.tile_m[0], self.height * self.tile_m[1]
        return ((0.0, 0.0), (w, 0.0), (w, h), (0.0, h))

    @property
    def extent(self) -> Extent:
        """By what a room is known again, beside what its tiles hold."""
        return Extent(self.tile_m, self.outline, self.holes_m, self.beams_m2)

    def at(self, tile: Tile) -> str:
        """The character at a tile."""
        return self.rows[tile[1]][tile[0]]

    def tiles(self) -> Iterator[tuple[Tile, str]]:
        """All tiles, row by row from y = 0, with their characters."""
        for y, row in enumerate(self.rows):
            for x, char in enumerate(row):
                yield (x, y), char

    @cached_property
    def cells(self) -> NDArray[np.uint8]:
        """height × width: the code of each tile's character; read-only."""
        codes = np.frombuffer("".join(self.rows).encode(), dtype=np.uint8)
        return codes.reshape(self.height, self.width)

    @property
    def usable_cells(self) -> tuple[str, ...]:
        """The rows with nothing on them."""
        return tuple(row.translate(_BARE) for row in self.rows)

    @property
    def usable_numbers(self) -> dict[Tile, int]:
        """The tiles that are not invalid, numbered row by row."""
        return {(x, y): number for number, (x, y) in enumerate(self.usable_spots().tolist())}

    def free_spots(self, but: Collection[Tile] = ()) -> Spots:
        """The empty tiles but for these, row by row."""
        where: NDArray[np.bool_] = self.cells == ord(EMPTY)
        for x, y in but:
            where[y, x] = False
        return _spots(where)

    def usable_spots(self) -> Spots:
        """The tiles that are not invalid, row by row."""
        return _spots(self.cells != ord(INVALID))

    def of_kind(self, kind: Kind) -> tuple[Tile, ...]:
        """The tiles that hold this kind, existing and placed, row by row."""
        return self._tiles_with(SYMBOLS[kind])

    def free(self) -> tuple[Tile, ...]:
        """The empty tiles, row by row."""
        return self._tiles_with(EMPTY)

    def _tiles_with(self, char: str) -> tuple[Tile, ...]:
        if (known := self._known.get(char)) is None:
            known = ()
            # Soon said of most kinds in most rooms: there is none.
            if any(char in row for row in self.rows):
                rows, columns = np.nonzero(self.cells == ord(char))
                known = tuple(zip(columns.tolist(), rows.tolist(), strict=True))
            self._known[char] = known
        return known

    @cached_property
    def _known(self) -> dict[str, tuple[Tile, ...]]:
        """Tiles by character, as far as they were asked for."""
        return {}

    @property
    def usable(self) -> int:
        """How many tiles are not invalid."""
        return sum(len(row) - row.count(INVALID) for row in self.rows)

    @property
    def empty(self) -> int:
        """How many tiles are free."""
        return sum(row.count(EMPTY) for row in self.rows)

    def centre_m(self, tile: Tile) -> Point:
        """A tile's centre in the grid's frame, in m."""
        return ((tile[0] + 0.5) * self.tile_m[0], (tile[1] + 0.5) * self.tile_m[1])

    def with_layout(self, layout: Layout) -> Room:
        """The room with a layout's terminals on its grid.

        Raises ValueError when a tile is outside, not empty, or named twice: a layout never moves
        or covers what is there. The last one's is remembered: who places, who judges and the stages that
        follow ask in turn.
        """
        if not layout.terminals:
            return self
        lit: Room
        last, lit = self.__dict__.get("_last", (None, self))
        if last is not layout:
            lit = self._hung(layout)
            self.__dict__["_last"] = layout, lit
        return lit

    def _hung(self, layout: Layout) -> Room:
        symbol = SYMBOLS[layout.kind]
        changed: dict[int, list[str]] = {}
        width, height = self.width, self.height
        for terminal in layout.terminals:
            x, y = terminal.tile
            inside = 0 <= y < height and 0 <= x < width
            row = changed.setdefault(y, list(self.rows[y])) if inside else []
            if not inside or row[x] != EMPTY:
                raise ValueError(f"{layout.kind} at tile {terminal.tile} of {self.room_id}: not free")
            row[x] = symbol
        flows = {t.tile: t.flow_l_s for t in layout.terminals if t.flow_l_s is not None}
        rows = tuple("".join(changed[y]) if y in changed else row for y, row in enumerate(self.rows))
        return self._holding(symbol, rows, {**self.flows, **flows} if flows else self.flows)

    def _holding(self, symbol: str, rows: tuple[str, ...], flows: Mapping[Tile, float]) -> Room:
        """The room with more of one kind on its grid; `dataclasses.replace` takes ten times as long, and each
        stage of each room asks for several."""
        known = {char: tiles for char, tiles in self._known.items() if char not in (EMPTY, symbol)}
        made = object.__new__(Room)
        made.__dict__.update({name: self.__dict__[name] for name in _FIELDS})
        made.__dict__.update(rows=rows, flows=flows, _known=known)
        return made

    def counts(self) -> dict[str, dict[str, int]]:
        """Per kind how many were placed and how many were there before."""
        totals: dict[str, dict[str, int]] = {}
        for kind in Kind:
            tiles = self.of_kind(kind)
            existing = len(self.existing.intersection(tiles)) if self.existing else 0
            totals[kind.value] = {"placed": len(tiles) - existing, "existing": existing}
        return totals

    def to_json(self) -> dict[str, Any]:
        """The room as it travels between stages; `from_json` is its inverse."""
        return {
            "room_id": self.room_id,
            "rows": list(self.rows),
            "tile_m": list(self.tile_m),
            "ceiling_height_m": self.ceiling_height_m,
            "room_type": self.room_type,
            "name": self.name,
            "story": self.story,
            "outline_m": [list(p) for p in self.outline_m],
            "holes_m": [[list(p) for p in ring] for ring in self.holes_m],
            "beams_m2": self.beams_m2,
            "frame": {
                "origin_m": list(self.frame.origin_m),
                "rotation_deg": self.frame.rotation_deg,
            },
            "luminaire": self.luminaire,
            "existing": sorted(map(list, self.existing)),
            "flows": [[x, y, flow] for (x, y), flow in self.flows.items()],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Room:
        """A room from `to_json`'s form. The form is ours: what users send is checked in `plenum.files`."""
        frame = data["frame"]
        ox, oy, oz = frame["origin_m"]
        return cls(
            room_id=data["room_id"],
            rows=tuple(data["rows"]),
            tile_m=(data["tile_m"][0], data["tile_m"][1]),
            ceiling_height_m=data["ceiling_height_m"],
            room_type=data["room_type"],
            name=data["name"],
            story=data["story"],
            outline_m=tuple((x, y) for x, y in data["outline_m"]),
            holes_m=tuple(tuple((x, y) for x, y in ring) for ring in data["holes_m"]),
            beams_m2=data.get("beams_m2", 0.0),
            frame=Frame((ox, oy, oz), frame["rotation_deg"]),
            luminaire=data["luminaire"],
            existing=frozenset((x, y) for x, y in data["existing"]),
            flows={(x, y): flow for x, y, flow in data["flows"]},
        )


_FIELDS: Final = tuple(one.name for one in fields(Room))


def numbered(shape: tuple[int, ...], spots: Spots) -> NDArray[np.intp]:
    """height × width: each tile's number among these, -1 where none of them is."""
    number = np.full(shape, -1, dtype=np.intp)
    number[spots[:, 1], spots[:, 0]] = np.arange(len(spots))
    return number


def _spots(where: NDArray[np.bool_]) -> Spots:
    rows, columns = np.nonzero(where)
    return np.stack([columns, rows], axis=1)
