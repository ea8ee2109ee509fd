"""Rooms as nobody draws them: odd outlines, holes, scattered invalid tiles, things in the way."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from plenum.ceiling.asked.room_types import ROOM_TYPES
from plenum.ceiling.rules.fire_code import FireCode
from tests.support.naive.room import NaiveRoom
from tests.support.naive.shape import inside

TILES_M = (0.6, 0.6, 0.6, 0.5, [0.6, 1.2], [1.2, 0.6])


WIDTHS = (1, 2, 4, 6, 8, 10, 12)
HEIGHTS = (2, 4, 5, 6, 8, 11)


@st.composite
def rooms(
    draw: st.DrawFn,
    room_id: str,
    widths: tuple[int, ...] = WIDTHS,
    heights: tuple[int, ...] = HEIGHTS,
) -> dict[str, Any]:
    """One room of a `plenum.building/1` of so many tiles a side, in one of the shapes below."""
    width = draw(st.sampled_from(widths))
    height = draw(st.sampled_from(heights))
    tile = draw(st.sampled_from(TILES_M))
    tx, ty = tile if isinstance(tile, list) else (tile, tile)
    outline, holes = draw(st.sampled_from((_whole, _ell, _slanted, _holed)))(draw, width * tx, height * ty)
    room: dict[str, Any] = {
        "room_id": room_id,
        "room_type": draw(st.sampled_from(sorted(ROOM_TYPES))),
        "tile_m": [tx, ty],
        "ceiling_height_m": draw(st.sampled_from((2.2, 2.8, 3.6, 6.0))),
        "rows": ["." * width for _ in range(height)],
        "outline_m": outline,
        "holes_m": holes,
    }
    plain = NaiveRoom(room, {}, "NFPA72")
    grid = [
        ["." if inside(plain.centre((x, y)), plain.shape) else "#" for x in range(width)]
        for y in range(height)
    ]
    there = [(x, y) for y in range(height) for x in range(width) if grid[y][x] == "."]
    filled = draw(st.sampled_from(("",) * 8 + ("L", "#")))
    for x, y in there if filled else []:
        grid[y][x] = filled
    for symbol in (
        draw(st.sampled_from(("", "#", "####", "L", "S", "#R", "D", "LL#SR", "#LSRD"))) if there else ""
    ):
        x, y = draw(st.sampled_from(there))
        grid[y][x] = symbol
    return {**room, "rows": ["".join(row) for row in grid]}


def _whole(draw: st.DrawFn, width: float, height: float) -> tuple[list[Any], list[Any]]:
    return [[0, 0], [width, 0], [width, height], [0, height]], []


def _ell(draw: st.DrawFn, width: float, height: float) -> tuple[list[Any], list[Any]]:
    x, y = draw(_share()) * width, draw(_share()) * height
    return [[0, 0], [width, 0], [width, y], [x, y], [x, height], [0, height]], []


def _slanted(draw: st.DrawFn, width: float, height: float) -> tuple[list[Any], list[Any]]:
    x, y = draw(_share()) * width, draw(_share()) * height
    return [[0, 0], [width, 0], [width, y], [x, height], [0, height]], []


def _holed(draw: st.DrawFn, width: float, height: float) -> tuple[list[Any], list[Any]]:
    x, y = draw(_share()) * width * 0.6, draw(_share()) * height * 0.6
    u, v = x + 0.3 * width, y + 0.3 * height
    return _whole(draw, width, height)[0], [[[x, y], [u, y], [u, v], [x, v]]]


def _share() -> st.SearchStrategy[float]:
    """Between a fifth and four fifths, on the lines between tiles and off them."""
    return st.integers(4, 16).map(lambda twentieths: twentieths / 20)


def building(code: FireCode, of: list[dict[str, Any]]) -> dict[str, Any]:
    """A `plenum.building/1` of these rooms."""
    return {
        "schema": "plenum.building/1",
        "building_id": "odd",
        "rule_set": "US",
        "code": code.value,
        "rooms": of,
    }


@st.composite
def buildings(draw: st.DrawFn) -> dict[str, Any]:
    """One to three such rooms under any fire code."""
    of = [draw(rooms(f"room_{n}")) for n in range(draw(st.integers(1, 3)))]
    return building(draw(st.sampled_from(list(FireCode))), of)


@st.composite
def cupboards(draw: st.DrawFn) -> dict[str, Any]:
    """One room with so few tiles that all its layouts can be tried."""
    code = draw(st.sampled_from(list(FireCode)))
    return building(code, [draw(rooms("cupboard", widths=(1, 2, 4), heights=(2, 3)))])
